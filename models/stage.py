"""Stage: the state of a command as it is stored; clients see a CommandState."""

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


# Nothing follows these.
FINAL = frozenset({Stage.EXECUTED, Stage.FAILED, Stage.REJECTED, Stage.CANCELLED})
# Left for the vendor, and not known to have ended.
UNDER_WAY = frozenset({Stage.SENT, Stage.FETCHED})
# Not known to have ended by its deadline; what had left may yet turn out to have been carried out.
GIVEN_UP = frozenset({Stage.EXPIRED, Stage.UNKNOWN})
# A caller who looks for the result of a command finds it here.
RESULTS = FINAL | GIVEN_UP
