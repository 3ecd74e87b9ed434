"""Learns how long pages of a list get, where its vendor tells no total, so as to know the last one by its length."""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from models.errors import VendorError

# A vendor may hold its pages shorter than asked, by a number of its own and without a word; but no shorter than this.
SHORTEST = 5
# For how long a first page of so many rows, behind which there was nothing, is known to be no page that was cut.
KNOWN_FOR_SECONDS = 60.0


class PageSizes:
    """The lengths of one account's pages.

    A page that is shorter than asked may be the last, or as long as the vendor ever makes one. It is the last where a
    longer one has been seen; where none has, the next page tells, and spares that call for a while.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._longest: dict[str, int] = {}
        self._whole: dict[tuple[str, int], float] = {}

    async def may_go_on(
        self,
        of: str,
        rows: Sequence[Any],
        *,
        page: int,
        asked: int,
        behind: Callable[[], Awaitable[Sequence[Any] | None]],
    ) -> bool:
        """Whether there may be a next page.

        Args:
            of: which list.
            rows: all that the page had, readable or not.
            page: counted from 1.
            asked: how many it was asked to hold.
            behind: reads the rows of the page behind the first one.
        """
        number = len(rows)
        longest = self._longest[of] = max(self._longest.get(of, 0), number)
        if number >= asked:
            return True
        if number < SHORTEST or number < longest:
            return False
        if page > 1:
            return True
        now = self._clock()
        if now - self._whole.get((of, number), -KNOWN_FOR_SECONDS) < KNOWN_FOR_SECONDS:
            return False
        try:
            next_rows = await behind()
        except VendorError:
            # Whoever goes on meets the same failure, and tells it.
            return True
        # A vendor that knows no pages gives all that it has each time.
        if next_rows and next_rows != rows:
            return True
        self._whole[of, number] = now
        return False
