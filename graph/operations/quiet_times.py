"""Lets the work of callers who ask for more than they may begin while no other tenant is served, one in an iteration.

Such a caller's operations use little of the loop, because few of them are admitted, so its tenant is not one that uses
more than others. But they come in bursts: all that were refused ask again at once when the bucket holds points again.
"""

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from graph.operations.tenant_use import TenantUse

if TYPE_CHECKING:
    from graph.operations.loop_time import LoopTime

# How long such work waits at most: a client that keeps to Retry-After waits longer.
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
        self._waiting: deque[_Waiting] = deque()
        self._is_looking = False

    async def next(self, mine: TenantUse) -> None:
        """Waits for one, in the order in which work comes, if the loop is shared."""
        shared = self._shared
        if not shared.is_shared:
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(mine, shared.clock() + LONGEST_SECONDS, turn))
        if not self._is_looking:
            self._is_looking = True
            shared.later(0.0, self._look)
        await turn

    def _look(self) -> None:
        # Those whose clients have left meanwhile.
        while self._waiting and self._waiting[0].turn.done():
            self._waiting.popleft()
        self._is_looking = bool(self._waiting)
        if not self._waiting:
            return
        first, now = self._waiting[0], self._shared.clock()
        goes_on = now >= first.until or not self._shared.serves_others_than(first.whose, now)
        if goes_on:
            self._waiting.popleft().turn.set_result(None)
        self._shared.later(0.0 if goes_on else _TICK_SECONDS, self._look)
