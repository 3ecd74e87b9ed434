"""What the entry costs that a response with a secret waits for, against the same read without the secret."""

import sys
import time
from statistics import median

import httpx
import pytest

from tests.abuse.target import Target

pytestmark = pytest.mark.abuse

_READ = "{{ meetings(first: 5, filter: {{ vendors: [TELECOMX] }}) {{ nodes {{ id participants {{ {field} }} }} }} }}"
# The same vendor calls; one of the fields is secret.
_FIELDS = {"without a secret": "channel", "with a secret": "address"}
_ROUNDS, _CALLERS = 300, 30
# Some writes of a busy machine; the entry is written beside the vendor's call.
_MORE_MS = 25.0


def test_a_secret_costs_no_more_than_a_write(target: Target) -> None:
    taken: dict[str, list[float]] = {name: [] for name in _FIELDS}
    with httpx.Client(trust_env=False, timeout=30) as client:
        callers = [target.bearer("operator", sub=f"audited-{number}") for number in range(_CALLERS)]
        for number in range(_ROUNDS):
            # In turn, so that both meet the same load.
            for name, field in _FIELDS.items():
                query = {"query": _READ.format(field=field)}
                began = time.perf_counter()
                answer = client.post(target.graphql, json=query, headers=callers[number % _CALLERS])
                taken[name].append((time.perf_counter() - began) * 1000)
                assert "errors" not in answer.json(), answer.text
    p50 = {name: median(each) for name, each in taken.items()}
    for name, each in taken.items():
        p99 = sorted(each)[int(0.99 * len(each))]
        sys.stdout.write(f"\na read {name}: p50 {p50[name]:.1f} ms, p99 {p99:.1f} ms")
    assert p50["with a secret"] - p50["without a secret"] < _MORE_MS
