"""Operations of one account and audience share the reads that are in flight, and nothing that is over."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context

import pytest

from models.errors import VendorBusy, VendorTimeout, VendorUnreachable
from tests.support.accounts import VSEE
from tests.support.raw_vendor import EASY, TINY, Wire, all_given_back, always, asked, silent, vendor_that
from vendors.http import OperationScope, Reply, VendorHttp, operation_scope
from vendors.worker_thread import LONG

AUDIENCE = frozenset({"meetings:read"})


async def operation(
    http: VendorHttp,
    audience: object = AUDIENCE,
    *,
    seconds: float | None = None,
    way: str = "get",
    times: int = 1,
) -> tuple[OperationScope, list[Reply]]:
    """Reads in an operation of its own."""
    with operation_scope(seconds) as scope:
        scope.audience = audience  # type: ignore[assignment]
        try:
            return scope, [await asked(http, way) for _ in range(times)]
        except asyncio.CancelledError:
            scope.abandon()
            raise


class Held:
    """A vendor that answers reads when it is let, each by its number; writes at once."""

    def __init__(self) -> None:
        self.arrived, self.answers = asyncio.Event(), asyncio.Event()
        self.reads = 0

    async def __call__(self, wire: Wire) -> None:
        while True:
            request = await wire.request()
            if request.startswith(b"GET"):
                self.reads += 1
                number = self.reads
                self.arrived.set()
                await self.answers.wait()
                await wire.answer(b"[%d]" % number)
            else:
                await wire.answer()


async def begun(count: Callable[[], int], wanted: int) -> None:
    async with asyncio.timeout(10):
        while count() < wanted:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)


async def test_a_hundred_operations_cost_the_vendor_one_read() -> None:
    vendor = Held()
    async with vendor_that(vendor) as (http, seen):
        operations = [asyncio.create_task(operation(http)) for _ in range(100)]
        await vendor.arrived.wait()
        vendor.answers.set()
        done = await asyncio.gather(*operations)
    assert len(seen) == 1
    assert [reply.value for _, replies in done for reply in replies] == [[1]] * 100
    meters = [scope.meter[VSEE] for scope, _ in done]
    assert sorted((meter.calls, meter.saved) for meter in meters) == [(0, 1)] * 99 + [(1, 0)]


async def test_who_shares_a_read_tells_for_how_long_it_waited_for_it() -> None:
    vendor, late = Held(), 0.1

    async def beside(times: int) -> OperationScope:
        with operation_scope() as scope:
            scope.audience = AUDIENCE
            await asyncio.gather(*(asked(http, "get") for _ in range(times)))
            return scope

    async with vendor_that(vendor) as (http, _):
        first = asyncio.create_task(operation(http))
        await vendor.arrived.wait()
        others = [asyncio.create_task(beside(times)) for times in (1, 3)]
        asyncio.get_running_loop().call_later(late, vendor.answers.set)
        mine = (await first)[0].meter[VSEE]
        meters = [(await each).meter[VSEE] for each in others]
    assert [(meter.calls, meter.saved) for meter in meters] == [(0, 1), (0, 3)]
    # Waits at the same time count once.
    assert all(900 * late < meter.milliseconds <= mine.milliseconds + 20 for meter in meters)


@pytest.mark.parametrize("other", [None, frozenset({"meetings:read", "pins:read"}), frozenset()])
async def test_other_audiences_share_nothing(other: frozenset[str] | None) -> None:
    vendor = Held()
    async with vendor_that(vendor) as (http, seen):
        operations = [asyncio.create_task(operation(http, audience)) for audience in (AUDIENCE, other)]
        await begun(lambda: vendor.reads, 2)
        vendor.answers.set()
        await asyncio.gather(*operations)
    assert len(seen) == 2


async def test_operations_without_an_audience_share_nothing() -> None:
    vendor = Held()
    async with vendor_that(vendor) as (http, _):
        operations = [asyncio.create_task(operation(http, None)) for _ in range(2)]
        await begun(lambda: vendor.reads, 2)
        vendor.answers.set()
        await asyncio.gather(*operations)


async def test_what_was_answered_is_asked_again_by_the_next_operation() -> None:
    async with vendor_that(always()) as (http, seen):
        await operation(http, times=2)
        await operation(http)
    assert len(seen) == 2


@pytest.mark.parametrize("audience", [AUDIENCE, None])
async def test_a_read_that_began_before_a_write_answers_nobody_who_asks_after_it(
    audience: frozenset[str] | None,
) -> None:
    vendor = Held()
    async with vendor_that(vendor) as (http, _):
        before = asyncio.create_task(operation(http))
        await vendor.arrived.wait()
        await operation(http, audience, way="send")
        after = asyncio.create_task(operation(http))
        await begun(lambda: vendor.reads, 2)
        vendor.answers.set()
        assert [(await each)[1][0].value for each in (before, after)] == [[1], [2]]


async def test_a_read_that_ran_beside_a_write_answers_nobody_who_asks_after_it() -> None:
    vendor, writes = Held(), asyncio.Event()

    async def behave(wire: Wire) -> None:
        if (await wire.request()).startswith(b"GET"):
            vendor.reads += 1
            await vendor.answers.wait()
        else:
            await writes.wait()
        await wire.answer()

    async with vendor_that(behave) as (http, _):
        writing = asyncio.create_task(operation(http, way="send"))
        beside = asyncio.create_task(operation(http))
        await begun(lambda: vendor.reads, 1)
        writes.set()
        await writing
        after = asyncio.create_task(operation(http))
        await begun(lambda: vendor.reads, 2)
        vendor.answers.set()
        await asyncio.gather(beside, after)


async def test_the_operation_that_began_a_read_may_leave_it_to_the_others() -> None:
    vendor = Held()
    async with vendor_that(vendor) as (http, seen):
        first = asyncio.create_task(operation(http))
        await vendor.arrived.wait()
        second = asyncio.create_task(operation(http))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
        third = asyncio.create_task(operation(http))
        await asyncio.sleep(0)
        vendor.answers.set()
        assert [(await each)[1][0].value for each in (second, third)] == [[1], [1]]
    assert (first.cancelled(), len(seen)) == (True, 1)


async def test_an_abandoned_operation_leaves_a_read_to_the_others() -> None:
    vendor = Held()
    async with vendor_that(vendor) as (http, seen):
        with operation_scope() as scope:
            scope.audience = AUDIENCE
            # Batches run in tasks that are not cancelled with their operation.
            batches = [asyncio.create_task(asked(http, "get")) for _ in range(2)]
            await vendor.arrived.wait()
            # In a context of its own.
            other = asyncio.get_running_loop().create_task(operation(http), context=Context())
            await asyncio.sleep(0)
            scope.abandon()
            async with asyncio.timeout(10):
                await asyncio.wait(batches)
        vendor.answers.set()
        assert (await other)[1][0].value == [1]
    assert ([each.cancelled() for each in batches], len(seen)) == ([True, True], 1)


async def test_when_the_last_operation_leaves_the_read_is_cancelled() -> None:
    vendor = Held()
    async with vendor_that(vendor) as (http, seen):
        operations = [asyncio.create_task(operation(http)) for _ in range(3)]
        await vendor.arrived.wait()
        for each in operations:
            each.cancel()
        await asyncio.wait(operations)
        again = asyncio.create_task(operation(http))
        await begun(lambda: vendor.reads, 2)
        vendor.answers.set()
        assert (await again)[1][0].value == [2]
        await all_given_back(http.health)
    assert len(seen) == 2


async def test_a_failure_is_shared() -> None:
    once = EASY.model_copy(update={"retries": 0})
    arrived, answers = asyncio.Event(), asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.request()
        arrived.set()
        await answers.wait()
        await wire.answer(b"", "503 No")

    async with vendor_that(behave, limits=once) as (http, seen):
        operations = [asyncio.create_task(operation(http)) for _ in range(5)]
        await arrived.wait()
        answers.set()
        failures = await asyncio.gather(*operations, return_exceptions=True)
    assert (len(seen), {type(each) for each in failures}) == (1, {VendorUnreachable})


async def test_the_end_of_another_operations_time_is_no_failure_of_the_read() -> None:
    vendor = Held()
    async with vendor_that(vendor, limits=EASY) as (http, _):
        short = asyncio.create_task(operation(http, seconds=0.2))
        await vendor.arrived.wait()
        long = asyncio.create_task(operation(http, seconds=20.0))
        with pytest.raises(VendorTimeout):
            await short
        await begun(lambda: vendor.reads, 2)
        vendor.answers.set()
        scope, replies = await long
    assert replies[0].value == [2]
    assert (scope.meter[VSEE].calls, scope.meter[VSEE].saved) == (1, 0)


async def test_a_read_that_waits_for_a_place_is_shared() -> None:
    narrow = EASY.model_copy(update={"in_flight": 1})
    vendor = Held()
    async with vendor_that(vendor, limits=narrow) as (http, _):
        first = asyncio.create_task(operation(http))
        await vendor.arrived.wait()
        http._in_flight.clear()
        waiting = [asyncio.create_task(operation(http)) for _ in range(3)]
        await asyncio.sleep(0)
        vendor.answers.set()
        assert [(await each)[1][0].value for each in (first, *waiting)] == [[1], [2], [2], [2]]


async def test_of_a_long_answer_each_operation_gets_values_of_its_own() -> None:
    body = b'["' + b"a" * LONG + b'"]'
    arrived, answers = asyncio.Event(), asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.request()
        arrived.set()
        await answers.wait()
        await wire.answer(body)

    async with vendor_that(behave, limits=EASY.model_copy(update={"body_bytes": 2 * LONG})) as (http, seen):
        operations = [asyncio.create_task(operation(http)) for _ in range(3)]
        await arrived.wait()
        answers.set()
        values = [replies[0].value for _, replies in await asyncio.gather(*operations)]
    assert (len(seen), values) == (1, [["a" * LONG]] * 3)
    assert len({id(value) for value in values}) == 3


async def test_nothing_is_kept_of_reads_that_are_over() -> None:
    async def answered(work: Awaitable[object]) -> None:
        await asyncio.gather(work, return_exceptions=True)

    async with vendor_that(always(b"", "503 No"), limits=TINY) as (http, _):
        await answered(operation(http))
        assert http._in_flight._calls == {}
    vendor = Held()
    async with vendor_that(vendor) as (http, _):
        reading = asyncio.create_task(operation(http))
        await vendor.arrived.wait()
        reading.cancel()
        await asyncio.wait([reading])
        assert http._in_flight._calls == {}


@pytest.mark.parametrize("limits", [{}, {"calls_per_second": 1000.0}], ids=["sent at once", "paced"])
async def test_a_failure_of_a_vendor_is_shared_by_operations_with_a_deadline_as_it_was_sent(
    limits: dict[str, float],
) -> None:
    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            await asyncio.sleep(0.05)
            await wire.answer(b"", "503 No")

    once = EASY.model_copy(update={"retries": 0, **limits})
    async with vendor_that(behave, limits=once) as (http, seen):
        operations = [asyncio.create_task(operation(http, seconds=30.0)) for _ in range(20)]
        failures = await asyncio.gather(*operations, return_exceptions=True)
    assert (len(seen), {type(each) for each in failures}) == (1, {VendorUnreachable})


async def test_operations_that_share_a_wait_for_a_hung_vendor_are_refused_together() -> None:
    patience = 0.2
    hung = EASY.model_copy(update={"in_flight": 1, "waiting_seconds": patience})
    async with vendor_that(silent, limits=hung) as (http, seen):
        holder = asyncio.create_task(operation(http, None))
        await begun(lambda: len(seen), 1)
        operations = [asyncio.create_task(operation(http, seconds=30.0)) for _ in range(50)]
        # One after the other they would wait for 50 times as long.
        async with asyncio.timeout(25 * patience):
            failures = await asyncio.gather(*operations, return_exceptions=True)
        holder.cancel()
        await asyncio.wait([holder])
    assert {type(each) for each in failures} == {VendorBusy}


async def test_an_operation_with_too_many_calls_of_its_own_is_refused_alone() -> None:
    narrow = EASY.model_copy(update={"in_flight": 1, "waiting_of_one": 1})
    vendor = Held()
    async with vendor_that(vendor, limits=narrow) as (http, _):
        holder = asyncio.create_task(operation(http, None))
        await vendor.arrived.wait()

        async def greedy() -> list[object]:
            with operation_scope(30.0) as scope:
                scope.audience = AUDIENCE
                reads = (asked(http, "get", path) for path in ("/one", "/two"))
                return await asyncio.gather(*reads, return_exceptions=True)

        async def modest() -> Reply:
            with operation_scope(30.0) as scope:
                scope.audience = AUDIENCE
                # The greedy operation has begun its reads by then, and neither waits for a place yet.
                await asyncio.sleep(0)
                return await asked(http, "get", "/two")

        tasks = [asyncio.create_task(greedy()), asyncio.create_task(modest())]
        for _ in range(5):
            await asyncio.sleep(0)
        vendor.answers.set()
        (one, two), reply = await asyncio.gather(*tasks)
        await holder
    assert (type(one), type(two), type(reply)) == (Reply, VendorBusy, Reply)


async def test_whoever_shares_a_read_that_fails_or_is_repeated_is_told_that_it_was_degraded() -> None:
    answers = iter(("503 No", "200 OK", "503 No", "503 No"))

    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            await wire.answer(b"{}", next(answers))

    scopes: list[OperationScope] = []

    async def one() -> None:
        with operation_scope() as scope:
            scopes.append(scope)
            scope.audience = AUDIENCE
            await asked(http, "get")

    async with vendor_that(behave, limits=EASY.model_copy(update={"retries": 1})) as (http, _):
        assert [await asyncio.gather(one(), one(), return_exceptions=True)] == [[None, None]]
        failures = await asyncio.gather(one(), one(), return_exceptions=True)
    assert {type(each) for each in failures} == {VendorUnreachable}
    meters = [scope.meter[VSEE] for scope in scopes]
    assert [(meter.calls, meter.saved) for meter in meters] == [(2, 0), (0, 1)] * 2
    assert all(meter.degraded for meter in meters)
