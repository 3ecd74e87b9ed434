"""Stage: how far a command of ours has come, as it is stored; clients see a CommandState."""

from enum import Enum

from models.command import CommandState


class Stage(Enum):
    """The states, and SENDING: written before any byte leaves, shown as ACCEPTED."""

    ACCEPTED = "ACCEPTED"
    SENDING = "SENDING"
    SENT = "SENT"
    FETCHED = "FETCHED"
    EXECUTED = "EXECUTED"
    FAILED = "FAILED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    UNKNOWN = "UNKNOWN"

    @property
    def shown(self) -> CommandState:
        return CommandState.ACCEPTED if self is Stage.SENDING else CommandState(self.value)
