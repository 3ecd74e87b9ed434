"""The vendor port spares a vendor that fails, throttles or hangs, and says whether a call can have reached it."""

import asyncio
import contextlib
import time
from collections.abc import Sequence

import pytest

from models.error_code import ErrorCode
from models.errors import (
    DeadlineExceeded,
    VendorBusy,
    VendorError,
    VendorRateLimited,
    VendorTimeout,
    VendorUnreachable,
)
from models.health import BreakerState, VendorHealth
from tests.support.accounts import VSEE
from tests.support.clock import HandClock
from tests.support.raw_vendor import (
    EASY,
    TINY,
    Behaviour,
    Wire,
    all_given_back,
    always,
    asked,
    both_ways,
    reset,
    silent,
    truncated,
    vendor_that,
)
from vendors.http import HttpLimits, VendorHttp, operation_scope
from vendors.resilience import guard

ONCE = TINY.model_copy(update={"retries": 0})
NO_BREAKER = TINY.model_copy(update={"breaker_calls": 10_000})
FAILING = always(b"", "503 No")


async def outcomes(http: VendorHttp, way: str, number: int) -> list[BaseException | None]:
    """What became of so many calls at once; None for those that were answered."""
    found: Sequence[object] = await asyncio.gather(
        *(asked(http, way) for _ in range(number)), return_exceptions=True
    )
    return [each if isinstance(each, BaseException) else None for each in found]


def kinds(found: Sequence[BaseException | None]) -> dict[str, int]:
    names = [type(each).__name__ for each in found]
    return {name: names.count(name) for name in sorted(set(names))}


# Retries


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad", "503 No", "504 Late"])
async def test_a_read_that_fails_is_asked_again(status: str) -> None:
    answers = iter([status, status])

    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            await wire.answer(b"{}", next(answers, "200 OK"))

    async with vendor_that(behave) as (http, seen):
        assert (await asked(http, "get")).status == 200
    assert len(seen) == 3


async def test_a_500_in_json_that_stays_is_left_to_the_adapter_after_the_last_try() -> None:
    async with vendor_that(always(b'{"code":1}', "500 Oops")) as (http, seen):
        reply = await asked(http, "get")
    assert (reply.status, reply.value, len(seen)) == (500, {"code": 1}, 3)


async def test_a_truncated_answer_is_asked_for_once_more() -> None:
    async with vendor_that(truncated) as (http, seen):
        with pytest.raises(VendorUnreachable):
            await asked(http, "get")
    assert len(seen) == 2


@pytest.mark.parametrize("behave", [FAILING, reset, truncated, silent], ids=["503", "reset", "cut", "silent"])
async def test_a_write_is_never_sent_twice(behave: Behaviour) -> None:
    async with vendor_that(behave, limits=TINY) as (http, seen):
        with pytest.raises(VendorError) as caught:
            await asked(http, "send")
    assert (len(seen), caught.value.may_have_arrived) == (1, True)


async def test_a_hundred_calls_to_a_failing_vendor_arrive_at_most_a_hundred_and_ten_times() -> None:
    async with vendor_that(FAILING, limits=NO_BREAKER) as (http, seen):
        for _ in range(10):
            await outcomes(http, "get", 10)
    assert 100 < len(seen) <= 110


# Breaker


@both_ways
async def test_a_failing_vendor_is_not_asked_any_more(way: str) -> None:
    async with vendor_that(FAILING, limits=ONCE) as (http, seen):
        await outcomes(http, way, 20)
        with pytest.raises(VendorUnreachable) as caught:
            await asked(http, way)
    assert len(seen) == 20
    assert (caught.value.may_have_arrived, 4000 < (caught.value.retry_after_ms or 0) <= 5000) == (False, True)


@pytest.mark.parametrize("behave", [silent, reset, truncated, always(b"", "500 No")])
async def test_whatever_the_failure_the_breaker_opens(behave: Behaviour) -> None:
    limits = ONCE.model_copy(update={"connect": 0.05})
    async with vendor_that(behave, limits=limits) as (http, _):
        await outcomes(http, "get", 20)
        assert http.health().breaker is BreakerState.OPEN


