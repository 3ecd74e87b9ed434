"""Merges the vendors' lists into one order, asking a vendor for its next page only when the order needs it."""

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import Any, Generic, TypeVar

from models.errors import VendorError
from models.ids import Identified
from models.listing import Batch, Direction
from models.page import Edge, Page, PageInfo
from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from resolvers import cursors
from resolvers.cursors import SEEN_AT_MOST, OrderKey, Position, fingerprint
from vendors.gaps import Gaps, collecting, together
from vendors.turns import in_turns

T = TypeVar("T", bound=Identified)

_log = logging.getLogger(__name__)

# How many pages one vendor may be asked for within one list, when a filter that the vendor cannot apply leaves little.
# The page then ends early, with a cursor that goes on from there.
PAGES_AT_MOST = 20

# How many pages to look back, one by one, for the place of a cursor before starting from the first page.
_STEPS_BACK = 3


def order_key(at: datetime | None, direction: Direction) -> OrderKey:
    """Where a row with this time stands; rows without one come last in both directions."""
    if at is None:
        return (1, 0)
    milliseconds = int(at.timestamp() * 1000)
    return (0, milliseconds if direction is Direction.ASC else -milliseconds)


def filter_hash(query: Any, vendors: Collection[Vendor] | None) -> str:
    """Tells lists with different filters apart.

    Args:
        query: the list's query, a dataclass; sets in it are put in order first.
        vendors: the vendors that the filter leaves; None for all.
    """
    values = [getattr(query, field.name) for field in fields(query)]
    text = "|".join(_canonical(value) for value in (type(query).__name__, vendors, *values))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _canonical(value: object) -> str:
    if isinstance(value, set | frozenset | list | tuple):
        return ",".join(sorted(str(item) for item in value))
    return repr(value)


class Source(Generic[T]):
    """One vendor's rows in order, from a position on.

    A position is a value, not an offset: the last row's order key and the ids at that key. So rows that come or go
    between two requests neither repeat nor hide another row; the page number is only where to look first.
    """

    def __init__(
        self,
        fetch: Callable[[int], Awaitable[Batch[T]]],
        *,
        order: Callable[[T], OrderKey],
        wanted: Callable[[T], bool],
        position: Position,
    ) -> None:
        self._fetch = fetch
        self._order = order
        self._wanted = wanted
        self._rows: deque[tuple[OrderKey, T]] = deque()
        self._next_page: int | None = position.page
        self._page = position.page
        self._whole = False
        self._searching = position.last is not None
        self._asked = 0
        self.position = position
        self.paused = False
        self.gaps = Gaps()

    async def head(self) -> tuple[OrderKey, T] | None:
        """The next row that is wanted, without taking it; None at the end, or when `paused`.

        Raises:
            VendorError: the vendor's page could not be had.
        """
        while True:
            while self._rows:
                order, row = self._rows[0]
                if self._wanted(row):
                    return order, row
                self.take()
            if self._next_page is None:
                return None
            if self._asked >= PAGES_AT_MOST:
                self.paused = True
                return None
            await self._load(self._next_page)

    def take(self) -> T:
        """Takes the next row, wanted or not, and moves the position behind it."""
        order, row = self._rows.popleft()
        here = self.position if order == self.position.last else Position(last=order)
        row_id = row.key.parts[-1]
        if self._whole:
            # Everything is known and sorted by id within one order key, so a single id tells which were handed out.
            self.position = Position(self._page, order, row_id, here.seen)
        else:
            seen = (*here.seen, fingerprint(row_id))[-SEEN_AT_MOST:]
            self.position = Position(self._page, order, here.upto, seen)
        return row

    async def _load(self, page: int) -> None:
        with collecting() as gaps:
            batch = await self._fetch(page)
        self.gaps.extend(gaps)
        self._asked += 1
        whole = page == 1 and not batch.has_more
        # Rows of one order key keep their vendor's order while there are pages: what was handed out is then all that
        # lies before the cursor, so a row that others' going moves to an earlier page is still found.
        placed = [
            (self._order(row), row.key.parts[-1] if whole else "", row) async for row in in_turns(batch.items)
        ]
        placed.sort(key=itemgetter(0, 1))
        rows = [(order, row) for order, _, row in placed]
        fresh = [entry async for entry in in_turns(rows) if not self._is_past(*entry)]
        if self._searching and page > 1 and len(fresh) == len(rows):
            # Rows were removed since: the place to go on from lies on an earlier page, most likely the one before.
            self._next_page = page - 1 if self._asked <= _STEPS_BACK else 1
            return
        self._searching = False
        self._page = page
        self._whole = whole
        self._next_page = page + 1 if batch.has_more else None
        self._rows.extend(fresh)
        if not fresh:
            self.position = replace(self.position, page=page)

    def _is_past(self, order: OrderKey, row: T) -> bool:
        return self.position.is_past(order, row.key.parts[-1])


def going_without(vendor: Vendor, error: Exception) -> VendorProblem:
    """Why the vendor's rows are missing from an answer; the log has our own faults in full."""
    if isinstance(error, VendorError):
        _log.info("a list goes on without %s: %s", vendor.value, error)
        return VendorProblem.of(error)
    _log.error("a fault in the list of %s", vendor.value, exc_info=error)
    return VendorProblem.inside(vendor)


async def merged(
    sources: Mapping[Vendor, Source[T]],
    *,
    first: int,
    filter_hash: str,
    resumed: bool,
    refused: Sequence[VendorProblem] = (),
) -> Page[T]:
    """The next `first` rows of all sources.

    A vendor that fails is named in the page's `unavailable` beside the others' rows, as is what the others' pages lack.

    Args:
        refused: why vendors that were asked for are no sources.
    """
    failed: dict[Vendor, VendorProblem] = {}
    heads: dict[Vendor, tuple[OrderKey, T]] = {}

    async def look(vendor: Vendor) -> None:
        try:
            head = await sources[vendor].head()
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not cost the other vendors' rows
            failed[vendor] = going_without(vendor, error)
            return
        if head is not None:
            heads[vendor] = head

    def cursor() -> Callable[[], str]:
        positions = {vendor: source.position for vendor, source in sources.items()}
        return partial(cursors.write, positions, filter_hash)

    await asyncio.gather(*(look(vendor) for vendor in sources))
    ranks = {vendor: rank for rank, vendor in enumerate(Vendor)}
    edges: list[Edge[T]] = []
    while heads and len(edges) < first:
        if any(source.paused for source in sources.values()):
            break
        vendor = min(heads, key=lambda vendor: (heads[vendor][0], ranks[vendor]))
        row = sources[vendor].take()
        edges.append(Edge(row, cursor()))
        del heads[vendor]
        # Behind the last row it matters only whether there are more, which any other vendor's row tells for nothing.
        if len(edges) < first or not heads:
            await look(vendor)
    paused = any(source.paused for source in sources.values())
    end = cursor()
    gaps = [gap.problem for source in sources.values() for gap in source.gaps]
    unavailable = together((*refused, *failed.values(), *gaps))
    return Page(
        edges=tuple(edges),
        page_info=PageInfo(
            has_next_page=bool(heads) or paused,
            has_previous_page=resumed,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=end() if edges or paused or unavailable else None,
        ),
        unavailable=unavailable,
    )
