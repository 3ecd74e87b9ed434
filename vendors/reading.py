"""Reads a vendor's objects so that a value which cannot be read costs its own field, and is noted.

An object that is as the contract has it is converted at once. Any other is read again field by field:

- a value in another notation is read all the same: digits for a number and the reverse, "true" for true, what PHP
  writes for an empty list or object, its lists with the places as keys, one text for a list of texts;
- of a list or a map a bad entry costs itself;
- any other value is None, and noted by its place and the types, never by what it was;
- only where a required field, or the object itself, cannot be read the whole of it cannot.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from models.vendor import Vendor
from vendors.fields import Expected, expected_of, fields_of
from vendors.operation_scope import current_scope
from vendors.payload import Row

P = TypeVar("P", bound=Row)

# What a conversion raises: msgspec's own error is a ValueError, and so is half a surrogate pair; a value may be nested
# beyond reason, or too large for what it is compared with.
UNFIT = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError)

_LONGEST_NUMBER = 10**20

_log = logging.getLogger(__name__)


def read(value: Any, kind: type[P], *, vendor: Vendor, operation: str, at: str = "") -> P:
    """Reads one object.

    Args:
        value: decoded JSON, whatever it is.
        kind: the payload that is expected.
        vendor, operation: named where a field is noted.
        at: the place of the object in the answer, ending in a dot, where it is not the answer's own.

    Raises:
        msgspec.ValidationError: it is no such object, or a required field of it cannot be read; says places and types.
    """
    try:
        return msgspec.convert(value, kind)
    except UNFIT:
        return _Reader(vendor, operation)._object(value, kind, at)


def note_unreadable(value: Any, place: str, *, vendor: Vendor, operation: str, of: object = None) -> None:
    """Notes that a value cannot be read: in the log by its shape, and for the operation.

    Args:
        value: only its type is told.
        place: of the field, by the vendor's names.
        of: the object whose field it is; one that is read twice is noted once.
    """
    scope = current_scope()
    if scope is None or scope.unreadable(vendor, operation, place, of):
        _log.warning("%s: %s of %s cannot be read: %s", vendor.value, place, operation, type(value).__name__)


class _Unreadable(Exception):
    """A value is nothing that its field can hold."""


@dataclass(frozen=True, slots=True)
class _Reader:
    vendor: Vendor
    operation: str

    def _object(self, value: Any, kind: type[P], place: str) -> P:
        if not isinstance(value, dict):
            raise msgspec.ValidationError(f"Expected `object`, got `{_name(value)}` - at `{place or '$'}`")
        found: dict[str, Any] = {}
        unreadable: set[str] = set()
        for field in fields_of(kind):
            if field.wire not in value:
                if field.is_required:
                    raise msgspec.ValidationError(f"Object missing required field `{place}{field.wire}`")
                continue
            came = value[field.wire]
            try:
                found[field.name] = self._value(came, field.expected, place + field.wire)
            except _Unreadable:
                if field.is_required:
                    raise msgspec.ValidationError(
                        f"Unexpected `{_name(came)}` - at `{place}{field.wire}`"
                    ) from None
                found[field.name] = field.nothing
                if not _is_nothing(came, field.expected):
                    unreadable.add(field.name)
                    note_unreadable(
                        came, place + field.wire, vendor=self.vendor, operation=self.operation, of=value
                    )
        try:
            made = kind(**found)
        except UNFIT as error:
            raise msgspec.ValidationError(f"{type(error).__name__} - at `{place or '$'}`") from error
        if unreadable:
            made.mark_unreadable(unreadable)
        return made

    def _value(self, value: Any, expected: Expected, place: str) -> Any:
        """The value as its field can hold it.

        Raises:
            _Unreadable: it cannot.
        """
        try:
            return expected.converted(value)
        except UNFIT:
            pass
        if isinstance(value, dict):
            return self._map(value, expected, place)
        if expected.entries is not None:
            if isinstance(value, list):
                return self._entries(value, expected, place)
            if is_empty(value):
                return expected.listed(())
            if isinstance(value, str) and str in expected_of(expected.entries).scalars:
                return self._entries([value], expected, place)
        if isinstance(value, list) and not value:
            # How PHP writes an object without fields.
            return self._map({}, expected, place)
        if isinstance(value, str | int | float):
            return _converted(value, expected)
        raise _Unreadable

    def _map(self, value: dict[Any, Any], expected: Expected, place: str) -> Any:
        if expected.struct is not None:
            try:
                return self._object(value, expected.struct, f"{place}.")
            except msgspec.ValidationError:
                raise _Unreadable from None
        if expected.values is not None:
            return self._values(value, expected_of(expected.values), f"{place}.*")
        if expected.entries is not None and (rows := rows_of(value)) is not None:
            return self._entries(rows, expected, place)
        raise _Unreadable

    def _entries(self, rows: list[Any], expected: Expected, place: str) -> Any:
        return expected.listed(self._each(rows, expected_of(expected.entries), f"{place}[]"))

    def _each(self, rows: list[Any], expected: Expected, place: str) -> Iterator[Any]:
        for row in rows:
            try:
                yield self._value(row, expected, place)
            except _Unreadable:
                note_unreadable(row, place, vendor=self.vendor, operation=self.operation)

    def _values(self, found: dict[Any, Any], expected: Expected, place: str) -> dict[Any, Any]:
        """A map that can be read in part: a value that cannot is None, or not there where it may not be None."""
        values: dict[Any, Any] = {}
        for key, value in found.items():
            try:
                values[key] = self._value(value, expected, place)
            except _Unreadable:
                if expected.is_nullable:
                    values[key] = None
                if isinstance(value, list | dict) or not is_empty(value):
                    note_unreadable(value, place, vendor=self.vendor, operation=self.operation)
        return values


def is_empty(value: Any) -> bool:
    """Whether it is one of the ways to write that there is nothing."""
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def _is_nothing(value: Any, expected: Expected) -> bool:
    """Whether it says that the field has no value: empty, where lists and objects are so for an object alone."""
    return is_empty(value) and (expected.struct is not None or not isinstance(value, list | dict))


def rows_of(value: Any) -> list[Any] | None:
    """A list in PHP's notations: the values of an object whose keys are places, none where it is empty; else None."""
    if isinstance(value, list):
        return value
    if value is None or value is False or value == "":
        return []
    if isinstance(value, dict) and all(key.isascii() and key.isdigit() and len(key) < 10 for key in value):
        return [value[key] for key in sorted(value, key=int)]
    return None


def _converted(value: Any, expected: Expected) -> Any:
    """A scalar in another notation.

    Raises:
        _Unreadable: it is none that the field has.
    """
    if isinstance(value, bool):
        raise _Unreadable
    try:
        if isinstance(value, int | float) and str in expected.scalars and int not in expected.scalars:
            # No id or word is a number of that size, and Python refuses to print the longest. NaN is not below either.
            if not abs(value) < _LONGEST_NUMBER:
                raise _Unreadable
            # JSON knows one kind of numbers, so that 7.0 is the id 7.
            is_whole = isinstance(value, float) and value.is_integer()
            return expected.converted(str(int(value) if is_whole else value))
        plain = value.strip() if isinstance(value, str) and str not in expected.scalars else value
        return expected.converted(plain, strict=False)
    except UNFIT:
        raise _Unreadable from None


def _name(value: Any) -> str:
    return type(value).__name__
