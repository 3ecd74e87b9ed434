"""Lets only so many requests begin in one iteration of the event loop; the others begin in the next ones, in order.

Those that have begun in several iterations count together, until they are so many; then they count anew.

Requests of a crowd that come at once would all begin at once, and each would hold its place until all the others have
begun, too, so that there would be too few places even for operations that take no time.
"""

import asyncio
from collections import deque

# Small requests take less than half a millisecond of computing time each.
AT_ONCE = 32


class RequestPace:
    """Counts the requests that begin.

    Args:
        at_once: how many may begin in one iteration.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._begun = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def begins(self) -> bool:
        """Whether a request may begin in this iteration; otherwise it waits for its `turn`."""
        if self._begun == self._at_once or self._waiting:
            return False
        self._begun += 1
        if self._begun == self._at_once:
            # Only then: to count each iteration by itself takes as long as all the rest of this.
            asyncio.get_running_loop().call_soon(self._go_on)
        return True

    async def turn(self) -> None:
        """Waits for an iteration in which the request may begin."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        await turn

    def _go_on(self) -> None:
        self._begun = 0
        while self._waiting and self._begun < self._at_once:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                self._begun += 1
        if self._begun == self._at_once:
            asyncio.get_running_loop().call_soon(self._go_on)
