"""The vendor port asks once per operation, and again after a write."""

import asyncio
import contextlib
from typing import Any

import pytest

from models.errors import VendorUnreachable
from tests.support.accounts import VSEE
from tests.support.raw_vendor import (
    TINY,
    Wire,
    always,
    asked,
    vendor_that,
)
from vendors.http import HttpLimits, operation_scope
from vendors.worker_thread import LONG


async def test_identical_reads_of_an_operation_are_one_call() -> None:
    async with vendor_that(always()) as (http, seen):
        with operation_scope() as scope:
            reads = [{"b": 1, "a": True}, {"a": True, "b": 1}, {"b": 1, "a": True, "c": None}]
            await asyncio.gather(*(http.get("/x", operation="x", params=params) for params in reads))
    meter = scope.meter[VSEE]
    assert (len(seen), meter.calls, meter.saved) == (1, 1, 2)


@pytest.mark.parametrize(
    ("path", "params", "headers"),
    [("/y", {}, {}), ("/x", {"a": 1}, {}), ("/x", {}, {"authorization": "other"})],
)
async def test_reads_that_differ_are_separate_calls(
    path: str, params: dict[str, int], headers: dict[str, str]
) -> None:
    async with vendor_that(always()) as (http, seen):
        with operation_scope():
            await http.get("/x", operation="x")
            await http.get(path, operation="x", params=params, headers=headers)
    assert len(seen) == 2


async def test_two_accounts_share_nothing() -> None:
    async with vendor_that(always()) as (one, _), vendor_that(always()) as (other, seen):
        with operation_scope():
            await one.get("/x", operation="x")
            await other.get("/x", operation="x")
    assert len(seen) == 1


async def test_without_a_scope_each_read_is_a_call() -> None:
    async with vendor_that(always()) as (http, seen):
        await asked(http, "get")
        await asked(http, "get")
    assert len(seen) == 2


async def test_a_failure_is_shared_and_counted() -> None:
    once = TINY.model_copy(update={"retries": 0})
    async with vendor_that(always(b"", "503 No"), limits=once) as (http, seen):
        with operation_scope() as scope:
            for _ in range(2):
                with pytest.raises(VendorUnreachable):
                    await asked(http, "get")
    meter = scope.meter[VSEE]
    assert (len(seen), meter.calls, meter.saved, meter.milliseconds > 0) == (1, 1, 1, True)


@pytest.mark.parametrize("status", ["200 OK", "503 No"])
async def test_a_write_makes_the_operation_read_again(status: str) -> None:
    async def behave(wire: Wire) -> None:
        while True:
            request = await wire.request()
            await wire.answer(b"{}", "200 OK" if request.startswith(b"GET") else status)

    async with vendor_that(behave) as (http, seen):
        with operation_scope() as scope:
            for way in ("get", "send", "get"):
                with contextlib.suppress(VendorUnreachable):
                    await asked(http, way)
    assert (len(seen), scope.meter[VSEE].calls) == (3, 3)


async def test_a_read_that_ran_beside_a_write_is_not_kept() -> None:
    reading = asyncio.Event()

    async def behave(wire: Wire) -> None:
        while True:
            request = await wire.request()
            if request.startswith(b"GET"):
                reading.set()
            else:
                await reading.wait()
            await wire.answer()

    async with vendor_that(behave) as (http, seen):
        with operation_scope():
            writing = asyncio.create_task(asked(http, "send"))
            await asyncio.sleep(0)
            await asked(http, "get")
            await writing
            await asked(http, "get")
    assert len(seen) == 3


async def test_of_a_long_answer_an_operation_keeps_no_more_than_its_bytes() -> None:
    body = b'["' + b"a" * LONG + b'"]'
    async with vendor_that(always(body), limits=HttpLimits()) as (http, seen):
        with operation_scope() as scope:
            first = await http.get("/x", operation="x")
            second, third = await asyncio.gather(*(http.get("/x", operation="x") for _ in range(2)))
            assert (len(seen), scope.meter[http.account].saved) == (1, 2)
    assert first.value == second.value == third.value == ["a" * LONG]
    assert len({id(reply.value) for reply in (first, second, third)}) == 3
    assert [reply.packed for reply in (first, second, third)] == [None] * 3


async def test_a_read_that_need_not_wait_takes_no_task() -> None:
    loop = asyncio.get_running_loop()
    started: list[str] = []

    def noting(loop: asyncio.AbstractEventLoop, coro: Any, **options: Any) -> asyncio.Task[Any]:
        started.append(coro.__qualname__)
        return asyncio.Task(coro, loop=loop, **options)

    async with vendor_that(always()) as (http, seen):
        await asked(http, "get")
        loop.set_task_factory(noting)
        try:
            for way in ("get", "send", "get"):
                with operation_scope():
                    await asked(http, way)
        finally:
            loop.set_task_factory(None)
    assert (len(seen), started) == (4, [])


async def test_a_waiter_that_leaves_does_not_take_a_read_with_it_that_takes_no_task() -> None:
    arrived, answers = asyncio.Event(), asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.request()
        arrived.set()
        await answers.wait()
        await wire.answer(b"[1]")

    async with vendor_that(behave) as (http, seen):
        with operation_scope() as scope:
            first, second = (asyncio.create_task(asked(http, "get")) for _ in range(2))
            await arrived.wait()
            first.cancel()
            await asyncio.wait([first])
            answers.set()
            assert (await second).value == [1]
    assert (first.cancelled(), len(seen), scope.meter[VSEE].saved) == (True, 1, 1)
