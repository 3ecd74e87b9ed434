"""Reads Telecomx' objects and the lists in them, so that what is wrong in one item affects that item alone."""

from collections.abc import Iterable
from typing import Any, TypeVar

from msgspec import UNSET

from models.vendor import Vendor
from vendors.payload import Row
from vendors.reading import read
from vendors.rows import readable

P = TypeVar("P", bound=Row)


def one(value: Any, kind: type[P], operation: str) -> P:
    return read(value, kind, vendor=Vendor.TELECOMX, operation=operation)


def read_items(
    rows: Iterable[Any], kind: type[P], operation: str, *, within: str | None = None
) -> tuple[P, ...]:
    return readable(
        rows,
        lambda row: one(row, kind, operation),
        vendor=Vendor.TELECOMX,
        operation=operation,
        within=within,
    )


def shown(of: Row, name: str, kind: type[P], operation: str) -> tuple[P, ...] | None:
    """The readable rows of a list; an empty value has none, and only one that is absent or garbled is not shown."""
    rows = getattr(of, name)
    return (
        None
        if rows is UNSET or name in of.unreadable
        else read_items(rows or (), kind, operation, within=name)
    )
