"""Counts failed authentications by the address that they come from, and refuses an address that has too many."""

import math
import time
from collections.abc import Callable

from cachetools import LRUCache

from models.denial import TooManyFailures

ADDRESSES_AT_MOST = 10_000


class FailedAttempts:
    """A token bucket for each address; one that never fails has none.

    Args:
        a_minute: how many failures an address may have in a minute.
        clock: a clock that never goes back, in seconds.
    """

    def __init__(self, a_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(a_minute)
        self._a_second = a_minute / 60
        self._clock = clock
        self._left: LRUCache[str, tuple[float, float]] = LRUCache(ADDRESSES_AT_MOST)

    def count(self, peer: str) -> None:
        """Counts a failure.

        Args:
            peer: the address, as it is counted.

        Raises:
            TooManyFailures: it is one too many.
        """
        now = self._clock()
        left, at = self._left.get(peer, (self._most, now))
        left = min(self._most, left + (now - at) * self._a_second)
        if left < 1:
            self._left[peer] = (left, now)
            raise TooManyFailures(math.ceil((1 - left) / self._a_second))
        self._left[peer] = (left - 1, now)
