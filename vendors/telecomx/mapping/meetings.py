"""Maps Telecomx rooms to our meetings and their rooms. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from models.access import JoinLink, JoinPlatform, JoinRole, Pins
from models.device import MeetingDevice
from models.ids import Key, Kind
from models.meeting import Meeting, MeetingParticipant, MeetingState, ParticipantChannel
from models.partial import Maybe, Unfetched
from models.room import Room, RoomKind
from models.settings import MeetingSettings
from models.view import View, with_changes
from models.view_attributes import combined, derived
from vendors.columns import told_by
from vendors.samples import known
from vendors.telecomx import payloads, rooms
from vendors.telecomx.mapping import devices
from vendors.telecomx.mapping.settings import meeting_settings
from vendors.telecomx.values import moment, text, whole
from vendors.views import Answer, derived_of_items, first_of, keyed, mapped, translated

V = TypeVar("V", bound=View)

STATE = {
    "CREATED": MeetingState.SCHEDULED,
    "PROVISIONED_OK": MeetingState.SCHEDULED,
    "AWAITS_PROVISION": MeetingState.SCHEDULED,
    "STARTING_TO_PROVISION": MeetingState.SCHEDULED,
    "STARTED": MeetingState.RUNNING,
    "CLOSED": MeetingState.ENDED,
    "STARTING_TO_DEPROVISION": MeetingState.ENDED,
    "DEPROVISION_PROBLEMS": MeetingState.ENDED,
    "DEPROVISION_OK": MeetingState.ENDED,
    "PROVISION_PROBLEMS": MeetingState.FAILED,
}
LINKS = {
    "desktop_link": (JoinRole.GUEST, JoinPlatform.DESKTOP, "desktopLink"),
    "guest_desktop_link": (JoinRole.GUEST, JoinPlatform.DESKTOP, "guestDesktopLink"),
    "host_desktop_link": (JoinRole.HOST, JoinPlatform.DESKTOP, "hostDesktopLink"),
    "clinical_link": (JoinRole.CLINIC, JoinPlatform.ANY, "clinicalLink"),
    # The room pages say mobilLink, the conference pages mobileLink.
    "mobil_link": (JoinRole.GUEST, JoinPlatform.MOBILE, "mobileLink"),
    "mobile_link": (JoinRole.GUEST, JoinPlatform.MOBILE, "mobileLink"),
}
CHANNEL = {"SMS": ParticipantChannel.SMS, "EMAIL": ParticipantChannel.EMAIL}

# The aspects: what only the room's own page shows, and a template of which the room names the id.
ROOM = "room"
_TEMPLATE = "template/"


def template_id(aspect: str) -> str | None:
    """The template that an aspect asks for; None where it asks for the room."""
    return aspect.removeprefix(_TEMPLATE) if aspect.startswith(_TEMPLATE) else None


def _found(view: Any) -> rooms.Room:
    """The room of a view, with what came beside it."""
    return rooms.Room(view._row, view.beside, view._answer.operation, view.is_whole)


def _duration_minutes(starts_at: datetime | None, ends_at: datetime | None) -> int | None:
    if starts_at is None or ends_at is None or ends_at < starts_at:
        return None
    return whole(round((ends_at - starts_at).total_seconds() / 60))


def _settings(view: Any) -> Maybe[MeetingSettings]:
    found, row = _found(view), view._row
    shown = shown_settings(found, view._answer)
    if shown is not None:
        return shown
    # Where it is the template itself and that cannot be named, nothing is known of it.
    named = None if isinstance(row.meeting_setting, dict) else translated(view, "meeting_setting", text)
    if named is not None:
        # One call for all templates serves every room of a list.
        return Unfetched(_TEMPLATE + named)
    return None if view.is_whole or found.shows_setting else Unfetched(ROOM)


def _pins(view: View) -> Pins | None:
    pin = translated(view, "pin", text)
    return None if pin is None else Pins(participant=pin)


def _join_links(view: View) -> tuple[JoinLink, ...]:
    links = (
        JoinLink(role=role, platform=platform, url=url, vendor_name=vendor_name)
        for name, (role, platform, vendor_name) in LINKS.items()
        if (url := translated(view, name, text)) is not None
    )
    return tuple(dict.fromkeys(links))


def _participants(meeting: Any) -> Maybe[tuple[MeetingParticipant, ...]]:
    shown = _found(meeting).participants
    if shown is None:
        return _unless_shown(meeting, is_garbled="participants" in meeting._row.unreadable)
    answer = meeting._answer._replace(within="")
    return tuple(Participant.over(row, answer) for row in shown)


def _devices(meeting: Any) -> Maybe[tuple[MeetingDevice, ...]]:
    found = _found(meeting)
    shown = found.tablets
    if shown is None:
        return _unless_shown(meeting, is_garbled=found.has_garbled_tablets)
    answer = meeting._answer._replace(within="")
    return tuple(devices.meeting_device(meeting.key, tablet, answer) for tablet in shown)


def _unless_shown(meeting: Any, *, is_garbled: bool) -> Maybe[tuple[Any, ...]]:
    if is_garbled:
        return None
    return () if meeting.is_whole else Unfetched(ROOM)


def _channel(participant: Any) -> ParticipantChannel:
    word, record = participant.vendor_channel, participant._answer.drift
    return known(CHANNEL, word, ParticipantChannel.UNKNOWN, at="rooms[].participants[].type", record=record)


class Participant(View, MeetingParticipant):
    """Somebody who was sent the way into a room."""

    channel = derived(_channel)
    vendor_channel = mapped("type", text)
    address = mapped("value", text)
    reference = mapped("reference", text)
    sms_status = mapped("sms_status", text)


class ListedRoom(View, Room):
    """The room behind a meeting, over the same row.

    Attributes:
        beside, is_whole: as the meeting's.
    """

    beside: payloads.NestedRoom | None = None
    is_whole: ClassVar[bool] = False

    key = keyed(Kind.ROOM, "id")
    kind = RoomKind.MEETING
    name = mapped("subject", text)
    description = mapped("description", text)
    settings = derived_of_items(_settings)
    pins = derived(_pins)
    join_links = derived(_join_links)
    uri = mapped("uri", text)
    owner_id = mapped("employee", text)
    account_id = mapped("customer", text)
    created_at = mapped("created", moment)
    meeting_key = keyed(Kind.MEETING, "id")


class WholeRoom(ListedRoom):
    """As `WholeMeeting`."""

    is_whole = True


def _room(meeting: Any) -> Room:
    # What the two share is one field of one thing.
    return room(_found(meeting), meeting._answer._replace(of=meeting.key))


@told_by("vendor_state", STATE)
def _state(meeting: Any) -> MeetingState:
    word, record = meeting.vendor_state, meeting._answer.drift
    return known(STATE, word, MeetingState.UNKNOWN, at="rooms[].state", record=record)


class ListedMeeting(View, Meeting):
    """A meeting out of a list, or out of another call that need not show all of its room.

    Attributes:
        beside: what the room is inside of, where that shows something of it.
        is_whole: whether it is out of the room's own page, so that what that does not show is not there.
    """

    beside: payloads.NestedRoom | None = None
    is_whole: ClassVar[bool] = False

    key = keyed(Kind.MEETING, "id")
    title = mapped("subject", text)
    description = mapped("description", text)
    state = derived(_state)
    vendor_state = mapped("state", text)
    starts_at = first_of("start_time", "start_time_medcom", translate=moment)
    ends_at = first_of("end_time", "end_time_medcom", translate=moment)
    duration_minutes = combined(_duration_minutes, "starts_at", "ends_at")
    created_at = mapped("created", moment)
    host_id = mapped("employee", text)
    account_id = mapped("customer", text)
    external_id = mapped("external_id", text)
    uuid = mapped("uuid", text)
    uri = mapped("uri", text)
    settings = derived_of_items(_settings)
    join_links = derived(_join_links)
    pins = derived(_pins)
    participants = derived_of_items(_participants)
    devices = derived_of_items(_devices)
    room = derived(_room)


class WholeMeeting(ListedMeeting):
    """A meeting out of the own page of its room."""

    is_whole = True


def meeting(found: rooms.Room, answer: Answer) -> Meeting:
    """A meeting with the room behind it."""
    return _over(WholeMeeting if found.is_whole else ListedMeeting, found, answer)


def of_list(found: Sequence[rooms.Room], answer: Answer) -> tuple[Meeting, ...]:
    """As `meeting`, of the rooms of a list, nearly all of which are flat."""
    unusual = [
        room
        for room in found
        if room.beside is not None or room.is_whole or room.operation != answer.operation
    ]
    if not unusual:
        return ListedMeeting.over_each([room.record for room in found], answer)
    return tuple(meeting(room, answer) for room in found)


def room(found: rooms.Room, answer: Answer) -> Room:
    """The room behind a meeting, from the same row."""
    return _over(WholeRoom if found.is_whole else ListedRoom, found, answer)


def shown_settings(found: rooms.Room, answer: Answer) -> MeetingSettings | None:
    """What the room shows of its template; None where that is not there, or cannot be read."""
    return meeting_settings(
        found.setting, answer._replace(of=Key(Kind.MEETING, answer.account, (found.record.id,)))
    )


def _over(kind: type[V], found: rooms.Room, answer: Answer) -> V:
    if found.operation != answer.operation:
        # A room of a list that only its own page tells.
        answer = answer._replace(operation=found.operation)
    if found.beside is None:
        return kind.over(found.record, answer)
    return kind.over(found.record, answer._replace(within="meeting."), beside=found.beside)


def filled(if_fetched: Meeting, whole: Meeting) -> Meeting:
    """The meeting with what only the room's own page shows, and otherwise as it was.

    That page may be the one that shows less: its table has neither title nor times.
    """
    missing = ("participants", "devices")
    shown = {
        name: getattr(whole, name) for name in missing if isinstance(getattr(if_fetched, name), Unfetched)
    }
    completed = with_changes(if_fetched, **shown)
    if isinstance(if_fetched.settings, Unfetched) and not isinstance(whole.settings, Unfetched):
        return with_settings(completed, whole.settings)
    return completed


def with_settings(meeting: Meeting, settings: Maybe[MeetingSettings]) -> Meeting:
    """The meeting, and the room inside it, with these settings."""
    behind = with_changes(meeting.room, settings=settings) if isinstance(meeting.room, Room) else meeting.room
    return with_changes(meeting, settings=settings, room=behind)
