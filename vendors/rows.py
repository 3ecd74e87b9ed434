"""Reads the rows of a vendor's list one by one, so that a row that makes no sense costs only itself."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from models.errors import VendorBadResponse
from models.vendor import Vendor
from vendors.scope import current_scope

T = TypeVar("T")

# A list that has changed its shape is all bad rows; its thousandth error tells nothing that the first did not.
TOLD_ONE_BY_ONE = 20

_log = logging.getLogger(__name__)


def readable(
    rows: Iterable[Any], read: Callable[[Any], T], *, vendor: Vendor, operation: str
) -> tuple[T, ...]:
    """Applies `read` to each row and leaves out those that it refuses; past the first few they are told of together.

    Args:
        rows: the decoded items of the vendor's list.
        read: validates and maps one row; raises ValueError (msgspec.ValidationError is one) on a bad one.
        vendor, operation: named in the error of each row that is left out.
    """
    items = []
    bad: list[object] = []
    for row in rows:
        try:
            items.append(read(row))
        except (ValueError, TypeError, KeyError) as error:
            bad.append(row)
            if len(bad) <= TOLD_ONE_BY_ONE:
                _report(row, vendor, operation, error)
    others = len(bad) - TOLD_ONE_BY_ONE
    if others > 0:
        _report_others(bad[TOLD_ONE_BY_ONE], others, vendor, operation)
    return tuple(items)


def _report_others(first: object, number: int, vendor: Vendor, operation: str) -> None:
    _log.warning("%s: %d more rows of %s were left out", vendor.value, number, operation)
    scope = current_scope()
    if scope is not None:
        told = "one more item was" if number == 1 else f"{number} more items were"
        scope.leave_out(first, VendorBadResponse(vendor, operation, detail=f"{told} left out"))


def _report(row: object, vendor: Vendor, operation: str, error: Exception) -> None:
    # msgspec names the place and the types, never the value; other errors may quote the value, so only their kind.
    shape = str(error) if isinstance(error, msgspec.ValidationError) else type(error).__name__
    _log.warning("%s: a row of %s was left out: %s", vendor.value, operation, shape)
    scope = current_scope()
    if scope is not None:
        scope.leave_out(row, VendorBadResponse(vendor, operation, detail="one item was left out"))
