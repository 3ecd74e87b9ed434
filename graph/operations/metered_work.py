"""Counts the steps of tenants' tasks, and lets those wait whose turn it is not."""

import asyncio
from collections.abc import Coroutine, Generator
from contextvars import Context, ContextVar
from typing import Any, Final, Self, TypeVar

from graph.operations.tenant_use import TenantUse

T = TypeVar("T")

# Whose work a task does. Tasks that it starts do the same tenant's.
tenant_here: Final[ContextVar[TenantUse | None]] = ContextVar("tenant", default=None)
# Until when that gives way; 0.0 if it does not.
gives_way_until: Final[ContextVar[float]] = ContextVar("gives_way", default=0.0)


def task_of_tenant(
    loop: asyncio.AbstractEventLoop, work: Any, *, context: Context | None = None, **more: Any
) -> "asyncio.Task[Any]":
    """A task factory: the steps of a task that is started in the work of a tenant are the tenant's, too."""
    mine = tenant_here.get() if context is None else context.get(tenant_here)
    if mine is not None:
        until = gives_way_until.get() if context is None else context.get(gives_way_until, 0.0)
        work = Metered(work, mine, None, until)
    return asyncio.Task(work, loop=loop, context=context, **more)


def is_shared() -> bool:
    """Whether the work of several tenants shares the loop of the current task."""
    mine = tenant_here.get()
    return mine is not None and mine.shared.is_shared


def whose() -> object:
    """The tenant whose work the current task does; None for that of nobody."""
    return tenant_here.get()


class Metered(Coroutine[Any, Any, T]):
    """A coroutine each of whose steps waits for its turn and is counted.

    Args:
        work: the coroutine.
        mine: whose it is.
        turn: the one of its first step, if it has waited for that already.
        gives_way: until when its steps wait for a quiet time; 0.0 if those who use more wait for its tenant.
    """

    __slots__ = ("_gives_way", "_has_ended", "_mine", "_turn", "_work")

    def __init__(
        self,
        work: Coroutine[Any, Any, T],
        mine: TenantUse,
        turn: "asyncio.Future[None] | None",
        gives_way: float,
    ) -> None:
        self._work = work
        self._mine = mine
        self._turn = turn
        self._gives_way = gives_way
        self._has_ended = gives_way > 0.0
        mine.running += not self._has_ended

    def send(self, value: Any) -> Any:
        # A task sends nothing but None, so nothing is lost.
        return next(self)

    def __next__(self) -> Any:
        mine = self._mine
        shared = mine.shared
        if self._turn is not None:
            self._turn = None
        elif self._gives_way and (turn := shared.quiet_times.step(mine, self._gives_way)) is not None:
            self._turn = turn
            return next(turn.__await__())
        elif (mine.waiting or shared.is_shared) and shared.must_wait(mine):
            self._turn = shared.turn(mine)
            return next(self._turn.__await__())
        began = shared.clock()
        try:
            return self._work.send(None)
        except BaseException:
            self._end()
            raise
        finally:
            now = shared.clock()
            mine.use(now - began, now)

    def throw(self, *error: Any) -> Any:
        self._turn = None
        shared = self._mine.shared
        began = shared.clock()
        try:
            return self._work.throw(*error)
        except BaseException:
            self._end()
            raise
        finally:
            now = shared.clock()
            self._mine.use(now - began, now)

    def close(self) -> None:
        self._work.close()
        self._end()

    def _end(self) -> None:
        if not self._has_ended:
            self._has_ended = True
            self._mine.running -= 1
            if not self._mine.running:
                self._mine.shared.ended()

    def __await__(self) -> Generator[Any, Any, T]:
        return self

    def __iter__(self) -> Self:
        return self

    def __repr__(self) -> str:
        return repr(self._work)
