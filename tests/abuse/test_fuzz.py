"""Operations that nobody thought of, with everything allowed: none may find a fault of this API."""

import os
import sys
from typing import Any

import httpx
import pytest
from graphql import parse_value, print_schema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import from_schema, nodes

from graph.schema.build import build
from graph.schema.core import core_of
from tests.abuse.target import Target

pytestmark = pytest.mark.abuse

_EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "400"))
# The codes with which a caller or a vendor is told to be at fault.
_KNOWN = frozenset(
    {
        *("BAD_USER_INPUT", "FORBIDDEN", "NOT_FOUND", "RATE_LIMITED", "OVERLOADED", "DEADLINE_EXCEEDED"),
        *(
            "VENDOR_TIMEOUT",
            "VENDOR_UNREACHABLE",
            "VENDOR_RATE_LIMITED",
            "VENDOR_BAD_RESPONSE",
            "VENDOR_REJECTED",
        ),
        *("SERVICE_UNAVAILABLE", "UNAUTHENTICATED"),
    }
)
_TEXTS = st.text(max_size=20)
_SCALARS = {
    "DateTime": st.one_of(st.just("2026-11-27T09:00:00Z"), _TEXTS).map(nodes.String),
    "_Any": st.sampled_from(["Meeting", "Room", "Device", "Nobody"]).map(
        lambda name: parse_value(f'{{__typename: "{name}", id: "x"}}')
    ),
}


def wrong(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The errors that are this API's own."""
    return [
        error
        for error in told.get("errors", ())
        if (error.get("extensions") or {}).get("code", "none") not in _KNOWN
    ]


def test_no_operation_finds_a_fault_of_ours(target: Target) -> None:
    seen: dict[str, int] = {}
    with httpx.Client(trust_env=False, timeout=30, headers=target.bearer("admin")) as client:

        @settings(
            max_examples=_EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(from_schema(print_schema(core_of(build())), custom_scalars=_SCALARS))
        def ask(text: str) -> None:
            answer = client.post(target.graphql, json={"query": text})
            assert answer.status_code in (200, 429, 503), (answer.status_code, text)
            told = answer.json()
            assert wrong(told) == [], text
            kind = "refused" if "data" not in told else "errors" if "errors" in told else "answered"
            seen[kind] = seen.get(kind, 0) + 1

        ask()
    sys.stdout.write(f"\n{seen}\n")
    # A fuzzer whose operations are all refused tests nothing.
    assert seen.get("answered", 0) + seen.get("errors", 0) > _EXAMPLES / 10
