"""Bombs are refused with a clear error, at once, and nobody else waits for it."""

import sys
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

import httpx
import pytest

from tests.abuse.documents import BOMBS, never_alike
from tests.abuse.lag import measured
from tests.abuse.loop_watch import LONGEST_HOLD
from tests.abuse.processors import apart
from tests.abuse.target import Target

pytestmark = pytest.mark.abuse

_P99_MS = 100.0


def refusal(answer: httpx.Response) -> str:
    """The code with which a request was refused before it ran."""
    told: dict[str, Any] = answer.json()
    assert "data" not in told
    return str(told["errors"][0]["extensions"]["code"])


@pytest.fixture(scope="module")
def client(target: Target) -> Iterator[httpx.Client]:
    with httpx.Client(
        trust_env=False,
        timeout=30,
        headers={**target.bearer("admin"), "accept": "application/graphql-response+json"},
    ) as client:
        yield client


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused(target: Target, client: httpx.Client, text: str) -> None:
    answer = client.post(target.graphql, json={"query": text})
    assert answer.status_code in (400, 429), answer.text[:300]
    assert refusal(answer) in ("BAD_USER_INPUT", "RATE_LIMITED")
    assert len(answer.content) < 4_000


def test_nobody_waits_for_whoever_throws_bombs(target: Target) -> None:
    """Liveness beside bombs takes no longer than beside ordinary operations, as many and as fast.

    The gateway has a processor of its own, so that it does not wait for whoever throws.
    """
    with apart(target.pid, target.mongod):
        with measured(target.address) as ordinary:
            throw(target, ["{ vendors { name } viewer { id } }"] * len(BOMBS))
        with target.watch.measured() as holds, measured(target.address) as bombs:
            statuses = throw(target, BOMBS.values())
    sys.stdout.write(
        f"\nordinary operations  {ordinary}\nbombs                {bombs}; {holds}\n{sorted(statuses)}\n"
    )
    assert max(holds.computed) < LONGEST_HOLD
    assert bombs.failed == 0
    assert statuses <= {200, 400, 429, 503}
    assert bombs.percentile(0.99) < max(_P99_MS, 2 * ordinary.percentile(0.99))


def throw(target: Target, texts: Collection[str]) -> set[int]:
    """Sends each text twelve times, never the same, eight at once; gives the statuses."""

    def send(text: str) -> set[int]:
        with httpx.Client(trust_env=False, timeout=30, headers=target.bearer("viewer")) as client:
            told = islice(never_alike(text), 12)
            return {client.post(target.graphql, json={"query": each}).status_code for each in told}

    with ThreadPoolExecutor(8) as pool:
        return set().union(*pool.map(send, texts))
