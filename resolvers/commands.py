"""Commands that tablets were sent, as their vendor shows them."""

import asyncio
from collections.abc import Sequence

from models.command import Command
from models.device import Device, MeetingDevice
from models.errors import BadInput
from models.ids import Key, Kind
from models.meeting import Meeting
from resolvers import devices, meetings
from resolvers.context import Context, Info
from resolvers.lookups import Lookup, key_for
from resolvers.parts import fetched


async def by_key(key: Key, context: Context) -> Command | None:
    place = Key(Kind.MEETING_DEVICE, key.vendor, key.parts[:-1])
    device = await devices.in_meeting_by_key(place, context)
    found = None if device is None else await of_meeting_device(device, context)
    return next((command for command in found or () if command.key == key), None)


async def find(lookup: Lookup, context: Context) -> Command | None:
    key = await key_for(Kind.COMMAND, lookup, context)
    return None if key is None else await by_key(key, context)


async def of_meeting_device(root: MeetingDevice, context: Context) -> Sequence[Command] | None:
    commands: Sequence[Command] | None = await fetched(root, "commands", context)
    return commands


async def of_meeting(root: Meeting, context: Context) -> Sequence[Command] | None:
    """The commands of every device in the meeting, device by device; None where the vendor has no devices."""
    present: Sequence[MeetingDevice] | None = await fetched(root, "devices", context)
    if present is None:
        return None
    found = await asyncio.gather(*(of_meeting_device(device, context) for device in present))
    return [command for commands in found for command in commands or ()]


async def of_device(root: Device, context: Context) -> Sequence[Command] | None:
    """The commands of a device in the meeting that it is in now; none where it is in no meeting."""
    meeting = await context.loaders.current_meetings.load(root)
    present = None if meeting is None else await fetched(meeting, "devices", context)
    here = next((entry for entry in present or () if entry.device.key == root.key), None)
    return [] if here is None else await of_meeting_device(here, context)


async def listed(meeting: Key | None, device: Key | None, context: Context) -> Sequence[Command] | None:
    """The commands of one meeting, of one device where it is now, or of one device in one meeting.

    Raises:
        BadInput: neither was named.
    """
    if meeting is not None and device is not None:
        here = await devices.in_meeting_by_key(
            Key(Kind.MEETING_DEVICE, meeting.vendor, (*meeting.parts, *device.parts)), context
        )
        return None if here is None else await of_meeting_device(here, context)
    if meeting is not None:
        found = await meetings.by_key(meeting, context)
        return None if found is None else await of_meeting(found, context)
    if device is not None:
        tablet = await devices.by_key(device, context)
        return None if tablet is None else await of_device(tablet, context)
    raise BadInput("Name a `meeting`, a `device`, or both.")


async def device_of(root: Command, info: Info) -> Device | None:
    return await devices.by_key(root.device_key, info.context)


async def meeting_of(root: Command, info: Info) -> Meeting | None:
    return await meetings.by_key(root.meeting_key, info.context)
