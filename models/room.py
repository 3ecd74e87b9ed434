"""A room: a permanent place for meetings, or the room of one meeting."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from models.access import Capacity, JoinLink, Pins
from models.ids import Identified, Key
from models.partial import Maybe
from models.settings import MeetingSettings
from models.time_zone import TimeZone


class RoomKind(Enum):
    """What a room is for."""

    PERMANENT = "PERMANENT"
    WAITING = "WAITING"
    MEETING = "MEETING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """A kind of visit that a room offers, with its price.

    Attributes:
        amount: in whole units of the room's currency.
        slots: how many of the room's time slots it takes.
    """

    vendor_id: str | None = None
    description: str | None = None
    duration_minutes: int | None = None
    amount: float | None = None
    group: str | None = None
    is_charged: bool | None = None
    slots: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Specialty:
    """A field of medicine that a room serves."""

    code: str | None = None
    name: str | None = None
    duration_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomQueue:
    """The queue of a room.

    Attributes:
        length: the number of waiting patients.
        capacity: the maximum length.
        average_visit_seconds: the average length of a visit.
        ahead: patients ahead of the caller; the gateway calls without a patient's identity, so ahead of a newcomer.
        as_of: the time of the data, if it is older than the operation.
    """

    length: int | None = None
    capacity: int | None = None
    average_visit_seconds: int | None = None
    ahead: int | None = None
    as_of: datetime | None = None

    @property
    def wait_seconds(self) -> int | None:
        """Seconds until the caller's turn; None where a factor is missing."""
        if self.average_visit_seconds is None or self.ahead is None:
            return None
        return self.average_visit_seconds * self.ahead


# Without slots, which each of thousands of views would have empty.
@dataclass(frozen=True, kw_only=True)
class Room(Identified):
    """A room of one vendor.

    Attributes:
        vendor_room_id: the vendor's id of the room, if the key is made of another id.
        uid: a second id that the vendor gives it (VSee `id`; its key is the code).
        meeting_key: the meeting of the room, for kind MEETING.
        provider_ids: the vendor's ids of the providers who serve it.
        updated_at: when the vendor last changed it.
        is_default: whether it is its provider's main room; only the assignment returns it.
        queue: its queue, if the same poll returned it.
        as_of: from when it is, where not from the operation that shows it.
    """

    kind: RoomKind
    vendor_room_id: str | None = None
    uid: Maybe[str] = None
    name: Maybe[str] = None
    description: Maybe[str] = None
    code: str | None = None
    slug: Maybe[str] = None
    domain: Maybe[str] = None
    subtitle: Maybe[str] = None
    active: Maybe[bool] = None
    is_open: Maybe[bool] = None
    closed_message: Maybe[str] = None
    is_public: Maybe[bool] = None
    is_default: bool | None = None
    is_webinar: bool | None = None
    time_zone: Maybe[TimeZone] = None
    capacity: Capacity | None = None
    duration_minutes: int | None = None
    settings: Maybe[MeetingSettings] = None
    pins: Maybe[Pins] = field(default=None, repr=False)
    join_links: Maybe[tuple[JoinLink, ...]] = field(default=None, repr=False)
    uri: str | None = field(default=None, repr=False)
    owner_id: str | None = None
    account_id: Maybe[str] = None
    created_at: Maybe[datetime] = None
    updated_at: Maybe[datetime] = None
    provider_ids: Maybe[tuple[str, ...]] = None
    allows_walk_ins: Maybe[bool] = None
    allows_appointments: Maybe[bool] = None
    guest_user_type: Maybe[int] = None
    guests_can_log_in: Maybe[bool] = None
    consultations: Maybe[tuple[Consultation, ...]] = None
    currency: Maybe[str] = None
    specialties: Maybe[tuple[Specialty, ...]] = None
    meeting_key: Key | None = None
    queue: RoomQueue | None = None
    as_of: datetime | None = None

    @property
    def vendor_id(self) -> str:
        return self.vendor_room_id or self.key.parts[-1]
