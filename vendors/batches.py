"""Reads objects by key from their vendor's list, if that takes fewer calls than reading each by its key."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from itertools import count
from typing import Generic, TypeAlias, TypeVar

from models.errors import VendorBadResponse, VendorError, VendorRejected
from models.ids import Identified, Key
from models.listing import Batch
from models.partial import Unfetched
from models.vendor_problem import MissingPart
from vendors.cooperative import cooperatively
from vendors.missing_data import collecting_missing_data
from vendors.operation_scope import current_scope
from vendors.partial_results import fetch_each

T = TypeVar("T", bound=Identified)

# A page of a list, counted from 1; one call.
Pages: TypeAlias = Callable[[int], Awaitable[Batch[T]]]

# Fewer objects are read one by one, concurrently; the pages of a list are read in sequence.
WORTH_A_LIST = 10
# If fewer are left, the list is not read from its other end.
WORTH_ANOTHER = 50
# A page with fewer requested objects saves no call, and the next page will hardly be better.
WORTH_A_PAGE = 2


async def listed_or_each(
    keys: Sequence[Key],
    fetch: Callable[[Key], Awaitable[T | None] | None],
    *lists: Pages[T],
    aspect: str | None = None,
    lacking: Collection[str] = (),
) -> dict[Key, T | VendorError | None]:
    """Reads a list while each of its pages saves calls, and reads the rest by key.

    If the first page contains none of the objects, one call is wasted; otherwise none is.

    Args:
        keys: the requested objects.
        fetch: reads one object, as for `fetch_each`.
        lists: the same list in the orders in which it is tried.
        aspect: the aspect that only the call for one object fills, if rows may lack it.
        lacking: the fields that rows always lack; if the operation selects one of them, each object is read by key.
    """
    selected = _selected()
    wanted = dict.fromkeys(keys)
    if selected is None or len(wanted) < WORTH_A_LIST or not selected.isdisjoint(lacking):
        return await fetch_each(keys, fetch)
    walk: _Walk[T] = _Walk(wanted, lambda row: not _lacks(row, selected, aspect))
    try:
        for page in lists:
            await walk.along(page)
            if walk.is_at_the_end or len(walk.left()) < WORTH_ANOTHER:
                break
    except (VendorBadResponse, VendorRejected):
        # The list failed; the objects may still be readable by key.
        pass
    except VendorError as error:
        return {key: walk.found.get(key, error) for key in wanted}
    scope = current_scope()
    if scope is not None and walk.found:
        scope.saved(keys[0].account, max(0, len(walk.found) - walk.pages))
    others = await fetch_each(walk.left(), fetch)
    return {key: walk.found[key] if key in walk.found else others[key] for key in wanted}


class _Walk(Generic[T]):
    """The result of reading a list.

    Attributes:
        pages: how many it has read.
        is_at_the_end: whether the list has no more.
    """

    def __init__(self, wanted: Collection[Key], is_enough: Callable[[T], bool]) -> None:
        self._wanted = wanted
        self._is_enough = is_enough
        self.found: dict[Key, T] = {}
        self.pages = 0
        self.is_at_the_end = False

    def left(self) -> list[Key]:
        return [key for key in self._wanted if key not in self.found]

    async def along(self, page: Pages[T]) -> None:
        """Continues while each page saves a call."""
        for number in count(1):
            if len(self._wanted) - len(self.found) < WORTH_A_PAGE:
                return
            self.pages += 1
            with collecting_missing_data() as gaps:
                batch = await page(number)
            if any(gap.problem.missing is MissingPart.FIELDS for gap in gaps):
                # It cannot be assigned to rows; an object that is read by key reports its own missing data.
                return
            before = len(self.found)
            async for row in cooperatively(batch.items):
                if row.key in self._wanted and self._is_enough(row):
                    self.found.setdefault(row.key, row)
            self.is_at_the_end = not batch.has_more
            if self.is_at_the_end or len(self.found) - before < WORTH_A_PAGE:
                return


def _selected() -> frozenset[str] | None:
    """The fields that the operation selects; None if that is not known."""
    scope = current_scope()
    return None if scope is None else scope.selected


def _lacks(row: Identified, selected: frozenset[str], aspect: str | None) -> bool:
    """Whether the operation selects a field that only the call for one object fills."""
    missing = None if aspect is None else Unfetched(aspect)
    return missing is not None and any(getattr(row, name, None) == missing for name in selected)
