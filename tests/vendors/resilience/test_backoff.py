"""A read is asked again only where it may help, after a pause by chance, and within a budget."""

import pytest

from tests.support.clock import HandClock
from vendors.http import HttpLimits
from vendors.resilience.backoff import Again, Retries, after_failure, after_status
from vendors.transports.response import Broken, FailurePoint, TimedOut, UnreadableResponse, WireFailure

LONG = 100.0


def retries(clock: HandClock | None = None, chance: float = 0.0, **limits: float) -> Retries:
    return Retries(HttpLimits(**limits), clock or HandClock(), lambda: chance)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("failure", "again"),
    [
        (Broken(point=FailurePoint.REFUSED), Again.SOMETIMES),
        (Broken(point=FailurePoint.ASKED), Again.SOMETIMES),
        (Broken(point=FailurePoint.ANSWERING), Again.ONCE),
        (Broken(point=FailurePoint.CONNECTING), Again.NEVER),
        (Broken(), Again.NEVER),
        (TimedOut(point=FailurePoint.CONNECTING), Again.NEVER),
        (TimedOut(), Again.NEVER),
        (UnreadableResponse("odd"), Again.NEVER),
    ],
    ids=str,
)
def test_only_refused_reset_and_cut_off_calls_may_be_repeated(failure: WireFailure, again: Again) -> None:
    assert after_failure(failure) is again


@pytest.mark.parametrize(("status", "again"), [(200, 0), (404, 0), (499, 0), (500, 1), (503, 1), (599, 1)])
def test_only_a_5xx_may_be_repeated(status: int, again: int) -> None:
    assert (after_status(status) is Again.SOMETIMES) == bool(again)


@pytest.mark.parametrize(("again", "times"), [(Again.NEVER, 0), (Again.ONCE, 1), (Again.SOMETIMES, 2)])
def test_a_call_is_repeated_so_often(again: Again, times: int) -> None:
    budget = retries()
    assert [budget.pause(again, done, LONG) is not None for done in range(4)] == [
        done < times for done in range(4)
    ]


@pytest.mark.parametrize(("chance", "pauses"), [(0.0, (0.05, 0.05)), (0.9999999, (0.2, 0.8))])
def test_the_pause_lies_between_its_bounds(chance: float, pauses: tuple[float, float]) -> None:
    budget = retries(chance=chance)
    found = [budget.pause(Again.SOMETIMES, done, LONG) for done in range(2)]
    assert found == [pytest.approx(pause, abs=1e-6) for pause in pauses]


def test_no_pause_is_longer_than_the_longest() -> None:
    budget = retries(chance=0.9999999, retries=10, retry_floor=10)
    assert budget.pause(Again.SOMETIMES, 9, LONG) == pytest.approx(1.0)


def test_a_pause_that_the_deadline_does_not_leave_is_not_begun() -> None:
    assert retries().pause(Again.SOMETIMES, 0, 0.05) is None


def test_few_calls_have_three_repetitions_together() -> None:
    budget = retries()
    budget.offered()
    assert [budget.pause(Again.SOMETIMES, 0, LONG) is not None for _ in range(5)] == [True] * 3 + [False] * 2


@pytest.mark.parametrize("pace", [0.0, 0.1, 0.55])
def test_a_hundred_failing_calls_are_at_most_a_hundred_and_ten_attempts(pace: float) -> None:
    clock = HandClock()
    budget = retries(clock)
    attempts = 0
    for _ in range(100):
        budget.offered()
        done = 0
        while budget.pause(Again.SOMETIMES, done, LONG) is not None:
            done += 1
        attempts += 1 + done
        clock.passes(pace)
    assert 100 < attempts <= 110


def test_an_hour_without_failures_saves_up_no_flood_of_repetitions() -> None:
    clock = HandClock()
    budget = retries(clock)
    for _ in range(10_000):
        budget.offered()
        clock.passes(0.1)
    granted = sum(budget.pause(Again.SOMETIMES, 0, LONG) is not None for _ in range(1000))
    assert granted <= 10
