"""Which meetings take a host, a room or a device at the same time as another meeting would."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from models.ids import Key
from models.meeting import Meeting
from models.vendor import Vendor
from models.vendor_problem import VendorProblem

# How long a meeting is taken to last whose length no one tells. A warning too many is read; one too few is not missed
# until two people wait for the same doctor.
ASSUMED_MINUTES = 60


class ConflictReason(Enum):
    """What two meetings would have to share."""

    HOST = "HOST"
    ROOM = "ROOM"
    DEVICE = "DEVICE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupancy:
    """What a meeting would take, and when.

    Attributes:
        duration_minutes: how long; `ASSUMED_MINUTES` where nobody says.
        hosts: each with the vendor whose id it is.
        exclude: a meeting that is in nobody's way: the one that is to be changed.
    """

    starts_at: datetime
    duration_minutes: int = ASSUMED_MINUTES
    hosts: tuple[tuple[Vendor, str], ...] = ()
    rooms: tuple[Key, ...] = ()
    devices: tuple[Key, ...] = ()
    exclude: Key | None = None

    @property
    def ends_at(self) -> datetime:
        return moved(self.starts_at, self.duration_minutes)

    def at(self, vendor: Vendor) -> "Occupied":
        """What of it is at one vendor; a vendor's ids mean nothing to another vendor."""
        return Occupied(
            hosts=frozenset(id for owner, id in self.hosts if owner is vendor),
            rooms=frozenset(room for room in self.rooms if room.vendor is vendor),
            devices=frozenset(device for device in self.devices if device.vendor is vendor),
        )

    def vendors(self) -> Collection[Vendor]:
        """The vendors at which something of it is, in the order of their definition."""
        named = {vendor for vendor, _ in self.hosts} | {key.vendor for key in (*self.rooms, *self.devices)}
        return [vendor for vendor in Vendor if vendor in named]

    def overlap(self, meeting: Meeting) -> tuple[datetime, datetime] | None:
        """From when to when the meeting goes on at the same time; None where it does not, or has no start.

        A meeting that ends when the other starts is in nobody's way.
        """
        if meeting.starts_at is None or meeting.key == self.exclude:
            return None
        begin = max(meeting.starts_at, self.starts_at)
        end = min(meeting.planned_end or moved(meeting.starts_at, ASSUMED_MINUTES), self.ends_at)
        return (begin, end) if begin < end else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupied:
    """What a meeting would take of one vendor.

    Attributes:
        hosts: the vendor's ids of those who would hold it.
    """

    hosts: frozenset[str]
    rooms: frozenset[Key]
    devices: frozenset[Key]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingConflict:
    """A meeting that is in the way.

    Attributes:
        overlaps_from, overlaps_to: the time that both would take.
    """

    meeting: Meeting
    reasons: tuple[ConflictReason, ...]
    overlaps_from: datetime
    overlaps_to: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictReport:
    """The meetings that are in the way, and whose meetings could not be looked through."""

    conflicts: tuple[MeetingConflict, ...] = ()
    unavailable: tuple[VendorProblem, ...] = ()


def moved(moment: datetime, minutes: int) -> datetime:
    """The moment so many minutes later, or earlier where they are negative; never beyond an end of the calendar."""
    try:
        return moment + timedelta(minutes=minutes)
    except OverflowError:
        return (datetime.max if minutes > 0 else datetime.min).replace(tzinfo=UTC)
