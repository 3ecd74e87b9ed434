"""The parts of a command's document: state changes, lease for sending, and compensation."""

from pydantic import BaseModel, ConfigDict

from models.command import CommandSource, CommandState, CommandType, CompensationState
from models.documents.stored import Moment


class Transition(BaseModel):
    """A step in a command's life, as stored."""

    model_config = ConfigDict(frozen=True)

    state: CommandState
    at: Moment
    source: CommandSource
    reason: str | None = None


class SendLease(BaseModel):
    """The lease of the replica that sends a command.

    Attributes:
        holder: the replica.
        fence: increases with every holder; a change with an older one is refused.
        until: the expiry by the database's clock; afterwards another replica may take over.
    """

    model_config = ConfigDict(frozen=True)

    holder: str = ""
    fence: int = 0
    until: Moment | None = None


class Compensating(BaseModel):
    """The opposite of a command that opens something, stored with the command from its acceptance.

    Attributes:
        state: its state.
        type, value: the opposite command.
        id: the id of the opposite command, after it was recorded.
    """

    model_config = ConfigDict(frozen=True)

    state: CompensationState = CompensationState.ARMED
    type: CommandType
    value: bool | None = None
    id: str | None = None


class Compensates(BaseModel):
    """The command that another one undoes.

    Attributes:
        id, type: the command's.
        told: whether the outcome of its opposite is in its history.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    type: CommandType
    told: bool = False
