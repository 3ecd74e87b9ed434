"""Logs the errors that asyncio hands over, and what would repeat by the second only once a minute."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

_PAUSE_SECONDS = 60.0
# asyncio tries again after a second, as long as the process has no file left for a connection.
_NO_FILES = "socket.accept() out of system resource"

_log = logging.getLogger(__name__)


class LoopErrors:
    """Handles the exceptions of a loop that nobody awaits.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told_at: float | None = None

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        # The rest of the context quotes objects, and the message of a callback quotes its arguments.
        words = str(context.get("message", "")).partition("\n")[0].partition(" in callback ")[0]
        if words != _NO_FILES:
            _log.error("asyncio: %s", words, exc_info=context.get("exception"))
            return
        now = self._clock()
        if self._told_at is None or now - self._told_at >= _PAUSE_SECONDS:
            self._told_at = now
            _log.error("no connections can be accepted: the process may not open more files")
