"""One tenant's flood, by each way in, and what another tenant's operations take meanwhile."""

import sys

import pytest

from tests.abuse.beside import compared
from tests.abuse.loop_watch import LONGEST_HOLD
from tests.abuse.target import Target
from tests.support.tokens import TENANT, token

pytestmark = pytest.mark.abuse

# The promise is 1.1, which equal rounds differ by on two cores that other programs use, too. Medians were 0.9 to 1.3,
# and p99 1.0 to 1.4. Without shares of the loop they were 2 to 30.
_MEDIAN_AT_MOST, _P99_AT_MOST = 1.4, 1.75


@pytest.mark.parametrize(
    ("kind", "callers"),
    [
        ("requests", 1),
        ("requests", 50),
        ("lists", 1),
        ("lists", 50),
        ("connections", 50),
        ("streams", 50),
        ("sockets", 10),
    ],
    ids=[
        "one caller",
        "fifty callers",
        "lists of one caller",
        "lists of fifty callers",
        "new connections",
        "event streams",
        "WebSockets",
    ],
)
def test_a_flood_of_one_tenant_leaves_another_its_answers(target: Target, kind: str, callers: int) -> None:
    tokens = [token(tenant=TENANT, roles=["viewer"], sub=f"flood-{number}") for number in range(callers)]
    with target.watch.measured() as holds:
        told = compared(target, kind, tokens)
    sys.stdout.write(f"\n{told}; {holds}\n")
    assert told.ratio(0.5) < _MEDIAN_AT_MOST
    assert told.ratio(0.99) < _P99_AT_MOST
    assert max(holds.computed) < LONGEST_HOLD
