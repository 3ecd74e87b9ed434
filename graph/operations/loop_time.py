"""Shares the event loop's time between tenants: while several are there, the one that uses most uses at most half.

Places for running operations bound what waits for vendors. They bound no flood of requests that are answered at once,
refusals included: all of them are read and answered on one loop, and everybody else waits in between.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Generator
from dataclasses import dataclass
from math import exp
from typing import Any, Self, TypeVar, cast

from models.refusal import Overloaded

T = TypeVar("T")

# The share of the loop's time that the requests of one tenant may use while there are others.
SHARE = 0.5
# A tenant counts for so long after its latest request.
SEEN_SECONDS = 10.0
# What a tenant may use beyond its share at once.
BURST_SECONDS = 0.05
# How long a request waits for its turn at most.
WAITS_SECONDS = 5.0
# What a request uses is more than what its tasks do: the server reads, routes and writes. How often that is compared
# with the computing time of the whole thread, and how much more it may be.
_COMPARED_SECONDS = 0.25
_MORE_AT_MOST = 3.0
# What a tenant has used lately is what it used in about this time.
_RECENT_SECONDS = 1.0
# How much the latest request counts in what one is assumed to use.
_LATEST = 0.1


@dataclass(slots=True)
class _Tenant:
    """What one tenant uses.

    Attributes:
        due: when all that it has used and begun is paid for by its share.
        usual: the seconds that one of its requests uses.
        seen: when its latest request came.
    """

    due: float
    usual: float = 0.001
    seen: float = 0.0
    _of_this: float = 0.0
    _recent: float = 0.0
    _recent_at: float = 0.0

    def recent(self, now: float) -> float:
        """The seconds that it has used lately; what was used longer ago counts less."""
        self._recent *= exp((self._recent_at - now) / _RECENT_SECONDS)
        self._recent_at = now
        return self._recent

    def spend(self, seconds: float) -> None:
        self.due += seconds / SHARE

    def use(self, seconds: float) -> None:
        self.spend(seconds)
        self._of_this += seconds
        self._recent += seconds

    def end(self, assumed: float) -> None:
        """Takes back what was assumed of a request, because all that it has used is counted."""
        self.spend(-assumed)
        self.usual += _LATEST * (self._of_this - self.usual)
        self._of_this = 0.0


@dataclass(slots=True)
class _Whole:
    """What the thread has computed, and how much of it is known to be of requests.

    Attributes:
        at: when both were compared.
        computed: the thread's computing time then.
        metered: the computing time of requests' tasks since then.
        factor: how much more than what its tasks do a request is assumed to use.
    """

    at: float
    computed: float
    metered: float = 0.0
    factor: float = 1.0

    def compare(self, at: float, computed: float) -> None:
        if self.metered > 0:
            self.factor = min(max((computed - self.computed) / self.metered, 1.0), _MORE_AT_MOST)
        self.at, self.computed, self.metered = at, computed, 0.0


class LoopTime:
    """Lets the requests of tenants begin; those of the one that uses most wait where it uses more than its share.

    Args:
        clock: monotonic seconds.
        used: seconds that only increase, finer than those of the clock.
        computed: the seconds of computing time of this thread.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        used: Callable[[], float] = time.perf_counter,
        computed: Callable[[], float] = time.thread_time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._computed = computed
        self._sleep = sleep
        self._whole = _Whole(clock(), computed())
        self._clock = clock
        self._used = used
        self._tenants: dict[str, _Tenant] = {}

    async def run(self, tenant: str, work: Coroutine[Any, Any, T]) -> T:
        """Carries out the work of a request when it is its turn.

        Raises:
            Overloaded: its turn would not come in time.
        """
        now = self._clock()
        mine = self._seen(tenant, now)
        mine.due = max(mine.due, now)
        waits = mine.due - now - BURST_SECONDS if self._uses_most(mine, now) else 0.0
        if waits > WAITS_SECONDS:
            work.close()
            raise Overloaded
        # It is counted while it waits, so that what waits begins one after the other.
        assumed = mine.usual
        mine.spend(assumed)
        try:
            if waits > 0:
                await self._sleep(waits)
            return await self.metered(tenant, work)
        finally:
            work.close()
            mine.end(assumed)

    def metered(self, tenant: str, work: Coroutine[Any, Any, T]) -> Coroutine[Any, Any, T]:
        """Work of a request that has begun, such as a further task of it, so that what it uses is counted."""
        mine = self._tenants.get(tenant)
        if mine is None:
            return work

        def use(seconds: float, computed: float) -> None:
            mine.use(seconds * self._whole.factor)
            self._whole.metered += computed

        return _Metered(work, self._used, self._computed, use)

    def _uses_most(self, mine: _Tenant, now: float) -> bool:
        """Whether there are others, and none of them has used more lately: only whoever uses most ever waits."""
        used = mine.recent(now)
        others = [each.recent(now) for each in self._tenants.values() if each is not mine]
        return bool(others) and used >= max(others)

    def _seen(self, tenant: str, now: float) -> _Tenant:
        for name in [name for name, each in self._tenants.items() if each.seen < now - SEEN_SECONDS]:
            del self._tenants[name]
        if now - self._whole.at > _COMPARED_SECONDS:
            self._whole.compare(now, self._computed())
        mine = self._tenants.setdefault(tenant, _Tenant(now))
        mine.seen = now
        return mine


class _Metered(Coroutine[Any, Any, T]):
    """A coroutine that tells after each of its steps what the step has used."""

    def __init__(
        self,
        work: Coroutine[Any, Any, T],
        used: Callable[[], float],
        computed: Callable[[], float],
        use: Callable[[float, float], None],
    ) -> None:
        self._work = work
        self._used = used
        self._computed = computed
        self._use = use

    def send(self, value: Any) -> Any:
        return self._step(self._work.send, value)

    def throw(self, *error: Any) -> Any:
        return self._step(self._work.throw, *error)

    def _step(self, step: Callable[..., Any], *given: Any) -> Any:
        began, computed = self._used(), self._computed()
        try:
            return step(*given)
        finally:
            self._use(self._used() - began, self._computed() - computed)

    def close(self) -> None:
        self._work.close()

    def __await__(self) -> Generator[Any, Any, T]:
        return cast("Generator[Any, Any, T]", self)

    def __next__(self) -> Any:
        return self.send(None)

    def __iter__(self) -> Self:
        return self
