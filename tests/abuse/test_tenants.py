"""One tenant's flood, by each way in, and what another tenant's operations take meanwhile."""

import sys

import pytest

from tests.abuse.beside import compared
from tests.abuse.loop_watch import LONGEST_HOLD
from tests.abuse.target import Target
from tests.support.tokens import TENANT, token

pytestmark = pytest.mark.abuse

# The promise is 1.1, which equal rounds differ by on two cores that other programs use, too. Without shares of the loop
# it was 2 to 30. Whose a new connection is, is known only when its request has been read, so these cost more.
_P99_AT_MOST = {"connections": 6.0}
_P99_USUALLY = 2.0


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
    assert told.ratio(0.99) < _P99_AT_MOST.get(kind, _P99_USUALLY)
    assert max(holds.computed) < LONGEST_HOLD
