"""How often a meeting is asked about."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from commands.pace import LONGEST, SHORTEST, Pace


def readings(pace: Pace, seconds: float) -> list[float]:
    """When a poller of this pace reads, from the first second on."""
    at, found = 0.0, []
    while at < seconds:
        pace.asked(at)
        found.append(at)
        at += pace.wait(at)
    return found


def test_while_something_goes_on_it_is_asked_each_second() -> None:
    pace = Pace()
    pace.stir(0)
    assert readings(pace, 30) == [float(second) for second in range(30)]


def test_where_nothing_happens_for_long_it_is_asked_every_ten_seconds() -> None:
    pace = Pace()
    pace.stir(0)
    last = readings(pace, 300)[-5:]
    assert [later - sooner for sooner, later in pairwise(last)] == [LONGEST] * 4


def test_what_happens_brings_the_first_pace_back() -> None:
    pace = Pace()
    readings(pace, 300)
    pace.stir(400)
    pace.asked(400)
    assert pace.wait(400) == SHORTEST


@given(st.lists(st.floats(0, 40), min_size=2, max_size=40))
def test_it_never_asks_twice_within_a_second(stirs: list[float]) -> None:
    pace, at = Pace(), 0.0
    for pause in stirs:
        at += max(pause, pace.wait(at))
        assert pace.rest(at) == 0
        pace.asked(at)
        pace.stir(at + 0.1)
