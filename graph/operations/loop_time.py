"""Shares the event loop's time between tenants: work of one that uses more waits while one that uses less is served.

Places for running operations bound what waits for vendors. They bound no flood of requests that are answered at once,
refusals included: all of them are read and answered on one loop, and everybody else waits in between. So every step of
a tenant's tasks is counted, and may have to wait for its turn: no step is long, and between two of them the loop is
free for who has used less.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextvars import Context, ContextVar
from typing import Any, Final, Self, TypeVar

from graph.operations.quiet_times import LONGEST_SECONDS, QuietTimes
from graph.operations.tenant_use import SHARE, TenantUse
from models.refusal import Overloaded

T = TypeVar("T")

# The share of the loop's time for which a tenant never waits, so that nobody starves.
LEAST_SHARE: Final = 0.1
# Who is served waits for vendors in between. A step of somebody else may then delay it, but by that step at most, and
# after so many seconds that this is little beside them.
QUIET_SECONDS: Final = 0.005
# A tenant counts for so long after its latest step.
SEEN_SECONDS: Final = 10.0
# How long a request waits for its turn at most.
WAITS_SECONDS: Final = 5.0
# How often those that wait are looked at while none may go on.
_TICK_SECONDS = 0.001
# What a request uses is more than what its tasks do: the server reads, routes and writes. How often that is compared
# with the computing time of the whole thread, and how much more it may be.
_COMPARED_SECONDS = 0.25
_MORE_AT_MOST = 3.0

# Whose work a task does. Tasks that it starts do the same tenant's.
_tenant: ContextVar[TenantUse | None] = ContextVar("tenant", default=None)
# Until when that gives way; 0.0 if it does not.
_gives_way: ContextVar[float] = ContextVar("gives_way", default=0.0)


def _later(seconds: float, call: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    # It outlives the request in which it happens to be asked for.
    if seconds:
        loop.call_later(seconds, call, context=Context())
    else:
        loop.call_soon(call, context=Context())


class LoopTime:
    """Lets the work of tenants go on, step by step.

    Args:
        clock: seconds that only increase.
        computed: the seconds of computing time of this thread.
        later: calls something after some seconds, or, after none, in the loop's next iteration.
        waits_seconds: how long a request waits for its turn at most.

    Attributes:
        is_shared: whether several tenants have been served lately.
        metered: the seconds of all steps since they were compared with the computing time.
        factor: how much more than what its tasks do a request is assumed to use.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.perf_counter,
        computed: Callable[[], float] = time.thread_time,
        later: Callable[[float, Callable[[], None]], None] = _later,
        waits_seconds: float = WAITS_SECONDS,
    ) -> None:
        self.clock = clock
        self._computed = computed
        self.later = later
        self._waits_seconds = waits_seconds
        self._tenants: dict[str, TenantUse] = {}
        # Those that have been served lately.
        self._there: list[TenantUse] = []
        self._is_looking = False
        self._looked_at = 0.0
        self._compared_at = clock()
        self._computed_then = computed()
        self.is_shared = False
        self.metered = 0.0
        self.factor = 1.0
        self.quiet_times = QuietTimes(self)

    async def run(self, tenant: str, work: Coroutine[Any, Any, T], *, gives_way: bool = False) -> T:
        """Carries out the work of a request when it is its turn; what else its task and theirs do is the tenant's, too.

        Args:
            tenant: whose it is.
            work: what the request asks for.
            gives_way: whether it lets nobody wait, and waits itself while another tenant is served, but not for long.

        Raises:
            Overloaded: its turn did not come in time.
        """
        mine = self.tenant(tenant)
        # For the rest of the request's task, in which a stream is written.
        _tenant.set(mine)
        try:
            if until := self.clock() + LONGEST_SECONDS if gives_way else 0.0:
                _gives_way.set(until)
                await self.quiet_times.begin(mine, until)
            waits = (mine.waiting or self.is_shared) and self.must_wait(mine)
            turn = await self._turn_in_time(mine) if waits else None
            return await _Metered(work, mine, turn, until)
        finally:
            work.close()

    def must_wait(self, mine: TenantUse) -> bool:
        """Whether another step of a tenant is to wait for its turn."""
        return bool(mine.waiting) or (self.is_shared and self._is_too_much(mine, self.clock()))

    def turn(self, mine: TenantUse) -> "asyncio.Future[None]":
        """Is done when it is the turn of a step."""
        turn = asyncio.get_running_loop().create_future()
        mine.waiting.append(turn)
        if mine not in self._there:
            self._comes(mine)
        if not self._is_looking:
            self._is_looking, self._looked_at = True, self.clock()
            self.later(_TICK_SECONDS, self._look)
        return turn

    def _comes(self, mine: TenantUse) -> None:
        self._there.append(mine)
        self.is_shared = len(self._there) > 1

    async def _turn_in_time(self, mine: TenantUse) -> "asyncio.Future[None]":
        turn = self.turn(mine)
        try:
            async with asyncio.timeout(self._waits_seconds):
                await turn
        except TimeoutError:
            raise Overloaded from None
        return turn

    def _is_too_much(self, mine: TenantUse, now: float) -> bool:
        used = mine.used(now)
        if used < LEAST_SHARE:
            return False
        rank = mine.rank(now)
        if used > SHARE:
            return any(each.rank(now) < rank for each in self._there)
        return any(each.rank(now) < rank for each in self._served(now))

    def serves_others_than(self, mine: TenantUse, now: float) -> bool:
        """Whether another tenant is served now, and not only waits for vendors."""
        return any(each is not mine for each in self._served(now))

    def _served(self, now: float) -> Iterator[TenantUse]:
        since = now - QUIET_SECONDS
        return (each for each in self._there if each.running and each.stepped > since)

    def _look(self) -> None:
        """Lets those go on whose turn it is, one step of each in an iteration of the loop."""
        now = self.clock()
        passed, self._looked_at = now - self._looked_at, now
        waits = goes_on = False
        for each in self._there:
            if each.waiting:
                each.wait(passed * len(each.waiting), now)
            while each.waiting and each.waiting[0].done():
                each.waiting.popleft()
            if each.waiting and not (self.is_shared and self._is_too_much(each, now)):
                each.waiting.popleft().set_result(None)
                goes_on = True
            waits = waits or bool(each.waiting)
        self._is_looking = waits
        if waits:
            self.later(0.0 if goes_on else _TICK_SECONDS, self._look)

    def tenant(self, tenant: str) -> TenantUse:
        """One of those that are there now."""
        if (now := self.clock()) - self._compared_at > _COMPARED_SECONDS:
            self._compare(now)
        mine = self._tenants.get(tenant)
        if mine is None:
            mine = self._tenants[tenant] = TenantUse(self, now)
        if mine not in self._there:
            self._comes(mine)
        return mine

    def _compare(self, now: float) -> None:
        since, computed = now - SEEN_SECONDS, self._computed()
        self._there = [each for each in self._tenants.values() if each.stepped > since or each.waiting]
        self.is_shared = len(self._there) > 1
        if self.metered > 0:
            self.factor = min(max((computed - self._computed_then) / self.metered, 1.0), _MORE_AT_MOST)
        self._compared_at, self._computed_then, self.metered = now, computed, 0.0


def task_of_tenant(
    loop: asyncio.AbstractEventLoop, work: Any, *, context: Context | None = None, **more: Any
) -> "asyncio.Task[Any]":
    """A task factory: the steps of a task that is started in the work of a tenant are the tenant's, too."""
    mine = _tenant.get() if context is None else context.get(_tenant)
    if mine is not None:
        until = _gives_way.get() if context is None else context.get(_gives_way, 0.0)
        work = _Metered(work, mine, None, until)
    return asyncio.Task(work, loop=loop, context=context, **more)


def is_shared() -> bool:
    """Whether the work of several tenants shares the loop of the current task."""
    mine = _tenant.get()
    return mine is not None and mine.shared.is_shared


def whose() -> object:
    """The tenant whose work the current task does; None for that of nobody."""
    return _tenant.get()


class _Metered(Coroutine[Any, Any, T]):
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

    def __await__(self) -> Generator[Any, Any, T]:
        return self

    def __iter__(self) -> Self:
        return self

    def __repr__(self) -> str:
        return repr(self._work)
