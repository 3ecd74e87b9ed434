"""device, devices, command, commands: the Query fields about devices and what they were told."""

from collections.abc import Sequence

import strawberry

from graph.fields import resolved_by
from graph.types.command import Command, CommandConnection
from graph.types.device import Device, DeviceConnection
from graph.types.filters import DeviceFilter, device_query, vendors_of
from graph.types.lookup import LOOKUP_ARGUMENTS, LookupInput, lookup
from graph.types.page_info import BOTH_WAYS
from models import command, device
from models.ids import Kind, decode_as
from models.page import Page
from resolvers import commands, devices
from resolvers.context import Context, Info
from resolvers.paging import paged


async def _device(
    info: Info, id: strawberry.ID | None = None, by: LookupInput | None = None
) -> device.Device | None:
    return await devices.find(lookup(id, by), info.context)


async def _devices(
    info: Info, first: int | None = None, after: str | None = None, filter: DeviceFilter | None = None
) -> Page[device.Device]:
    return await devices.listed(
        info.context, query=device_query(filter), vendors=vendors_of(filter), first=first, after=after
    )


async def _command(
    info: Info, id: strawberry.ID | None = None, by: LookupInput | None = None
) -> command.Command | None:
    return await commands.find(lookup(id, by), info.context)


async def _commands(
    info: Info,
    meeting: strawberry.ID | None = None,
    device: strawberry.ID | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Page[command.Command] | None:
    async def load(_: object, context: Context) -> Sequence[command.Command] | None:
        return await commands.listed(
            None if meeting is None else decode_as(meeting, Kind.MEETING),
            None if device is None else decode_as(device, Kind.DEVICE),
            context,
        )

    return await paged(load)(None, info, first, after, last, before)


@strawberry.type
class DeviceRoots:
    device: Device | None = resolved_by(
        _device,
        description="One device; null where its vendor knows no such device.",
        arguments=LOOKUP_ARGUMENTS,
    )
    devices: DeviceConnection | None = resolved_by(
        _devices,
        description="Devices of all vendors that have any, in their vendor's own order.",
        arguments={
            "first": "How many rows, 1 to 100; 20 where it is left out.",
            "after": "Go on behind this cursor, under the same filter.",
            "filter": "Which devices are wanted.",
        },
    )
    command: Command | None = resolved_by(
        _command,
        description="One command; null where its vendor no longer shows it.",
        arguments=LOOKUP_ARGUMENTS,
    )
    commands: CommandConnection | None = resolved_by(
        _commands,
        description="What the devices of a meeting were told to do, or one device in the meeting that it is in now, or "
        "one device in one meeting; null where there is no such meeting or device.",
        arguments={
            "meeting": "Global id of the meeting.",
            "device": "Global id of the device.",
            **BOTH_WAYS,
        },
    )
