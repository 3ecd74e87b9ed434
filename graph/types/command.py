"""Command: something a tablet was told to do during a meeting."""

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import field

from graph.fields import backed_by, described_enum, resolved_by
from graph.types.node import VENDOR, VENDOR_ID, Node
from graph.types.page_info import Connection, Edge
from graph.types.settings import Quality
from graph.types.vendor import Vendor
from models import command as models
from resolvers import commands

if TYPE_CHECKING:
    from graph.types.device import Device
    from graph.types.meeting import Meeting

CommandType = described_enum(
    models.CommandType,
    description="What a tablet can be told.",
    values={
        "START_MEETING": "Join the meeting.",
        "CAMERA_ON": "Camera on, or off where `value` is false.",
        "MICROPHONE_ON": "Microphone on, or off where `value` is false.",
        "SET_QUALITY": "Picture quality.",
        "SET_VOLUME": "Loudness.",
        "HANGUP": "Leave the meeting.",
        "UNKNOWN": "The vendor used a word that we do not know; see `vendorType`.",
    },
)

CommandState = described_enum(
    models.CommandState,
    description="How far a command has come.",
    values={
        "ACCEPTED": "Taken on, not yet sent.",
        "SENT": "The vendor has it, the tablet does not.",
        "FETCHED": "The tablet has picked it up.",
        "EXECUTED": "The tablet has carried it out.",
        "FAILED": "It could not be carried out.",
        "REJECTED": "The vendor refused it.",
        "EXPIRED": "Its deadline has passed.",
        "CANCELLED": "It was taken back before it was sent.",
        "UNKNOWN": "The vendor does not tell.",
    },
)


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
