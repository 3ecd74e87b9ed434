"""So many calls are under way, operations get places in turn, a hung vendor is not waited for, no place is lost."""

import asyncio
import gc
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

import pytest

from vendors.resilience.bulkhead import Bulkhead, Full


def a_bulkhead(
    places: int = 1,
    *,
    waiting: int = 100_000,
    of_one: int = 10_000,
    patience: float = 60.0,
    silence: float = 0.0,
) -> Bulkhead:
    return Bulkhead(places, waiting, of_one, patience, silence, time.monotonic)


def waiting(bulkhead: Bulkhead, operation: Hashable, number: int) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(bulkhead.enter(60, operation)) for _ in range(number)]


@asynccontextmanager
async def queueing(
    bulkhead: Bulkhead, number: int, operation: Hashable = "a"
) -> AsyncIterator[list[asyncio.Task[None]]]:
    tasks = waiting(bulkhead, operation, number)
    await asyncio.sleep(0)
    yield tasks
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def taken(places: int = 1, **limits: float) -> Bulkhead:
    """A bulkhead whose places are all taken."""
    bulkhead = a_bulkhead(places, **limits)  # type: ignore[arg-type]
    for _ in range(places):
        await bulkhead.enter(1, "before")
    return bulkhead


async def test_the_first_find_a_place_at_once() -> None:
    assert (await taken(2)).in_flight == 2


# How long a queue may be


async def test_beyond_the_queue_nobody_waits() -> None:
    bulkhead = await taken(waiting=1)
    async with queueing(bulkhead, 1):
        with pytest.raises(Full):
            await bulkhead.enter(60, "a")


async def test_an_operation_waits_with_so_many_calls_and_no_more() -> None:
    bulkhead = await taken(of_one=3)
    async with queueing(bulkhead, 3):
        with pytest.raises(Full):
            await bulkhead.enter(60, "a")
        async with queueing(bulkhead, 1, "b") as (other,):
            assert not other.done()


async def test_a_queue_that_one_operation_filled_has_room_for_the_share_of_another() -> None:
    bulkhead = await taken(waiting=10)
    async with queueing(bulkhead, 10, "large"), queueing(bulkhead, 6, "small") as small:
        assert [task.done() for task in small] == [False] * 5 + [True]
        assert isinstance(small[5].exception(), Full)


async def test_however_many_ask_so_many_wait() -> None:
    bulkhead = await taken(waiting=100)
    tasks = [asyncio.create_task(bulkhead.enter(60, number % 37)) for number in range(5_000)]
    await asyncio.sleep(0)
    assert 100 <= bulkhead.waiting <= 200
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert bulkhead.waiting == 0


# Whose turn it is


async def test_places_are_given_in_the_order_of_arrival() -> None:
    bulkhead = await taken()
    async with queueing(bulkhead, 3) as tasks:
        for number in range(3):
            bulkhead.leave()
            await asyncio.sleep(0)
            assert [task.done() for task in tasks] == [each <= number for each in range(3)]
        assert bulkhead.in_flight == 1


async def test_operations_get_places_in_turn() -> None:
    bulkhead, order = await taken(), ""

    async def enter(operation: str) -> None:
        nonlocal order
        await bulkhead.enter(60, operation)
        order += operation

    tasks = [asyncio.create_task(enter(operation)) for operation in "aaaaabbbc"]
    await asyncio.sleep(0)
    for _ in tasks:
        bulkhead.leave()
        await asyncio.sleep(0)
    assert order == "abcababaa"


async def test_one_call_passes_thousands_of_another_operation() -> None:
    bulkhead = await taken()
    async with queueing(bulkhead, 5_000, "large"), queueing(bulkhead, 1, "small") as (small,):
        bulkhead.leave()
        bulkhead.leave()
        await asyncio.sleep(0)
        assert small.done()


async def test_thousands_that_wait_cost_the_same_for_each() -> None:
    async def seconds(number: int) -> float:
        bulkhead = await taken(of_one=number)
        async with queueing(bulkhead, number):
            # The collector would look through all that waits, again and again.
            gc.disable()
            began = time.process_time()
            for _ in range(number):
                bulkhead.leave()
            took = time.process_time() - began
            gc.enable()
            return took

    few = min([await seconds(1_000) for _ in range(3)])
    many = min([await seconds(16_000) for _ in range(3)])
    # Sixteen times as many; a quadratic queue would cost 256 times as much.
    assert many < 80 * few


# How long is waited


async def test_a_caller_waits_no_longer_than_its_own_time() -> None:
    bulkhead = await taken()
    with pytest.raises(TimeoutError):
        await bulkhead.enter(0.01, "a")
    assert bulkhead.waiting == 0


async def test_while_the_vendor_hangs_a_wait_ends() -> None:
    bulkhead = await taken(patience=0.02)
    began = time.monotonic()
    with pytest.raises(Full):
        await bulkhead.enter(60, "a")
    # And not for the minute that the caller would wait.
    assert 0.02 <= time.monotonic() - began < 10
    assert bulkhead.is_hung
    bulkhead.leave()
    assert (bulkhead.in_flight, bulkhead.is_hung) == (0, False)


