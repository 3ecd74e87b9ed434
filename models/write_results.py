"""The result of a write: the object that was created or changed, or the reasons why not."""

from dataclasses import dataclass, field

from models.access import JoinLink
from models.command import Command
from models.ids import Key
from models.lobby import Lobby
from models.meeting import Meeting
from models.problem import Problem
from models.room import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteResult:
    """The fields of every payload.

    Attributes:
        problems: why the write was not carried out; empty if it was.
        replayed: whether this is the result of an earlier write with the same idempotency key.
    """

    problems: tuple[Problem, ...] = ()
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingResult(WriteResult):
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomResult(WriteResult):
    room: Room | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LobbyResult(WriteResult):
    """A lobby that was set.

    Attributes:
        meeting_key: the lobby's meeting.
    """

    lobby: Lobby | None = None
    meeting_key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LobbyClearedResult(WriteResult):
    """A lobby that was removed.

    Attributes:
        meeting_key: which meeting.
    """

    meeting_key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLinkResult(WriteResult):
    """A join link that was created.

    Attributes:
        join_link: the link.
        meeting_key: which meeting.
    """

    join_link: JoinLink | None = field(default=None, repr=False)
    meeting_key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandsResult(WriteResult):
    """Commands that were accepted, one for each device."""

    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult(WriteResult):
    command: Command | None = None
