"""The rows of EnableX' answers with lists. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from msgspec import UNSET

from models.errors import VendorBadResponse
from models.vendor import Vendor
from vendors.payload import Row
from vendors.reading import rows_of
from vendors.rows import read_rows

P = TypeVar("P", bound=Row)


@dataclass(frozen=True, slots=True)
class PayloadPage(Generic[P]):
    """One page of a list.

    Attributes:
        rows: the readable rows; the mapping may remove them from the list.
        may_go_on: whether there may be a next page; no list returns a total.
        is_full: whether it has exactly as many rows as requested, readable or not.
    """

    rows: list[P]
    may_go_on: bool
    is_full: bool


def list_in(value: Any, operation: str) -> list[Any]:
    """The items of a list, which may be empty in any of its notations.

    Raises:
        VendorBadResponse: it is no list.
    """
    rows = rows_of(value)
    if rows is None:
        raise VendorBadResponse(Vendor.ENABLEX, operation, detail="no list")
    return rows


def rows_named(name: str, body: Mapping[str, Any], operation: str) -> list[Any]:
    """As `list_in`, of the list in this field."""
    # A list that is null is not an empty list: those are `[]`, or PHP's `{}`.
    return list_in(UNSET if body.get(name) is None else body[name], operation)


def rows_of_polls(body: Mapping[str, Any], operation: str) -> list[Any]:
    """The polls, which are the values of a map."""
    found = body.get("polls")
    if not isinstance(found, dict):
        return list_in(found, operation)
    # The map's key is the poll's id, in case the poll itself does not repeat it.
    return [
        poll if not isinstance(poll, dict) or _is_id(poll.get("id")) else poll | {"id": key}
        for key, poll in found.items()
    ]


def payloads_of(rows: list[Any], kind: type[P], operation: str) -> tuple[P, ...]:
    """The rows that can be read, as payloads."""
    return read_rows(rows, kind, vendor=Vendor.ENABLEX, operation=operation)


def _is_id(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value not in ("", 0)
