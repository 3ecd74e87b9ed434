"""Resolvers for commands of tablets, sent through this API or by other clients of the vendor."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from typing import TypeVar

from models.command import Command, Compensation, DeliveryGuarantee
from models.device import Device, MeetingDevice
from models.documents.command import OURS, CommandRecord
from models.errors import BadInput, StoreUnavailable, UnreadableDocument
from models.ids import Key, Kind
from models.meeting import Meeting
from models.vendor_problem import VendorProblem
from models.view import with_changes
from resolvers import devices, meetings
from resolvers.context import Context, Info
from resolvers.loads import Load
from resolvers.lookups import Lookup, key_for
from resolvers.parts import fetched
from vendors.missing_data import note_missing

T = TypeVar("T")


async def by_key(key: Key, context: Context) -> Command | None:
    """A command; one sent through this API is found without the vendor, also by the vendor's id."""
    if key.parts[-1].startswith(OURS):
        ours = await context.commands.by_key(key)
        return None if ours is None else ours.command()
    known = await _as_far_as_known(context.commands.by_key(key), of=key)
    if known is not None:
        return known.command()
    place = Key(Kind.MEETING_DEVICE, key.account, key.parts[:-1])
    device = await devices.in_meeting_by_key(place, context)
    found: Sequence[Command] | None = None if device is None else await fetched(device, "commands", context)
    return next((command for command in found or () if command.key == key), None)


async def find(lookup: Lookup, context: Context) -> Command | None:
    key = await key_for(Kind.COMMAND, lookup, context)
    return None if key is None else await by_key(key, context)


async def of_meeting_device(root: MeetingDevice, context: Context) -> Sequence[Command] | None:
    shown, ours = await asyncio.gather(_shown(root, context), _ours(root.meeting_key, context))
    if shown is None:
        return None
    return with_ours(shown, [record for record in ours if record.device_key == root.device.key])


async def of_meeting(root: Meeting, context: Context) -> Sequence[Command] | None:
    """The commands of every device in the meeting, device by device; None where the vendor has no devices."""
    present: Sequence[MeetingDevice] | None = await fetched(root, "devices", context)
    if present is None:
        return None
    found, ours = await asyncio.gather(
        asyncio.gather(*(_shown(device, context) for device in present)),
        _ours(root.key, context),
    )
    return with_ours([command for commands in found for command in commands or ()], ours)


def with_ours(shown: Sequence[Command], ours: Iterable[CommandRecord]) -> list[Command]:
    """The commands of both, each once and device by device: first the vendor's in its order, then the others.

    Args:
        shown: the vendor's list.
        ours: the commands sent through this API.
    """
    records = list(ours)
    owner = {id: record for record in records for id in record.vendor_ids}
    found: dict[Key, dict[Key, Command]] = {}
    for command in shown:
        record = owner.get(command.key.parts[-1])
        # A command that was sent several times may be listed several times.
        one = command if record is None else _seen(record.command(), command)
        of_device = found.setdefault(one.device_key, {})
        of_device[one.key] = one if one.key not in of_device else _seen(of_device[one.key], command)
    for record in records:
        found.setdefault(record.device_key, {}).setdefault(record.key, record.command())
    return [command for commands in found.values() for command in commands.values()]


def _seen(ours: Command, shown: Command) -> Command:
    """One of our commands with the vendor's data about it."""
    return with_changes(
        ours,
        vendor_type=shown.vendor_type,
        fetched=ours.fetched or shown.fetched,
        executed=ours.executed or shown.executed,
    )


async def _shown(root: MeetingDevice, context: Context) -> Sequence[Command] | None:
    commands: Sequence[Command] | None = await fetched(root, "commands", context)
    return commands


async def _ours(meeting: Key, context: Context) -> Sequence[CommandRecord]:
    return await _as_far_as_known(context.records.load(meeting), of=meeting) or ()


async def _as_far_as_known(answer: Awaitable[T], of: Key) -> T | None:
    """What the store returns; while it is unavailable, only the vendor's data is returned, and missing data is
    reported.

    Args:
        of: the object that the data is about.
    """
    try:
        return await answer
    except StoreUnavailable:
        # The number of missing commands is not known.
        note_missing(VendorProblem.without_kept_facts(of.vendor), of)
        return None
    except UnreadableDocument as error:
        note_missing(VendorProblem.unreadable_kept_facts(of.vendor, 1), error.id, of)
        return None


async def of_device(root: Device, context: Context) -> Sequence[Command] | None:
    """The commands of a device in the meeting that it is in now; none where it is in no meeting."""
    meeting = await context.loaders.current_meetings.load(root)
    present = None if meeting is None else await fetched(meeting, "devices", context)
    here = next((entry for entry in present or () if entry.device.key == root.key), None)
    return [] if here is None else await of_meeting_device(here, context)


async def listed(meeting: Key | None, device: Key | None, context: Context) -> Sequence[Command] | None:
    """The commands of one meeting, of one device where it is now, or of one device in one meeting.

    Raises:
        BadInput: neither was given.
    """
    if meeting is not None and device is not None:
        here = await devices.in_meeting_by_key(
            Key(Kind.MEETING_DEVICE, meeting.account, (*meeting.parts, *device.parts)), context
        )
        return None if here is None else await of_meeting_device(here, context)
    if meeting is not None:
        found = await meetings.by_key(meeting, context)
        return None if found is None else await of_meeting(found, context)
    if device is not None:
        tablet = await devices.by_key(device, context)
        return None if tablet is None else await of_device(tablet, context)
    raise BadInput("Give a `meeting`, a `device`, or both.")


def device_of(root: Command, info: Info) -> Load[Device | None]:
    return devices.by_key(root.device_key, info.context)


async def compensation_command_of(root: Compensation, info: Info) -> Command | None:
    return None if root.command_key is None else await _one_of_ours(root.command_key, info.context)


async def compensated_by(root: Command, info: Info) -> Command | None:
    key = None if root.journey is None else root.journey.compensates
    return None if key is None else await _one_of_ours(key, info.context)


async def _one_of_ours(key: Key, context: Context) -> Command | None:
    """A command of ours, read together with all of its meeting's."""
    meeting = Key(Kind.MEETING, key.account, key.parts[:1])
    found = (record for record in await context.records.load(meeting) if record.key == key)
    return next((record.command() for record in found), None)


def meeting_of(root: Command, info: Info) -> Load[Meeting | None]:
    return meetings.by_key(root.meeting_key, info.context)


def delivery_of(root: Command, info: Info) -> DeliveryGuarantee:
    if root.journey is not None:
        return root.journey.delivery
    return info.context.adapter(root.account).delivery(root.type)
