"""What is logged: our own lines at the wanted level, and never a value that an exception or a library quotes."""

import asyncio
import io
import logging
from collections.abc import Iterator

import pytest

from graph.serving.process import logs
from models.errors import VendorTimeout
from models.vendor import Vendor

SECRET = "Consultation about a canary"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.OURS}
    stream = io.StringIO()
    logs.configure("debug", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def test_our_own_lines_are_written_at_the_wanted_level(written: io.StringIO) -> None:
    logging.getLogger("vendors.http").debug("a call took 3 ms")
    assert "DEBUG vendors.http: a call took 3 ms" in written.getvalue()


@pytest.mark.parametrize(
    "name", ["pymongo.command", "httpx", "uvicorn.error", "websockets.server", "asyncio"]
)
def test_libraries_keep_to_warnings(written: io.StringIO, name: str) -> None:
    logger = logging.getLogger(name)
    logger.debug("command: %s", SECRET)
    logger.info("request: %s", SECRET)
    logger.warning("something is odd")
    assert SECRET not in written.getvalue()
    assert "something is odd" in written.getvalue()


def test_an_exception_is_told_by_its_kind_and_place(written: io.StringIO) -> None:
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError:
        logging.getLogger("graph.serving.http.endpoint").exception("a fault")
    text = written.getvalue()
    assert SECRET not in text
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "test_logs.py" in text


def test_our_own_errors_keep_their_words(written: io.StringIO) -> None:
    error = VendorTimeout(Vendor.VSEE, "list rooms")
    logging.getLogger("graph.serving.http.endpoint").error("a fault", exc_info=error)
    assert str(error) in written.getvalue()


async def test_a_task_that_nobody_looked_after_says_only_that(written: io.StringIO) -> None:
    async def fail() -> None:
        raise ValueError(SECRET)

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    handler = {"message": "Task exception was never retrieved", "exception": task.exception(), "future": task}
    asyncio.get_running_loop().call_exception_handler(handler)
    assert SECRET not in written.getvalue()
    assert "Task exception was never retrieved" in written.getvalue()
