"""Decodes texts, numbers, flags and times that EnableX writes in several ways. Pure."""

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from models.columns import in_columns
from vendors.columns import of_few_values, strips_texts

# The range of GraphQL's Int.
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1
# Numbers of so many digits are within it.
_SURELY_WITHIN = 9

_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_DIGITS = re.compile(r"-?[0-9]{1,16}")

# A poll's `timestamp` has no documented unit: beyond the second of them, as seconds the year 5138, it must be
# milliseconds. Before the first, March 1973, it is a year, a date's digits or a length, and no time.
_SECONDS_FROM, _MILLISECONDS_FROM = 10**8, 10**11

# How databases write a missing time.
NO_TIME = (0, "0", "0000-00-00", "0000-00-00 00:00:00")
# The format "2030-01-07 08:45:00" of nearly all times.
_USUAL_LENGTH = 19
_ANY_DATE = "2000-01-01"


@strips_texts
def text(value: Any) -> str | None:
    """The value as text; EnableX writes "" for a missing text."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_printed(value):
        return None
    return str(int(value) if value == int(value) else value)


def _is_printed(value: int | float) -> bool:
    """Whether it is finite, and of whole numbers one of 64 bits; a larger one is an error of the vendor's."""
    return math.isfinite(value) if isinstance(value, float) else -(2**63) <= value < 2**63


def whole(value: Any) -> int | None:
    """An integer, also as text: EnableX writes `duration` as 60 or "60"."""
    number = _number(value)
    if number is None or not _SMALLEST <= number <= _LARGEST or number != int(number):
        return None
    return int(number)


@of_few_values
def count(value: Any) -> int | None:
    """A non-negative integer: people, minutes, votes."""
    if value.__class__ is int and 0 <= value <= _LARGEST:
        return value
    if value.__class__ is str and value.isascii() and value.isdigit() and len(value) <= _SURELY_WITHIN:
        return int(value)
    number = whole(value)
    return None if number is None or number < 0 else number


def flag(value: int | str | None) -> bool | None:
    return value if isinstance(value, bool) else _FLAGS.get(str(value).strip().casefold())


def _moments(values: Sequence[Any]) -> list[datetime | None]:
    read = datetime.fromisoformat
    try:
        return [
            read(value + "+00:00")
            if value.__class__ is str and len(value) == _USUAL_LENGTH
            else moment(value)
            for value in values
        ]
    except ValueError:
        return list(map(moment, values))


@in_columns(_moments)
def moment(value: str | int | float | None) -> datetime | None:
    """A time in UTC, from `YYYY-MM-DD HH:MM:SS` or from seconds or milliseconds since 1970."""
    if value.__class__ is str and len(value) == _USUAL_LENGTH:
        try:
            return datetime.fromisoformat(value + "+00:00")
        except ValueError:
            pass
    number = _number(value)
    if number is not None:
        return _since_1970(number)
    try:
        time = datetime.fromisoformat(str(value).strip().upper())
        # All times of EnableX are in UTC, without a zone.
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def time_of_session(
    value: str | int | float | None, date: str | int | float | None = None
) -> datetime | None:
    """As `moment`, or a time of day on a date, or on an arbitrary date if none is given."""
    found = moment(value)
    if found is not None:
        return found
    if _number(value) is not None or not isinstance(value, str):
        # Of the digits of a long number, the first would be read as hour, minute and second.
        return None
    time = value.strip()
    return moment(f"{str(date or _ANY_DATE)[:10]} {time}") if time else None


def _since_1970(number: int | float) -> datetime | None:
    if number < _SECONDS_FROM:
        return None
    try:
        return datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS_FROM else number, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _number(value: Any) -> int | float | None:
    if isinstance(value, str):
        found = _DIGITS.fullmatch(value.strip())
        return int(found[0]) if found else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None
