"""Command: a command that was sent to a tablet in a meeting."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.fields import attribute, backed_by, computed, loaded
from graph.schema.types.node import VENDOR, VENDOR_ID, Node
from graph.schema.types.page_info import Connection, Edge
from models import command as models
from models.command import CommandSource, CommandState, CommandType, CompensationState, DeliveryGuarantee
from models.settings import Quality
from models.vendor import Vendor
from resolvers import commands

if TYPE_CHECKING:
    from graph.schema.types.device import Device
    from graph.schema.types.meeting import Meeting


@backed_by(
    models.CommandParameters,
    description="The parameter of a command. At most one field is set; the others are null.",
)
class CommandParameters:
    value: bool | None = attribute(description="On or off, for CAMERA_ON and MICROPHONE_ON.")
    volume: int | None = attribute(description="Percent, 0 to 100, for SET_VOLUME.")
    quality: Quality | None = attribute(description="The picture quality, for SET_QUALITY.")


@backed_by(models.CommandTransition, description="A state change of a command.")
class CommandTransition:
    state: CommandState = attribute(description="The new state.")
    at: datetime = attribute(description="When the change became known, in UTC.")
    source: CommandSource = attribute(description="Who reported the change.")
    reason: str | None = attribute(description="Why the state changed, if the state alone does not say it.")


@backed_by(
    models.Compensation,
    description="The compensation of a command that opens something, and whether it was needed. A command stays in "
    "the vendor's queue after its deadline, and a device that wakes later carries it out.",
)
class CommandCompensation:
    state: CompensationState = attribute(description="The state of the compensation.")
    type: CommandType = attribute(description="The type of the opposite command.")
    parameters: CommandParameters = attribute(description="The parameter of the command.")
    command: Annotated["Command", strawberry.lazy("graph.schema.types.command")] | None = loaded(
        commands.compensation_command_of,
        description="The opposite command, which has its own history. Null until it is recorded.",
    )


@backed_by(
    models.Command, description="A command that was sent to a tablet in a meeting {vendors}.", keys=["id"]
)
class Command(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str | None = attribute(
        description=f"{VENDOR_ID} Null until the vendor has received the command."
    )
    type: CommandType = attribute(description="The type of the command.")
    vendor_type: str | None = attribute(description="The vendor's own name of the type.")
    parameters: CommandParameters = attribute(description="The parameter of the command.")
    state: CommandState = attribute(
        description="The present state. If the command was not sent through this API, the state that follows from "
        "the vendor's flags."
    )
    version: int = attribute(
        description="Number of state changes so far: increases by one with each. 0 if the command was not sent "
        "through this API."
    )
    history: list[CommandTransition] = attribute(
        description="All state changes, oldest first. Empty if the command was not sent through this API."
    )
    reason: str | None = attribute(
        description="Why the command is in its state, if the state alone does not say it."
    )
    delivery: DeliveryGuarantee = computed(
        commands.delivery_of,
        description="What this API does if it is not known whether the vendor has received the command.",
    )
    created_at: datetime | None = attribute(
        description="When this API accepted the command, in UTC. Null if it was not sent through this API."
    )
    sent_at: datetime | None = attribute(
        description="When the vendor accepted the command, in UTC. Null if not known."
    )
    fetched_at: datetime | None = attribute(
        description="When this API first saw that the tablet had picked up the command, in UTC. Null if not known."
    )
    executed_at: datetime | None = attribute(
        description="When this API first saw that the tablet had carried out the command, in UTC. Null if not known."
    )
    expires_at: datetime | None = attribute(
        description="The deadline of the command, in UTC. It is never sent later. A command that was sent before its "
        "deadline stays in the vendor's queue and cannot be cancelled there: a device that wakes later still carries "
        "it out. A command that opens something is then followed by the opposite command, see `compensation`. Null "
        "if the command was not sent through this API."
    )
    compensation: CommandCompensation | None = attribute(
        description="The compensation of a command that opens something (CAMERA_ON and MICROPHONE_ON with `true`, "
        "START_MEETING). If the command is not known to be picked up by `expiresAt`, the opposite command is queued "
        "behind it, once. Null for all other commands."
    )
    compensates: Annotated["Command", strawberry.lazy("graph.schema.types.command")] | None = loaded(
        commands.compensated_by,
        description="The command that this one undoes, if this API sent it as a compensation. Null for all other "
        "commands.",
    )
    late: bool = attribute(
        description="True if the outcome became known only after the command was marked EXPIRED or UNKNOWN."
    )
    fetched: bool | None = attribute(
        description="Whether the tablet has picked up the command. Null if not known."
    )
    executed: bool | None = attribute(
        description="Whether the tablet has carried out the command. Null if not known."
    )
    device: Annotated["Device", strawberry.lazy("graph.schema.types.device")] | None = loaded(
        commands.device_of, description="The tablet that the command was sent to."
    )
    meeting: Annotated["Meeting", strawberry.lazy("graph.schema.types.meeting")] | None = loaded(
        commands.meeting_of, description="The meeting in which the command was sent."
    )


@strawberry.type(description="A command in a list.")
class CommandEdge(Edge):
    node: Command = attribute(description="The command.")


@strawberry.type(description="A page of commands.")
class CommandConnection(Connection):
    edges: list[CommandEdge] = attribute(description="The commands with their cursors.")
    nodes: list[Command] = attribute(description="The commands without cursors.")
