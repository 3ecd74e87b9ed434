"""Refusals: the first come at once, and those of a flood one after the other."""

from graph.serving.http.paced_refusals import LONGEST_SECONDS, PacedRefusals
from models.caller import Caller

GREEDY, MODEST = Caller(tenant="north-clinic", id="greedy"), Caller(tenant="north-clinic", id="modest")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_ten_refusals_come_at_once_and_the_next_are_a_tenth_of_a_second_apart() -> None:
    refusals = PacedRefusals(Clock())
    assert [round(refusals.seconds(GREEDY), 3) for _ in range(13)] == [0.0] * 11 + [0.1, 0.2]


def test_no_refusal_is_held_back_for_more_than_a_second() -> None:
    refusals = PacedRefusals(Clock(), chance=lambda: 0.999)
    assert LONGEST_SECONDS * 0.99 < max(refusals.seconds(GREEDY) for _ in range(1_000)) <= LONGEST_SECONDS


def test_refusals_of_a_flood_do_not_all_come_at_the_same_time() -> None:
    refusals = PacedRefusals(Clock())
    waited = sorted(refusals.seconds(GREEDY) for _ in range(1_000))[500:]
    assert LONGEST_SECONDS / 2 < waited[0] < waited[250] < waited[-1] <= LONGEST_SECONDS
    assert waited[-1] - waited[0] > LONGEST_SECONDS / 5


def test_another_caller_gets_its_refusal_at_once() -> None:
    refusals = PacedRefusals(Clock())
    for _ in range(1_000):
        refusals.seconds(GREEDY)
    assert refusals.seconds(MODEST) == 0.0


def test_two_seconds_after_a_flood_refusals_come_at_once_again() -> None:
    clock = Clock()
    refusals = PacedRefusals(clock)
    for _ in range(1_000):
        refusals.seconds(GREEDY)
    clock.now += 2.0
    assert [refusals.seconds(GREEDY) for _ in range(10)] == [0.0] * 10


def test_a_caller_whose_refusals_are_held_back_gives_way_and_others_do_not() -> None:
    clock = Clock()
    refusals = PacedRefusals(clock)
    for _ in range(12):
        refusals.seconds(GREEDY)
    assert (refusals.holds_back(GREEDY), refusals.holds_back(MODEST)) == (True, False)
    clock.now += 2.0
    assert not refusals.holds_back(GREEDY)
