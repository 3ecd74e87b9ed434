"""Stage: the state of a command as it is stored; clients see a CommandState."""

from enum import Enum

from models.command import CommandState


class Stage(Enum):
    """The states, and SENDING: written before the request is sent, shown as ACCEPTED."""

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


# The final stages.
FINAL = frozenset({Stage.EXECUTED, Stage.FAILED, Stage.REJECTED, Stage.CANCELLED})
# Sent, and not known to have ended.
UNDER_WAY = frozenset({Stage.SENT, Stage.FETCHED})
# Not known to have ended by its deadline; a sent command may still turn out to be executed.
GIVEN_UP = frozenset({Stage.EXPIRED, Stage.UNKNOWN})
# Re-exported for callers that need the result of a command.
RESULTS = FINAL | GIVEN_UP
