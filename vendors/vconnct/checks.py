"""Validates a draft against the rules of VConnct and of BigBlueButton. Pure."""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from models.access import JoinRole
from models.drafts import MeetingChanges, MeetingFields, MeetingJoin, MeetingStart
from models.problem import InvalidInput, NotSupported, Problem, ProblemCode
from models.vendor import Capability, Vendor
from vendors.checks import (
    Path,
    asks_for_nothing,
    in_future,
    in_range,
    in_whole_milliseconds,
    length,
    not_cleared,
    not_taken,
    nothing_asked,
    required,
)

# BigBlueButton's limits for the passwords of a meeting, in characters.
SHORTEST, LONGEST = 2, 64

_SETTINGS = ("record", "auto_start_recording", "allow_start_stop_recording", "webcams_only_for_moderators")
_LOCKS = ("camera", "microphone", "private_chat", "public_chat", "notes", "layout")
TAKEN: tuple[Path, ...] = (
    ("title",),
    ("welcome_text",),
    ("moderator_password",),
    *(("settings", name) for name in _SETTINGS),
    *(("settings", "locks", name) for name in _LOCKS),
    # These are kept by this API.
    ("description",),
    ("starts_at",),
    ("duration_minutes",),
)

# What VConnct does not know and this API keeps.
_CLEARABLE: tuple[Path, ...] = (("starts_at",), ("duration_minutes",))

_SCHEME = re.compile(r"(?i)\Ahttps?://")
_HOST = re.compile(r"\A[\w-]+(\.[\w-]+)*\.?\Z")
# Characters that are not allowed in a URL: some parsers skip them, and then see another URL.
_ODD = re.compile(r"[\s\x00-\x1f\x7f\\]")


def of_meeting(fields: MeetingFields, *, capability: Capability, now: datetime) -> Iterator[Problem | None]:
    """The problems of a meeting to create or change.

    Args:
        capability: which of the two.
    """
    yield _title(fields.title)
    yield _password(fields.moderator_password, ("moderator_password",))
    yield in_future(fields.starts_at, ("starts_at",), now=now)
    yield in_whole_milliseconds(fields.starts_at, ("starts_at",))
    yield in_range(fields.duration_minutes, ("duration_minutes",), at_least=1)
    yield from not_taken(fields, TAKEN, vendor=Vendor.VCONNCT, capability=capability)


def of_changes(changes: MeetingChanges, *, now: datetime) -> Iterator[Problem | None]:
    """What is wrong with the changes of a meeting."""
    yield from of_meeting(changes, capability=Capability.UPDATE_MEETINGS, now=now)
    yield from not_cleared(changes, _CLEARABLE, vendor=Vendor.VCONNCT)
    if asks_for_nothing(changes):
        yield nothing_asked()


def of_start(start: MeetingStart) -> Iterator[Problem | None]:
    yield _person(start.host_name, ("host_name",))
    yield _title(start.title)
    yield _password(start.attendee_password, ("attendee_password",))
    yield _password(start.moderator_password, ("moderator_password",))
    yield _address(start.logout_url, ("logout_url",))


def of_join(join: MeetingJoin) -> Iterator[Problem | None]:
    yield _person(join.name, ("name",))
    if join.role is JoinRole.CLINIC:
        yield NotSupported(
            message="At VConnct people can join only as host or guest.",
            path=("role",),
            vendor=Vendor.VCONNCT,
            capability=Capability.JOIN_MEETINGS,
        )
    yield _password(join.password, ("password",))


def _title(text: str | None) -> Problem | None:
    # The contract names no limit, so only what would be no title is refused.
    return length(text, ("title",), at_least=1)


def _password(text: str | None, path: Path) -> Problem | None:
    return length(text, path, at_least=SHORTEST, at_most=LONGEST)


def _person(name: str | None, path: Path) -> Problem | None:
    # A name of blanks alone is none; of a longest one neither VConnct nor BigBlueButton speaks.
    return required((name or "").strip(), path)


def _address(text: str | None, path: Path) -> Problem | None:
    """An address of the web; the documented sample is `example.com`, without a scheme."""
    if text is None or _leads_somewhere(text):
        return None
    return InvalidInput(
        message="This must be an http or https address, or the name of a host.",
        code=ProblemCode.INVALID,
        path=path,
    )


def _leads_somewhere(text: str) -> bool:
    if _ODD.search(text):
        return False
    if not _SCHEME.match(text):
        # Without a scheme, the text before a colon would be parsed as one.
        return _HOST.match(re.split(r"[/?#]", text, maxsplit=1)[0]) is not None
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return "@" not in parts.netloc and _HOST.match(parts.hostname or "") is not None
