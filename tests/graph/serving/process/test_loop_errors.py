"""What asyncio hands over is logged without values, and missing files once a minute."""

import asyncio
import errno

import pytest

from graph.serving.process.loop_errors import LoopErrors

NO_FILES = {
    "message": "socket.accept() out of system resource",
    "exception": OSError(errno.EMFILE, "Too many open files"),
}


async def test_missing_files_are_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = 1000.0
    handle = LoopErrors(lambda: now)
    loop = asyncio.get_running_loop()
    for _ in range(59):
        handle(loop, NO_FILES)
        now += 1.0
    assert caplog.text.count("no connections can be accepted") == 1
    now += 1.0
    handle(loop, NO_FILES)
    assert caplog.text.count("no connections can be accepted") == 2


async def test_the_arguments_of_a_callback_that_fails_are_not_told(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: str) -> None:
        raise ValueError

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(LoopErrors())
    try:
        loop.call_soon(fail, "canary")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    finally:
        loop.set_exception_handler(None)
    [record] = caplog.records
    assert "canary" not in record.getMessage()
    assert record.exc_info is not None
