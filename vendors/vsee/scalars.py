"""Decodes single texts, numbers, flags and times of VSee's payloads, each of which has several forms. Pure."""

import math
import re
from datetime import UTC, datetime
from typing import Any

from vendors.columns import of_few_values, strips_texts

# The range of GraphQL's Int; a larger count is an error of the vendor's and must not fail the field.
_LARGEST = 2**31 - 1
# Beyond what any sum has.
_LARGEST_AMOUNT = 10**20
# Larger numbers are no ids, and Python refuses to print very long ones.
_SMALLEST_ID, _LARGEST_ID = -(2**63), 2**63 - 1
# Beyond the second of them, as seconds the year 5138, a time is in milliseconds. Before the first, March 1973, a number
# is a year, a date's digits or a length, and no time.
SECONDS_FROM, MILLISECONDS_FROM = 10**8, 10**11

_DIGITS = re.compile(r"-?[0-9]{1,16}")
_DECIMAL = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,16})?")
# How a time that is not set is written, by PHP's lists, too.
NO_TIME: tuple[Any, ...] = (0, "0", [])
# The texts of the numbers that thousands of rows repeat, such as a visit's status.
_SMALL_BELOW = 100
_SMALL = tuple(map(str, range(_SMALL_BELOW)))
_FLAGS: dict[object, bool] = {True: True, "true": True, "1": True, False: False, "false": False, "0": False}


@strips_texts
def text(value: Any) -> str | None:
    """A text as it is, a number as its digits; VSee writes "", null or false for a missing text."""
    if value.__class__ is int and 0 <= value < _SMALL_BELOW:
        return _SMALL[value]
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float) and value.is_integer():
        # JSON has one kind of number, so 7.0 is the id 7.
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and _SMALLEST_ID <= value <= _LARGEST_ID:
        return str(value)
    return None


@of_few_values
def count(value: Any) -> int | None:
    """A whole number that cannot be negative, also from its digits."""
    if value.__class__ is int and 0 <= value <= _LARGEST:
        return value
    found = number(value)
    if found is None or found != int(found) or not 0 <= found <= _LARGEST:
        return None
    return int(found)


def amount(value: object) -> float | None:
    """Money, also written as "25.00"."""
    if isinstance(value, str):
        return float(value) if _DECIMAL.fullmatch(value) else None
    found = number(value)
    return None if found is None or abs(found) > _LARGEST_AMOUNT else float(found)


def flag(value: Any) -> bool | None:
    """True or false, also as text, or as 1 and 0."""
    if value is True or value is False:
        return value
    return _FLAGS.get(value.strip().casefold() if isinstance(value, str) else value)


def timestamp(value: object) -> datetime | None:
    """A time in UTC: seconds or milliseconds since 1970, or a text of their digits."""
    seconds = number(value)
    return None if seconds is None else since_1970(seconds)


def since_1970(seconds: int | float) -> datetime | None:
    """The time from seconds or milliseconds since 1970; None for an implausible one."""
    if not SECONDS_FROM <= seconds < MILLISECONDS_FROM * 1000:
        return None
    return datetime.fromtimestamp(seconds / 1000 if seconds > MILLISECONDS_FROM else seconds, UTC)


def number(value: object) -> int | float | None:
    """A finite number, or a whole one from its digits."""
    if isinstance(value, str):
        return int(value) if _DIGITS.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None
