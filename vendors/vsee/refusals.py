"""Turns VSee's refusals of writes into problems: the HTTP status decides, words only where nothing else tells. Pure.

| status | said of | becomes |
|---|---|---|
| 400 `... already exists.` | a new room | Conflict, at the slug or the code that is taken |
| 400 `<field> is required.` | a new room | InvalidInput at that field |
| 400 `... already exists.` | a link | Conflict at the user, who serves the room already |
| 401, 403 | any | nothing: our own token is refused, which is the operator's to mend |
| 404 | a new room | nothing: it can only be about the account |
| 404 | a link | NotFound, see `unknown` |
| any other | any | Rejected |
"""

import re
from collections.abc import Mapping

from models.drafts import RoomDraft
from models.errors import VendorRejected
from models.problem import Conflict, InvalidInput, NotFound, Problem, ProblemCode, Rejected
from models.vendor import Vendor
from vendors.checks import Path

ABOUT_THE_ACCOUNT = frozenset({401, 403, 404})

# The path in our drafts by the name of a form's field.
FIELDS: Mapping[str, Path] = {
    "domain": ("domain",),
    "slug": ("slug",),
    "name": ("name",),
    "code": ("code",),
}

_TAKEN = "already exists"
# Only the slug's sentence is documented, with quotes of either kind: In domain 'd' slug 's' already exists.
_NAMED = re.compile(r"\b(slug|code) ['\"]")
_REQUIRED = re.compile(r"(\w+) is required\b")
_LONGEST = 200


def of_room(error: VendorRejected, draft: RoomDraft) -> Problem:
    """The problems of a room that was not created."""
    words = error.vendor_message or ""
    if error.status != 400:
        return _rejected(error)
    if _TAKEN in words:
        named = _NAMED.search(words)
        # If the message does not say, it is the code if one was sent, else the slug.
        field = named[1] if named else None if draft.code else "slug"
        return Conflict(
            message=_TAKEN_WORDS[field],
            code=ProblemCode.ALREADY_EXISTS,
            path=None if field is None else FIELDS[field],
            vendor_code=error.vendor_code,
        )
    return _required(error) or _rejected(error)


def of_assignment(error: VendorRejected) -> Problem:
    """Why a provider was not linked to a room; under this call VSee repeats the text about slugs."""
    if error.status == 400 and _TAKEN in (error.vendor_message or ""):
        return Conflict(
            message="This provider serves the room already.",
            code=ProblemCode.ALREADY_EXISTS,
            path=("user_id",),
            vendor_code=error.vendor_code,
        )
    return _rejected(error)


def unknown(user: str, *, room_was_seen: bool) -> Problem:
    """What VSee's only «not available» means under a user and a room.

    Args:
        user: which user the call needs: any one, or a provider of the room.
        room_was_seen: whether the room has been shown to us.

    VSee says the same for an unknown user, an unknown room, and a user who does not serve the room. Nothing takes a
    room away, so where one has been shown to us it is the user; elsewhere it stays open, without a place.
    """
    if room_was_seen:
        return NotFound(message=f"VSee knows no such {user}.", path=("user_id",))
    return NotFound(message=f"VSee knows no such {user}, or no such room.")


def _required(error: VendorRejected) -> Problem | None:
    found = _REQUIRED.match(error.vendor_message or "")
    if found is None or found[1] not in FIELDS:
        return None
    return InvalidInput(
        message="VSee needs this.",
        code=ProblemCode.REQUIRED,
        path=FIELDS[found[1]],
        vendor_code=error.vendor_code,
    )


def _rejected(error: VendorRejected) -> Problem:
    return Rejected(
        message="VSee refused this.",
        vendor=Vendor.VSEE,
        vendor_code=error.vendor_code,
        # These forms contain no secret that VSee's message could repeat.
        vendor_message=(error.vendor_message or "")[:_LONGEST] or None,
    )


_TAKEN_WORDS: Mapping[str | None, str] = {
    "slug": "This slug is already used in the domain.",
    "code": "This code is already used.",
    None: "The slug or the code is already used.",
}