async def test_where_this_process_was_busy_itself_nobody_is_taken_for_hung() -> None:
    bulkhead = await taken(patience=0.02, silence=0.02)
    async with queueing(bulkhead, 1) as (task,):
        for _ in range(5):
            await asyncio.sleep(0.001)
            time.sleep(0.12)  # noqa: ASYNC251 - holds the loop, and with it the answers that have come
        assert not task.done()
        bulkhead.leave(0.01)
        await asyncio.sleep(0)
        assert task.done()


async def test_while_the_vendor_answers_others_a_call_waits_on() -> None:
    bulkhead = await taken(2, patience=0.3, silence=0.3)
    async with queueing(bulkhead, 40, "first"), queueing(bulkhead, 40) as tasks:
        for _ in range(40):
            await asyncio.sleep(0.01)
            bulkhead.leave(0.001)
        await asyncio.sleep(0)
        assert sum(task.done() for task in tasks) == 20
        assert not bulkhead.is_hung


async def test_calls_that_end_without_an_answer_are_no_sign_of_life() -> None:
    bulkhead = await taken(2, patience=0.05, silence=0.05)
    async with queueing(bulkhead, 40) as tasks:
        async with asyncio.timeout(20):
            while not all(task.done() for task in tasks):
                await asyncio.sleep(0.01)
                bulkhead.leave()
    assert any(isinstance(task.exception(), Full) for task in tasks)


async def test_a_vendor_that_always_takes_its_time_does_not_hang() -> None:
    bulkhead = await taken(patience=0.02)
    bulkhead.leave(0.5)
    await bulkhead.enter(1, "a")
    async with queueing(bulkhead, 1) as (task,):
        await asyncio.sleep(0.25)
        assert not task.done()
        bulkhead.leave(0.5)
        await asyncio.sleep(0)
        assert task.done()


# No place is lost


async def test_who_gives_up_waiting_takes_no_place() -> None:
    bulkhead = await taken()
    async with queueing(bulkhead, 2) as (first, second):
        first.cancel()
        await asyncio.sleep(0)
        bulkhead.leave()
        await asyncio.sleep(0)
        assert second.done()


async def test_who_is_cancelled_as_the_place_comes_gives_it_back() -> None:
    bulkhead = await taken()
    async with queueing(bulkhead, 1) as (only,):
        bulkhead.leave()
        only.cancel()
        await asyncio.gather(only, return_exceptions=True)
    assert bulkhead.in_flight == 0


async def test_a_place_that_comes_just_after_a_cancellation_goes_to_the_next() -> None:
    bulkhead = await taken()
    async with queueing(bulkhead, 2) as (first, second):
        first.cancel()
        bulkhead.leave()
        await asyncio.gather(first, return_exceptions=True)
        assert (first.cancelled(), second.done(), bulkhead.in_flight) == (True, True, 1)


async def test_who_is_cancelled_as_the_wait_ends_gives_back_nothing() -> None:
    bulkhead = await taken()
    task = asyncio.create_task(bulkhead.enter(0.0, "a"))
    await asyncio.sleep(0)
    # Runs right behind the timer that ends the wait, before the task does.
    asyncio.get_running_loop().call_later(0, task.cancel)
    await asyncio.gather(task, return_exceptions=True)
    assert (task.cancelled(), bulkhead.in_flight) == (True, 1)


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_is_cancelled_or_late_places_and_queue_come_out_even(seed: int) -> None:
    chance = random.Random(seed)
    bulkhead = a_bulkhead(3, waiting=40, of_one=20, patience=0.003, silence=0.001)
    under_way, most, ended = 0, 0, Counter[str]()

    async def call(operation: int) -> None:
        nonlocal under_way, most
        await bulkhead.enter(chance.choice([0.0, 0.001, 0.01, 1.0]), operation)
        under_way += 1
        most = max(most, under_way)
        try:
            await asyncio.sleep(chance.choice([0, 0, 0.001, 0.15]))
        finally:
            under_way -= 1
            bulkhead.leave(chance.choice([None, 0.001]))

    def end(task: asyncio.Task[None]) -> None:
        failure = None if task.cancelled() else task.exception()
        ended["cancelled" if task.cancelled() else type(failure).__name__] += 1

    tasks = []
    for _ in range(300):
        task = asyncio.create_task(call(chance.randrange(6)))
        task.add_done_callback(end)
        tasks.append(task)
        if chance.random() < 0.3:
            chance.choice(tasks).cancel()
        if chance.random() < 0.3:
            await asyncio.sleep(chance.choice([0, 0, 0.001]))
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (bulkhead.in_flight, bulkhead.waiting, under_way) == (0, 0, 0)
    assert most == 3
    assert set(ended) <= {"NoneType", "cancelled", "Full", "Crowded", "TimeoutError"}
