"""Reads a vendor's objects so that an unreadable value affects only its own field, and is noted.

An object that follows the contract is converted at once. Any other is read field by field:

- a value in another notation is accepted: digits for a number and the reverse, "true" for true, PHP's notations of
empty lists and objects, PHP's lists with indexes as keys, one text for a list of texts;
- an unreadable entry of a list or map is left out;
- any other value becomes None, and is noted by its path and types, never by its content;
- the whole object is unreadable only if it is no object, or if a required field is unreadable.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from models.vendor import Vendor
from vendors.drift import DriftRecord
from vendors.fields import Expected, expected_of, fields_of
from vendors.operation_scope import current_scope
from vendors.payload import Row
from vendors.samples import current_sample, place_in

P = TypeVar("P", bound=Row)

# The exceptions of a conversion: msgspec's error is a ValueError, and so is half a surrogate pair; a value may be
# nested too deeply, or too large for a comparison.
UNFIT = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError)

_LONGEST_NUMBER = 10**20

_log = logging.getLogger(__name__)


def read(value: Any, kind: type[P], *, vendor: Vendor, operation: str, at: str = "") -> P:
    """Reads one object.

    Args:
        value: any decoded JSON.
        kind: the payload that is expected.
        vendor, operation: for the notes.
        at: the path of the object in the response, ending in a dot; empty for the response itself.

    Raises:
        msgspec.ValidationError: it is no such object, or a required field is unreadable; names paths and types.
    """
    sample = current_sample.get()
    if sample is not None:
        # Inline, because this runs for every row.
        if passing := sample.get(kind):
            sample[kind] = passing - 1
        else:
            sample.look_at(value, kind, operation, at, is_due=False)
    try:
        return msgspec.convert(value, kind)
    except UNFIT:
        return _Reader(vendor, operation, None if sample is None else sample.record)._object(value, kind, at)


def note_unreadable(value: Any, place: str, *, vendor: Vendor, operation: str, of: object = None) -> None:
    """Notes an unreadable value: in the log by its type, and in the operation's missing data.

    Args:
        value: only its type is logged.
        place: the path of the field, by the vendor's names.
        of: the object of the field; one that is read twice is noted once.
    """
    scope = current_scope()
    if scope is None or scope.unreadable(vendor, operation, place, of):
        _log.warning("%s: %s of %s cannot be read: %s", vendor.value, place, operation, type(value).__name__)


class _Unreadable(Exception):
    """A value does not fit its field."""


@dataclass(frozen=True, slots=True)
class _Reader:
    vendor: Vendor
    operation: str
    record: DriftRecord | None

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
                    self._note(came, place + field.wire, of=value)
        try:
            made = kind(**found)
        except UNFIT as error:
            raise msgspec.ValidationError(f"{type(error).__name__} - at `{place or '$'}`") from error
        if unreadable:
            made.mark_unreadable(unreadable)
        return made

    def _value(self, value: Any, expected: Expected, place: str) -> Any:
        """Converts a value to its field's type.

        Raises:
            _Unreadable: it cannot be converted.
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
                self._note(row, place)

    def _values(self, found: dict[Any, Any], expected: Expected, place: str) -> dict[Any, Any]:
        """A map that may be partly readable: unreadable values are None, or left out if None is not allowed."""
        values: dict[Any, Any] = {}
        for key, value in found.items():
            try:
                values[key] = self._value(value, expected, place)
            except _Unreadable:
                if expected.is_nullable:
                    values[key] = None
                if isinstance(value, list | dict) or not is_empty(value):
                    self._note(value, place)
        return values

    def _note(self, value: Any, place: str, of: object = None) -> None:
        if self.record is not None:
            self.record.unreadable(place_in(self.operation) + place)
        note_unreadable(value, place, vendor=self.vendor, operation=self.operation, of=of)


def is_empty(value: Any) -> bool:
    """Whether the value is one of the notations for no value."""
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def _is_nothing(value: Any, expected: Expected) -> bool:
    """Whether the value means no value for the field; empty lists and objects do so only for an object."""
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
        _Unreadable: it is no notation of the field's types.
    """
    if isinstance(value, bool):
        raise _Unreadable
    try:
        if isinstance(value, int | float) and str in expected.scalars and int not in expected.scalars:
            # No id or text is a number of that size, and Python refuses to print very long ones. NaN fails the
            # comparison, too.
            if not abs(value) < _LONGEST_NUMBER:
                raise _Unreadable
            # JSON has one kind of number, so 7.0 is the id 7.
            is_whole = isinstance(value, float) and value.is_integer()
            return expected.converted(str(int(value) if is_whole else value))
        plain = value.strip() if isinstance(value, str) and str not in expected.scalars else value
        return expected.converted(plain, strict=False)
    except UNFIT:
        raise _Unreadable from None


def _name(value: Any) -> str:
    return type(value).__name__
