"""Reads of one batch are made together: each has its own outcome, and none is left behind."""

import asyncio
from collections.abc import Mapping
from contextvars import Context
from typing import Any

import pytest

from models.errors import Unsendable, VendorBadResponse, VendorError, VendorUnreachable
from models.operation import Safe
from models.vendor_problem import VendorProblem
from tests.support.accounts import VSEE
from tests.support.raw_vendor import EASY, Wire, always, silent, vendor_that
from vendors.awaited_calls import AwaitedCalls
from vendors.http import OperationScope, Reply, VendorHttp, operation_scope
from vendors.missing_data import note_missing
from vendors.partial_results import fetch_each
from vendors.reads import MoreCalls, Read
from vendors.shared_call import SharedCall
from vendors.transports.request import ADDRESS_AT_MOST
from vendors.worker_thread import LONG

AUDIENCE = frozenset({"meetings:read"})
ONCE = EASY.model_copy(update={"retries": 0})
READ = Safe("read room")


def value(reply: Reply) -> Any:
    return reply.value


def read(http: VendorHttp, key: str, made: Any = value) -> Read[Any]:
    return Read(http, READ, f"/rooms/{key}", None, None, made)


async def read_all(
    http: VendorHttp, *keys: str, made: Any = value, seconds: float | None = None
) -> tuple[OperationScope, Mapping[str, Any]]:
    """Reads in an operation of its own."""
    with operation_scope(seconds) as scope:
        scope.audience = AUDIENCE
        try:
            return scope, await fetch_each(keys, lambda key: read(http, key, made))
        except asyncio.CancelledError:
            scope.abandon()
            raise


class Held:
    """A vendor that answers with the path, each read when it is let."""

    def __init__(self, *held: str) -> None:
        self.arrived, self.answers = asyncio.Event(), asyncio.Event()
        self._held = held

    async def __call__(self, wire: Wire) -> None:
        while True:
            name = (await wire.request()).split(b" ")[1].rsplit(b"/", 1)[1]
            if name.decode() in self._held:
                self.arrived.set()
                await self.answers.wait()
            if name == b"bad":
                await wire.answer(b"", "503 No")
            else:
                await wire.answer(b'"%s"' % name)


async def test_each_has_the_value_of_its_own_reply() -> None:
    async with vendor_that(Held()) as (http, seen):
        scope, found = await read_all(http, "a", "b", "c", "b")
    assert (found, len(seen)) == ({"a": "a", "b": "b", "c": "c"}, 3)
    assert (scope.meter[VSEE].calls, scope.meter[VSEE].degraded) == (3, False)


async def test_what_a_reply_is_not_enough_for_is_asked_for_beside_the_others() -> None:
    both = asyncio.Barrier(2)

    async def more() -> str:
        # Only if another one is under way at the same time.
        await both.wait()
        note_missing(VendorProblem.unreadable_rows(VSEE.vendor, READ, 1), "more")
        return "more"

    async def failing() -> str:
        await both.wait()
        raise VendorUnreachable(VSEE.vendor, READ)

    def made(reply: Reply) -> Any:
        return {"a": "a", "b": MoreCalls(more), "c": MoreCalls(failing)}[reply.value]

    async with vendor_that(Held()) as (http, _):
        scope, found = await read_all(http, "a", "b", "c", made=made)
    assert (found["a"], found["b"]) == ("a", "more")
    assert isinstance(found["c"], VendorUnreachable)
    assert [gap.subjects for gap in scope.gaps] == [("b",)]


async def test_a_failure_replaces_only_its_own_result() -> None:
    def made(reply: Reply) -> Any:
        if reply.value == "odd":
            raise VendorBadResponse(VSEE.vendor, READ)
        return reply.value

    async with vendor_that(Held(), limits=ONCE) as (http, _):
        long = "l" * ADDRESS_AT_MOST
        scope, found = await read_all(http, "a", "bad", long, "odd", "b", made=made)
    assert (found["a"], found["b"]) == ("a", "b")
    failures = {type(each) for each in found.values() if isinstance(each, VendorError)}
    assert failures == {VendorUnreachable, Unsendable, VendorBadResponse}
    assert scope.meter[VSEE].degraded


async def test_what_is_made_wrongly_is_a_fault() -> None:
    def made(reply: Reply) -> Any:
        raise LookupError

    async with vendor_that(Held("b")) as (http, _):
        with pytest.raises(LookupError):
            await read_all(http, "a", "b", made=made)
        assert http._in_flight._calls == {}


async def test_what_is_missing_is_noted_with_its_key() -> None:
    def made(reply: Reply) -> Any:
        if reply.value != "whole":
            note_missing(VendorProblem.unreadable_rows(VSEE.vendor, READ, 1), reply.value)
        if reply.value == "odd":
            raise VendorBadResponse(VSEE.vendor, READ)
        return reply.value

    async with vendor_that(Held()) as (http, _):
        scope, _ = await read_all(http, "part", "whole", "odd", made=made)
    assert [(gap.source, gap.subjects) for gap in scope.gaps] == [("part", ("part",))]


