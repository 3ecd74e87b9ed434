"""Maps meetings, from the call for one and from the list; each lacks fields of the other. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, cast

from msgspec import UNSET

from models.account import Account
from models.columns import in_columns
from models.errors import VendorBadResponse
from models.ids import Key, Kind
from models.meeting import Invitees, Meeting, MeetingState, end_after
from models.partial import Maybe, Unfetched
from models.room import Room, RoomKind
from models.time_zone import TimeZone
from models.vendor import Vendor
from models.view import View, with_changes
from models.view_attributes import combined, derived
from vendors.columns import told_by
from vendors.enablex import payloads
from vendors.enablex.mapping import rooms
from vendors.enablex.mapping.account import time_zone
from vendors.enablex.mapping.invitees import invitees
from vendors.enablex.scalars import NO_TIME, count, moment, text
from vendors.samples import known
from vendors.views import Answer, keyed, mapped, translated

STATE = {
    "upcoming": MeetingState.SCHEDULED,
    "current": MeetingState.RUNNING,
    "past": MeetingState.ENDED,
}

DETAIL = "detail"
LISTING = "listing"

# What no row of the list has.
ONLY_IN_DETAIL = frozenset({"invitees"})


def key(account: Account, meeting_id: str) -> Key:
    return Key(Kind.MEETING, account, (meeting_id,))


def state_of(stage: str) -> MeetingState:
    """What the vendor's word means."""
    return STATE.get(stage.lower(), MeetingState.UNKNOWN)


@told_by("vendor_state", STATE)
def _state(meeting: Any) -> MeetingState:
    """By the vendor's word, or by the rule behind it where it says none."""
    stage = meeting.vendor_state
    if (said := STATE.get(stage)) is not None:
        return said
    if isinstance(stage, str):
        record = meeting._answer.drift
        return known(STATE, stage.lower(), MeetingState.UNKNOWN, at="meetings[].stage", record=record)
    now: datetime = meeting._answer.at
    if meeting.starts_at is not None and now < meeting.starts_at:
        return MeetingState.SCHEDULED
    if meeting.starts_at is None or meeting.ends_at is None:
        return MeetingState.UNKNOWN
    return MeetingState.RUNNING if now < meeting.ends_at else MeetingState.ENDED


@in_columns(lambda words: [word.__class__ is not str for word in words])
def _is_no_word(vendor_state: Maybe[str]) -> bool:
    return not isinstance(vendor_state, str)


def _time_zone(meeting: Any) -> Maybe[TimeZone]:
    row: payloads.Meeting = meeting._row
    found = row.timezone
    if found is UNSET:
        return cast("Maybe[TimeZone]", meeting.unless_listed)
    unreadable = "timezone" in row.unreadable
    if isinstance(found, payloads.TimeZone):
        zone = time_zone(found, meeting._answer._replace(within="timezone.", of=meeting.key))
        if zone != TimeZone():
            return zone
        unreadable = bool(found.unreadable)
    # Where there is one that cannot be read, None would let the one that we keep pass for it.
    return TimeZone() if unreadable else None


def _invitees(meeting: Any) -> Maybe[Invitees]:
    found = meeting._row.invitees
    if found is UNSET:
        return cast("Maybe[Invitees]", meeting.unless_detailed)
    return invitees(found) if isinstance(found, payloads.Invitees) else None


def _room(meeting: Any) -> Room | None:
    if translated(meeting, "room_id", text) is None:
        return None
    if meeting.unless_listed is None:
        return rooms.MeetingRoom.over(meeting._row, meeting._answer)
    return rooms.MeetingRoom.over(meeting._row, meeting._answer, unless_listed=meeting.unless_listed)


class ListedMeeting(View, Meeting):
    """A meeting out of the list.

    Attributes:
        unless_listed, unless_detailed: what stands for a field that this call does not show and the other one may: a
            mark where it has been asked for by nobody yet.
    """

    unless_listed: ClassVar[Unfetched | None] = None
    unless_detailed: ClassVar[Unfetched | None] = Unfetched(DETAIL)

    key = keyed(Kind.MEETING, "meeting_id")
    title = mapped("room_name", text)
    description = mapped("desc", text)
    state = derived(_state)
    vendor_state = mapped("stage", text, absent="unless_listed")
    state_is_reckoned = combined(_is_no_word, "vendor_state")
    starts_at = mapped("start_time", moment, nothing=NO_TIME)
    ends_at = combined(end_after, "starts_at", "duration_minutes")
    duration_minutes = mapped("duration", count)
    time_zone = derived(_time_zone)
    host_id = mapped("user_id", text)
    is_webinar = mapped("app_type", rooms.is_webinar)
    capacity = derived(rooms.capacity)
    settings = derived(rooms.settings)
    join_links = derived(rooms.join_links)
    pins = derived(rooms.pins)
    invitees = derived(_invitees)
    room = derived(_room)


