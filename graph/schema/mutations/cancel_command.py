"""cancelCommand: takes back a command that was not sent yet."""

import strawberry
from strawberry import field

from graph.schema.fields import attribute, backed_by, written
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import Payload
from graph.schema.types.command import Command
from models import written as models
from models.ids import Kind, decode_as
from resolvers.context import Info
from resolvers.writes import commands

# What the engine calls otherwise than the input.
_PLACES = {"id": ("command",)}


@strawberry.input(description="A command that is to be taken back.")
class CancelCommandInput:
    command: strawberry.ID = field(description="Global id of the command.")


@backed_by(models.CommandWritten, description="The command that was taken back, or why it was not.")
class CancelCommandPayload(Payload):
    command: Command | None = attribute(
        description="The command as CANCELLED; null where it was not taken back."
    )


async def _cancel_command(info: Info, input: CancelCommandInput) -> models.CommandWritten:
    return placed(await commands.cancel(decode_as(input.command, Kind.COMMAND), info.context), _PLACES)


@strawberry.type
class CancelCommand:
    cancel_command: CancelCommandPayload | None = written(
        _cancel_command,
        description="Takes back a command that was not sent yet; once it has left, no vendor can, and only its "
        "opposite, given as a new command, undoes it. What this API sends by itself to undo a command cannot be "
        "taken back, only be replaced by a newer command of the kind.",
        arguments={"input": "Which command."},
    )
