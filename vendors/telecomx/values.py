"""Decodes single values of Telecomx payloads: texts, numbers, flags, times. Pure."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime

from models.columns import in_columns
from vendors.columns import strips_texts

# The range of GraphQL's Int; a larger count is an error of the vendor's and must not fail the field.
_LARGEST = 2**31 - 1
# Beyond what any phone, PIN or serial number has; Python refuses to print very long ones.
_LONGEST_NUMBER = 2**63
# VDX, the hub behind Telecomx, says on, off or muted where Telecomx' own pages say true or false.
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_SWITCHES = {**_FLAGS, "on": True, "off": False, "muted": False}


@strips_texts
def text(value: object) -> str | None:
    """A text without blanks around it, a number as its digits; None for an empty text or another type."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float) and value.is_integer():
        # JSON has one kind of number, so 7.0 is 7.
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LONGEST_NUMBER:
        return str(value)
    return None


def name(value: object) -> str | None:
    """A text as it is; a number is no name."""
    return value if isinstance(value, str) else None


def whole(value: object) -> int | None:
    """A whole number that fits into GraphQL's Int, also from its digits; otherwise nothing."""
    if value.__class__ is int:
        return value if -_LARGEST <= value <= _LARGEST else None
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        digits = value.strip().removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(_LARGEST))):
            return None
        value = int(value)
    if isinstance(value, float):
        if not math.isfinite(value) or not value.is_integer():
            return None
        value = int(value)
    return value if isinstance(value, int) and abs(value) <= _LARGEST else None


def switch(value: object) -> bool | None:
    """True or false, also as text."""
    if isinstance(value, str):
        return _SWITCHES.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def flag(value: object) -> bool | None:
    """True or false, also from the words and digits that stand for them everywhere."""
    if isinstance(value, str):
        return _FLAGS.get(value.strip().lower())
    return bool(value) if isinstance(value, int) and 0 <= value <= 1 else None


def _moments(values: Sequence[object]) -> list[datetime | None]:
    read = datetime.fromisoformat
    try:
        return [
            read(value)
            if isinstance(value, str) and value[4:5] == "-" and value[-1] == "Z"
            else moment(value)
            for value in values
        ]
    except ValueError:
        return list(map(moment, values))


@in_columns(_moments)
def moment(value: object) -> datetime | None:
    """A time in UTC, from ISO 8601 or as Medcom writes it."""
    return _in_utc(value) if isinstance(value, str) else None


def _in_utc(value: str) -> datetime | None:
    if value[4:5] == "-":
        try:
            time = datetime.fromisoformat(value)
            if time.tzinfo is UTC:
                return time
        except ValueError:
            pass
    value = value.strip().upper()
    # Without this, the milliseconds since 1970 would pass for a year, a month and so on without separators.
    if value[4:5] != "-":
        return None
    try:
        # Medcom puts a blank before the offset: 2025-11-04T10:40:23 +00:00.
        time = datetime.fromisoformat(value.replace(" +", "+").replace(" -", "-"))
        # A time without an offset is UTC: it comes out of a JavaScript Date.
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