@pytest.mark.parametrize("status", ["404 Not Found", "401 No", "422 No", "302 Found", "200 OK"])
async def test_a_vendor_that_answers_keeps_the_breaker_closed(status: str) -> None:
    async with vendor_that(always(b"<html>", status), limits=HttpLimits()) as (http, _):
        await outcomes(http, "get", 30)
        assert http.health().breaker is BreakerState.CLOSED


async def test_a_vendor_that_is_well_again_is_asked_again() -> None:
    clock = HandClock()
    well = False

    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            await wire.answer(b"{}", "200 OK" if well else "503 No")

    async with vendor_that(behave, limits=ONCE, clock=clock) as (http, seen):
        await outcomes(http, "get", 20)
        well = True
        clock.passes(5)
        assert http.health().breaker is BreakerState.HALF_OPEN
        for _ in range(3):
            await asked(http, "get")
        assert http.health().breaker is BreakerState.CLOSED
    assert len(seen) == 23


# Gate


@both_ways
async def test_a_throttling_vendor_is_left_alone_for_as_long_as_it_asks(way: str) -> None:
    async with vendor_that(always(b"", "429 Slow", "Retry-After: 7")) as (http, seen):
        found = await outcomes(http, way, 1)
        found += await outcomes(http, way, 50)
    assert (len(seen), kinds(found)) == (1, {"VendorRateLimited": 51})
    for each in found:
        assert isinstance(each, VendorRateLimited)
        assert (6000 < (each.retry_after_ms or 0) <= 7000, each.may_have_arrived) == (True, False)


async def test_throttling_is_no_failure_for_the_breaker() -> None:
    clock = HandClock()
    async with vendor_that(always(b"", "429 Slow", "Retry-After: 1"), clock=clock) as (http, _):
        for _ in range(30):
            await outcomes(http, "get", 1)
            clock.passes(1)
        assert http.health().breaker is BreakerState.CLOSED


async def test_a_short_pause_is_waited_for() -> None:
    answers = iter(["429 Slow"])

    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            await wire.answer(b"{}", next(answers, "200 OK"))

    limits = TINY.model_copy(update={"retry_after_unknown": 0.05})
    async with vendor_that(behave, limits=limits) as (http, seen):
        assert kinds(await outcomes(http, "get", 1)) == {"VendorRateLimited": 1}
        assert kinds(await outcomes(http, "get", 5)) == {"NoneType": 5}
    assert len(seen) == 6


# Places


@both_ways
async def test_only_so_many_calls_reach_a_hung_vendor(way: str) -> None:
    # Time enough to find out that it hangs, also on a machine that is busy.
    waiting = {"in_flight": 3, "waiting": 4, "waiting_seconds": 0.05}
    limits = TINY.model_copy(update={"total": 2.0, "first_byte": 1.5, **waiting})
    async with vendor_that(silent, limits=limits) as (http, seen):
        found = await outcomes(http, way, 20)
    assert (len(seen), kinds(found)) == (3, {"VendorBusy": 17, "VendorTimeout": 3})
    assert [each.may_have_arrived for each in found if isinstance(each, VendorBusy)] == [False] * 17


async def test_the_rows_of_one_operation_wait_for_each_other_without_being_refused() -> None:
    limits = HttpLimits(in_flight=2)
    async with vendor_that(always(), limits=limits) as (http, seen):
        with operation_scope():
            reads = (http.get("/x", operation="x", params={"n": number}) for number in range(30))
            assert {reply.status for reply in await asyncio.gather(*reads)} == {200}
    assert len(seen) == 30


async def left(http: VendorHttp, way: str, *, after: asyncio.Event) -> None:
    """A call whose caller goes once the vendor has it."""
    after.clear()
    task = asyncio.create_task(asked(http, way))
    await after.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@both_ways
