"""A command: an instruction for a tablet in a meeting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from models.ids import Identified, Key, Kind
from models.settings import Quality


class CommandType(Enum):
    """What a tablet can be told."""

    START_MEETING = "START_MEETING"
    CAMERA_ON = "CAMERA_ON"
    MICROPHONE_ON = "MICROPHONE_ON"
    SET_QUALITY = "SET_QUALITY"
    SET_VOLUME = "SET_VOLUME"
    HANGUP = "HANGUP"
    UNKNOWN = "UNKNOWN"


# Which parameter a type has; of a type that we do not know, all might belong to it.
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
    """How far a command has come."""

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
    """What may be done about a command of which it is not known whether the vendor has got it.

    QUERYABLE: the vendor's list tells whether it is there; it is sent again only if it is not.
    SETS_STATE: doing it twice comes to the same; it may be sent again inside its deadline.
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
    """Who told of a transition."""

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
    """What has become of the opposite of a command that opens something.

    ARMED: it is not known yet whether it is needed.
    PENDING: it is recorded, and about to be sent.
    QUEUED: the vendor has it, behind the command.
    NOT_NEEDED: the command never left, or was picked up by its deadline.
    SUPERSEDED: a newer command of the same kind stands.
    NOT_QUEUED: the vendor does not have it, and it is tried no more.
    UNKNOWN: nobody knows whether the vendor has it, and it is tried no more.
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
    """The opposite of a command that opens something, and where it stands.

    Attributes:
        type: with `parameters`, what undoes the command.
        command_key: the command that carries it; None until it is recorded.
    """

    state: CompensationState
    type: CommandType
    parameters: CommandParameters
    command_key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opposite:
    """What undoes a command."""

    type: CommandType
    parameters: CommandParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What this API knows of a command that was given through it.

    Attributes:
        state: how far it has come.
        history: every step, oldest first; the first one is its acceptance.
        vendor_command_id: the vendor's id of it, once it was sent.
        expires_at: when it is given up.
        late: whether its end became known only after it had been given up.
        compensation: what undoes it where it was not picked up by its deadline; None where it opens nothing.
        compensates: the command that this one undoes, where this API gave it by itself.
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
        """When it came to a state; None where it never did."""
        return next((step.at for step in self.history if step.state is state), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Identified):
    """A command; the key's parts are meeting, device and command id.

    Attributes:
        vendor_type: the vendor's own word for the type.
        fetched: whether the tablet has picked it up; None where the vendor does not say.
        executed: whether the tablet has carried it out; None where the vendor does not say.
        journey: what this API knows of it; None where others gave it to the vendor.
    """

    type: CommandType
    vendor_type: str | None = None
    parameters: CommandParameters
    fetched: bool | None = None
    executed: bool | None = None
    journey: Journey | None = None

    @property
    def state(self) -> CommandState:
        """How far it has come; of others' commands what the two flags prove, and without flags nothing is proved."""
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
        """The vendor's own id of the command; of one of ours None until the vendor has it."""
        return self.key.parts[-1] if self.journey is None else self.journey.vendor_command_id

    @property
    def history(self) -> tuple[CommandTransition, ...]:
        return () if self.journey is None else self.journey.history

    @property
    def version(self) -> int:
        """How many steps it has taken: rises by one with each."""
        return len(self.history)

    @property
    def reason(self) -> str | None:
        """Why it is where it is, where that is not plain."""
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
