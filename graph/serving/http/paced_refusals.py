"""Holds back the refusals of a caller who has many, so that a client that asks again at once makes no load of them."""

import asyncio
import random
import time
from collections.abc import Callable

from cachetools import LRUCache

from models.caller import Caller

# How many refusals a caller gets at once, and in each further second. A client that keeps to Retry-After has fewer.
_PER_SECOND = 10
# How long one is held back at most: Retry-After has whole seconds, so a client loses nothing by it.
LONGEST_SECONDS = 1.0
_CALLERS = 10_000


class PacedRefusals:
    """When callers get their refusals; beyond some at once, they come one after the other.

    While a refusal is held back, its connection is not read, so that requests sent ahead gain nothing.

    Args:
        clock: monotonic seconds.
        chance: returns a random number from 0 to below 1.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, chance: Callable[[], float] = random.random
    ) -> None:
        self._clock = clock
        self._chance = chance
        # When the next refusal of a caller would come if there were none at once.
        self._due: LRUCache[Caller, float] = LRUCache(_CALLERS)
        # The latest of these.
        self._latest = 0.0

    def seconds(self, caller: Caller) -> float:
        """How long the next refusal of a caller is held back."""
        now = self._clock()
        due = max(self._due.get(caller, now), now)
        waits = max(due - now - 1.0, 0.0)
        if waits >= LONGEST_SECONDS:
            # Apart: a flood of many connections that all waited as long would come again all at once.
            waits = LONGEST_SECONDS * (1 + self._chance()) / 2
        # What is owed is bounded, too: a flood that is over costs a caller nothing afterwards.
        self._due[caller] = due = min(due + 1 / _PER_SECOND, now + 1.0 + LONGEST_SECONDS)
        self._latest = max(self._latest, due)
        return waits

    def holds_back(self, caller: Caller) -> bool:
        """Whether the next refusal of a caller would be held back: it has lately asked for more than it may."""
        if not self._latest:
            return False
        now = self._clock()
        if self._latest <= now + 1.0:
            # There is no such caller, until one is refused again.
            self._latest = 0.0
            return False
        return self._due.get(caller, 0.0) > now + 1.0

    async def pace(self, caller: Caller) -> None:
        """Waits until a caller is to get its next refusal."""
        if seconds := self.seconds(caller):
            await asyncio.sleep(seconds)
