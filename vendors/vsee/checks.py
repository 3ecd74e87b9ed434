"""Validates a draft against VSee's rules: required fields, and characters that a URL cannot contain. Pure."""

from collections.abc import Iterator

from models.drafts import RoomAssignment, RoomDraft
from models.problem import InvalidInput, Problem, ProblemCode
from models.vendor import Capability, Vendor
from vendors import checks

Path = checks.Path


def room(draft: RoomDraft) -> Iterator[Problem | None]:
    """The problems of a new room; VSee documents no lengths."""
    yield _needed(draft.domain, ("domain",)) or _part_of_an_address(draft.domain, ("domain",))
    yield _needed(draft.slug, ("slug",)) or _part_of_an_address(draft.slug, ("slug",))
    yield _needed(draft.name, ("name",)) or _text(draft.name, ("name",))
    # No room is without a code, so an empty one is no wish that could be met.
    yield _part_of_an_address(draft.code, ("code",))


def assignment(draft: RoomAssignment) -> Iterator[Problem | None]:
    yield _user(draft)


def unassignment(draft: RoomAssignment) -> Iterator[Problem | None]:
    yield _user(draft)
    yield from checks.not_taken(draft, [("user_id",)], vendor=Vendor.VSEE, capability=Capability.ASSIGN_ROOMS)


def _user(draft: RoomAssignment) -> Problem | None:
    place = ("user_id",)
    if needed := _needed(draft.user_id, place):
        return needed
    return (
        _invalid("This is not a valid id at VSee.", place)
        if draft.user_id in (".", "..")
        else _text(draft.user_id, place)
    )


def _needed(value: str | None, path: Path) -> Problem | None:
    # VSee treats a blank field as missing.
    return checks.required((value or "").strip(), path)


def _part_of_an_address(value: str | None, path: Path) -> Problem | None:
    """Domain, slug and code each become one part of a web address."""
    if value is None:
        return None
    if value in ("", ".", "..") or "/" in value or any(letter.isspace() for letter in value):
        return _invalid("This becomes part of a URL: it must not contain blanks or slashes.", path)
    return _text(value, path)


def _text(value: str | None, path: Path) -> Problem | None:
    try:
        (value or "").encode()
    except UnicodeEncodeError:
        return _invalid(
            "This contains an incomplete character (a lone surrogate), which cannot be sent.", path
        )
    return None


def _invalid(message: str, path: Path) -> Problem:
    return InvalidInput(message=message, code=ProblemCode.INVALID, path=path)
