"""Shares the event loop's time between tenants: work of one that uses more waits while one that uses less is served.

Places for running operations bound what waits for vendors. They bound no flood of requests that are answered at once,
refusals included: all of them are read and answered on one loop, and everybody else waits in between. So every step of
a tenant's tasks is counted, and may have to wait for its turn: no step is long, and between two of them the loop is
free for who has used less.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from contextvars import Context
from typing import Any, Final, TypeVar

from graph.operations.metered_work import Metered, gives_way_until, tenant_here
from graph.operations.quiet_times import LONGEST_SECONDS, QuietTimes
from graph.operations.tenant_use import SHARE, TenantUse
from graph.operations.turn import Turn
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
# How often those that wait are looked at while none may go on, and nobody else is served either.
_TICK_SECONDS = 0.001
# What a request uses is more than what its tasks do: the server reads, routes and writes. How often that is compared
# with the computing time of the whole thread, and how much more it may be.
_COMPARED_SECONDS = 0.25
_MORE_AT_MOST = 3.0


def _later(seconds: float, call: Callable[[], None]) -> asyncio.Handle:
    # It outlives the request in which it happens to be asked for. Also without a delay it is a timer: the loop calls
    # these when it has read what has come.
    return asyncio.get_running_loop().call_later(seconds, call, context=Context())


class LoopTime:
    """Lets the work of tenants go on, step by step.

    Args:
        clock: seconds that only increase.
        computed: the seconds of computing time of this thread.
        later: calls something after some seconds, or, after none, in the loop's next iteration, behind what it reads.
        waits_seconds: how long a request waits for its turn at most.

    Attributes:
        is_shared: whether several tenants have been served lately.
        contended: called with whether work of one tenant has lately waited for another, when that changes.
        metered: the seconds of all steps since they were compared with the computing time.
        factor: how much more than what its tasks do a request is assumed to use.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.perf_counter,
        computed: Callable[[], float] = time.thread_time,
        later: Callable[[float, Callable[[], None]], asyncio.Handle] = _later,
        waits_seconds: float = WAITS_SECONDS,
    ) -> None:
        self.clock = clock
        self._computed = computed
        self.later = later
        self._waits_seconds = waits_seconds
        self._tenants: dict[str, TenantUse] = {}
        # Those that have been served lately.
        self._there: list[TenantUse] = []
        self._next_look: asyncio.Handle | None = None
        self._looked_at = 0.0
        self._has_arrived = False
        # Whether it has been waited for the tasks of requests that have arrived.
        self._is_late = False
        self._compared_at = clock()
        self._computed_then = computed()
        self.is_shared = False
        self.contended: Callable[[bool], object] = bool
        self._is_contended = False
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
        tenant_here.set(mine)
        try:
            if until := self.clock() + LONGEST_SECONDS if gives_way else 0.0:
                gives_way_until.set(until)
                await self.quiet_times.begin(mine, until)
            waits = (mine.waiting or self.is_shared) and self.must_wait(mine)
            turn = await self._turn_in_time(mine) if waits else None
            return await Metered(work, mine, turn, until)
        except BaseException:
            # Where it has not begun.
            work.close()
            raise

    def must_wait(self, mine: TenantUse) -> bool:
        """Whether another step of a tenant is to wait for its turn."""
        return bool(mine.waiting) or (self.is_shared and self._is_too_much(mine, self.clock()))

    def turn(self, mine: TenantUse) -> Turn:
        """The turn of a step that must wait."""
        turn = Turn()
        mine.waiting.append(turn)
        if mine not in self._there:
            self._comes(mine)
        if self._next_look is None:
            self._looked_at = self.clock()
            self._next_look = self.later(_TICK_SECONDS, self._look)
            self._contend(True)
        return turn

    def arrived(self) -> None:
        """A request has been read; whose it is, is known when its task has begun, in the loop's next iteration."""
        self._has_arrived = True

    def ended(self) -> None:
        """Nothing of a tenant runs any more, so that it may be the turn of others."""
        if self._next_look is not None:
            self._next_look.cancel()
            self._next_look = self.later(0.0, self._look)

    def _contend(self, is_contended: bool) -> None:
        if self._is_contended is not is_contended:
            self._is_contended = is_contended
            self.contended(is_contended)

    def _comes(self, mine: TenantUse) -> None:
        self._there.append(mine)
        self.is_shared = len(self._there) > 1

    async def _turn_in_time(self, mine: TenantUse) -> Turn:
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
        if self._has_arrived and not self._is_late:
            # Not again: there may be a request in each iteration.
            self._is_late = True
            self._next_look = self.later(0.0, self._look)
            return
        self._has_arrived = self._is_late = False
        now = self.clock()
        passed, self._looked_at = now - self._looked_at, now
        waits, turns = False, list[Turn]()
        for each in self._there:
            if each.waiting:
                each.wait(passed * len(each.waiting), now)
            while each.waiting and each.waiting[0].done():
                each.waiting.popleft()
            if each.waiting and not (self.is_shared and self._is_too_much(each, now)):
                turns.append(each.waiting.popleft())
            waits = waits or bool(each.waiting)
        self._next_look = self.later(0.0 if turns else self._looks_after(now), self._look) if waits else None
        for turn in turns:
            turn.come()

    def _looks_after(self, now: float) -> float:
        """In how many seconds those that are served now are no longer, if they only wait; at least one tick."""
        quiet = max((each.stepped for each in self._served(now)), default=0.0) + QUIET_SECONDS - now
        return max(quiet, _TICK_SECONDS)

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
        if self._next_look is None:
            self._contend(False)
        if self.metered > 0:
            self.factor = min(max((computed - self._computed_then) / self.metered, 1.0), _MORE_AT_MOST)
        self._compared_at, self._computed_then, self.metered = now, computed, 0.0
