"""Reads the single values of VSee's payloads, each of which comes in several shapes. Pure."""

import math
import re
from collections.abc import Hashable
from datetime import UTC, datetime
from typing import TypeVar

from models.vendor import Vendor
from vendors.fields import expected_of
from vendors.payload import encodable
from vendors.rows import readable
from vendors.vsee.payloads import Instant, Nothing, Payload, Text

P = TypeVar("P", bound=Payload)

# GraphQL's Int; a count beyond it is a slip of the vendor's and not worth a failing field.
_LARGEST = 2**31 - 1
# Beyond what any id, PIN or phone number has; Python refuses to print very long ones.
_LONGEST_NUMBER = 10**20
# As seconds this is the year 5138, so it must be milliseconds.
_MILLISECONDS_FROM = 10**11

_DIGITS = re.compile(r"-?[0-9]{1,16}")
_DECIMAL = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,16})?")
_FLAGS: dict[object, bool] = {True: True, "true": True, "1": True, False: False, "false": False, "0": False}


def text(value: object) -> str | None:
    """Words as they are, a number as its digits; VSee writes "", null or false where there are none."""
    if isinstance(value, str):
        return encodable(value) or None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LONGEST_NUMBER:
        return str(value)
    return None


def texts(values: object) -> tuple[str, ...]:
    """The words of a list, of an object in its place, or of one word that stands for a list."""
    many = values.values() if isinstance(values, dict) else values if isinstance(values, list) else [values]
    words = readable(
        many,
        lambda word: text(expected_of(Text).converted(word)),
        vendor=Vendor.VSEE,
        operation="read a list of words",
        within="[]",
    )
    return tuple(word for word in words if word is not None)


def listed(value: object) -> tuple[str, ...] | None:
    """The ids of a list; VSee's `users` writes such a list as one text, without telling what separates them."""
    if isinstance(value, str):
        return tuple(word for word in re.split(r"[,\s]+", text(value) or "") if word)
    return None if value is None or isinstance(value, bool) else texts(value)


def count(value: object) -> int | None:
    """A whole number that cannot be negative, also from its digits."""
    number = _number(value)
    if number is None or number != int(number) or not 0 <= number <= _LARGEST:
        return None
    return int(number)


def amount(value: object) -> float | None:
    """Money, also written as "25.00"."""
    if isinstance(value, str):
        return float(value) if _DECIMAL.fullmatch(value) else None
    number = _number(value)
    return None if number is None or abs(number) > _LONGEST_NUMBER else float(number)


def flag(value: Hashable) -> bool | None:
    """True or false, also as a word, or as 1 and 0."""
    return _FLAGS.get(value.casefold() if isinstance(value, str) else value)


def moment(value: object) -> datetime | None:
    """A time in UTC: seconds or milliseconds since 1970, a text of their digits, or an `Instant`."""
    if isinstance(value, Instant):
        seconds, fraction = _number(value.sec), _number(value.usec)
        if seconds is not None and fraction is not None and 0 < fraction < 10**6:
            seconds += fraction / 10**6
    else:
        seconds = _number(value)
    return None if seconds is None else _since_1970(seconds)


def filled(value: P | Nothing) -> P | None:
    """The object; None where VSee writes something empty in its place."""
    return None if value is None or isinstance(value, list | str | bool) else value


def _since_1970(number: int | float) -> datetime | None:
    # A zero is how a time that is not set is written elsewhere; no visit took place in 1970.
    if not 0 < number < _MILLISECONDS_FROM * 1000:
        return None
    return datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS_FROM else number, UTC)


def _number(value: object) -> int | float | None:
    if isinstance(value, str):
        return int(value) if _DIGITS.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None
