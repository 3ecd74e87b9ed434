"""command, commands, and the subscriptions to commands: the root fields for commands of devices."""

from collections.abc import AsyncGenerator, Sequence

import strawberry

from graph.schema.fields import query, subscription
from graph.schema.input_fields import InputDeclaration
from graph.schema.roots.streams import COMMANDS, asked, ids
from graph.schema.types.command import Command, CommandConnection
from graph.schema.types.lookup import LOOKUP_ARGUMENTS, LookupInput, lookup
from graph.schema.types.page_info import BOTH_WAYS
from models import command as models
from models.ids import Kind
from models.page import Page
from models.scope import Scope
from resolvers import command_steps, commands
from resolvers.context import Context, Info
from resolvers.pagination import paged_when_read
from resolvers.subscriptions import one


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
    async def read(_: object, context: Context) -> Sequence[models.Command] | None:
        return await commands.listed(
            None if meeting is None else context.key_of(Kind.MEETING, meeting),
            None if device is None else context.key_of(Kind.DEVICE, device),
            context,
        )

    return await paged_when_read(read)(None, info, first, after, last, before)


def _command_status(info: Info, id: strawberry.ID) -> AsyncGenerator[models.Command | None, None]:
    return command_steps.COMMAND.events(one(id), info.context)  # type: ignore[return-value]


def _device_commands(
    info: Info,
    id: strawberry.ID | None = None,
    ids: list[strawberry.ID] | None = None,
    device_id: strawberry.ID | None = None,
) -> AsyncGenerator[models.Command | None, None]:
    return command_steps.OF_DEVICES.events(asked(id, ids, device_id), info.context)  # type: ignore[return-value]


def _meeting_commands(
    info: Info,
    id: strawberry.ID | None = None,
    ids: list[strawberry.ID] | None = None,
    meeting_id: strawberry.ID | None = None,
) -> AsyncGenerator[models.Command | None, None]:
    return command_steps.IN_MEETINGS.events(asked(id, ids, meeting_id), info.context)  # type: ignore[return-value]


@strawberry.type
class CommandRoots:
    command: Command | None = query(
        _command,
        description="One command. Null if it was not sent through this API and its vendor does not show it.",
        arguments=LOOKUP_ARGUMENTS,
    )
    commands: CommandConnection | None = query(
        _commands,
        description="The commands of all devices in a meeting, or of one device in its present meeting, or of one "
        "device in one meeting. Null if the meeting or device does not exist.",
        arguments={
            "meeting": "Global id of the meeting.",
            "device": "Global id of the device.",
            **BOTH_WAYS,
        },
    )


@strawberry.type
class CommandStreams:
    command_status: AsyncGenerator[Command | None, None] = subscription(
        _command_status,
        requires={Scope.COMMANDS_FOLLOW},
        description="Sends the present state of a command, then every state change until no more can come. A command "
        "that was given up is watched for ten more minutes. Ends at once with an error if the id is not valid, or if "
        "this API has sent no such command (NOT_FOUND).",
        arguments={"id": "The command's global id."},
    )
    device_commands: AsyncGenerator[Command | None, None] = subscription(
        _device_commands,
        requires={Scope.COMMANDS_FOLLOW},
        description="Sends the pending commands of one or more devices, then every state change of any of their "
        f"commands. Covers only commands that were sent through this API. {COMMANDS}",
        arguments={
            "id": "The device's global id.",
            "ids": ids("Global ids of several devices. Use it instead of `id`."),
            "device_id": InputDeclaration(
                description="The global id of the device. Use `id` instead.", deprecated="Use `id`."
            ),
        },
    )
    meeting_commands: AsyncGenerator[Command | None, None] = subscription(
        _meeting_commands,
        requires={Scope.COMMANDS_FOLLOW},
        description="Sends the pending commands in one or more meetings, then every state change of any command in "
        f"them. Covers only commands that were sent through this API. {COMMANDS}",
        arguments={
            "id": "The meeting's global id.",
            "ids": ids("Global ids of several meetings. Use it instead of `id`."),
            "meeting_id": InputDeclaration(
                description="The global id of the meeting. Use `id` instead.", deprecated="Use `id`."
            ),
        },
    )
