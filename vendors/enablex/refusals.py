"""Maps EnableX' error codes to problems with a path in the draft. Pure."""

import re
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from models.drafts import LobbyDraft
from models.errors import VendorRejected
from models.problem import Conflict, InvalidInput, NotAllowed, Problem, ProblemCode, Rejected
from models.vendor import Vendor

Paths: TypeAlias = Mapping[str, tuple[str, ...]]
"""Where in a draft what EnableX calls so is found; what a draft has no word for has no place."""

_COUNTS_AND_FLAGS: Paths = {
    "desc": ("description",),
    "moderators": ("capacity", "moderators"),
    "participants": ("capacity", "participants"),
    "auto_recording": ("settings", "auto_start_recording"),
    "wait_for_moderator": ("settings", "wait_for_moderator"),
    "knock": ("settings", "knock"),
}
_MEETING: Paths = {
    **_COUNTS_AND_FLAGS,
    "room_name": ("title",),
    "start_time": ("starts_at",),
    "duration": ("duration_minutes",),
    "timezone_id": ("time_zone",),
    "send_mail": ("sends_mail",),
    "invitees": ("invitees",),
    "invitees.emails": ("invitees", "emails"),
    "invitees.contact_ids": ("invitees", "contact_ids"),
    "invitees.group_ids": ("invitees", "group_ids"),
}
NEW_MEETING: Paths = {**_MEETING, "user": ("host_id",)}
CHANGED_MEETING: Paths = {**_MEETING, "room": ("meeting",)}
CHANGED_ROOM: Paths = {**_COUNTS_AND_FLAGS, "room_name": ("name",), "room": ("room",)}
PINS: Paths = {"reset_mpin": ("moderator",), "reset_ppin": ("participant",), "room": ("room",)}
# For writes whose only input is the key of a meeting.
OF_MEETING: Paths = {"room": ("meeting",)}


class Meaning(NamedTuple):
    """The meaning of a code: the field and our message."""

    field: str
    code: ProblemCode
    words: str
    limit: int | None = None


_BAD = ProblemCode.INVALID
_NONE = ProblemCode.REQUIRED

_INVALID: Mapping[str, Meaning] = {
    "1601": Meaning("start_time", ProblemCode.NOT_IN_FUTURE, "The start must be in the future."),
    "1602": Meaning("start_time", _BAD, "EnableX cannot read this start."),
    "1603": Meaning("start_time", _NONE, "EnableX needs a start."),
    "1611": Meaning("room_name", _NONE, "EnableX needs a name."),
    "1612": Meaning("room_name", ProblemCode.TOO_SHORT, "The name must have at least 3 characters.", 3),
    "1613": Meaning("room_name", ProblemCode.TOO_LONG, "The name must have at most 50 characters.", 50),
    "1621": Meaning("desc", _NONE, "EnableX needs a description."),
    "1631": Meaning("duration", _NONE, "EnableX needs a duration."),
    "1632": Meaning("duration", ProblemCode.TOO_SMALL, "A meeting takes at least 10 minutes.", 10),
    "1633": Meaning("duration", ProblemCode.TOO_LARGE, "The plan does not permit meetings as long as this."),
    "1634": Meaning("duration", _BAD, "EnableX cannot read this number of minutes."),
    "1641": Meaning("moderators", _NONE, "EnableX needs the number of moderators."),
    "1642": Meaning("moderators", ProblemCode.TOO_SMALL, "There must be at least 1 moderator.", 1),
    "1643": Meaning("moderators", ProblemCode.TOO_LARGE, "The plan's rooms do not hold so many moderators."),
    "1644": Meaning("moderators", _BAD, "EnableX cannot read this number of moderators."),
    "1651": Meaning("participants", _NONE, "EnableX needs the number of participants."),
    "1652": Meaning("participants", ProblemCode.TOO_SMALL, "There cannot be fewer than 0 participants.", 0),
    "1653": Meaning(
        "participants", ProblemCode.TOO_LARGE, "The plan's rooms do not hold so many participants."
    ),
    "1654": Meaning("participants", _BAD, "EnableX cannot read this number of participants."),
    "1672": Meaning("auto_recording", _BAD, "EnableX takes only yes or no for recording by itself."),
    "1681": Meaning("timezone_id", _NONE, "EnableX needs a time zone."),
    "1683": Meaning("timezone_id", _NONE, "EnableX needs a time zone."),
    **{
        code: Meaning("timezone_id", _BAD, "EnableX does not know this time zone.")
        for code in ("1684", "1685", "1686", "1691")
    },
    "1692": Meaning("send_mail", _BAD, "EnableX takes only yes or no for sending mails."),
    "1693": Meaning("wait_for_moderator", _BAD, "EnableX takes only yes or no for waiting."),
    "1694": Meaning("knock", _BAD, "EnableX takes only yes or no for knocking."),
    "1695": Meaning("invitees", _BAD, "EnableX cannot read the invitees."),
    "1696": Meaning("invitees.emails", _BAD, "EnableX cannot read the invitees' mail addresses."),
    "1697": Meaning("invitees.contact_ids", _BAD, "EnableX cannot read the invited contacts."),
    "1698": Meaning("invitees.group_ids", _BAD, "EnableX cannot read the invited groups."),
    "1901": Meaning("reset_mpin", _BAD, "EnableX takes only yes or no for the moderators' PIN."),
    "1902": Meaning("reset_ppin", _BAD, "EnableX takes only yes or no for the participants' PIN."),
    "1903": Meaning("pins", _NONE, "EnableX needs to know which PINs to reset."),
    "2402": Meaning("message", _NONE, "EnableX needs the lobby's messages."),
    "2403": Meaning("image", _NONE, "EnableX needs the lobby's images."),
    "2404": Meaning("audio", _NONE, "EnableX needs the lobby's sound, as an .mp3 file or by its address."),
    "2405": Meaning("video", _NONE, "EnableX needs the lobby's video."),
    "2412": Meaning("image", _BAD, "EnableX cannot read the lobby's images."),
    "2421": Meaning("video", _BAD, "EnableX cannot read the lobby's video."),
    "2422": Meaning("message", _NONE, "Each message of a lobby needs a text."),
    "2423": Meaning("options", _NONE, "EnableX needs to know what the lobby shows or plays."),
    "2432": Meaning(
        "message", ProblemCode.TOO_SHORT, "A lobby's message must have at least 5 characters.", 5
    ),
    "2433": Meaning(
        "message", ProblemCode.TOO_LONG, "A lobby's message must have at most 100 characters.", 100
    ),
    "2435": Meaning("image", _BAD, "EnableX cannot read an image's caption."),
    "2438": Meaning("video", _BAD, "EnableX cannot read the video's address."),
    "2453": Meaning("url", _BAD, "EnableX takes an address of the lobby for none."),
}

