"""The breaker opens on a failing vendor, tries a few calls, and closes when they succeed."""

import pytest

from models.health import BreakerState
from tests.support.clock import HandClock
from vendors.http import HttpLimits
from vendors.resilience.circuit_breaker import CircuitBreaker

LIMITS = HttpLimits()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def breaker(clock: HandClock) -> CircuitBreaker:
    return CircuitBreaker(LIMITS, clock)


def admitted(breaker: CircuitBreaker) -> int:
    term = breaker.admits()
    assert term is not None
    return term


def fails(breaker: CircuitBreaker, times: int = 1) -> None:
    for _ in range(times):
        breaker.failed(admitted(breaker))


def succeeds(breaker: CircuitBreaker, times: int = 1) -> None:
    for _ in range(times):
        breaker.succeeded(admitted(breaker))


def test_it_opens_at_the_twentieth_call_if_half_have_failed(breaker: CircuitBreaker) -> None:
    succeeds(breaker, 10)
    fails(breaker, 9)
    assert breaker.state is BreakerState.CLOSED
    fails(breaker)
    assert (breaker.state, breaker.admits(), breaker.refusal()) == (BreakerState.OPEN, None, 5.0)


def test_it_stays_closed_where_fewer_than_half_fail(breaker: CircuitBreaker) -> None:
    for _ in range(50):
        succeeds(breaker, 11)
        fails(breaker, 10)
    assert breaker.state is BreakerState.CLOSED


def test_what_is_older_than_its_window_does_not_count(breaker: CircuitBreaker, clock: HandClock) -> None:
    fails(breaker, 19)
    clock.passes(10)
    fails(breaker, 19)
    assert breaker.state is BreakerState.CLOSED


def test_after_its_time_it_lets_three_calls_try_and_no_more(
    breaker: CircuitBreaker, clock: HandClock
) -> None:
    fails(breaker, 20)
    clock.passes(4.9)
    assert breaker.admits() is None
    clock.passes(0.2)
    assert breaker.state is BreakerState.HALF_OPEN
    assert [breaker.admits() is not None for _ in range(5)] == [True, True, True, False, False]


def test_three_successes_close_it(breaker: CircuitBreaker, clock: HandClock) -> None:
    fails(breaker, 20)
    clock.passes(5)
    succeeds(breaker, 3)
    assert breaker.state is BreakerState.CLOSED


def test_one_failed_try_opens_it_for_twice_as_long_up_to_a_minute(
    breaker: CircuitBreaker, clock: HandClock
) -> None:
    fails(breaker, 20)
    waits = []
    for _ in range(6):
        wait = breaker.refusal()
        assert wait is not None
        waits.append(wait)
        clock.passes(wait)
        succeeds(breaker, 2)
        fails(breaker)
    assert waits == [5, 10, 20, 40, 60, 60]


def test_once_closed_it_begins_with_the_shortest_time_again(
    breaker: CircuitBreaker, clock: HandClock
) -> None:
    fails(breaker, 20)
    clock.passes(5)
    fails(breaker)
    clock.passes(10)
    succeeds(breaker, 3)
    fails(breaker, 20)
    assert breaker.refusal() == 5


def test_a_try_that_was_cancelled_leaves_its_place_to_another(
    breaker: CircuitBreaker, clock: HandClock
) -> None:
    fails(breaker, 20)
    clock.passes(5)
    terms = [admitted(breaker) for _ in range(3)]
    breaker.inconclusive(terms[0])
    assert (breaker.admits() is not None, breaker.admits()) == (True, None)


def test_a_call_from_before_it_opened_tells_nothing_after(breaker: CircuitBreaker, clock: HandClock) -> None:
    early = [admitted(breaker) for _ in range(3)]
    fails(breaker, 20)
    clock.passes(5)
    late = admitted(breaker)
    for term in early:
        breaker.failed(term)
    assert breaker.state is BreakerState.HALF_OPEN
    breaker.failed(late)
    assert breaker.state is BreakerState.OPEN
