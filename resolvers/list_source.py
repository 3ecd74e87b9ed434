"""One vendor's rows in order, from a position on, whatever pagination the vendor has."""

import asyncio
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from operator import itemgetter
from typing import Generic, TypeAlias, TypeVar

from models.dating import dated
from models.ids import Identified
from models.listing import Batch
from models.vendor import Vendor
from models.vendor_problem import MissingPart, VendorProblem
from models.view import plain, with_changes
from resolvers.cursors import WHOLE, OrderKey, Position
from resolvers.list_page import ListPage, in_order
from resolvers.positions import SourcePosition
from resolvers.snapshots import ListName, Snapshot, Snapshots
from vendors.cooperative import TimeSlice, cooperatively, in_portions, sorted_cooperatively
from vendors.missing_data import MissingData, MissingItem, collecting_missing_data
from vendors.operation_scope import known_since
from vendors.resilience.secretless import NOT_IN_SNAPSHOT, Inseparable, without_secrets

T = TypeVar("T", bound=Identified)

# Rows in order, each with its order key.
Run: TypeAlias = Sequence[tuple[OrderKey, T]]

# How many pages are requested from one vendor for one list, if a filter that the vendor cannot apply leaves few rows.
# The page then ends early, and its cursor continues from there.
PAGES_AT_MOST = 20

# How many pages are read from a vendor that ignores the requested order, and how many of them concurrently.
WALKED_AT_MOST = 200
_AT_ONCE = 4

# How many pages to go back, one by one, to find a cursor's position, before starting from the first page.
_STEPS_BACK = 3


@dataclass(frozen=True, slots=True)
class SnapshotSlot:
    """Where a source finds and stores the snapshot of its list.

    Attributes:
        name: names the list; most lists need none.
        now: the time since which the stored rows were read.
    """

    snapshots: Snapshots
    name: Callable[[], ListName]
    now: datetime