_CONFLICTS: Mapping[str, Meaning] = {
    "1000": Meaning("room", ProblemCode.WRONG_STATE, "The room is not active, or the meeting is over."),
    "1504": Meaning("data", ProblemCode.ALREADY_EXISTS, "EnableX has the same data already."),
}

_NOT_ALLOWED: Mapping[str, Meaning] = {
    "1615": Meaning(
        "account", ProblemCode.NOT_ALLOWED, "The account has no active subscription for meetings."
    ),
    "1616": Meaning(
        "account", ProblemCode.NOT_ALLOWED, "The account has no active subscription for webinars."
    ),
    "1617": Meaning("user", ProblemCode.NOT_ALLOWED, "The host has no licence for meetings."),
    "1618": Meaning("user", ProblemCode.NOT_ALLOWED, "The host has no licence for webinars."),
}

# Statuses and codes about the gateway's credentials and headers, not about the caller's input. A 404 is a refusal only
# where nothing was asked for by an id.
_NOT_THE_CALLERS = {401, 403, 404}
_CODES_NOT_THE_CALLERS = {"400", "401", "403", "1001", "1401", "1402", "1403"}

# A text with a digit, a mail address or a link may repeat a PIN or the input.
_PLAIN_WORDS = re.compile(r"[^\d@/\\\x00-\x1f\x7f]+")
_LONGEST_WORDS = 200


def in_lobby(draft: LobbyDraft) -> Paths:
    """The paths of a lobby's draft; an invalid URL has a path if only one kind of content has URLs."""
    media: list[tuple[str, ...]] = [("images",)] if any(image.url for image in draft.images) else []
    if draft.audio is not None and draft.audio.url:
        media.append(("audio", "url"))
    if draft.video_url is not None:
        media.append(("video_url",))
    return {
        "room": ("meeting",),
        "message": ("messages",),
        "image": ("images",),
        "audio": ("audio",),
        "video": ("video_url",),
        **({"url": media[0]} if len(media) == 1 else {}),
    }


def explained(error: VendorRejected, paths: Paths, *, quotes: bool = True) -> Problem | None:
    """The problem of a refusal; None if it is about the gateway's credentials or headers, or about no object.

    Args:
        quotes: whether EnableX' message may be passed on for an unknown code.
    """
    if error.status in _NOT_THE_CALLERS or error.vendor_code in _CODES_NOT_THE_CALLERS:
        return None
    return problem(error, paths, quotes=quotes)


def problem(error: VendorRejected, paths: Paths, *, quotes: bool = True) -> Problem:
    code = error.vendor_code or ""
    if (meaning := _INVALID.get(code)) is not None:
        return InvalidInput(
            message=meaning.words,
            code=meaning.code,
            path=paths.get(meaning.field),
            limit=meaning.limit,
            vendor_code=code,
        )
    if (meaning := _CONFLICTS.get(code)) is not None:
        return Conflict(
            message=meaning.words, code=meaning.code, path=paths.get(meaning.field), vendor_code=code
        )
    if (meaning := _NOT_ALLOWED.get(code)) is not None:
        return NotAllowed(message=meaning.words, path=paths.get(meaning.field), vendor_code=code)
    return Rejected(
        message="EnableX refused, for a reason that is not documented.",
        vendor=Vendor.ENABLEX,
        vendor_code=error.vendor_code,
        vendor_message=_quotable(error.vendor_message) if quotes else None,
    )


def _quotable(words: str | None) -> str | None:
    return words[:_LONGEST_WORDS] if words is not None and _PLAIN_WORDS.fullmatch(words) else None
