"""Maps Telecomx rooms to our meetings and their rooms. Pure."""

from typing import TypeVar

from models.access import JoinLink, JoinPlatform, JoinRole, Pins
from models.account import Account
from models.ids import Key, Kind
from models.meeting import Meeting, MeetingParticipant, MeetingState, ParticipantChannel
from models.partial import Maybe, Unfetched, if_fetched
from models.room import Room, RoomKind
from models.settings import MeetingSettings
from models.view import with_changes
from vendors.telecomx import envelopes, payloads
from vendors.telecomx.mapping import devices
from vendors.telecomx.mapping.settings import meeting_settings
from vendors.telecomx.values import moment, text, whole

T = TypeVar("T")

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


def meeting(account: Account, found: envelopes.Room) -> Meeting:
    """A meeting with the room behind it."""
    record = found.record
    starts_at = moment(record.start_time, record.start_time_medcom)
    ends_at = moment(record.end_time, record.end_time_medcom)
    behind = room(account, found)
    key = Key(Kind.MEETING, account, (record.id,))
    return Meeting(
        key=key,
        title=if_fetched(behind.name),
        description=text(record.description),
        state=STATE.get(record.state or "", MeetingState.UNKNOWN),
        vendor_state=text(record.state),
        starts_at=starts_at,
        ends_at=ends_at,
        duration_minutes=(
            whole(round((ends_at - starts_at).total_seconds() / 60))
            if starts_at and ends_at and ends_at >= starts_at
            else None
        ),
        created_at=if_fetched(behind.created_at),
        host_id=behind.owner_id,
        account_id=text(record.customer),
        external_id=text(record.external_id),
        uuid=text(record.uuid),
        uri=behind.uri,
        settings=behind.settings,
        join_links=behind.join_links,
        pins=behind.pins,
        participants=_shown(
            None if found.participants is None else tuple(map(_participant, found.participants)),
            found,
            "participants",
        ),
        devices=_shown(
            None
            if found.tablets is None
            else tuple(devices.meeting_device(key, tablet) for tablet in found.tablets),
            found,
            "tablets",
        ),
        room=behind,
    )


def room(account: Account, found: envelopes.Room) -> Room:
    """The room behind a meeting, from the same payload."""
    record = found.record
    pin = text(record.pin)
    return Room(
        key=Key(Kind.ROOM, account, (record.id,)),
        kind=RoomKind.MEETING,
        name=text(record.subject),
        description=text(record.description),
        settings=_settings(found),
        pins=Pins(participant=pin) if pin else None,
        join_links=_links(record),
        uri=text(record.uri),
        owner_id=text(record.employee),
        account_id=text(record.customer),
        created_at=moment(record.created),
        meeting_key=Key(Kind.MEETING, account, (record.id,)),
    )


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


def _settings(found: envelopes.Room) -> Maybe[MeetingSettings]:
    if found.shows_setting:
        return meeting_settings(found.setting)
    # Where it is the template itself and that cannot be named, nothing is known of it.
    named = text(found.record.meeting_setting)
    if named:
        # One call for all templates serves every room of a list.
        return Unfetched(_TEMPLATE + named)
    return None if found.is_whole else Unfetched(ROOM)


def _shown(values: tuple[T, ...] | None, found: envelopes.Room, name: str) -> Maybe[tuple[T, ...]]:
    if values is not None or name in found.garbled:
        return values
    return () if found.is_whole else Unfetched(ROOM)


def _links(record: payloads.Room) -> tuple[JoinLink, ...]:
    links = (
        JoinLink(role=role, platform=platform, url=url, vendor_name=vendor_name)
        for name, (role, platform, vendor_name) in LINKS.items()
        if (url := text(getattr(record, name)))
    )
    return tuple(dict.fromkeys(links))


def _participant(payload: payloads.Participant) -> MeetingParticipant:
    return MeetingParticipant(
        channel=CHANNEL.get(payload.type or "", ParticipantChannel.UNKNOWN),
        vendor_channel=text(payload.type),
        address=text(payload.value),
        reference=text(payload.reference),
        sms_status=text(payload.sms_status),
    )
