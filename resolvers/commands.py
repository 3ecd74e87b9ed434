"""Commands that tablets were sent, as their vendor shows them."""

import asyncio
from collections.abc import Sequence

from models.command import Command
from models.device import Device, MeetingDevice
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


async def device_of(root: Command, info: Info) -> Device | None:
    return await devices.by_key(root.device_key, info.context)


async def meeting_of(root: Command, info: Info) -> Meeting | None:
    return await meetings.by_key(root.meeting_key, info.context)
