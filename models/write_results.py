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
    """The part that every payload has.

    Attributes:
        problems: why the write was not carried out; none where it was.
        replayed: whether an earlier write with the same idempotency key is answered again, and nothing was done now.
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
        meeting_key: whose it is.
    """

    lobby: Lobby | None = None
    meeting_key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LobbyClearedResult(WriteResult):
    """A meeting without a lobby.

    Attributes:
        meeting_key: which meeting.
    """

    meeting_key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLinkResult(WriteResult):
    """A way into a meeting.

    Attributes:
        join_link: made for this write.
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
