"""Decodes the texts, flags and times that VConnct writes. Pure."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from models.columns import in_columns

FLAGS = {"true": True, "1": True, "false": False, "0": False}

# 64-bit integers; a larger number is an error of the vendor's.
_SMALLEST, _BEYOND = -(2**63), 2**63
# As all times are documented.
_USUAL = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z"
_is_usual = re.compile(_USUAL).fullmatch
# Of several, each on a line.
_are_usual = re.compile(rf"(?:{_USUAL}\n)*").fullmatch


def text(value: Any) -> str | None:
    """A text as it is, such as a password, or the digits of a number; None for an empty text."""
    if value.__class__ is str:
        return value or None
    if isinstance(value, bool) or not isinstance(value, int | float) or not _SMALLEST <= value < _BEYOND:
        return None
    # JSON has one kind of number, so 7.0 is 7.
    return str(int(value)) if value == int(value) else None


def _texts_stripped(values: Sequence[Any]) -> list[str | None]:
    return [value.strip() or None if value.__class__ is str else stripped(value) for value in values]


@in_columns(_texts_stripped)
def stripped(value: Any) -> str | None:
    """As `text`, without blanks around it, for people to read; None for a text of blanks alone."""
    found = text(value)
    return None if found is None else found.strip() or None


def word(value: Any) -> str | None:
    """As `text`, in lower case, also of a flag."""
    said = str(value) if isinstance(value, bool) else stripped(value)
    return said and said.lower()


def flag(value: Any) -> bool | None:
    if value is True or value is False:
        return bool(value)
    return FLAGS.get((text(value) or "").strip().lower())


def moments(values: Sequence[Any]) -> list[datetime | None]:
    """As `moment`, of several values."""
    try:
        if _are_usual("\n".join((*values, ""))):
            return list(map(datetime.fromisoformat, values))
    except (TypeError, ValueError):
        # One is no text, or no time.
        pass
    return list(map(moment, values))


@in_columns(moments)
def moment(value: Any) -> datetime | None:
    """A time in UTC; VConnct prints ISO 8601 with `Z`."""
    if not isinstance(value, str):
        return None
    try:
        if _is_usual(value):
            return datetime.fromisoformat(value)
        written = value.strip().upper()
        # Without this, milliseconds, as BBB writes them, would be read as a year, a month and so on.
        if written[4:5] != "-":
            return None
        time = datetime.fromisoformat(written)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