async def test_a_call_that_is_given_up_keeps_its_place_for_as_long_as_the_vendor_has_it(way: str) -> None:
    arrived, answers = asyncio.Event(), asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.request()
        arrived.set()
        await answers.wait()
        await wire.answer()

    limits = HttpLimits(in_flight=2, waiting=0)
    async with vendor_that(behave, limits=limits) as (http, seen):
        for _ in range(2):
            await left(http, way, after=arrived)
        assert http.health().in_flight == 2
        with pytest.raises(VendorBusy):
            await asked(http, way)
        answers.set()
        await all_given_back(http.health)
        await asked(http, way)
    assert len(seen) == 3


@both_ways
async def test_a_call_that_is_given_up_in_mid_answer_closes_the_connection(way: str) -> None:
    begun, closed = asyncio.Event(), asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.request()
        await wire.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b" " * 200_000)
        begun.set()
        # What the client has not read any more makes a reset of its leave.
        with contextlib.suppress(ConnectionResetError):
            await wire.reader.read()
        closed.set()

    async with vendor_that(behave, limits=HttpLimits()) as (http, _):
        await left(http, way, after=begun)
        async with asyncio.timeout(10):
            await closed.wait()
        await all_given_back(http.health)


async def test_a_vendor_that_outwaits_its_callers_is_found_to_be_silent() -> None:
    arrived = asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.request()
        arrived.set()
        await wire.reader.read()

    limits = TINY.model_copy(update={"breaker_calls": 3})
    async with vendor_that(behave, limits=limits) as (http, _):
        for _ in range(3):
            await left(http, "get", after=arrived)
        await all_given_back(http.health)
        assert http.health().breaker is BreakerState.OPEN


PACED = {"waiting_seconds": 0.0, "in_flight": 2}


async def test_a_pace_that_is_set_is_kept_and_waited_for() -> None:
    arrivals: list[float] = []

    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            arrivals.append(time.monotonic())
            await wire.answer()

    limits = EASY.model_copy(update={"calls_per_second": 5.0, **PACED})
    async with vendor_that(behave, limits=limits) as (http, _):
        began = time.monotonic()
        assert kinds(await outcomes(http, "get", 10)) == {"NoneType": 10}
    # Five at once, then one every fifth of a second.
    assert all(at >= began + (number - 4) / 5 - 0.01 for number, at in enumerate(sorted(arrivals)))


async def test_the_calls_of_one_second_may_go_out_at_once() -> None:
    pace = guard._pace(5.0)
    for _ in range(5):
        with pytest.raises(StopIteration):
            # It comes to its end without waiting for anything.
            pace.acquire().send(None)


async def test_a_pace_is_not_waited_for_longer_than_a_call_may_take() -> None:
    # One at once, and the next in ten seconds.
    limits = EASY.model_copy(update={"calls_per_second": 0.1, "total": 2.0, **PACED})
    async with vendor_that(always(), limits=limits) as (http, seen):
        found = kinds(await outcomes(http, "get", 20))
    assert (len(seen), found) == (1, {"NoneType": 1, "DeadlineExceeded": 19})


# Deadlines


@both_ways
async def test_a_call_has_only_what_is_left_of_the_operation(way: str) -> None:
    limits = HttpLimits(retries=0)
    async with vendor_that(silent, limits=limits) as (http, seen):
        with operation_scope(0.1):
            # By its own limits it would wait for five seconds.
            async with asyncio.timeout(4):
                with pytest.raises(VendorTimeout):
                    await asked(http, way)
                with pytest.raises(DeadlineExceeded) as caught:
                    await asked(http, way, "/other")
    assert (len(seen), caught.value.may_have_arrived) == (1, False)


async def test_an_operation_at_its_end_does_not_open_the_breaker() -> None:
    async with vendor_that(silent, limits=HttpLimits()) as (http, _):
        with operation_scope(0.05):
            reads = (http.get("/x", operation="x", params={"n": number}) for number in range(30))
            await asyncio.gather(*reads, return_exceptions=True)
        assert http.health().breaker is BreakerState.CLOSED


