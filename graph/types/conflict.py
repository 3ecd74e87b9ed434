"""ConflictReport and MeetingConflict: which meetings are in the way of another, and how one asks."""

from datetime import datetime

import strawberry
from strawberry import field

from graph.fields import backed_by
from graph.types.meeting import Meeting
from graph.types.vendor_problem import VendorProblem
from models import conflict as models
from models.conflict import ConflictReason, Occupancy
from models.errors import BadInput
from models.ids import Key, Kind, decode_as
from models.vendor import Vendor

_THINGS_AT_MOST = 50
_MINUTES_AT_MOST = 24 * 60


@backed_by(models.MeetingConflict, description="A meeting that is in the way of another.")
class MeetingConflict:
    meeting: Meeting = field(description="The meeting.")
    reasons: list[ConflictReason] = field(description="What both would take; at least one.")
    overlaps_from: datetime = field(description="When the time that both would take begins, in UTC.")
    overlaps_to: datetime = field(
        description="When it ends, in UTC; a meeting whose end nobody tells is taken to last 60 minutes."
    )


@backed_by(models.ConflictReport, description="Which meetings are in the way of another.")
class ConflictReport:
    conflicts: list[MeetingConflict] = field(
        description="Meetings that take the same host, room or device at an overlapping time, by the time at which "
        "they begin to; not complete where `unavailable` names a vendor."
    )
    unavailable: list[VendorProblem] = field(
        description="Vendors whose conflicts may be missing, because they failed, have no account here, or have more "
        "meetings than are looked through at once."
    )


@strawberry.input(description="Who holds a meeting.")
class HostInput:
    vendor: Vendor = field(description="Whose id it is.")
    id: str = field(
        description="The vendor's id, as in `Meeting.hostId`: EnableX user, Telecomx employee, VSee provider."
    )


@strawberry.input(
    description="What a meeting would take, and when; at least one host, room or device, at most 50 of each."
)
class CheckConflictsInput:
    starts_at: datetime = field(description="When it would start.")
    duration_minutes: int = field(description="How long it would last, 1 to 1440 minutes.")
    hosts: list[HostInput] | None = field(default=strawberry.UNSET, description="Who would hold it.")
    rooms: list[strawberry.ID] | None = field(
        default=strawberry.UNSET, description="Global ids of the rooms that it would take."
    )
    devices: list[strawberry.ID] | None = field(
        default=strawberry.UNSET, description="Global ids of the devices that would take part."
    )
    exclude: strawberry.ID | None = field(
        default=strawberry.UNSET,
        description="Global id of a meeting that is in nobody's way: the one that is to be changed.",
    )


def occupancy(input: CheckConflictsInput) -> Occupancy:
    """What the input asks about.

    Raises:
        BadInput: a length or a number of things is out of bounds, nothing is named, or an id is not usable.
    """
    if not 1 <= input.duration_minutes <= _MINUTES_AT_MOST:
        raise BadInput(f"`input.durationMinutes` must be between 1 and {_MINUTES_AT_MOST}.")
    named = {"hosts": input.hosts or (), "rooms": input.rooms or (), "devices": input.devices or ()}
    for name, things in named.items():
        if len(things) > _THINGS_AT_MOST:
            raise BadInput(f"`input.{name}` must not name more than {_THINGS_AT_MOST}.")
    if not any(named.values()):
        raise BadInput("Name at least one of `input.hosts`, `input.rooms` and `input.devices`.")
    if not all(host.id.strip() for host in input.hosts or ()):
        raise BadInput("`input.hosts.id` must not be empty.")
    return Occupancy(
        starts_at=input.starts_at,
        duration_minutes=input.duration_minutes,
        hosts=tuple((host.vendor, host.id) for host in input.hosts or ()),
        rooms=_keys(input.rooms, Kind.ROOM),
        devices=_keys(input.devices, Kind.DEVICE),
        # An empty id is refused: left out, the meeting would be in its own way.
        exclude=decode_as(input.exclude, Kind.MEETING) if isinstance(input.exclude, str) else None,
    )


def _keys(ids: list[strawberry.ID] | None, kind: Kind) -> tuple[Key, ...]:
    return tuple(decode_as(id, kind) for id in ids or ())
