"""command, commands, and what can be followed of them: the fields about what devices were told."""

from collections.abc import AsyncGenerator, Sequence

import strawberry

from graph.fields import resolved_by, streamed_by
from graph.types.command import Command, CommandConnection
from graph.types.lookup import LOOKUP_ARGUMENTS, LookupInput, lookup
from graph.types.page_info import BOTH_WAYS
from models import command as models
from models.ids import Kind, decode_as
from models.page import Page
from resolvers import commands
from resolvers.context import Context, Info
from resolvers.paging import paged


async def _command(
    info: Info, id: strawberry.ID | None = None, by: LookupInput | None = None
) -> models.Command | None:
    return await commands.find(lookup(id, by), info.context)


async def _commands(
    info: Info,
    meeting: strawberry.ID | None = None,
    device: strawberry.ID | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Page[models.Command] | None:
    async def load(_: object, context: Context) -> Sequence[models.Command] | None:
        return await commands.listed(
            None if meeting is None else decode_as(meeting, Kind.MEETING),
            None if device is None else decode_as(device, Kind.DEVICE),
            context,
        )

    return await paged(load)(None, info, first, after, last, before)


def _command_status(info: Info, id: strawberry.ID) -> AsyncGenerator[models.Command | None, None]:
    return commands.steps_of(decode_as(id, Kind.COMMAND), info.context)


def _device_commands(info: Info, device_id: strawberry.ID) -> AsyncGenerator[models.Command | None, None]:
    return info.context.commands.follow_device(decode_as(device_id, Kind.DEVICE))


def _meeting_commands(info: Info, meeting_id: strawberry.ID) -> AsyncGenerator[models.Command | None, None]:
    return info.context.commands.follow_meeting(decode_as(meeting_id, Kind.MEETING))


@strawberry.type
class CommandRoots:
    command: Command | None = resolved_by(
        _command,
        description="One command; null where neither this API gave it nor its vendor shows it.",
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


@strawberry.type
class CommandStreams:
    command_status: AsyncGenerator[Command | None, None] = streamed_by(
        _command_status,
        description="A command as it is, then every step until nothing more can be told; one that was given up is "
        "looked after for ten minutes. Null, and the end, where this API has given no such command.",
        arguments={"id": "The command's global id."},
    )
    device_commands: AsyncGenerator[Command | None, None] = streamed_by(
        _device_commands,
        description="The commands of a device that are under way as they are, then every step of any of its commands; "
        "those that were given through this API.",
        arguments={"device_id": "The device's global id."},
    )
    meeting_commands: AsyncGenerator[Command | None, None] = streamed_by(
        _meeting_commands,
        description="The commands in a meeting that are under way as they are, then every step of any of them; those "
        "that were given through this API.",
        arguments={"meeting_id": "The meeting's global id."},
    )
