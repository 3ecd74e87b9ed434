"""The cursor of a list over several vendors: each account's position, the filter's hash and a version."""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec

from models.account import Account
from models.errors import BadInput
from models.ids import Identified

# Times are milliseconds, negated where the newest come first.
OrderKey: TypeAlias = tuple[int, int]
# Rows without a time sort after all others.
WITHOUT_TIME: Final[OrderKey] = (1, 0)

_VERSION = 1
LONGEST = 32_768

# The page number for rows that were sorted here: all pages of the vendor as one.
WHOLE = 0

_LAST_PAGE = 1_000_000

# In a long list without times every row has the same order key. This many rows are more than a vendor's page or two, so
# only where more of them than that come or go between two requests can a row be handed out twice; and a cursor with
# as many of all four vendors is still one that we read.
SEEN_AT_MOST = 400


@dataclass(frozen=True, slots=True)
class Position:
    """How far one vendor's rows have been returned.

    Attributes:
        page: the vendor's page that held the last row; a hint, since rows may have come or gone. `WHOLE` where all
            pages had to be read and sorted.
        last: the order key of the last row; None before the first.
        upto: ids up to this one, at that order key, were returned.
        seen: fingerprints of the latest further ids that were returned at that order key.
    """

    page: int = 1
    last: OrderKey | None = None
    upto: str | None = None
    seen: tuple[str, ...] = ()

    def is_past(self, order: OrderKey, row_id: str) -> bool:
        """Whether a row was returned before."""
        if self.last is None or order > self.last:
            return False
        if order < self.last:
            return True
        if self.upto is not None and row_id <= self.upto:
            return True
        return bool(self.seen) and fingerprint(row_id) in self.seen


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


def fingerprint(row_id: str) -> str:
    """A fingerprint of an id, eight characters long."""
    return base64.urlsafe_b64encode(hashlib.blake2b(row_id.encode(), digest_size=6).digest()).decode()


class _Written(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    version: int
    filter_hash: str
    positions: dict[str, tuple[int, tuple[int, int] | None, str | None, tuple[str, ...]]]


def write(positions: Mapping[Account, Position], filter_hash: str) -> str:
    """The opaque text of a cursor."""
    rows: dict[str, Any] = {
        account.within_tenant: (position.page, position.last, position.upto, position.seen)
        for account, position in positions.items()
    }
    text = msgspec.json.encode(_Written(_VERSION, filter_hash, rows))
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


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

    def rows(self, account: Account, positions: Iterable[Position | PositionAfter]) -> None:
        """Notes the next rows of the page, by the positions of their account after each of them."""
        for position in positions:
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


def read(cursor: str, filter_hash: str, tenant: str) -> dict[Account, Position]:
    """The positions in a cursor, for the accounts of the caller's tenant.

    Raises:
        BadInput: it is not a cursor of ours, or it belongs to a list with another filter.
    """
    malformed = BadInput("`after` is not a cursor of this list.")
    if not cursor or len(cursor) > LONGEST:
        raise malformed
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        written = msgspec.json.decode(text, type=_Written)
        positions = {
            Account.read_within(tenant, account): Position(page, last, upto, seen)
            for account, (page, last, upto, seen) in written.positions.items()
        }
    except (binascii.Error, ValueError):
        raise malformed from None
    if written.version != _VERSION or not all(WHOLE <= at.page <= _LAST_PAGE for at in positions.values()):
        raise malformed
    if written.filter_hash != filter_hash:
        raise BadInput("`after` belongs to a list with another filter or order; start again without it.")
    return positions
