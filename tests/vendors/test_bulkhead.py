"""Only so many calls are under way, only so many wait, and nobody's place is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from vendors.bulkhead import Bulkhead, Full


@asynccontextmanager
async def queueing(bulkhead: Bulkhead, number: int) -> AsyncIterator[list[asyncio.Task[None]]]:
    tasks = [asyncio.create_task(bulkhead.enter(60)) for _ in range(number)]
    await asyncio.sleep(0)
    yield tasks
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_first_find_a_place_at_once() -> None:
    bulkhead = Bulkhead(2, 0, 0)
    await bulkhead.enter(1)
    await bulkhead.enter(1)
    assert bulkhead.in_flight == 2


async def test_beyond_the_queue_nobody_waits() -> None:
    bulkhead = Bulkhead(1, 1, 60)
    await bulkhead.enter(1)
    async with queueing(bulkhead, 1):
        with pytest.raises(Full):
            await bulkhead.enter(60)


async def test_a_wait_ends() -> None:
    bulkhead = Bulkhead(1, 1, 0.01)
    await bulkhead.enter(1)
    with pytest.raises(Full):
        await bulkhead.enter(60)
    bulkhead.leave()
    assert bulkhead.in_flight == 0


async def test_a_caller_waits_no_longer_than_its_own_time() -> None:
    bulkhead = Bulkhead(1, 1, 60)
    await bulkhead.enter(1)
    with pytest.raises(Full):
        await bulkhead.enter(0.01)


async def test_places_are_given_in_the_order_of_arrival() -> None:
    bulkhead = Bulkhead(1, 3, 60)
    await bulkhead.enter(1)
    async with queueing(bulkhead, 3) as tasks:
        for number in range(3):
            bulkhead.leave()
            await asyncio.sleep(0)
            assert [task.done() for task in tasks] == [each <= number for each in range(3)]
        assert bulkhead.in_flight == 1


async def test_who_gives_up_waiting_takes_no_place() -> None:
    bulkhead = Bulkhead(1, 3, 60)
    await bulkhead.enter(1)
    async with queueing(bulkhead, 2) as (first, second):
        first.cancel()
        await asyncio.sleep(0)
        bulkhead.leave()
        await asyncio.sleep(0)
        assert second.done()


async def test_who_is_cancelled_as_the_place_comes_gives_it_back() -> None:
    bulkhead = Bulkhead(1, 3, 60)
    await bulkhead.enter(1)
    async with queueing(bulkhead, 1) as (only,):
        bulkhead.leave()
        only.cancel()
        await asyncio.gather(only, return_exceptions=True)
    assert bulkhead.in_flight == 0


async def test_a_place_that_comes_just_after_a_cancellation_goes_to_the_next() -> None:
    bulkhead = Bulkhead(1, 3, 60)
    await bulkhead.enter(1)
    async with queueing(bulkhead, 2) as (first, second):
        first.cancel()
        bulkhead.leave()
        await asyncio.gather(first, return_exceptions=True)
        assert (first.cancelled(), second.done(), bulkhead.in_flight) == (True, True, 1)
