"""How the commands of a meeting stand, as one look at its vendor tells."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.command import Command
from models.ids import Key
from models.meeting import MeetingState


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCommands:
    """What one look at a meeting tells of its commands.

    Attributes:
        state: the meeting's; None where this look did not show it.
        commands: by the device's key; a device whose commands it did not show is missing.
    """

    state: MeetingState | None = None
    commands: Mapping[Key, tuple[Command, ...]]
