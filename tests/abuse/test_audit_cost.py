"""What the entry costs that a response with a secret waits for, against the same read without the secret."""

import sys
import time
from collections.abc import Iterator
from statistics import median

import httpx
import pytest

from tests.abuse.target import Target

pytestmark = pytest.mark.abuse

_READ = "{{ meetings(first: 5, filter: {{ vendors: [TELECOMX] }}) {{ nodes {{ id participants {{ {field} }} }} }} }}"
# The same vendor calls; one of the fields is secret.
_FIELDS = {"without a secret": "channel", "with a secret": "address"}
_ROUNDS, _CALLERS = 200, 60
# Some writes of a busy machine, where the vendor answers at once; beside a call that takes longer than a write nothing
# is left of it but what the gateway computes.
_MORE_MS = {0.0: 25.0, 0.02: 8.0}


@pytest.fixture
def slow(request: pytest.FixtureRequest, target: Target) -> Iterator[float]:
    """After how many seconds the vendor answers."""
    if request.param:
        target.world.fail("TELECOMX", delay_seconds=request.param)
    yield request.param
    target.world.heal("TELECOMX")


@pytest.mark.parametrize("slow", _MORE_MS, indirect=True)
def test_a_secret_costs_no_more_than_a_write_and_nothing_beside_a_slow_vendor(
    target: Target, slow: float
) -> None:
    taken: dict[str, list[float]] = {name: [] for name in _FIELDS}
    with httpx.Client(trust_env=False, timeout=30) as client:
        callers = [target.bearer("operator", sub=f"audited-{slow}-{number}") for number in range(_CALLERS)]
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
        sys.stdout.write(
            f"\nvendor {slow * 1000:.0f} ms, a read {name}: p50 {p50[name]:.1f} ms, p99 {p99:.1f} ms"
        )
    assert p50["with a secret"] - p50["without a secret"] < _MORE_MS[slow]
