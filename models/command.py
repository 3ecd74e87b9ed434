"""A command: an instruction for a tablet in a meeting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from models.ids import Identified, Key, Kind
from models.settings import Quality


class CommandType(Enum):
    """The types of commands."""

    START_MEETING = "START_MEETING"
    CAMERA_ON = "CAMERA_ON"
    MICROPHONE_ON = "MICROPHONE_ON"
    SET_QUALITY = "SET_QUALITY"
    SET_VOLUME = "SET_VOLUME"
    HANGUP = "HANGUP"
    UNKNOWN = "UNKNOWN"


# The parameter of each type; an unknown type may have any.
PARAMETERS: Mapping[CommandType, frozenset[str]] = {
    CommandType.START_MEETING: frozenset[str](),
    CommandType.CAMERA_ON: frozenset({"value"}),
    CommandType.MICROPHONE_ON: frozenset({"value"}),
    CommandType.SET_QUALITY: frozenset({"quality"}),
    CommandType.SET_VOLUME: frozenset({"volume"}),
    CommandType.HANGUP: frozenset[str](),
    CommandType.UNKNOWN: frozenset({"value", "volume", "quality"}),
}


class CommandState(Enum):
    """The states of a command."""

    ACCEPTED = "ACCEPTED"
    SENT = "SENT"
    FETCHED = "FETCHED"
    EXECUTED = "EXECUTED"
    FAILED = "FAILED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    UNKNOWN = "UNKNOWN"


class DeliveryGuarantee(Enum):
    """What may be done if it is not known whether the vendor received a command.

    QUERYABLE: the vendor's list shows whether it arrived; it is sent again only if it did not.
    SETS_STATE: it is idempotent; it may be sent again before its deadline.
    NOT_REPEATABLE: it is never sent again.
    """

    QUERYABLE = "QUERYABLE"
    SETS_STATE = "SETS_STATE"
    NOT_REPEATABLE = "NOT_REPEATABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandParameters:
    """The one parameter that belongs to a command's type; the others are None.

    Attributes:
        value: on or off, for CAMERA_ON and MICROPHONE_ON.
        volume: percent, for SET_VOLUME.
        quality: for SET_QUALITY.
    """

    value: bool | None = None
    volume: int | None = None
    quality: Quality | None = None


class CommandSource(Enum):
    """The source of a transition."""

    GATEWAY = "GATEWAY"
    VENDOR = "VENDOR"
    DEVICE = "DEVICE"
    RECONCILER = "RECONCILER"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTransition:
    """A step in a command's life."""

    state: CommandState
    at: datetime
    source: CommandSource
    reason: str | None = None


class CompensationState(Enum):
    """The states of the opposite of a command that opens something.

    ARMED: it is not known yet whether it is needed.
    PENDING: it is recorded, and about to be sent.
    QUEUED: the vendor has it in its queue, after the command.
    NOT_NEEDED: the command was never sent, or was picked up by its deadline.
    SUPERSEDED: a newer command of the same kind is in force.
    NOT_QUEUED: the vendor does not have it, and it is not retried.
    UNKNOWN: it is not known whether the vendor has it, and it is not retried.
    """

    ARMED = "ARMED"
    PENDING = "PENDING"
    QUEUED = "QUEUED"
    NOT_NEEDED = "NOT_NEEDED"
    SUPERSEDED = "SUPERSEDED"
    NOT_QUEUED = "NOT_QUEUED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compensation:
    """The opposite of a command that opens something, and its state.

    Attributes:
        type: with `parameters`, the opposite command.
        command_key: the key of the opposite command; None until it is recorded.
    """

    state: CompensationState
    type: CommandType
    parameters: CommandParameters
    command_key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opposite:
    """The command that undoes another one."""

    type: CommandType
    parameters: CommandParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """The data about a command that was sent through this API.

    Attributes:
        state: its state.
        history: every step, oldest first; the first one is its acceptance.
        vendor_command_id: the vendor's id of it, once it was sent.
        expires_at: when it is given up.
        late: whether its end became known only after it was given up.
        compensation: its opposite, for the case that it is not picked up by its deadline; None if it opens nothing.
        compensates: the command that this one undoes, if this API sent it automatically.
    """

    state: CommandState
    history: tuple[CommandTransition, ...]
    delivery: DeliveryGuarantee
    vendor_command_id: str | None
    expires_at: datetime
    late: bool = False
    compensation: Compensation | None = None
    compensates: Key | None = None

    def at(self, state: CommandState) -> datetime | None:
        """When it reached a state; None if it never did."""
        return next((step.at for step in self.history if step.state is state), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Identified):
    """A command; the key's parts are meeting, device and command id.

    Attributes:
        vendor_type: the vendor's own word for the type.
        fetched: whether the tablet has picked it up; None if the vendor does not return it.
        executed: whether the tablet has executed it; None if the vendor does not return it.
        journey: the data of this API; None if another client sent it.
    """

    type: CommandType
    vendor_type: str | None = None
    parameters: CommandParameters
    fetched: bool | None = None
    executed: bool | None = None
    journey: Journey | None = None

    @property
    def state(self) -> CommandState:
        """The state; for other clients' commands the one that the two flags prove, if any."""
        if self.journey is not None:
            return self.journey.state
        if self.executed:
            return CommandState.EXECUTED
        if self.fetched:
            return CommandState.FETCHED
        if self.fetched is None and self.executed is None:
            return CommandState.UNKNOWN
        return CommandState.SENT

    @property
    def vendor_id(self) -> str | None:  # type: ignore[override]
        """The vendor's id of the command; for our commands None until the vendor has accepted them."""
        return self.key.parts[-1] if self.journey is None else self.journey.vendor_command_id

    @property
    def history(self) -> tuple[CommandTransition, ...]:
        return () if self.journey is None else self.journey.history

    @property
    def version(self) -> int:
        """The number of its steps."""
        return len(self.history)

    @property
    def reason(self) -> str | None:
        """The reason for its state, if it is not obvious."""
        return self.history[-1].reason if self.history else None

    @property
    def created_at(self) -> datetime | None:
        return self._at(CommandState.ACCEPTED)

    @property
    def sent_at(self) -> datetime | None:
        return self._at(CommandState.SENT)

    @property
    def fetched_at(self) -> datetime | None:
        return self._at(CommandState.FETCHED)

    @property
    def executed_at(self) -> datetime | None:
        return self._at(CommandState.EXECUTED)

    @property
    def expires_at(self) -> datetime | None:
        return None if self.journey is None else self.journey.expires_at

    @property
    def late(self) -> bool:
        return self.journey is not None and self.journey.late

    @property
    def compensation(self) -> Compensation | None:
        return None if self.journey is None else self.journey.compensation

    def _at(self, state: CommandState) -> datetime | None:
        return None if self.journey is None else self.journey.at(state)

    @property
    def meeting_key(self) -> Key:
        return Key(Kind.MEETING, self.key.account, self.key.parts[:1])

    @property
    def device_key(self) -> Key:
        return Key(Kind.DEVICE, self.key.account, self.key.parts[1:2])
