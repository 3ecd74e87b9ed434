"""How the commands of a meeting stand, as its vendor tells it in one reading."""

from dataclasses import dataclass

from models.command import Command
from models.meeting import MeetingState


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCommands:
    """What one reading showed.

    Attributes:
        state: the meeting's own.
        commands: those of the devices that were asked about, in the vendor's order.
    """

    state: MeetingState
    commands: tuple[Command, ...]
