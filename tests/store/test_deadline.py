"""A call is given up when its time is over, and not because this process had no time to look."""

import asyncio
import contextlib
import socket
import time

import pytest

from store.deadline import within


async def after(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "answered"


async def test_an_answer_in_time_is_passed_on() -> None:
    assert await within(after(0), 1) == "answered"


async def test_what_takes_too_long_is_given_up_and_cancelled() -> None:
    begun = asyncio.create_task(after(60))
    with pytest.raises(TimeoutError):
        await within(begun, 0.05)
    assert begun.cancelled()


async def test_what_does_not_end_when_it_is_cancelled_holds_nobody_up() -> None:
    may_end = asyncio.Event()

    async def stubborn() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        await may_end.wait()
        raise LookupError

    begun = asyncio.create_task(stubborn())
    async with asyncio.timeout(5):
        with pytest.raises(TimeoutError):
            await within(begun, 0.05)
    may_end.set()
    await asyncio.wait((begun,))


async def test_an_answer_that_lies_there_when_the_loop_was_held_up_counts() -> None:
    near, far = socket.socketpair()
    with far:
        reader, writer = await asyncio.open_connection(sock=near)
        asyncio.get_running_loop().call_soon(_hold_up, far)
        assert await within(_read(reader), 0.2) == b"pong"
        writer.close()
        await writer.wait_closed()


async def test_what_the_work_raises_is_raised() -> None:
    async def fails() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await within(fails(), 1)


async def test_a_caller_that_is_cancelled_takes_the_work_along() -> None:
    begun = asyncio.create_task(after(60))
    waiting = asyncio.create_task(within(begun, 60))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert begun.cancelled()


async def _read(reader: asyncio.StreamReader) -> bytes:
    """Reads the answer as a driver does: in several turns of the loop."""
    answer = await reader.readexactly(4)
    for _ in range(5):
        await asyncio.sleep(0)
    return answer


def _hold_up(far: socket.socket) -> None:
    """Sends the answer, and holds the loop up for longer than anybody waits."""
    far.sendall(b"pong")
    time.sleep(0.4)
