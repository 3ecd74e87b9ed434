"""Work that takes too long is ended; what ends in time, or is cancelled by somebody else, is not taken for that."""

import asyncio

import pytest

from graph.operations.deadlines import Deadlines


async def held(deadlines: Deadlines, event: asyncio.Event) -> str:
    with deadlines.within():
        await event.wait()
    return "done"


async def test_what_takes_too_long_is_ended() -> None:
    deadlines = Deadlines(0.01)
    late = [asyncio.create_task(held(deadlines, asyncio.Event())) for _ in range(3)]
    await asyncio.wait(late, timeout=5)
    assert [type(each.exception()) for each in late] == [TimeoutError] * 3
    assert [each.cancelling() for each in late] == [0] * 3


async def test_each_has_its_own_time() -> None:
    deadlines = Deadlines(0.2)
    first = asyncio.create_task(held(deadlines, asyncio.Event()))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(held(deadlines, asyncio.Event()))
    await asyncio.wait([first], timeout=5)
    assert not second.done()
    await asyncio.wait([second], timeout=5)
    assert isinstance(second.exception(), TimeoutError)


async def test_what_ends_in_time_is_not_ended_and_others_are_after_it() -> None:
    deadlines, event = Deadlines(0.05), asyncio.Event()
    event.set()
    assert await held(deadlines, event) == "done"
    await asyncio.sleep(0.1)
    with pytest.raises(TimeoutError):
        await held(deadlines, asyncio.Event())


async def test_who_is_cancelled_meanwhile_is_cancelled() -> None:
    task = asyncio.create_task(held(Deadlines(5), asyncio.Event()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_without_a_time_nothing_is_ended() -> None:
    event = asyncio.Event()
    task = asyncio.create_task(held(Deadlines(None), event))
    await asyncio.sleep(0.02)
    event.set()
    assert await task == "done"


def test_one_serves_loops_one_after_the_other() -> None:
    deadlines = Deadlines(0.01)
    for _ in range(2):
        with pytest.raises(TimeoutError):
            asyncio.run(held(deadlines, asyncio.Event()))
