"""How often a meeting is asked about."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from polling.pace import Interval, Pace

PACE = Pace(tick=1.0, slowest=10.0, patience=30.0)


def readings(interval: Interval, seconds: float) -> list[float]:
    """When a poller of this pace reads, from the first second on."""
    at, found = 0.0, []
    while at < seconds:
        interval.asked(at)
        found.append(at)
        at += interval.left(at)
    return found


def test_while_something_goes_on_it_is_asked_each_second() -> None:
    interval = Interval(PACE)
    interval.changed(0)
    assert readings(interval, 30) == [float(second) for second in range(30)]


def test_where_nothing_happens_for_long_it_is_asked_every_ten_seconds() -> None:
    interval = Interval(PACE)
    interval.changed(0)
    last = readings(interval, 300)[-5:]
    assert [later - sooner for sooner, later in pairwise(last)] == [PACE.slowest] * 4


def test_what_happens_brings_the_first_pace_back() -> None:
    interval = Interval(PACE)
    readings(interval, 300)
    interval.changed(400)
    interval.asked(400)
    assert interval.left(400) == PACE.tick


@given(st.lists(st.floats(0, 40), min_size=2, max_size=40))
def test_it_never_asks_twice_within_a_second(stirs: list[float]) -> None:
    interval, at = Interval(PACE), 0.0
    for pause in stirs:
        at += max(pause, interval.left(at))
        assert interval.left_at_least(at) == 0
        interval.asked(at)
        interval.changed(at + 0.1)
