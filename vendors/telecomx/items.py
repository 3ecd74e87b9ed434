"""Reads Telecomx' objects and the lists in them, so that what is wrong in one item affects that item alone."""

from typing import Any, TypeVar

from msgspec import UNSET

from models.vendor import Vendor
from vendors.payload import Row
from vendors.reading import read
from vendors.rows import read_rows

P = TypeVar("P", bound=Row)


def one(value: Any, kind: type[P], operation: str) -> P:
    return read(value, kind, vendor=Vendor.TELECOMX, operation=operation)


def read_items(
    rows: list[Any], kind: type[P], operation: str, *, within: str | None = None, is_own: bool = False
) -> tuple[P, ...]:
    return read_rows(rows, kind, vendor=Vendor.TELECOMX, operation=operation, within=within, is_own=is_own)


def shown(of: Row, name: str, kind: type[P], operation: str) -> tuple[P, ...] | None:
    """The readable rows of a list; an empty value has none, and only one that is absent or garbled is not shown."""
    rows = getattr(of, name)
    return (
        None
        if rows is UNSET or name in of.unreadable
        else read_items(rows or [], kind, operation, within=name)
    )
