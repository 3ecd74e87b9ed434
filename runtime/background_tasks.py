"""Owns background tasks: keeps those that run, logs those that fail, and ends them all at a stop."""

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine
from contextvars import Context
from typing import Any, TypeVar

T = TypeVar("T")

# What a cancelled task may still do, such as ending a process that it supervises.
_CANCELLED_SECONDS = 30.0

_log = logging.getLogger(__name__)


class BackgroundTasks:
    """The background tasks of one part of the gateway; one that fails takes no other along.

    asyncio holds tasks weakly, and says nothing of a failure before it collects the task: so whatever runs in the
    background is started here.

    Args:
        place: names the part in the log.
    """

    def __init__(self, place: str) -> None:
        self._place = place
        self._tasks: set[asyncio.Task[Any]] = set()
        self._names: Counter[str] = Counter()
        # Whoever waits for one of these is told of its failure.
        self._attended: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def __contains__(self, name: object) -> bool:
        """Whether a task of this name runs."""
        return name in self._names

    def start(
        self,
        work: Coroutine[Any, Any, T],
        *,
        name: str,
        attended: bool = False,
        context: Context | None = None,
    ) -> asyncio.Task[T]:
        """Starts a task.

        Args:
            work: what it does.
            name: stands in the log; it may hold an id of ours, and no secret.
            attended: whether somebody waits for it, so that a failure need not be logged.
            context: the context variables that it runs in; its starter's where none are given.
        """
        task = asyncio.get_running_loop().create_task(work, name=name, context=context)
        self._tasks.add(task)
        self._names[name] += 1
        if attended:
            self._attended.add(task)
        task.add_done_callback(self._ended)
        return task

    async def to_its_end(self, work: Coroutine[Any, Any, T], *, name: str) -> T:
        """What some work comes to; it goes on when its caller is cancelled."""
        task = self.start(work, name=name, attended=True)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self.leave(task)
            raise

    def leave(self, task: asyncio.Task[Any]) -> None:
        """Notes that nobody waits for a task any more: if it fails, that is logged."""
        self._attended.discard(task)

    async def aclose(self, *, seconds: float = 0.0) -> None:
        """Lets the tasks come to their ends, and cancels those that take longer.

        Args:
            seconds: how long they may take.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        # One that ends may start another.
        while self._tasks and (left := until - loop.time()) > 0:
            await asyncio.wait(self._tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        until = loop.time() + _CANCELLED_SECONDS
        while self._tasks and (left := until - loop.time()) > 0:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks, timeout=left)
        if self._tasks:
            _log.error("%s: %d tasks do not end: %s.", self._place, len(self), ", ".join(sorted(self._names)))

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        name = task.get_name()
        self._names[name] -= 1
        if not self._names[name]:
            del self._names[name]
        is_attended = task in self._attended
        self._attended.discard(task)
        # Looked at in any case, so that asyncio does not quote it.
        failure = None if task.cancelled() else task.exception()
        if failure is not None and not is_attended:
            _log.error("%s: the task %r failed.", self._place, name, exc_info=failure)
