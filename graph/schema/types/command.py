"""Command: something a tablet was told to do during a meeting."""

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


@backed_by(models.CommandParameters, description="The one parameter of a command; the others are null.")
class CommandParameters:
    value: bool | None = attribute(description="On or off, for CAMERA_ON and MICROPHONE_ON.")
    volume: int | None = attribute(description="Percent, 0 to 100, for SET_VOLUME.")
    quality: Quality | None = attribute(description="For SET_QUALITY.")


@backed_by(models.CommandTransition, description="A step in a command's life.")
class CommandTransition:
    state: CommandState = attribute(description="Where it came to.")
    at: datetime = attribute(description="When that became known, in UTC.")
    source: CommandSource = attribute(description="Who told.")
    reason: str | None = attribute(description="Why, where that is not plain.")


@backed_by(
    models.Compensation,
    description="What undoes a command that opens something, and whether it was needed: a vendor's queue outlives our "
    "deadline, so that a device that wakes later carries out what lies there.",
)
class CommandCompensation:
    state: CompensationState = attribute(description="What has become of it.")
    type: CommandType = attribute(description="What undoes the command.")
    parameters: CommandParameters = attribute(description="With which parameter.")
    command: Annotated["Command", strawberry.lazy("graph.schema.types.command")] | None = loaded(
        commands.compensation_command_of,
        description="The command that carries it, with a history of its own; null until it is recorded.",
    )


@backed_by(
    models.Command, description="Something a tablet was told to do in a meeting (Telecomx).", keys=["id"]
)
class Command(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str | None = attribute(description=f"{VENDOR_ID} Null until its vendor has it.")
    type: CommandType = attribute(description="What it was told.")
    vendor_type: str | None = attribute(description="The vendor's own word for the type.")
    parameters: CommandParameters = attribute(description="With which parameter.")
    state: CommandState = attribute(
        description="How far it has come; where others gave it, what the vendor's flags prove."
    )
    version: int = attribute(
        description="How many steps it has taken: rises by one with each, 0 where others gave it."
    )
    history: list[CommandTransition] = attribute(
        description="Every step, oldest first; empty where others gave it."
    )
    reason: str | None = attribute(description="Why it is in its state, where that is not plain.")
    delivery: DeliveryGuarantee = computed(
        commands.delivery_of, description="What is done when nobody knows whether its vendor has got it."
    )
    created_at: datetime | None = attribute(
        description="When it was accepted, in UTC; null where others gave it."
    )
    sent_at: datetime | None = attribute(
        description="When the vendor took it, in UTC; null where nobody tells."
    )
    fetched_at: datetime | None = attribute(
        description="When the tablet was first seen to have picked it up, in UTC; null where nobody tells."
    )
    executed_at: datetime | None = attribute(
        description="When the tablet was first seen to have carried it out, in UTC; null where nobody tells."
    )
    expires_at: datetime | None = attribute(
        description="When it is given up, in UTC; it is never sent afterwards. What was sent before stays in the "
        "vendor's queue, where nobody can take it back: a device that wakes later still carries it out. What opens "
        "something is then followed by its opposite, see `compensation`. Null where others gave it."
    )
    compensation: CommandCompensation | None = attribute(
        description="What undoes it, where it opens something (CAMERA_ON and MICROPHONE_ON with `true`, "
        "START_MEETING) and is not known to be picked up by `expiresAt`: the opposite is queued behind it then, "
        "once. Null for all else."
    )
    compensates: Annotated["Command", strawberry.lazy("graph.schema.types.command")] | None = loaded(
        commands.compensated_by,
        description="The command that this one undoes, where this API gave it by itself; null for all else.",
    )
    late: bool = attribute(
        description="Whether its end became known only after it had been given up as EXPIRED or UNKNOWN."
    )
    fetched: bool | None = attribute(
        description="Whether the tablet has picked it up; null where nobody tells."
    )
    executed: bool | None = attribute(
        description="Whether the tablet has carried it out; null where nobody tells."
    )
    device: Annotated["Device", strawberry.lazy("graph.schema.types.device")] | None = loaded(
        commands.device_of, description="The tablet that it was sent to."
    )
    meeting: Annotated["Meeting", strawberry.lazy("graph.schema.types.meeting")] | None = loaded(
        commands.meeting_of, description="The meeting that it was sent in."
    )


@strawberry.type(description="A command in a list.")
class CommandEdge(Edge):
    node: Command = attribute(description="The command.")


@strawberry.type(description="A page of commands.")
class CommandConnection(Connection):
    edges: list[CommandEdge] = attribute(description="The commands with their places.")
    nodes: list[Command] = attribute(description="The commands alone.")
