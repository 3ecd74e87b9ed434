"""Decodes the rows of a vendor's list, so that an unreadable row affects only itself."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any, TypeVar

import msgspec

from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from vendors.fields import expected_of
from vendors.missing_data import Identity, note_missing
from vendors.payload import Row
from vendors.reading import UNFIT, read
from vendors.samples import list_inside, look_at_rows

T = TypeVar("T")
P = TypeVar("P", bound=Row)

# If a list's format changes, all rows are bad, so the log lines are limited.
LOGGED_ONE_BY_ONE = 20

# Rows that are not of a list inside of the response.
_HERE = nullcontext()

# msgspec converts so many rows without giving another thread a turn.
_AT_ONCE = 256

_log = logging.getLogger(__name__)


def read_rows(
    rows: list[Any],
    kind: type[P],
    *,
    vendor: Vendor,
    operation: str,
    within: str | None = None,
    is_own: bool = False,
) -> tuple[P, ...]:
    """The rows as payloads: converted together, or where some do not follow the contract, read one by one.

    Args:
        rows: the decoded items of the vendor's list, or its payloads, if a `ListCall` has decoded it.
        vendor, operation, within: as `readable`.
        is_own: whether the list may be overwritten, so that the memory of its items is used again for the payloads.
    """
    if rows and isinstance(rows[0], kind):
        return tuple(rows)
    expected = expected_of(list[kind])  # type: ignore[valid-type]
    found: list[Any] = rows if is_own else rows.copy()
    with _HERE if within is None else list_inside(within):
        for start in range(0, len(rows), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            came = found[part]
            try:
                found[part] = expected.converted(came)
            except UNFIT:
                break
            look_at_rows(came, kind, operation)
        else:
            return tuple(found)
    return readable(
        found,
        lambda row: row if isinstance(row, kind) else read(row, kind, vendor=vendor, operation=operation),
        vendor=vendor,
        operation=operation,
        within=within,
        of=rows,
    )


def are_payloads(rows: Sequence[Any]) -> bool:
    """Whether the items of a list are payloads already, because a `ListCall` has decoded it."""
    return bool(rows) and isinstance(rows[0], Row)


def distinct(rows: Sequence[T], id_of: Callable[[T], str]) -> tuple[T, ...]:
    """The first row of each id: what is listed twice is still one thing."""
    ids = list(map(id_of, rows))
    if len(set(ids)) == len(ids):
        return tuple(rows)
    first: dict[str, T] = {}
    for name, row in zip(ids, rows, strict=True):
        first.setdefault(name, row)
    return tuple(first.values())


def readable(
    rows: Iterable[Any],
    read: Callable[[Any], T],
    *,
    vendor: Vendor,
    operation: str,
    within: str | None = None,
    of: list[Any] | None = None,
) -> tuple[T, ...]:
    """Applies `read` to each row and leaves out those that it refuses; their number is noted as missing data.

    Args:
        rows: the decoded items of the vendor's list.
        read: validates and maps one row; raises ValueError (msgspec.ValidationError is one) on a bad one.
        vendor, operation: named with the rows that are left out.
        within: the vendor's name of the list, if it is a part of the response.
        of: the list that came, if `rows` is another one.
    """
    items = []
    first: object = None
    bad = 0
    with _HERE if within is None else list_inside(within):
        for row in rows:
            try:
                items.append(read(row))
            except UNFIT as error:
                bad += 1
                if bad == 1:
                    # The list itself, because equal rows may be in other lists.
                    first = row if isinstance(row, dict | list) else of or rows
                if bad <= LOGGED_ONE_BY_ONE:
                    _log_one(vendor, operation, error)
    if bad > LOGGED_ONE_BY_ONE:
        others = bad - LOGGED_ONE_BY_ONE
        _log.warning("%s: %d more rows of %s were left out", vendor.value, others, operation)
    if bad:
        problem = (
            VendorProblem.unreadable_rows(vendor, operation, bad)
            if within is None
            else VendorProblem.unreadable_fields(vendor, operation, (within,), bad)
        )
        note_missing(problem, (within, Identity(first)))
    return tuple(items)


def released(rows: list[T]) -> Iterator[T]:
    """Yields the rows and removes each from the list, so that its memory can be reused."""
    rows.reverse()
    while rows:
        yield rows.pop()


def _log_one(vendor: Vendor, operation: str, error: Exception) -> None:
    # msgspec's message contains path and types, never the value; of other errors, which may quote the value, only the
    # type is logged.
    shape = str(error) if isinstance(error, msgspec.ValidationError) else type(error).__name__
    _log.warning("%s: a row of %s was left out: %s", vendor.value, operation, shape)
