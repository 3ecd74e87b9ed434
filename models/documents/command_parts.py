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
    """Who is at work on a command.

    Attributes:
        holder: the replica.
        fence: rises with every holder; a change under an older one is refused.
        until: by the database's clock; afterwards another may take over.
    """

    model_config = ConfigDict(frozen=True)

    holder: str = ""
    fence: int = 0
    until: Moment | None = None


class Compensating(BaseModel):
    """The opposite of a command that opens something, as stored with it from its acceptance on.

    Attributes:
        state: where it stands.
        type, value: what undoes the command.
        id: the command of ours that carries it, once there is one.
    """

    model_config = ConfigDict(frozen=True)

    state: CompensationState = CompensationState.ARMED
    type: CommandType
    value: bool | None = None
    id: str | None = None


class Compensates(BaseModel):
    """Which command another one undoes.

    Attributes:
        id, type: the command's.
        told: whether what became of its opposite is in its history.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    type: CommandType
    told: bool = False