class ListSource(Generic[T]):
    """One vendor's rows in order, from a position on.

    A position is a value, not an offset: the last row's order key and the ids at that key. So rows that are added or
    removed between two requests neither repeat nor hide another row; the page number is only a hint. If a vendor's
    pages are not in order, all of them are read and sorted here.

    Args:
        vendor: whose rows they are.
        fetch: reads a page of the vendor's list.
        orders: gives the order keys of rows.
        wanted: whether a row matches; None if all do.
        position: from which it goes on.
        slot: where its snapshot may be.

    Attributes:
        at: the position after the last row that was taken.
        paused: whether enough pages were read for one request; the next request continues.
        gaps: what is missing from the rows.
    """

    def __init__(
        self,
        vendor: Vendor,
        fetch: Callable[[int], Awaitable[Batch[T]]],
        *,
        orders: Callable[[Sequence[T]], list[OrderKey]],
        wanted: Callable[[T], bool] | None,
        position: Position,
        slot: SnapshotSlot,
    ) -> None:
        self._vendor = vendor
        self._fetch = fetch
        self._orders = orders
        self._wanted = wanted
        self._slot = slot
        self._rows: Run[T] = ()
        # How many of them were taken or do not match.
        self._passed = 0
        self._next_page: int | None = position.page
        self._searching = position.last is not None
        self._asked = 0
        self._met_rows = False
        self._kept_at: datetime | None = None
        self._walked: Run[T] = ()
        self._writes = 0
        self._read_pages: dict[int, ListPage[T]] = {}
        self.at: SourcePosition[T] = SourcePosition(position)
        self.paused = False
        self.gaps = MissingData()

    async def upcoming(self, most: int) -> Run[T]:
        """The next rows that match, as far as they are loaded; none at the end, or when `paused`.

        Args:
            most: how many.

        Raises:
            VendorError: the vendor's page could not be had.
        """
        turn = TimeSlice()
        while True:
            while self._passed < len(self._rows):
                if run := self._run(most):
                    return run
                self.take(1)
                # One at a time here: any number of rows may be passed.
                self.at.moves_to(self.at.position)
                await turn.over()
            if self._next_page is None:
                return ()
            if self._next_page == WHOLE:
                await self._resume_whole()
            elif self._asked < PAGES_AT_MOST:
                await self._load(self._next_page)
            elif self._met_rows:
                self.paused = True
                return ()
            else:
                # The vendor returns empty pages and always announces another one.
                self._tell(VendorProblem.cut_short(self._vendor))
                self._next_page = None

    def take(self, number: int) -> None:
        """Moves the position after so many of the upcoming rows."""
        self.at.takes(self._rows[self._passed : self._passed + number])
        self._passed += number

    async def keep_rest(self) -> None:
        """Caches the rows that were all read and sorted, if some of them are for a later page."""
        if self._passed == len(self._rows) or not self._walked:
            return
        kept = [entry async for entry in cooperatively(_without_secrets(self._walked))]
        snapshots, name = self._slot.snapshots, self._slot.name()
        if len(kept) != len(self._walked) or snapshots.writes(name.account) != self._writes:
            return
        # Rows that came too late for this pagination are reported once.
        problems = (each for each in self.gaps.problems() if each.missing is not MissingPart.OUT_OF_ORDER)
        snapshots.keep(name, Snapshot(kept, tuple(problems), known_since(self._slot.now)))

    def _run(self, most: int) -> Run[T]:
        """The loaded rows up to the first that does not match."""
        run = self._rows[self._passed : self._passed + most]
        if (wanted := self._wanted) is not None:
            run = list(takewhile(lambda entry: wanted(entry[1]), run))
        if (kept_at := self._kept_at) is None:
            return run
        return [
            (order, dated(row, kept_at) if getattr(row, "as_of", None) is None else row) for order, row in run
        ]

    async def _load(self, number: int) -> None:
        page = await self._read(number)
        before = self._read_pages.get(number - 1)
        self._read_pages[number] = page
        if page.repeats(before):
            # A vendor without pagination returns the whole list for every page.
            if page.batch.is_full:
                self._tell(VendorProblem.repeating(self._vendor))
            self._next_page = None
            return
        if not page.is_all and not (page.ascends and page.goes_on(before)):
            await self._walk()
            return
        # Rows with one order key keep the vendor's order while there are more pages: then all rows before the cursor
        # were returned, so a row that moves to an earlier page, because others were removed, is still found.
        rows = await (in_order(page.rows) if page.is_all else sorted_cooperatively(page.rows, itemgetter(0)))
        fresh = await self._ahead(rows)
        if self._searching and number > 1 and len(fresh) == len(rows):
            # Rows were removed since: the position is on an earlier page, most likely the previous one.
            self._next_page = number - 1 if self._asked <= _STEPS_BACK else 1
            return
        self._searching = False
        self.at.goes_on_in(number, is_whole=page.is_all)
        self._next_page = number + 1 if page.batch.has_more else None
        self._rows, self._passed = fresh, 0
        if not fresh:
            self.at.moves_to(with_changes(self.at.position, page=number))

    async def _read(self, number: int) -> ListPage[T]:
        if number in self._read_pages:
            return self._read_pages[number]
        with collecting_missing_data() as gaps:
            batch = await self._fetch(number)
        self.gaps.extend(gaps)
        self._asked += 1
        self._met_rows = self._met_rows or bool(batch.items)
        rows: list[tuple[OrderKey, T]] = []
        await in_portions(batch.items, lambda some: rows.extend(zip(self._orders(some), some, strict=True)))
        return ListPage(number, batch, rows)

    async def _resume_whole(self) -> None:
        kept = self._slot.snapshots.find(self._slot.name())
        if kept is None:
            await self._walk()
            return
        for problem in kept.problems:
            self._tell(problem)
        self._kept_at = kept.at
        await self._go_on_in(kept.rows)

    async def _walk(self) -> None:
        """Reads every page, sorts all rows, and continues after the position."""
        found: dict[str, tuple[OrderKey, T]] = {}
        self._writes = self._slot.snapshots.writes(self._slot.name().account)
        late = 0
        number, is_over = 1, False
        while not is_over:
            if number > WALKED_AT_MOST:
                self._tell(VendorProblem.cut_short(self._vendor))
                break
            # No call is wasted for a short list; a few may be for a long one.
            lot = max(1, min(number // 2, _AT_ONCE))
            numbers = range(number, min(number + lot, WALKED_AT_MOST + 1))
            for page in await asyncio.gather(*map(self._read, numbers)):
                named = ((row.key.parts[-1], (order, row)) for order, row in page.rows)
                fresh = {name: entry async for name, entry in cooperatively(named) if name not in found}
                if page.rows and not fresh:
                    if page.batch.is_full:
                        self._tell(VendorProblem.repeating(self._vendor))
                    is_over = True
                    break
                found |= fresh
                if page.number > self.at.position.page != WHOLE:
                    late += len(
                        [entry async for entry in cooperatively(fresh.values()) if self._is_past(*entry)]
                    )
                if not (page.batch.has_more or page.batch.ends_by_order):
                    is_over = True
                    break
            number = numbers[-1] + 1
        if late:
            self._tell(VendorProblem.out_of_order(self._vendor, late))
        self._walked = await in_order(list(found.values()))
        await self._go_on_in(self._walked)

    async def _go_on_in(self, rows: Run[T]) -> None:
        self.at.goes_on_in(WHOLE, is_whole=True)
        self._next_page = None
        # Rows before the last row's order key are skipped by bisection.
        last = self.at.position.last
        start = 0 if last is None else bisect_left(rows, last, key=lambda entry: entry[0])
        self._rows, self._passed = await self._ahead(rows[start:]), 0
        self.at.moves_to(with_changes(self.at.position, page=WHOLE))

    async def _ahead(self, rows: Run[T]) -> Run[T]:
        """Those of sorted rows that were not returned before."""
        last = self.at.last
        if last is None or not rows or rows[0][0] > last:
            return rows
        ahead: list[tuple[OrderKey, T]] = []
        await in_portions(
            rows, lambda some: ahead.extend(entry for entry in some if not self._is_past(*entry))
        )
        return ahead

    def _is_past(self, order: OrderKey, row: T) -> bool:
        return self.at.position.is_past(order, row.key.parts[-1])

    def _tell(self, problem: VendorProblem) -> None:
        self.gaps.add(MissingItem(problem, "list"))


def _without_secrets(
    entries: Iterable[tuple[OrderKey, T]],
) -> Iterator[tuple[OrderKey, T]]:
    for order, row in entries:
        with suppress(Inseparable):
            yield order, without_secrets(plain(row), NOT_IN_SNAPSHOT)
