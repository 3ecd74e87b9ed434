"""Owns background tasks: keeps those that run, logs those that fail, and ends them all at a stop."""

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine
from contextvars import Context
from typing import Any, TypeVar

T = TypeVar("T")

# How long a cancelled task may clean up, such as ending a supervised process.
_CANCELLED_SECONDS = 30.0

_log = logging.getLogger(__name__)


class BackgroundTasks:
    """The background tasks of one part of the gateway; a failed task does not affect the others.

    asyncio holds only weak references to tasks, and reports a failure only when a task is collected. So all background
    work is started here.

    Args:
        place: names the part in the log.
    """

    def __init__(self, place: str) -> None:
        self._place = place
        self._tasks: set[asyncio.Task[Any]] = set()
        self._names: Counter[str] = Counter()
        # The failure of an attended task is raised where it is awaited.
        self._attended: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def is_closed(self) -> bool:
        """Whether no task can be started any more."""
        return self._is_closed

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
            work: the coroutine.
            name: for the log; it may contain one of our ids, and no secret.
            attended: whether it is awaited, so that a failure need not be logged.
            context: the context variables of the task; by default the caller's.

        Raises:
            RuntimeError: the tasks were closed already.
        """
        if self._is_closed:
            # A coroutine that is never awaited would be warned of when it is collected.
            work.close()
            raise RuntimeError(f"{self._place}: {name!r} was to start after the end.")
        task = asyncio.get_running_loop().create_task(work, name=name, context=context)
        self._tasks.add(task)
        self._names[name] += 1
        if attended:
            self._attended.add(task)
        task.add_done_callback(self._ended)
        return task

    async def to_its_end(self, work: Coroutine[Any, Any, T], *, name: str) -> T:
        """The result of a coroutine that continues when its caller is cancelled."""
        task = self.start(work, name=name, attended=True)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self.leave(task)
            raise

    def leave(self, task: asyncio.Task[Any]) -> None:
        """Marks a task as no longer awaited: a failure is logged."""
        self._attended.discard(task)

    async def aclose(self, *, seconds: float = 0.0) -> None:
        """Waits for the tasks, and cancels those that take too long; none can be started afterwards.

        Args:
            seconds: how long they may take.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        # A task that ends may start another one.
        while self._tasks and (left := until - loop.time()) > 0:
            await asyncio.wait(self._tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        until = loop.time() + _CANCELLED_SECONDS
        while self._tasks and (left := until - loop.time()) > 0:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks, timeout=left)
        self._is_closed = True
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
        # Always retrieved, so that asyncio does not log it.
        failure = None if task.cancelled() else task.exception()
        if failure is not None and not is_attended:
            _log.error("%s: the task %r failed.", self._place, name, exc_info=failure)