async def test_each_goes_on_when_its_own_reply_is_there() -> None:
    vendor, made_of = Held("late"), list[str]()

    def made(reply: Reply) -> Any:
        made_of.append(reply.value)
        if len(made_of) == 2:
            vendor.answers.set()
        return reply.value

    async with vendor_that(vendor) as (http, _):
        async with asyncio.timeout(10):
            await read_all(http, "late", "a", "b", made=made)
    assert made_of[-1] == "late"


async def test_a_long_reply_is_worked_on_beside_the_loop() -> None:
    limits = EASY.model_copy(update={"body_bytes": 2 * LONG})
    async with vendor_that(always(b'["' + b"a" * LONG + b'"]'), limits=limits) as (http, seen):
        with operation_scope() as scope:
            told = list[Any]()
            reads = {key: read(http, "same").if_found(len, told.append) for key in "ab"}
            assert await http.read_each(reads, scope, {}) == {"a": 1, "b": 1}
    assert (told, len(seen), scope.meter[VSEE].saved) == ([1, 1], 1, 1)


async def test_reads_that_another_operation_has_begun_are_shared() -> None:
    vendor = Held("a")
    async with vendor_that(vendor) as (http, seen):
        first = asyncio.create_task(read_all(http, "a"))
        await vendor.arrived.wait()
        second = asyncio.create_task(read_all(http, "a", "b"))
        await asyncio.sleep(0)
        vendor.answers.set()
        await first
        scope, found = await second
    assert (found, len(seen)) == ({"a": "a", "b": "b"}, 2)
    meter = scope.meter[VSEE]
    assert (meter.calls, meter.saved, meter.older > 0.0, meter._under_way) == (1, 1, True, 0)


async def test_the_end_of_another_operations_time_is_no_failure() -> None:
    vendor = Held("a")
    async with vendor_that(vendor) as (http, seen):
        short = asyncio.create_task(read_all(http, "a", seconds=0.2))
        await vendor.arrived.wait()
        long = asyncio.create_task(read_all(http, "a", "b", seconds=20.0))
        assert isinstance((await short)[1]["a"], VendorError)
        vendor.answers.set()
        scope, found = await long
    assert (found, len(seen)) == ({"a": "a", "b": "b"}, 3)
    assert (scope.meter[VSEE].calls, scope.meter[VSEE].saved, scope.meter[VSEE]._under_way) == (2, 0, 0)


async def test_a_cancelled_operation_leaves_nothing_running() -> None:
    async with vendor_that(silent) as (http, seen):
        reading = asyncio.create_task(read_all(http, "a", "b", "c"))
        while len(seen) < 3:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.wait([reading])
        assert reading.cancelled()
        assert http._in_flight._calls == {}


async def test_an_abandoned_operation_leaves_its_reads_to_the_others() -> None:
    vendor = Held("a", "b")
    async with vendor_that(vendor) as (http, seen):
        with operation_scope() as scope:
            scope.audience = AUDIENCE
            # Batches run in tasks that are not cancelled with their operation.
            batch = asyncio.create_task(fetch_each("ab", lambda key: read(http, key)))
            await vendor.arrived.wait()
            other = asyncio.get_running_loop().create_task(read_all(http, "a"), context=Context())
            await asyncio.sleep(0)
            scope.abandon()
            async with asyncio.timeout(10):
                await asyncio.wait([batch])
        vendor.answers.set()
        assert (await other)[1] == {"a": "a"}
    assert (batch.cancelled(), len(seen)) == (True, 2)


async def test_reads_wait_for_their_places_at_the_same_time() -> None:
    narrow = EASY.model_copy(update={"in_flight": 2})
    async with vendor_that(Held(), limits=narrow) as (http, seen):
        _, found = await read_all(http, *"abcdefgh")
    assert (found, len(seen)) == ({key: key for key in "abcdefgh"}, 8)


async def test_outside_of_an_operation_each_is_read_for_itself() -> None:
    async with vendor_that(Held(), limits=ONCE) as (http, _):
        found = await fetch_each(["a", "bad"], lambda key: read(http, key))
    assert (found["a"], type(found["bad"])) == ("a", VendorUnreachable)


async def test_where_there_is_nothing_to_be_read_no_call_is_made() -> None:
    async with vendor_that(Held()) as (http, seen):
        with operation_scope():
            found = await fetch_each("ab", lambda key: read(http, key) if key == "a" else None)
    assert (found, len(seen)) == ({"a": "a", "b": None}, 1)


async def test_what_is_printed_of_reads_has_none_of_their_headers() -> None:
    async with vendor_that(silent) as (http, _):
        secret = {"authorization": "s3cret"}
        with operation_scope() as scope:
            calls: AwaitedCalls[str, Any] = AwaitedCalls(scope, VSEE)
            calls.begin("a", b"authorization: s3cret", lambda: SharedCall(lambda: None))
            assert "s3cret" not in repr([Read(http, READ, "/rooms/a", None, secret, value), *calls._awaited])
            calls.leave()
