"""A meeting: a video meeting with a title that people can join, at any vendor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Any

from models.access import Capacity, JoinLink, Pins
from models.columns import in_columns
from models.command import Command
from models.device import MeetingDevice
from models.ids import Identified, Key
from models.partial import Maybe
from models.room import Room
from models.settings import MeetingSettings
from models.time_zone import TimeZone


class MeetingState(Enum):
    """The states of a meeting."""

    SCHEDULED = "SCHEDULED"
    RUNNING = "RUNNING"
    ENDED = "ENDED"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedContact:
    """An invited contact of the host, or another invitee with a name (EnableX)."""

    contact_id: str | None = None
    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedGroup:
    """A group of contacts that was invited (EnableX)."""

    group_id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitees:
    """The invitees of a meeting (EnableX).

    Attributes:
        contact_ids, group_ids: the vendor's ids of the invited contacts and groups.
        emails: the addresses of other invitees.
        contacts, groups: the same with the vendor's data; in a draft, those that are not given by id alone.
    """

    contact_ids: tuple[str, ...] = ()
    group_ids: tuple[str, ...] = ()
    emails: tuple[str, ...] = field(default=(), repr=False)
    contacts: tuple[InvitedContact, ...] = ()
    groups: tuple[InvitedGroup, ...] = ()


class ParticipantChannel(Enum):
    """The channel by which a participant was invited."""

    SMS = "SMS"
    EMAIL = "EMAIL"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingParticipant:
    """A participant who was sent the join link (Telecomx).

    Attributes:
        address: phone number in E.164, or mail address.
        reference: the vendor's id of the message or person; its meaning is not documented.
        sms_status: the vendor's delivery status of the message.
    """

    channel: ParticipantChannel
    vendor_channel: str | None = None
    address: str | None = field(default=None, repr=False)
    reference: str | None = None
    sms_status: str | None = None


class VisitKind(Enum):
    """How a visit was created."""

    WALK_IN = "WALK_IN"
    SCHEDULED = "SCHEDULED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class DialIn:
    """The telephone numbers of one country."""

    country: str
    numbers: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The fields that only clinic visits have (VSee)."""

    kind: VisitKind
    vendor_kind: str | None = None
    code: str | None = field(default=None, repr=False)
    member_id: str | None = field(default=None, repr=False)
    provider_id: str | None = None
    room_id: str | None = None
    specialty_id: str | None = None
    completed_by: str | None = None
    vendor_detail_state: str | None = None
    conference_id: str | None = None
    conference_hosts: tuple[str, ...] = field(default=(), repr=False)
    conference_expires_at: datetime | None = None
    dial_in: tuple[DialIn, ...] = ()


# Without slots, which each of thousands of views would have empty.
@dataclass(frozen=True, kw_only=True)
class Meeting(Identified):
    """A meeting of one vendor.

    Attributes:
        vendor_state: the vendor's name of the state.
        state_is_reckoned: whether the state was calculated from planned times, because the vendor did not return it.
        state_is_kept: whether the state is from a recent earlier call, because this call did not return it.
        host_id: the vendor's id of the host: EnableX user, Telecomx employee, VSee provider.
        account_id: the vendor's id of the customer or clinic that owns it.
        uri: the SIP-like address of the room behind it (Telecomx).
        external_id, uuid: ids in the national video hub behind Telecomx.
        is_webinar: EnableX' application type, None elsewhere.
        room: the room that the meeting takes place in.
        as_of: the time of the data, if it is older than the operation.
    """

    title: str | None = None
    description: str | None = None
    welcome_text: str | None = None
    state: MeetingState
    vendor_state: Maybe[str] = None
    state_is_reckoned: bool = False
    state_is_kept: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    duration_minutes: int | None = None
    created_at: datetime | None = None
    time_zone: Maybe[TimeZone] = None
    host_id: str | None = None
    account_id: str | None = None
    external_id: str | None = None
    uuid: str | None = None
    uri: str | None = field(default=None, repr=False)
    is_webinar: bool | None = None
    capacity: Capacity | None = None
    settings: Maybe[MeetingSettings] = None
    join_links: Maybe[tuple[JoinLink, ...]] = field(default=None, repr=False)
    pins: Maybe[Pins] = field(default=None, repr=False)
    invitees: Maybe[Invitees] = None
    participants: Maybe[tuple[MeetingParticipant, ...]] = None
    devices: Maybe[tuple[MeetingDevice, ...]] = None
    room: Maybe[Room] = None
    visit: Visit | None = None
    as_of: datetime | None = None

    @property
    def state_is_sure(self) -> bool:
        """Whether the vendor returned the state in the same response as the meeting."""
        return not (self.state_is_reckoned or self.state_is_kept)

    @property
    def is_over(self) -> bool:
        """Whether its vendor says that it has ended or was cancelled, which is final."""
        return self.state_is_sure and self.state in (MeetingState.ENDED, MeetingState.CANCELLED)

    @property
    def planned_end(self) -> datetime | None:
        """The planned end, from the vendor or from the length; None if neither gives a time after the start."""
        if self.starts_at is None:
            return None
        if self.ends_at is not None and self.ends_at > self.starts_at:
            return self.ends_at
        if self.duration_minutes is None or self.duration_minutes <= 0:
            return None
        return end_after(self.starts_at, self.duration_minutes)


def _ends_after(starts: Sequence[Any], minutes: Sequence[Any]) -> Sequence[datetime | None]:
    if None in starts or None in minutes:
        return list(map(end_after, starts, minutes))
    try:
        lengths = {number: timedelta(minutes=number) for number in set(minutes)}
        return [at + lengths[number] for at, number in zip(starts, minutes, strict=True)]
    except OverflowError:
        return list(map(end_after, starts, minutes))


@in_columns(_ends_after)
def end_after(starts_at: datetime | None, minutes: int | None) -> datetime | None:
    """The time so many minutes after a start; None if either is unknown, or the end is beyond the last year."""
    if starts_at is None or minutes is None:
        return None
    try:
        return starts_at + _length(minutes)
    except OverflowError:
        return None


# Few lengths are usual, and making one takes longer than adding it.
@lru_cache(maxsize=256)
def _length(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCommands:
    """The commands of a meeting, as one poll returned them.

    Attributes:
        state: the meeting's state; None if this poll did not return it.
        commands: by the device's key; a device whose commands were not returned is missing.
        unasked: devices that this poll left out, if one poll cannot return all; it proves nothing about them.
    """

    state: MeetingState | None = None
    commands: Mapping[Key, tuple[Command, ...]]
    unasked: frozenset[Key] = frozenset()
