"""What is logged: our own lines at the wanted level, and never a value that an exception or a library quotes."""

import asyncio
import io
import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextvars import Context
from datetime import UTC, datetime

import pytest
import structlog

from graph.serving.log_context import current, log_under
from graph.serving.process import logs
from models.caller import Caller
from models.errors import VendorTimeout
from models.vendor import Vendor
from runtime.background_tasks import BackgroundTasks
from store.settings import StoreSettings
from store.store import Store

SECRET = "Consultation about a canary"


@pytest.fixture
def form() -> logs.Form:
    return "text"


@pytest.fixture
def written(form: logs.Form, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    # They are put back at the end.
    for module, name in (
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
        (warnings, "showwarning"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.OURS}
    stream = io.StringIO()
    logs.configure("debug", form, stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    current.set(None)
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


as_json = pytest.mark.parametrize("form", ["json"])
each_form = pytest.mark.parametrize("form", ["json", "text"])


@as_json
def test_json_is_one_object_a_line_with_the_request_and_its_caller(written: io.StringIO) -> None:
    log_under("r1", Caller("north", "c1"))
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("vendors.http").exception("two\nlines")
    structlog.get_logger("commands.engine").warning("sent", seconds=1.5, pin="4711")
    first, second = map(json.loads, written.getvalue().splitlines())
    assert (first["requestId"], first["tenant"], first["caller"]) == ("r1", "north", "c1")
    assert (first["level"], first["logger"], first["event"]) == ("error", "vendors.http", "two\nlines")
    assert first["timestamp"].endswith("Z")
    assert "builtins.ValueError" in first["exception"]
    assert (second["event"], second["seconds"], second["pin"]) == ("sent", 1.5, "[redacted]")


def test_a_line_break_in_a_message_begins_no_record(written: io.StringIO) -> None:
    logging.getLogger("vendors.http").warning("a\n2026-01-01 CRITICAL forged: b")
    assert len(written.getvalue().splitlines()) == 1


@each_form
def test_whoever_logs_a_secret_it_is_not_written(written: io.StringIO) -> None:
    for name in ("graph.serving", "pymongo.client", "py.warnings"):
        logging.getLogger(name).warning("asked with pin=%s and Bearer %s", "p1n", SECRET.split()[0])
        logging.getLogger(name).warning("%s", {"password": "hidden words"})
        logging.getLogger(name).error("at https://vendor.example/a?name=%s", "hidden")
    for word in ("p1n", "hidden", SECRET.split()[0]):
        assert word not in written.getvalue()


@each_form
def test_a_warning_of_python_is_told_by_its_kind_and_place(written: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = logs.warned
        warnings.warn(SECRET, UserWarning, stacklevel=1)
    assert SECRET not in written.getvalue()
    assert "UserWarning at " in written.getvalue()


@pytest.mark.parametrize(
    "dies",
    [
        "raise ValueError(CANARY)",
        "threading.Thread(target=lambda: int(CANARY)).start()",
        "class A:\n  def __del__(self): raise ValueError(CANARY)\nA()",
        "asyncio.run(asyncio.wait_for(fail(), 1))",
        "warnings.warn(CANARY, UserWarning)",
        "int(CANARY)",
        "logging.getLogger('graph').warning('%d', CANARY); raise ValueError",
        "logging.getLogger('uvicorn').warning('%d of %s', CANARY); raise ValueError",
        "logging.getLogger('graph').warning(ValueError(CANARY))",
        "logging.getLogger('uvicorn').warning(ValueError(CANARY))",
    ],
)
@each_form
def test_what_nobody_catches_is_told_without_values(dies: str, form: logs.Form) -> None:
    program = f"""
import asyncio, logging, threading, warnings
from graph.serving.process import logs
logs.configure("debug", {form!r})
CANARY = "-".join(["ca", "nary"])
async def fail():
    held = CANARY
    raise KeyError(held)
{dies}
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "ca-nary" not in done.stdout + done.stderr
    kinds = ("ValueError", "KeyError", "UserWarning")
    assert any(kind in done.stderr for kind in kinds), done.stderr
    if form == "json":
        assert all(json.loads(line) for line in done.stderr.splitlines())


async def test_background_work_logs_under_its_own_name(written: io.StringIO) -> None:
    """Not under the request's that happened to start it."""
    log_under("request-1", Caller("north", "c1"))

    async def work() -> None:
        logging.getLogger("polling").warning("The vendor does not answer.")

    tasks = BackgroundTasks("polling")
    await tasks.start(work(), name="queues:north/VSEE", context=Context())
    store = Store(StoreSettings(), now=lambda: datetime.now(UTC))
    store.in_background(work(), name="audit log")
    await store.aclose()
    first, second = written.getvalue().splitlines()
    assert first.endswith("[task=queues:north/VSEE]")
    assert second.endswith("[task=audit log]")


async def test_what_a_request_does_is_logged_under_its_id(written: io.StringIO) -> None:
    log_under("request-1", Caller("north", "c1"))
    logging.getLogger("graph").warning("Something.")
    assert "requestId=request-1" in written.getvalue()
    assert "task=" not in written.getvalue()
