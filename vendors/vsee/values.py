"""Decodes composite values of VSee's payloads. Pure."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from models.columns import in_columns
from models.vendor import Vendor
from vendors.fields import expected_of
from vendors.payload import Row
from vendors.rows import readable
from vendors.vsee.payloads import Instant, Nothing, Text
from vendors.vsee.scalars import MILLISECONDS_FROM, SECONDS_FROM, number, since_1970, text

P = TypeVar("P", bound=Row)


def texts(values: object) -> tuple[str, ...]:
    """The texts of a list, of an object used as a list, or of a single text."""
    many = values.values() if isinstance(values, dict) else values if isinstance(values, list) else [values]
    words = readable(
        many,
        lambda word: text(word if word.__class__ is str else expected_of(Text).converted(word)),
        vendor=Vendor.VSEE,
        operation="read a list of words",
        within="[]",
    )
    return tuple(word for word in words if word is not None)


def listed(value: object) -> tuple[str, ...] | None:
    """The ids of a list; VSee's `users` writes such a list as one text with an undocumented separator."""
    if isinstance(value, str):
        return tuple(word for word in re.split(r"[,\s]+", text(value) or "") if word)
    return None if value is None or isinstance(value, bool) else texts(value)


def _moments(values: Sequence[Any]) -> list[datetime | None]:
    read = datetime.fromtimestamp
    return [
        read(value, UTC)
        if value.__class__ is int and SECONDS_FROM <= value <= MILLISECONDS_FROM
        else moment(value)
        for value in values
    ]


@in_columns(_moments)
def moment(value: Any) -> datetime | None:
    """A time in UTC: seconds or milliseconds since 1970, a text of their digits, or an `Instant`."""
    if value.__class__ is int:
        return since_1970(value)
    if isinstance(value, Instant):
        seconds, fraction = number(value.sec), number(value.usec)
        if seconds is not None and fraction is not None and 0 < fraction < 10**6:
            seconds += fraction / 10**6
    else:
        seconds = number(value)
    return None if seconds is None else since_1970(seconds)


def filled(value: P | Nothing) -> P | None:
    """The object; None where VSee writes something empty in its place."""
    return None if value is None or isinstance(value, list | str | bool) else value
