"""cancelCommand: cancels a command that was not sent yet."""

import strawberry

from graph.schema.fields import attribute, backed_by, mutation
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import MutationPayload
from graph.schema.types.command import Command
from models import write_results as models
from models.ids import Kind
from models.scope import Scope
from resolvers.context import Info
from resolvers.writes import commands

# What the engine calls otherwise than the input.
_PLACES = {"id": ("command",)}


@input_type(description="Cancels a command.")
class CancelCommandInput:
    command: strawberry.ID = input_field(description="Global id of the command.")


@backed_by(models.CommandResult, description="The command that was cancelled, or the reasons why it was not.")
class CancelCommandPayload(MutationPayload):
    command: Command | None = attribute(
        description="The command, now CANCELLED. Null if it was not cancelled."
    )


async def _cancel_command(info: Info, input: CancelCommandInput) -> models.CommandResult:
    return placed(
        await commands.cancel(info.context.key_of(Kind.COMMAND, input.command), info.context), _PLACES
    )


@strawberry.type
class CancelCommand:
    cancel_command: CancelCommandPayload | None = mutation(
        _cancel_command,
        requires={Scope.COMMANDS_SEND},
        description="Cancels a command that was not sent yet. After it was sent, no vendor can cancel it; only a new "
        "command with the opposite effect undoes it. A compensating command, which this API sends to undo another "
        "one, cannot be cancelled, only superseded by a newer command of the same kind.",
        arguments={"input": "The command."},
    )
