"""Learns the page size of a list whose vendor returns no total, to recognize the last page by its length."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.errors import VendorError
from vendors.operation_scope import current_scope

# A vendor may silently limit its page size below the requested one; but not below this.
SHORTEST = 5
# How long the learnt page size is valid: a vendor may change its limit from one day to the next.
KNOWN_FOR_SECONDS = 60.0


@dataclass(slots=True, eq=False)
class _Look:
    """A call for the second page, shared by all who have read the first page of this list.

    Attributes:
        number: the number of rows of the first page.
        is_over: set when the call has ended.
        goes_on: whether there is a second page; None if the call was cancelled.
    """

    number: int
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: bool | None = None


class PageSizes:
    """The learnt page sizes of one account.

    A page that is shorter than requested may be the last one, or have the vendor's maximum size. It is the last one if
    a longer page was seen before; otherwise the next page is read once for all who wait, and the result is reused for a
    while.
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
            of: names the list.
            rows: the number of rows of the page, readable or not.
            page: counted from 1.
            asked: the requested page size.
            behind: reads the rows of the second page.
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
        """The answer from the sizes alone; None if the next page must be read."""
        if number < SHORTEST or number < self._longest[of][1]:
            return False
        if not is_first:
            return True
        since, goes_on = self._shown.get((of, number), (-KNOWN_FOR_SECONDS, False))
        return goes_on if self._clock() - since < KNOWN_FOR_SECONDS else None

    async def _look(
        self, of: str, rows: Sequence[Any], behind: Callable[[], Awaitable[Sequence[Any] | None]]
    ) -> bool:
        # The call belongs to the operation that needs it first: it is counted there, and its result is shared within
        # that operation. If that operation is cancelled, the next waiter takes over.
        look = self._looks[of] = _Look(len(rows))
        try:
            next_rows = await behind()
        except VendorError:
            # Reading the next page meets and reports the same failure, unless only our own deadline has passed.
            look.goes_on = None if _is_late() else True
            return True
        else:
            # A vendor without pagination returns the whole list for every page.
            look.goes_on = bool(next_rows) and next_rows != rows
            self._shown[of, look.number] = self._clock(), look.goes_on
            return look.goes_on
        finally:
            del self._looks[of]
            look.is_over.set()


async def _waited_for(look: _Look) -> bool:
    """Waits for another operation's call; False if our own deadline passed first."""
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
