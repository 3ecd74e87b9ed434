"""The cursor of a list over several vendors: each account's position, the filter's hash and a version."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec

from models.account import Account
from models.errors import BadInput

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
        raise BadInput(
            "`after` belongs to another list, or to one with another filter or order; start again without it."
        )
    return positions
