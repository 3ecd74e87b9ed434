"""ConflictReport and MeetingConflict: the meetings that conflict with another, and the input of the check."""

from datetime import datetime
from typing import Any

import strawberry

from graph.schema.fields import attribute, backed_by, loaded
from graph.schema.input_fields import InputDeclaration, input_field, input_type
from graph.schema.types.host import HostInput
from graph.schema.types.meeting import Meeting
from graph.schema.types.vendor_problem import VendorProblem
from models import conflict as models
from models.bounds import at_most, between
from models.conflict import ConflictReason, Occupancy
from models.errors import BadInput
from models.ids import Key, Kind
from models.write_results import MeetingResult
from resolvers import conflicts
from resolvers.context import Context, Info

# The most of each kind that one check reads.
_THINGS = at_most(50)


@backed_by(models.MeetingConflict, description="A meeting that conflicts with the planned one.")
class MeetingConflict:
    meeting: Meeting = attribute(description="The meeting.")
    reasons: list[ConflictReason] = attribute(
        description="What the two meetings have in common; at least one reason."
    )
    overlaps_from: datetime = attribute(description="Start of the overlap, in UTC.")
    overlaps_to: datetime = attribute(
        description="End of the overlap, in UTC. If `endIsReckoned` is true, it is an assumption."
    )
    end_is_reckoned: bool = attribute(
        description="True if the end of the meeting is not known and therefore assumed. A planned meeting without an "
        "end is assumed to last 60 minutes. A running meeting that has passed its planned end, or has none, is "
        "assumed to continue for 60 minutes from now. A meeting that is over only by the clock "
        "(`Meeting.stateIsReckoned`) is assumed to continue for 60 minutes past its planned end."
    )


@backed_by(models.ConflictReport, description="The meetings that conflict with a planned meeting.")
class ConflictReport:
    conflicts: list[MeetingConflict] = attribute(
        description="Meetings that have the same host, room or device at an overlapping time, ordered by the start "
        "of the overlap. The list is not complete if `unavailable` names a vendor. A running meeting conflicts until "
        "its planned end. If that time has passed, or there is no planned end, it conflicts for 60 minutes from now."
    )
    searched_from: datetime = attribute(
        description="The earliest start that was searched, in UTC. A meeting that began earlier is found only if it "
        "runs now. Telecomx cannot list running meetings: there it is found only if one of the given devices is in "
        "it now."
    )
    unavailable: list[VendorProblem] = attribute(
        description="Vendors whose conflicts may be missing: the vendor failed, has no account here, has more "
        "meetings than one check reads, or does not report the data that the check needs (VConnct: the host; "
        "EnableX: what happens in a permanent room)."
    )


@input_type(
    fills=Occupancy,
    description="A planned meeting that is checked for conflicts. Give at least one host, room or device, and at "
    "most 50 of each.",
)
class CheckConflictsInput:
    starts_at: datetime = input_field(description="When the meeting would start.")
    duration_minutes: int = input_field(
        number=between(1, 24 * 60), description="How long the meeting would last, in minutes."
    )
    hosts: list[HostInput] | None = input_field(
        default=strawberry.UNSET, entries=_THINGS, description="The hosts of the meeting."
    )
    rooms: list[strawberry.ID] | None = input_field(
        default=strawberry.UNSET, entries=_THINGS, description="Global ids of the rooms of the meeting."
    )
    devices: list[strawberry.ID] | None = input_field(
        default=strawberry.UNSET, entries=_THINGS, description="Global ids of the devices of the meeting."
    )
    exclude: strawberry.ID | None = input_field(
        default=strawberry.UNSET,
        description="Global id of a meeting to leave out of the check: the one that you are about to change.",
    )


def occupancy(input: CheckConflictsInput, context: Context) -> Occupancy:
    """What the input asks about.

    Raises:
        BadInput: a length or a number of things is out of bounds, nothing is named, or an id is not usable.
    """
    if not (input.hosts or input.rooms or input.devices):
        raise BadInput("Give at least one of `input.hosts`, `input.rooms` and `input.devices`.")
    return _occupancy(
        context,
        "input.",
        input.starts_at,
        input.duration_minutes,
        input.hosts,
        input.rooms,
        input.devices,
        # An empty id is refused: left out, the meeting would be in its own way.
        exclude=context.key_of(Kind.MEETING, input.exclude) if isinstance(input.exclude, str) else None,
    )


async def _of_written(
    root: MeetingResult,
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
        info.context, "", starts_at, meeting.duration_minutes or models.ASSUMED_MINUTES, hosts, rooms, devices
    )
    return await conflicts.of_meeting(meeting, also, info.context)


def of_written() -> Any:
    """Declares the field `conflicts` of a payload with a meeting."""
    return loaded(
        _of_written,
        description="A warning: meetings that have the same host, permanent room or device at an overlapping time. "
        "The write is not refused because of them. Makes vendor calls only if the field is selected. Null if there "
        "is no meeting.",
        arguments={
            "hosts": InputDeclaration(
                description="Other hosts of the meeting, at any vendor.", entries=_THINGS
            ),
            "rooms": InputDeclaration(
                description="Global ids of other rooms of the meeting.", entries=_THINGS
            ),
            "devices": InputDeclaration(
                description="Global ids of other devices of the meeting.", entries=_THINGS
            ),
        },
    )


def _occupancy(
    context: Context,
    prefix: str,
    starts_at: datetime,
    duration_minutes: int,
    hosts: list[HostInput] | None,
    rooms: list[strawberry.ID] | None,
    devices: list[strawberry.ID] | None,
    exclude: Key | None = None,
) -> Occupancy:
    if not all(host.id.strip() for host in hosts or ()):
        raise BadInput(f"`{prefix}hosts.id` must not be empty.")
    return Occupancy(
        starts_at=starts_at,
        duration_minutes=duration_minutes,
        hosts=tuple((context.account_at(host.vendor, host.account or None), host.id) for host in hosts or ()),
        rooms=context.keys_of(Kind.ROOM, rooms or (), f"{prefix}rooms"),
        devices=context.keys_of(Kind.DEVICE, devices or (), f"{prefix}devices"),
        exclude=exclude,
    )
