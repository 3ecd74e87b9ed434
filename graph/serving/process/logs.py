"""Logging: our own messages at the configured level, libraries' warnings, and no values; as JSON, or as text."""

import asyncio
import logging
import sys
import threading
import traceback
import warnings
from collections.abc import MutableMapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Literal, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter

from graph.serving import log_context
from graph.serving.process.redaction import without_secrets
from models.errors import MeetgraphError

# The packages whose messages contain no secret and no clinical text, at any level.
OURS = ("graph", "resolvers", "commands", "polling", "vendors", "store", "models", "runtime")

Form = Literal["json", "text"]
_Event = MutableMapping[str, Any]

_log = logging.getLogger(__name__)


def configure(level: str, form: Form = "text", stream: TextIO | None = None) -> None:
    """Sets up logging for the whole process, also of what nobody catches.

    Below the level of a warning, libraries log data: the driver its documents, uvicorn the messages of sockets, httpx
    its URLs. So the operator's level applies only to our own messages; libraries log warnings only.

    Args:
        level: the lowest level of our own messages, by name.
        form: JSON has one line for each record; text is for people.
        stream: the output; standard error by default.
    """
    handler = Handler(stream or sys.stderr)
    handler.addFilter(_without_values)
    render = structlog.processors.JSONRenderer() if form == "json" else _as_text
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[log_context.named, *_NAMING],
            processors=[_with_exception, ProcessorFormatter.remove_processors_meta, _redacted, render],
        )
    )
    structlog.configure(
        processors=[
            log_context.named,
            structlog.stdlib.filter_by_level,
            *_NAMING,
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    sys.excepthook = _uncaught
    threading.excepthook = lambda failed: _log.error(
        "a thread failed", exc_info=failed.exc_value or failed.exc_type()
    )
    sys.unraisablehook = lambda failed: _log.error("an error was lost", exc_info=failed.exc_value)
    warnings.showwarning = warned


def _with_task(_: Any, __: str, event: _Event) -> _Event:
    """Names the background task that logs, where it is no request that does."""
    if "requestId" not in event:
        with suppress(RuntimeError):
            task = asyncio.current_task()
            if task is not None and not task.get_name().startswith("Task-"):
                event["task"] = task.get_name()
    return event


_NAMING: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _with_task,
]


class Handler(logging.StreamHandler[TextIO]):
    """Writes records; one that cannot be formatted is told by its place only."""

    def handleError(self, record: logging.LogRecord) -> None:
        # Python's own would print the arguments.
        if record.name != __name__:
            _log.error("a log record of %s, line %d, cannot be written", record.name, record.lineno)


def told(error: BaseException) -> list[str]:
    """An exception as its types and places; with its message, which may quote a value, only if it is our own.

    The causes come first, as Python prints them.
    """
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = [] if cause is None else [*told(cause), "which led to"]
    if isinstance(error, BaseExceptionGroup):
        before += [line for each in error.exceptions for line in (*told(each), "in a group")]
    frames = "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    kind = type(error)
    words = f": {error}" if isinstance(error, MeetgraphError) else ""
    return [*before, *filter(None, [frames]), f"{kind.__module__}.{kind.__qualname__}{words}"]


def _with_exception(_: Any, __: str, event: _Event) -> _Event:
    found = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(told(error))
    return event


def _redacted(_: Any, __: str, event: _Event) -> _Event:
    clean: _Event = without_secrets(event)
    return clean


def _as_text(_: Any, __: str, event: _Event) -> str:
    at, level, name = event.pop("timestamp"), event.pop("level"), event.pop("logger", "")
    words, exception = str(event.pop("event")), event.pop("exception", None)
    # A line break in a message would look like a record of its own.
    line = f"{at} {level.upper()} {name}: {' '.join(words.splitlines())}"
    if event:
        line += " [" + " ".join(f"{key}={value}" for key, value in event.items()) + "]"
    return line if exception is None else f"{line}\n{exception}"


def _without_values(record: logging.LogRecord) -> bool:
    """Passes our own records, and the first line of a library's warning: asyncio's further lines quote exceptions."""
    # structlog's are dicts; an exception in the place of a message may quote a value.
    if not isinstance(record.msg, str | dict):
        record.msg, record.args = type(record.msg).__qualname__, ()
    if record.name.partition(".")[0] in OURS:
        return True
    if record.levelno < logging.WARNING or isinstance(record.msg, dict):
        return record.levelno >= logging.WARNING
    try:
        said = record.getMessage()
    except Exception:  # noqa: BLE001 - what a library's arguments raise when they are printed ends no request
        said = record.msg
    # asyncio quotes the arguments of a callback.
    record.msg, record.args = said.partition("\n")[0].partition(" in callback ")[0], ()
    return True


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        _log.critical("the process ends by an error", exc_info=(kind, error, trace))


def warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: Any, **__: Any
) -> None:
    """Logs a warning of Python's by its kind and place; its text may quote a value."""
    logging.getLogger("py.warnings").warning("%s at %s:%d", category.__name__, filename, lineno)
