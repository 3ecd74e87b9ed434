"""Logging: our own messages at the configured level, libraries' warnings, and no values."""

import logging
import sys
import traceback
from types import TracebackType
from typing import TextIO

from models.errors import MeetgraphError

# The packages whose messages contain no secret and no clinical text, at any level.
OURS = ("graph", "resolvers", "commands", "polling", "vendors", "store", "models", "runtime")

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure(level: str, stream: TextIO | None = None) -> None:
    """Sets up logging for the whole process.

    Below the level of a warning, libraries log data: the driver its documents, uvicorn the messages of sockets, httpx
    its URLs. So the operator's level applies only to our own messages; libraries log warnings only.

    Args:
        level: the lowest level of our own messages, by name.
        stream: the output; standard error by default.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(_without_values)
    handler.setFormatter(Formatter(_FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())


class Formatter(logging.Formatter):
    """Formats an exception as type and traceback; messages, which may quote a value, only of our own exceptions."""

    def formatException(self, ei: _ExcInfo) -> str:
        error = ei[1]
        return "" if error is None else "\n".join(_told(error))


def _told(error: BaseException) -> list[str]:
    """The causes first, as Python prints them."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = [] if cause is None else [*_told(cause), "which led to"]
    if isinstance(error, BaseExceptionGroup):
        before += [line for each in error.exceptions for line in (*_told(each), "in a group")]
    frames = "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    kind = type(error)
    words = f": {error}" if isinstance(error, MeetgraphError) else ""
    return [*before, *filter(None, [frames]), f"{kind.__module__}.{kind.__qualname__}{words}"]


def _without_values(record: logging.LogRecord) -> bool:
    """Passes our own records, and the first line of a library's warning: asyncio's further lines quote exceptions."""
    if record.name.partition(".")[0] in OURS:
        return True
    if record.levelno < logging.WARNING:
        return False
    record.msg, record.args = record.getMessage().partition("\n")[0], ()
    return True
