"""How many operations run at the same time, and what becomes of the others."""

import asyncio

import pytest

from graph.operations.overload import Overload, OverloadLimits
from models.refusal import Overloaded


async def held(overload: Overload, over: asyncio.Event, *, is_event: bool = False) -> None:
    await overload.take(is_event=is_event)
    try:
        await over.wait()
    finally:
        overload.give_back()


async def started(overload: Overload, over: asyncio.Event, number: int) -> list["asyncio.Task[None]"]:
    tasks = [asyncio.create_task(held(overload, over)) for _ in range(number)]
    await asyncio.sleep(0)
    return tasks


async def test_a_place_that_becomes_free_goes_to_who_waits() -> None:
    overload, over = Overload(OverloadLimits(running=2, waiting=1, seconds=20)), asyncio.Event()
    tasks = await started(overload, over, 3)
    over.set()
    await asyncio.gather(*tasks)
    # And all places are free again.
    await asyncio.gather(*await started(overload, over, 2))


async def test_who_finds_the_queue_full_is_refused_at_once() -> None:
    overload, over = Overload(OverloadLimits(running=1, waiting=1, seconds=20)), asyncio.Event()
    tasks = await started(overload, over, 2)
    with pytest.raises(Overloaded):
        await held(overload, over)
    over.set()
    await asyncio.gather(*tasks)


async def test_who_waits_too_long_is_refused_and_leaves_no_trace() -> None:
    overload, over = Overload(OverloadLimits(running=1, waiting=5, seconds=0.01)), asyncio.Event()
    tasks = await started(overload, over, 1)
    with pytest.raises(Overloaded):
        await held(overload, over)
    over.set()
    await asyncio.gather(*tasks)
    await held(overload, over)


async def test_who_leaves_while_it_waits_leaves_no_trace() -> None:
    overload, over = Overload(OverloadLimits(running=1, waiting=5, seconds=20)), asyncio.Event()
    running, waiting, last = await started(overload, over, 3)
    waiting.cancel()
    await asyncio.sleep(0)
    over.set()
    await asyncio.gather(running, last)
    assert waiting.cancelled()


async def test_a_place_that_is_given_to_who_leaves_just_then_goes_on_to_the_next() -> None:
    overload, over = Overload(OverloadLimits(running=1, waiting=5, seconds=20)), asyncio.Event()
    running, waiting, last = await started(overload, over, 3)
    over.set()
    await running
    waiting.cancel()
    async with asyncio.timeout(5):
        await last
        await held(overload, over)


async def test_events_wait_for_their_turn_however_many_there_are() -> None:
    overload, over = Overload(OverloadLimits(running=1, waiting=1, seconds=0.01)), asyncio.Event()
    [first] = await started(overload, over, 1)
    events = [asyncio.create_task(held(overload, over, is_event=True)) for _ in range(20)]
    await asyncio.sleep(0.05)
    assert not any(event.done() for event in events)
    over.set()
    await asyncio.gather(first, *events)