class DetailedMeeting(ListedMeeting):
    """A meeting out of the call for one."""

    unless_listed = Unfetched(LISTING)
    unless_detailed = None


class WrittenMeeting(ListedMeeting):
    """A meeting out of the call that made or changed it."""

    unless_listed = Unfetched(LISTING)


def detailed(payload: payloads.Meeting, answer: Answer) -> Meeting:
    """A meeting out of the call for one."""
    return DetailedMeeting.over(payload, answer)


def listed(payload: payloads.Meeting, answer: Answer) -> Meeting:
    """A meeting out of the list."""
    return ListedMeeting.over(payload, answer)


def all_listed(rows: Iterable[payloads.Meeting], answer: Answer) -> tuple[Meeting, ...]:
    """As `listed`, of many rows."""
    return ListedMeeting.over_each(rows, answer)


def written(payload: payloads.Meeting, answer: Answer, zone: TimeZone | None) -> Meeting:
    """A meeting out of the call that made or changed it; `zone` is the one that was asked for there."""
    meeting: Meeting = WrittenMeeting.over(payload, answer)
    if zone is not None and not isinstance(meeting.time_zone, TimeZone):
        meeting = with_changes(meeting, time_zone=zone)
    return meeting


def told(meeting_key: Key, state: MeetingState, shown: Any) -> Meeting:
    """A meeting of which EnableX tells a few ids and its name, if anything.

    Raises:
        VendorBadResponse: it is about another meeting.
    """
    found: Mapping[str, Any] = shown if isinstance(shown, dict) else {}
    if str(found.get("meeting_id") or meeting_key.parts[0]).casefold() != meeting_key.parts[0].casefold():
        raise VendorBadResponse(Vendor.ENABLEX, "read meeting", detail="another meeting")
    title, host_id, room_id = (_word(found.get(name)) for name in ("room_name", "user_id", "room_id"))
    is_webinar = rooms.is_webinar(_word(found.get("app_type")))
    room = Room(
        key=_room_key(meeting_key),
        kind=RoomKind.MEETING,
        vendor_room_id=room_id,
        name=title,
        is_webinar=is_webinar,
        owner_id=host_id,
        meeting_key=meeting_key,
    )
    return Meeting(
        key=meeting_key,
        title=title,
        state=state,
        host_id=host_id,
        is_webinar=is_webinar,
        room=None if room_id is None else room,
    )


def with_detail(meeting: Meeting, detail: Meeting) -> Meeting:
    return with_changes(meeting, **_filled(meeting, detail, ONLY_IN_DETAIL))


def with_listing(meeting: Meeting, entry: Meeting | None) -> Meeting:
    """The meeting with what its entry in the list shows; nothing more where it has no entry."""
    changes = _filled(meeting, entry, ("vendor_state", "time_zone", "pins", "join_links"))
    if entry is not None and "vendor_state" in changes:
        # The vendor's own word outweighs what was reckoned in its absence.
        for name in ("state", "state_is_reckoned", "state_is_kept"):
            changes[name] = getattr(entry, name)
    if isinstance(meeting.room, Room):
        changes["room"] = with_changes(
            meeting.room, **_filled(meeting.room, entry and entry.room, ("pins", "join_links"))
        )
    return with_changes(meeting, **changes)


def _filled(thing: Any, other: Any, fields: Collection[str]) -> dict[str, Any]:
    """What the other shows of the fields that are not fetched yet."""
    return {
        field: getattr(other, field, None) for field in fields if isinstance(getattr(thing, field), Unfetched)
    }


def _room_key(meeting: Key) -> Key:
    return Key(Kind.ROOM, meeting.account, (rooms.MEETING, meeting.parts[0]))


def _word(value: Any) -> str | None:
    return text(value) if isinstance(value, str | int | float) else None