# Whether a call can have arrived


async def test_where_nobody_listens_nothing_arrives() -> None:
    http = VendorHttp(account=VSEE, base_url="http://127.0.0.1:1", limits=TINY)
    with pytest.raises(VendorUnreachable) as caught:
        await asked(http, "send")
    await http.aclose()
    assert caught.value.may_have_arrived is False


async def test_where_tls_fails_nothing_arrives() -> None:
    async def behave(wire: Wire) -> None:
        await wire.raw(b"220 welcome\r\n")

    async with vendor_that(behave, limits=EASY, scheme="https") as (http, _):
        with pytest.raises(VendorUnreachable) as caught:
            await asked(http, "send")
    assert caught.value.may_have_arrived is False


async def test_a_name_that_nobody_knows_fails_without_a_call() -> None:
    http = VendorHttp(account=VSEE, base_url="http://vendor.invalid", limits=HttpLimits())
    async with asyncio.timeout(2.5):
        with pytest.raises(VendorError) as caught:
            await asked(http, "send")
    await http.aclose()
    assert caught.value.may_have_arrived is False


async def test_a_handshake_that_never_ends_ends_in_the_connects_time() -> None:
    async def behave(wire: Wire) -> None:
        await wire.reader.read()

    async with vendor_that(behave, limits=TINY, scheme="https") as (http, _):
        async with asyncio.timeout(TINY.connect + 0.15):
            with pytest.raises(VendorTimeout) as caught:
                await asked(http, "send")
    assert caught.value.may_have_arrived is False


# Health


async def test_an_account_that_was_never_asked_is_unknown() -> None:
    async with vendor_that(always()) as (http, _):
        assert http.health().health is VendorHealth.UNKNOWN


async def test_an_account_that_answers_is_healthy_and_has_figures() -> None:
    async with vendor_that(always()) as (http, _):
        await outcomes(http, "get", 5)
        health = http.health()
    assert (health.health, health.problems, health.in_flight) == (VendorHealth.HEALTHY, (), 0)
    assert health.last_success_at is not None
    assert 0 < (health.latency_ms_p50 or 0) <= (health.latency_ms_p95 or 0)


async def test_one_failure_degrades_and_three_are_down() -> None:
    async with vendor_that(FAILING, limits=ONCE) as (http, _):
        await outcomes(http, "get", 1)
        assert http.health().health is VendorHealth.DEGRADED
        await outcomes(http, "get", 2)
        assert http.health().health is VendorHealth.DOWN


async def test_an_open_breaker_and_a_closed_gate_are_problems() -> None:
    async with vendor_that(FAILING, limits=ONCE) as (http, _):
        await outcomes(http, "get", 20)
        assert [problem.code.value for problem in http.health().problems] == ["VENDOR_UNREACHABLE"]
    async with vendor_that(always(b"", "429 Slow", "Retry-After: 9")) as (http, _):
        await outcomes(http, "get", 1)
        assert [problem.code.value for problem in http.health().problems] == ["VENDOR_RATE_LIMITED"]


async def test_a_vendor_that_is_down_before_its_breaker_opens_says_why() -> None:
    async with vendor_that(reset) as (http, _):
        with pytest.raises(VendorUnreachable):
            await asked(http, "get")
        health = http.health()
    assert (health.health, health.breaker) == (VendorHealth.DOWN, BreakerState.CLOSED)
    assert [problem.code for problem in health.problems] == [ErrorCode.VENDOR_UNREACHABLE]


@both_ways
async def test_a_page_in_place_of_an_answer_is_no_sign_of_health(way: str) -> None:
    async with vendor_that(always(b"<html>maintenance</html>")) as (http, seen):
        with operation_scope() as scope:
            await asked(http, way)
        health = http.health()
    assert (health.health, health.breaker) == (VendorHealth.DEGRADED, BreakerState.CLOSED)
    assert scope.meter[VSEE].degraded
    assert len(seen) == 1
