"""Where the sources of a list stand while its rows are taken, worked out only when a cursor or a page asks for it."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from models.account import Account
from models.ids import Identified
from resolvers.cursors import SEEN_AT_MOST, OrderKey, Position, fingerprint, write

T = TypeVar("T", bound=Identified)


class PositionAfter:
    """The position after one more row, worked out when a cursor of it is read, or the vendor's next page.

    Args:
        before: the position before the row.
        page: that held the row.
        last: the row's order key.
        is_whole: whether all rows are known and sorted, by id within one order key.
    """

    __slots__ = ("_before", "_is_whole", "_page", "_position", "_row", "last")

    def __init__(
        self,
        before: "Position | PositionAfter",
        page: int,
        last: OrderKey,
        row: Identified,
        *,
        is_whole: bool,
    ) -> None:
        self._before = before
        self._page = page
        self.last = last
        self._row = row
        self._is_whole = is_whole
        self._position: Position | None = None

    def position(self) -> Position:
        if self._position is None:
            before = self._before if isinstance(self._before, Position) else self._before.position()
            here = before if before.last == self.last else Position()
            row_id = self._row.key.parts[-1]
            if self._is_whole:
                # One id tells which were returned.
                self._position = Position(self._page, self.last, row_id, here.seen)
            else:
                seen = (*here.seen, fingerprint(row_id))[-SEEN_AT_MOST:]
                self._position = Position(self._page, self.last, here.upto, seen)
        return self._position


class SourcePosition(Generic[T]):
    """The position of a source, which moves with each row that is taken.

    Args:
        position: before the first row.
    """

    def __init__(self, position: Position) -> None:
        self._place: Position | PositionAfter = position
        # What was taken since that place was worked out, by the pages: each with its number and whether it is whole.
        self._taken: list[tuple[OrderKey, T]] = []
        self._pages = [(position.page, False, self._taken)]

    def goes_on_in(self, page: int, *, is_whole: bool) -> None:
        """The next rows are on this page; the arguments are those of `PositionAfter`."""
        self._taken = []
        self._pages.append((page, is_whole, self._taken))

    def takes(self, entries: Iterable[tuple[OrderKey, T]]) -> None:
        """Moves after rows."""
        self._taken += entries

    def moves_to(self, position: Position) -> None:
        self._begin_anew()
        self._place = position

    def places(self) -> Sequence[PositionAfter]:
        """The positions after each of the rows that were taken since the last question."""
        found = []
        for page, is_whole, taken in self._pages:
            for order, row in taken:
                self._place = after = PositionAfter(self._place, page, order, row, is_whole=is_whole)
                found.append(after)
        self._begin_anew()
        return found

    def _begin_anew(self) -> None:
        page, is_whole, _ = self._pages[-1]
        self._taken = []
        self._pages = [(page, is_whole, self._taken)]

    @property
    def last(self) -> OrderKey | None:
        """The order key of the last row that was taken."""
        return self._taken[-1][0] if self._taken else self.place.last

    @property
    def place(self) -> Position | PositionAfter:
        """The position after the last row that was taken; `position` is the same, worked out."""
        self.places()
        return self._place

    @property
    def position(self) -> Position:
        place = self.place
        if not isinstance(place, Position):
            place = self._place = place.position()
        return place


class PositionTrack:
    """The positions of a page's sources while its rows are taken, of which a cursor is made when it is read.

    Args:
        before: the position of each account before the first row.
    """

    def __init__(self, before: dict[Account, Position], filter_hash: str) -> None:
        self._before = before
        self._filter_hash = filter_hash
        self._moves: list[tuple[Account, Position | PositionAfter]] = []
        self._rows: list[int] = []

    def rows(self, moves: Iterable[tuple[Account, Position | PositionAfter]]) -> None:
        """Notes the next rows of the page, by the account of each and its position after it."""
        for account, position in moves:
            self.moved(account, position)
            self._rows.append(len(self._moves))

    def moved(self, account: Account, position: Position | PositionAfter) -> None:
        """Notes the position of an account that has looked for its next row."""
        self._moves.append((account, position))

    def cursor(self, index: int) -> str:
        """The cursor of the row with this index."""
        return self._written(self._rows[index])

    def end(self) -> str:
        """The cursor of the page's end, which may be behind rows that do not match."""
        return self._written(len(self._moves))

    def _written(self, moves: int) -> str:
        # Of several positions of one account the last one holds.
        last = self._before | dict(self._moves[:moves])
        positions = {
            account: place if isinstance(place, Position) else place.position()
            for account, place in last.items()
        }
        return write(positions, self._filter_hash)
