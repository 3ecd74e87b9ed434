"""Learns the page size of a list whose vendor returns no total, to recognize the last page by its length."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.errors import VendorError
from vendors.operation_scope import current_scope

# A vendor may hold its pages shorter than asked, by a number of its own and without a word; but no shorter than this.
SHORTEST = 5
# For how long it is known of a first page of so many rows whether it is one that was cut, and how long pages get: a
# vendor may hold them shorter from one day to the next.
KNOWN_FOR_SECONDS = 60.0


@dataclass(slots=True, eq=False)
class _Look:
    """A call for the page behind a first one, for all who have a first page of this list.

    Attributes:
        number: the length of the first page.
        is_over: is set when nobody waits for it any longer.
        goes_on: what it showed; None where it was given up.
    """

    number: int
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: bool | None = None


class PageSizes:
    """The lengths of one account's pages.

    A page that is shorter than asked may be the last, or as long as the vendor ever makes one. It is the last where a
    longer one has been seen; where none has, the next page tells, once for all who ask meanwhile and for a while.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._longest: dict[str, tuple[float, int]] = {}
        self._shown: dict[tuple[str, int], tuple[float, bool]] = {}
        self._looks: dict[str, _Look] = {}

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
        self._note_length(of, number)
        if number >= asked:
            return True
        while (known := self._known(of, number, is_first=page == 1)) is None:
            look = self._looks.get(of)
            if look is None:
                return await self._look(of, rows, behind)
            if not await _waited_for(look):
                return True
            if look.number == number and look.goes_on is not None:
                return look.goes_on
        return known

    def _note_length(self, of: str, number: int) -> None:
        now = self._clock()
        since, longest = self._longest.get(of, (now, 0))
        if number >= longest or now - since >= KNOWN_FOR_SECONDS:
            self._longest[of] = now, number

    def _known(self, of: str, number: int, *, is_first: bool) -> bool | None:
        """What lengths alone tell; None where the page behind has to be looked at."""
        if number < SHORTEST or number < self._longest[of][1]:
            return False
        if not is_first:
            return True
        since, goes_on = self._shown.get((of, number), (-KNOWN_FOR_SECONDS, False))
        return goes_on if self._clock() - since < KNOWN_FOR_SECONDS else None

    async def _look(
        self, of: str, rows: Sequence[Any], behind: Callable[[], Awaitable[Sequence[Any] | None]]
    ) -> bool:
        # On behalf of the operation that is the first to need it: it is counted there, and what it reads is shared
        # with the rest of that operation. Should that one be given up, the next of those who wait takes over.
        look = self._looks[of] = _Look(len(rows))
        try:
            next_rows = await behind()
        except VendorError:
            # Whoever goes on meets the same failure, and tells it; unless it was only that our own time was over.
            look.goes_on = None if _is_late() else True
            return True
        else:
            # A vendor that knows no pages gives all that it has each time.
            look.goes_on = bool(next_rows) and next_rows != rows
            self._shown[of, look.number] = self._clock(), look.goes_on
            return look.goes_on
        finally:
            del self._looks[of]
            look.is_over.set()


async def _waited_for(look: _Look) -> bool:
    """Waits for what another operation looks at; whether it was over before our own time was."""
    scope = current_scope()
    left = None if scope is None else scope.left()
    try:
        async with asyncio.timeout(None if left is None else max(left, 0.0)):
            await look.is_over.wait()
    except TimeoutError:
        return False
    return True


def _is_late() -> bool:
    scope = current_scope()
    left = None if scope is None else scope.left()
    return left is not None and left <= 0
