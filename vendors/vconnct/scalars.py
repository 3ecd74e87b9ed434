"""Decodes the texts, flags and times that VConnct writes. Pure."""

from datetime import UTC, datetime
from typing import Any

FLAGS = {"true": True, "1": True, "false": False, "0": False}

# 64-bit integers; a larger number is an error of the vendor's.
_SMALLEST, _BEYOND = -(2**63), 2**63
# Of "2022-12-20T12:08:46.148Z", as all times are documented.
_USUAL_LENGTH = 24


def text(value: Any) -> str | None:
    """A text as it is, such as a password, or the digits of a number; None for an empty text."""
    if value.__class__ is str:
        return value or None
    if isinstance(value, bool) or not isinstance(value, int | float) or not _SMALLEST <= value < _BEYOND:
        return None
    # JSON has one kind of number, so 7.0 is 7.
    return str(int(value)) if value == int(value) else None


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


def moment(value: Any) -> datetime | None:
    """A time in UTC; VConnct prints ISO 8601 with `Z`."""
    if not isinstance(value, str):
        return None
    try:
        if len(value) == _USUAL_LENGTH and value[4] == "-" and value[10] == "T" and value[-1] == "Z":
            return datetime.fromisoformat(value)
        written = value.strip().upper()
        # Without this, milliseconds, as BBB writes them, would be read as a year, a month and so on.
        if written[4:5] != "-":
            return None
        time = datetime.fromisoformat(written)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
