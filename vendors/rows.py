"""Reads the rows of a vendor's list one by one, so that a row that makes no sense costs only itself."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from models.errors import VendorBadResponse
from models.vendor import Vendor
from vendors.scope import current_scope

T = TypeVar("T")

_log = logging.getLogger(__name__)


def readable(
    rows: Iterable[Any], read: Callable[[Any], T], *, vendor: Vendor, operation: str
) -> tuple[T, ...]:
    """Applies `read` to each row and leaves out those that it refuses.

    Args:
        rows: the decoded items of the vendor's list.
        read: validates and maps one row; raises ValueError (msgspec.ValidationError is one) on a bad one.
        vendor, operation: named in the error of each row that is left out.
    """
    items = []
    for row in rows:
        try:
            items.append(read(row))
        except (ValueError, TypeError, KeyError) as error:
            _report(row, vendor, operation, error)
    return tuple(items)


def _report(row: object, vendor: Vendor, operation: str, error: Exception) -> None:
    # msgspec names the place and the types, never the value; other errors may quote the value, so only their kind.
    shape = str(error) if isinstance(error, msgspec.ValidationError) else type(error).__name__
    _log.warning("%s: a row of %s was left out: %s", vendor.value, operation, shape)
    scope = current_scope()
    if scope is not None:
        scope.leave_out(row, VendorBadResponse(vendor, operation, detail="one item was left out"))
