"""Counts the WebSockets of each caller at this gateway."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from models.caller import Caller


class TooManySockets(Exception):
    """The caller has as many as it may."""


class SocketsOfCallers:
    """The WebSockets of callers that are known.

    Args:
        most: how many one caller may have.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: Counter[Caller] = Counter()

    @contextmanager
    def holding(self, caller: Caller) -> Iterator[None]:
        """Counts a socket of the caller for the time of a block.

        Raises:
            TooManySockets: it would be one too many.
        """
        if self._counts[caller] >= self._most:
            raise TooManySockets
        self._counts[caller] += 1
        try:
            yield
        finally:
            self._counts[caller] -= 1
            if not self._counts[caller]:
                del self._counts[caller]
