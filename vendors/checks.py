"""Validates a draft before anything is sent: each check returns a problem or None. Pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from models.drafts import MeetingChanges, RoomChanges
from models.errors import WriteRefused
from models.ids import Key
from models.problem import InvalidInput, NotSupported, Problem, ProblemCode
from models.vendor import Capability, Vendor

Path = tuple[str, ...]


def refuse_if(problems: Iterable[Problem | None]) -> None:
    """Stops a write that has problems.

    Raises:
        WriteRefused: with all of them, in their order.
    """
    found = [problem for problem in problems if problem is not None]
    if found:
        raise WriteRefused(found)


def required(value: object, path: Path, *, vendor_code: str | None = None) -> Problem | None:
    if value is None or value == "" or value == ():
        return InvalidInput(
            message="This is required.", code=ProblemCode.REQUIRED, path=path, vendor_code=vendor_code
        )
    return None


def nothing_asked(*, vendor_code: str | None = None) -> Problem:
    """The problem of a change without any field; it has no path."""
    return InvalidInput(
        message="There is nothing to change: give at least one field.",
        code=ProblemCode.REQUIRED,
        vendor_code=vendor_code,
    )


def length(
    text: str | None,
    path: Path,
    *,
    at_least: int = 0,
    at_most: int | None = None,
    vendor_codes: tuple[str | None, str | None] = (None, None),
) -> Problem | None:
    """Checks a text's length in characters; None passes.

    Args:
        vendor_codes: the vendor's codes for a text that is too short, and too long.
    """
    if text is None:
        return None
    if len(text) < at_least:
        return InvalidInput(
            message=f"This must have at least {at_least} characters.",
            code=ProblemCode.TOO_SHORT,
            path=path,
            limit=at_least,
            vendor_code=vendor_codes[0],
        )
    if at_most is not None and len(text) > at_most:
        return InvalidInput(
            message=f"This must have at most {at_most} characters.",
            code=ProblemCode.TOO_LONG,
            path=path,
            limit=at_most,
            vendor_code=vendor_codes[1],
        )
    return None


def in_range(
    number: int | None,
    path: Path,
    *,
    at_least: int,
    at_most: int | None = None,
    vendor_codes: tuple[str | None, str | None] = (None, None),
) -> Problem | None:
    """Checks a number's limits, both included; None passes."""
    if number is None:
        return None
    if number < at_least:
        return InvalidInput(
            message=f"This must be at least {at_least}.",
            code=ProblemCode.TOO_SMALL,
            path=path,
            limit=at_least,
            vendor_code=vendor_codes[0],
        )
    if at_most is not None and number > at_most:
        return InvalidInput(
            message=f"This must be at most {at_most}.",
            code=ProblemCode.TOO_LARGE,
            path=path,
            limit=at_most,
            vendor_code=vendor_codes[1],
        )
    return None


def in_future(
    time: datetime | None, path: Path, *, now: datetime, vendor_code: str | None = None
) -> Problem | None:
    if time is None or time > now:
        return None
    return InvalidInput(
        message="This must be in the future.",
        code=ProblemCode.NOT_IN_FUTURE,
        path=path,
        vendor_code=vendor_code,
    )


def in_whole_seconds(time: datetime | None, path: Path, *, vendor_code: str | None = None) -> Problem | None:
    """Checks a time for a vendor without fractions of a second: they are refused, not cut silently."""
    if time is None or not time.microsecond:
        return None
    return InvalidInput(
        message="This must be a whole second.", code=ProblemCode.INVALID, path=path, vendor_code=vendor_code
    )


def in_whole_milliseconds(time: datetime | None, path: Path) -> Problem | None:
    """Checks a time that is stored with milliseconds."""
    if time is None or not time.microsecond % 1000:
        return None
    return InvalidInput(message="This must be a whole millisecond.", code=ProblemCode.INVALID, path=path)


def not_taken(
    draft: Any, taken: Collection[Path], *, vendor: Vendor, capability: Capability
) -> Iterator[Problem]:
    """A problem for each field of a draft that the vendor does not support: nothing is dropped silently.

    Args:
        draft: one of `models.drafts`.
        taken: the supported paths of the draft, by attribute names; a path includes all below it.
        capability: the write that the draft is for.
    """
    for path in _asked_for(draft, ()):
        if not any(path[: len(place)] == place for place in taken):
            yield NotSupported(
                message=f"{vendor.label} does not support this field.",
                path=path,
                vendor=vendor,
                capability=capability,
            )


def not_cleared(
    changes: MeetingChanges | RoomChanges, clearable: Collection[Path], *, vendor: Vendor
) -> Iterator[Problem]:
    """A problem for each field that is to be cleared and that the vendor cannot clear.

    Args:
        changes: the changes.
        clearable: the paths of the draft that the vendor can clear.
        vendor: the object's vendor.
    """
    for path in changes.cleared:
        if path not in clearable:
            yield InvalidInput(
                message=f"This cannot be cleared at {vendor.label}. Leave it out to keep its value.",
                code=ProblemCode.REQUIRED,
                path=path,
            )


def asks_for_nothing(changes: MeetingChanges | RoomChanges) -> bool:
    """Whether the changes are empty."""
    return not changes.cleared and next(_asked_for(changes, ()), None) is None


def _asked_for(value: Any, path: Path) -> Iterator[Path]:
    if is_dataclass(value) and not isinstance(value, Key | type):
        for field in fields(value):
            inner = getattr(value, field.name)
            # Keys and vendors identify the object; they are no changes.
            # Cleared fields are checked separately.
            if inner is not None and not isinstance(inner, Key | Vendor | Enum) and field.name != "cleared":
                yield from _asked_for(inner, (*path, field.name))
    elif value != ():
        yield path
