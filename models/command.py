"""A command: something a tablet was told to do during a meeting."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Identified):
    """A command as its vendor shows it; the key's parts are meeting, device and command id.

    Attributes:
        vendor_type: the vendor's own word for the type.
        fetched: whether the tablet has picked it up; None where the vendor does not say.
        executed: whether the tablet has carried it out; None where the vendor does not say.
    """

    type: CommandType
    vendor_type: str | None = None
    parameters: CommandParameters
    fetched: bool | None = None
    executed: bool | None = None

    @property
    def state(self) -> CommandState:
        """What the two flags prove; without flags nothing is proved."""
        if self.executed:
            return CommandState.EXECUTED
        if self.fetched:
            return CommandState.FETCHED
        if self.fetched is None and self.executed is None:
            return CommandState.UNKNOWN
        return CommandState.SENT

    @property
    def meeting_key(self) -> Key:
        return Key(Kind.MEETING, self.key.vendor, self.key.parts[:1])

    @property
    def device_key(self) -> Key:
        return Key(Kind.DEVICE, self.key.vendor, self.key.parts[1:2])
