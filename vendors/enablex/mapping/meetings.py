"""Maps meetings, from the call for one and from the list; each lacks fields of the other. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from msgspec import UNSET

from models.account import Account
from models.errors import VendorBadResponse
from models.ids import Key, Kind
from models.meeting import Invitees, Meeting, MeetingState
from models.partial import Maybe, Unfetched
from models.room import Room, RoomKind
from models.time_zone import TimeZone
from models.vendor import Vendor
from models.view import with_changes
from vendors.enablex import payloads
from vendors.enablex.mapping import rooms
from vendors.enablex.mapping.account import time_zone
from vendors.enablex.mapping.invitees import invitees
from vendors.enablex.scalars import count, moment, text

STATE = {
    "upcoming": MeetingState.SCHEDULED,
    "current": MeetingState.RUNNING,
    "past": MeetingState.ENDED,
}

DETAIL = "detail"
LISTING = "listing"

# What no row of the list has.
ONLY_IN_DETAIL = frozenset({"invitees"})


@dataclass(frozen=True, slots=True)
class _Missing:
    """What stands for a field that a call does not show: a mark where the other call has it, else None."""

    listing: Unfetched | None = None
    detail: Unfetched | None = None


_BY_DETAIL = _Missing(listing=Unfetched(LISTING))
_BY_LISTING = _Missing(detail=Unfetched(DETAIL))
_BY_WRITE = _Missing(listing=Unfetched(LISTING), detail=Unfetched(DETAIL))


def key(account: Account, meeting_id: str) -> Key:
    return Key(Kind.MEETING, account, (meeting_id,))


def detailed(account: Account, payload: payloads.Meeting, now: datetime) -> Meeting:
    """A meeting out of the call for one."""
    return _meeting(account, payload, now, _BY_DETAIL)


def listed(account: Account, payload: payloads.Meeting, now: datetime) -> Meeting:
    """A meeting out of the list."""
    return _meeting(account, payload, now, _BY_LISTING)


def written(account: Account, payload: payloads.Meeting, now: datetime, zone: TimeZone | None) -> Meeting:
    """A meeting out of the call that made or changed it; `zone` is the one that was asked for there."""
    meeting = _meeting(account, payload, now, _BY_WRITE)
    if zone is None or isinstance(meeting.time_zone, TimeZone):
        return meeting
    return with_changes(meeting, time_zone=zone)


def told(meeting_key: Key, state: MeetingState, found: Mapping[str, Any]) -> Meeting:
    """A meeting of which EnableX tells a few ids and its name, if anything.

    Raises:
        VendorBadResponse: it is about another meeting.
    """
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


def _meeting(account: Account, payload: payloads.Meeting, now: datetime, missing: _Missing) -> Meeting:
    meeting_key = key(account, str(payload.meeting_id))
    starts_at = moment(payload.start_time)
    minutes = count(payload.duration)
    ends_at = _end(starts_at, minutes)
    stage = missing.listing if payload.stage is UNSET else text(payload.stage)
    shows_pins = payload.mpin is not UNSET or payload.ppin is not UNSET
    pins = rooms.pins(payload) if shows_pins else missing.listing
    links = missing.listing if payload.direct_url is UNSET else rooms.join_links(payload)
    capacity = rooms.capacity(payload)
    settings = rooms.settings(payload)
    title = text(payload.room_name)
    description = text(payload.desc)
    host_id = text(payload.user_id)
    room_id = text(payload.room_id)
    is_webinar = rooms.is_webinar(payload.app_type)
    room = Room(
        key=_room_key(meeting_key),
        kind=RoomKind.MEETING,
        vendor_room_id=room_id,
        name=title,
        description=description,
        is_webinar=is_webinar,
        capacity=capacity,
        duration_minutes=minutes,
        settings=settings,
        pins=pins,
        join_links=links,
        owner_id=host_id,
        meeting_key=meeting_key,
    )
    return Meeting(
        key=meeting_key,
        title=title,
        description=description,
        state=_state(stage, starts_at, ends_at, now),
        vendor_state=stage,
        state_is_reckoned=not isinstance(stage, str),
        starts_at=starts_at,
        ends_at=ends_at,
        duration_minutes=minutes,
        time_zone=missing.listing if payload.timezone is UNSET else _zone(payload),
        host_id=host_id,
        is_webinar=is_webinar,
        capacity=capacity,
        settings=settings,
        join_links=links,
        pins=pins,
        invitees=missing.detail if payload.invitees is UNSET else _invitees(payload.invitees),
        room=room if room_id is not None else None,
    )


def _room_key(meeting: Key) -> Key:
    return Key(Kind.ROOM, meeting.account, (rooms.MEETING, meeting.parts[0]))


def _word(value: Any) -> str | None:
    return text(value) if isinstance(value, str | int | float) else None


def _end(starts_at: datetime | None, minutes: int | None) -> datetime | None:
    if starts_at is None or minutes is None:
        return None
    try:
        return starts_at + timedelta(minutes=minutes)
    except OverflowError:
        return None


def _state(
    stage: Maybe[str], starts_at: datetime | None, ends_at: datetime | None, now: datetime
) -> MeetingState:
    """By the vendor's word, or by the rule behind it where it says none."""
    if isinstance(stage, str):
        return STATE.get(stage.lower(), MeetingState.UNKNOWN)
    if starts_at is not None and now < starts_at:
        return MeetingState.SCHEDULED
    if starts_at is None or ends_at is None:
        return MeetingState.UNKNOWN
    return MeetingState.RUNNING if now < ends_at else MeetingState.ENDED


def _zone(payload: payloads.Meeting) -> TimeZone | None:
    found = payload.timezone
    zone = time_zone(found) if isinstance(found, payloads.TimeZone) else None
    if "timezone" in payload.unreadable or (isinstance(found, payloads.TimeZone) and found.unreadable):
        # There is one; None would let the one that we keep pass for it.
        return zone or TimeZone()
    return None if zone == TimeZone() else zone


def _invitees(payload: payloads.Invitees | payloads.Nothing) -> Invitees | None:
    return invitees(payload) if isinstance(payload, payloads.Invitees) else None
