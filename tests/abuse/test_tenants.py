"""One tenant's flood, by each way in, and what another tenant's operations take meanwhile."""

import sys
from statistics import median

import pytest

from tests.abuse.beside import asked, compared
from tests.abuse.lag import measured
from tests.abuse.target import Target
from tests.support.tokens import TENANT, token

pytestmark = pytest.mark.abuse

_ROUNDS = 5
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
    asked(target)
    with measured(target.address) as lag:
        rounds = [compared(target, kind, tokens) for _ in range(_ROUNDS)]
    told = "\n".join(map(str, rounds))
    ratios = {part: median(each.ratio(part) for each in rounds) for part in (0.5, 0.99)}
    sys.stdout.write(f"\n{told}\nmedian {ratios[0.5]:.2f} times, p99 {ratios[0.99]:.2f} times; {lag}\n")
    assert lag.failed == 0
    assert ratios[0.99] < _P99_AT_MOST.get(kind, _P99_USUALLY)
