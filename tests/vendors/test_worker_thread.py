"""Long answers are worked through on their account's thread, short ones at once, and the loop goes on meanwhile."""

import asyncio
import threading
import time

import pytest

from models.vendor import Vendor
from tests.support.raw_vendor import always, vendor_that
from vendors.http import HttpLimits, operation_scope
from vendors.operation_scope import current_scope
from vendors.worker_thread import LONG, WorkerThread, in_worker_thread

SHORT_BODY, LONG_BODY = b'["a"]', b'["' + b"a" * LONG + b'"]'


def where() -> str:
    return threading.current_thread().name


@pytest.mark.parametrize(("body", "elsewhere"), [(SHORT_BODY, False), (LONG_BODY, True)])
async def test_what_is_made_of_an_answer_happens_where_its_length_says(body: bytes, elsewhere: bool) -> None:
    async with vendor_that(always(body), limits=HttpLimits()) as (http, _):
        await http.get("/rooms", operation="list rooms")
        assert (await in_worker_thread(where) != where()) is elsewhere


async def test_a_short_answer_after_a_long_one_is_worked_through_at_once() -> None:
    limits = HttpLimits()
    async with (
        vendor_that(always(LONG_BODY), limits=limits) as (long, _),
        vendor_that(always(SHORT_BODY), limits=limits) as (short, _),
    ):
        await long.get("/rooms", operation="list rooms")
        await short.get("/rooms", operation="list rooms")
        assert await in_worker_thread(where) == where()


async def test_who_shares_a_long_answer_works_through_it_aside_as_well() -> None:
    async with vendor_that(always(LONG_BODY), limits=HttpLimits()) as (http, seen):
        with operation_scope():
            await http.get("/rooms", operation="list rooms")

            async def shares() -> str:
                await http.get("/rooms", operation="list rooms")
                return await in_worker_thread(where)

            assert await asyncio.create_task(shares()) != where()
        assert len(seen) == 1


async def test_the_loop_goes_on_while_a_long_answer_is_worked_through() -> None:
    account, turns = WorkerThread(Vendor.VSEE.value), 0
    try:
        account.read(LONG + 1)
        working = asyncio.create_task(in_worker_thread(time.sleep, 0.05))
        while not working.done():
            await asyncio.sleep(0)
            turns += 1
    finally:
        account.close()
    assert turns > 10


async def test_work_aside_is_on_behalf_of_the_same_operation() -> None:
    account = WorkerThread(Vendor.VSEE.value)
    try:
        with operation_scope() as scope:
            account.read(LONG + 1)
            assert await in_worker_thread(current_scope) is scope
    finally:
        account.close()


async def test_what_fails_aside_fails_here() -> None:
    account = WorkerThread(Vendor.VSEE.value)
    try:
        account.read(LONG + 1)
        with pytest.raises(ValueError, match="invalid literal"):
            await in_worker_thread(int, "x")
    finally:
        account.close()
