"""Limits how many long responses of one account are received or decoded at the same time."""

from collections import deque
from typing import Final

from vendors.transports.exchange import Exchange

# Bodies up to this length, in bytes, are received without limit.
SHORT: Final = 256 * 1024


class LongBodies:
    """The places for long bodies: while one is decoded, the next one may be received.

    Args:
        places: how many there are.
    """

    def __init__(self, places: int = 2) -> None:
        self._free = places
        self._waiting: deque[Exchange] = deque()

    def enter(self, exchange: Exchange) -> bool:
        """Takes a place, which is held until the exchange releases it.

        Returns:
            Whether there was one. If not, the exchange's connection is told to go on when there is.
        """
        if self._free:
            self._free -= 1
            exchange.has_place = True
            return True
        self._waiting.append(exchange)
        return False

    def leave(self) -> None:
        """Passes a place to the exchange that has waited longest."""
        while self._waiting:
            exchange = self._waiting.popleft()
            if not exchange.is_over and exchange.connection is not None:
                exchange.has_place = True
                exchange.connection.go_on()
                return
        self._free += 1
