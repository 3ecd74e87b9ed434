"""Decodes the texts, flags and times that VConnct writes. Pure."""

from datetime import UTC, datetime

FLAGS = {"true": True, "1": True, "false": False, "0": False}


def text(value: str | int | None) -> str | None:
    """A text, or the digits of a number; None for an empty text."""
    if value is None or value == "":
        return None
    return str(value)


def flag(value: bool | int | str | None) -> bool | None:
    return FLAGS.get(str(value).strip().lower())


def moment(value: str | None) -> datetime | None:
    """A time in UTC; VConnct prints ISO 8601 with `Z`."""
    written = (value or "").strip().upper()
    # Without this, the milliseconds that BBB counts in would pass for a year, a month and so on without separators.
    if written[4:5] != "-":
        return None
    try:
        time = datetime.fromisoformat(written)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
