"""Command: something a tablet was told to do during a meeting."""

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import field

from graph.fields import backed_by, resolved_by
from graph.types.node import VENDOR, VENDOR_ID, Node
from graph.types.page_info import Connection, Edge
from models import command as models
from models.command import CommandState, CommandType
from models.settings import Quality
from models.vendor import Vendor
from resolvers import commands

if TYPE_CHECKING:
    from graph.types.device import Device
    from graph.types.meeting import Meeting


@backed_by(models.CommandParameters, description="The one parameter of a command; the others are null.")
class CommandParameters:
    value: bool | None = field(description="On or off, for CAMERA_ON and MICROPHONE_ON.")
    volume: int | None = field(description="Percent, 0 to 100, for SET_VOLUME.")
    quality: Quality | None = field(description="For SET_QUALITY.")


@backed_by(
    models.Command, description="Something a tablet was told to do in a meeting (Telecomx).", keys=["id"]
)
class Command(Node):
    vendor: Vendor = field(description=VENDOR)
    vendor_id: str = field(description=VENDOR_ID)
    type: CommandType = field(description="What it was told.")
    vendor_type: str | None = field(description="The vendor's own word for the type.")
    parameters: CommandParameters = field(description="With which parameter.")
    state: CommandState = field(description="How far it has come, as the vendor's flags prove.")
    fetched: bool | None = field(description="Whether the tablet has picked it up; null where nobody tells.")
    executed: bool | None = field(
        description="Whether the tablet has carried it out; null where nobody tells."
    )
    device: Annotated["Device", strawberry.lazy("graph.types.device")] | None = resolved_by(
        commands.device_of, description="The tablet that it was sent to."
    )
    meeting: Annotated["Meeting", strawberry.lazy("graph.types.meeting")] | None = resolved_by(
        commands.meeting_of, description="The meeting that it was sent in."
    )


@strawberry.type(description="A command in a list.")
class CommandEdge(Edge):
    node: Command = field(description="The command.")


@strawberry.type(description="A page of commands.")
class CommandConnection(Connection):
    edges: list[CommandEdge] = field(description="The commands with their places.")
    nodes: list[Command] = field(description="The commands alone.")
