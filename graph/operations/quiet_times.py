"""Lets the work of callers who ask for more than they may go on while no other tenant is served, step by step.

Such a caller's operations use little of the loop, because few of them are admitted, so its tenant is not one that uses
more than others. But they come in bursts: all that were refused ask again at once when the bucket holds points again.
"""

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from graph.operations.tenant_use import TenantUse

if TYPE_CHECKING:
    from graph.operations.loop_time import LoopTime

# For how long such work gives way in all: a client that keeps to Retry-After waits longer.
LONGEST_SECONDS: Final = 0.5
# How often it is looked whether others are served.
_TICK_SECONDS = 0.001


class _Waiting(NamedTuple):
    whose: TenantUse
    until: float
    turn: asyncio.Future[None]


class QuietTimes:
    """The work that waits for the times in which no other tenant is served.

    Args:
        shared: knows who is served.
    """

    def __init__(self, shared: "LoopTime") -> None:
        self._shared = shared
        # A step of what has begun is done before more begins.
        self._goes_on: deque[_Waiting] = deque()
        self._begins: deque[_Waiting] = deque()
        self._is_looking = False

    async def begin(self, mine: TenantUse, until: float) -> None:
        """Waits until work of a tenant may begin, in the order in which work comes, if the loop is shared."""
        if self._shared.is_shared:
            await self._turn(self._begins, mine, until)

    def step(self, mine: TenantUse, until: float) -> "asyncio.Future[None] | None":
        """Is done when a step of work that has begun may be done; None if it may now.

        Args:
            mine: whose it is.
            until: when it gives way no longer.
        """
        now = self._shared.clock()
        if now >= until or not self._shared.serves_others_than(mine, now):
            return None
        return self._turn(self._goes_on, mine, until)

    def _turn(self, waiting: deque[_Waiting], mine: TenantUse, until: float) -> "asyncio.Future[None]":
        turn = asyncio.get_running_loop().create_future()
        waiting.append(_Waiting(mine, until, turn))
        if not self._is_looking:
            self._is_looking = True
            self._shared.later(0.0, self._look)
        return turn

    def _look(self) -> None:
        now, goes_on = self._shared.clock(), False
        for waiting in (self._goes_on, self._begins):
            # Those whose clients have left meanwhile.
            while waiting and waiting[0].turn.done():
                waiting.popleft()
            if waiting and not goes_on:
                first = waiting[0]
                goes_on = now >= first.until or not self._shared.serves_others_than(first.whose, now)
                if goes_on:
                    waiting.popleft().turn.set_result(None)
        self._is_looking = bool(self._goes_on or self._begins)
        if self._is_looking:
            self._shared.later(0.0 if goes_on else _TICK_SECONDS, self._look)
