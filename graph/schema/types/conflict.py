"""ConflictReport and MeetingConflict: which meetings are in the way of another, and how one asks."""

from datetime import datetime
from typing import Any

import strawberry
from strawberry import field

from graph.schema.fields import attribute, backed_by, loaded
from graph.schema.types.host import HostInput
from graph.schema.types.meeting import Meeting
from graph.schema.types.vendor_problem import VendorProblem
from models import conflict as models
from models.conflict import ConflictReason, Occupancy
from models.errors import BadInput
from models.ids import Key, Kind, decode_as
from models.written import MeetingWritten
from resolvers import conflicts
from resolvers.context import Info

_THINGS_AT_MOST = 50
_MINUTES_AT_MOST = 24 * 60


@backed_by(models.MeetingConflict, description="A meeting that is in the way of another.")
class MeetingConflict:
    meeting: Meeting = attribute(description="The meeting.")
    reasons: list[ConflictReason] = attribute(description="What both would take; at least one.")
    overlaps_from: datetime = attribute(description="When the time that both would take begins, in UTC.")
    overlaps_to: datetime = attribute(
        description="When it ends, in UTC; where `endIsReckoned`, as far as is assumed."
    )
    end_is_reckoned: bool = attribute(
        description="True where nobody tells when the meeting ends. One that is planned without an end is taken to "
        "last 60 minutes. One that runs past its planned end, or without one, is taken to go on for 60 minutes from "
        "now, and one that is over by the clock alone (`Meeting.stateIsReckoned`) for 60 minutes past its planned end."
    )


@backed_by(models.ConflictReport, description="Which meetings are in the way of another.")
class ConflictReport:
    conflicts: list[MeetingConflict] = attribute(
        description="Meetings that take the same host, room or device at an overlapping time, by the time at which "
        "they begin to; not complete where `unavailable` names a vendor. What runs now is in the way until its planned "
        "end, or for 60 minutes from now where that is over or nobody tells one."
    )
    searched_from: datetime = attribute(
        description="The earliest start that was looked for, in UTC. A meeting that began before it is found only if "
        "it runs now; at Telecomx, which cannot be asked what runs, only if a named device is in it now."
    )
    unavailable: list[VendorProblem] = attribute(
        description="Vendors whose conflicts may be missing, because they failed, have no account here, have more "
        "meetings than are looked through at once, or do not tell: who holds a meeting (VConnct), what goes on in a "
        "permanent room (EnableX)."
    )


@strawberry.input(
    description="What a meeting would take, and when; at least one host, room or device, at most 50 of each."
)
class CheckConflictsInput:
    starts_at: datetime = field(description="When it would start.")
    duration_minutes: int = field(description="How long it would last, 1 to 1440 minutes.")
    hosts: list[HostInput] | None = field(
        default=strawberry.UNSET, description="Who would hold it; at most 50."
    )
    rooms: list[strawberry.ID] | None = field(
        default=strawberry.UNSET, description="Global ids of the rooms that it would take; at most 50."
    )
    devices: list[strawberry.ID] | None = field(
        default=strawberry.UNSET, description="Global ids of the devices that would take part; at most 50."
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
    if not (input.hosts or input.rooms or input.devices):
        raise BadInput("Name at least one of `input.hosts`, `input.rooms` and `input.devices`.")
    return _occupancy(
        "input.",
        input.starts_at,
        input.duration_minutes,
        input.hosts,
        input.rooms,
        input.devices,
        # An empty id is refused: left out, the meeting would be in its own way.
        exclude=decode_as(input.exclude, Kind.MEETING) if isinstance(input.exclude, str) else None,
    )


async def _of_written(
    root: MeetingWritten,
    info: Info,
    hosts: list[HostInput] | None = None,
    rooms: list[strawberry.ID] | None = None,
    devices: list[strawberry.ID] | None = None,
) -> models.ConflictReport | None:
    meeting = root.meeting
    if meeting is None:
        return None
    # One without a start, such as a conference of tablets, has begun.
    starts_at = meeting.starts_at or info.context.now()
    also = _occupancy(
        "", starts_at, meeting.duration_minutes or models.ASSUMED_MINUTES, hosts, rooms, devices
    )
    return await conflicts.of_meeting(meeting, also, info.context)


def of_written() -> Any:
    """Declares the field `conflicts` of a payload with a meeting."""
    return loaded(
        _of_written,
        description="Meetings that take the same host, standing room or device at an overlapping time, as a warning: "
        "nothing is refused for them. Costs calls only where it is asked for; null where there is no meeting.",
        arguments={
            "hosts": "Who else holds it, at whichever vendor; at most 50.",
            "rooms": "Global ids of further rooms that it takes; at most 50.",
            "devices": "Global ids of further devices that take part; at most 50.",
        },
    )


def _occupancy(
    prefix: str,
    starts_at: datetime,
    duration_minutes: int,
    hosts: list[HostInput] | None,
    rooms: list[strawberry.ID] | None,
    devices: list[strawberry.ID] | None,
    exclude: Key | None = None,
) -> Occupancy:
    for name, things in {"hosts": hosts, "rooms": rooms, "devices": devices}.items():
        if len(things or ()) > _THINGS_AT_MOST:
            raise BadInput(f"`{prefix}{name}` must not name more than {_THINGS_AT_MOST}.")
    if not all(host.id.strip() for host in hosts or ()):
        raise BadInput(f"`{prefix}hosts.id` must not be empty.")
    return Occupancy(
        starts_at=starts_at,
        duration_minutes=duration_minutes,
        hosts=tuple((host.vendor, host.id) for host in hosts or ()),
        rooms=_keys(rooms, Kind.ROOM),
        devices=_keys(devices, Kind.DEVICE),
        exclude=exclude,
    )


def _keys(ids: list[strawberry.ID] | None, kind: Kind) -> tuple[Key, ...]:
    return tuple(decode_as(id, kind) for id in ids or ())
