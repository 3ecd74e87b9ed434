"""The vendors, and the capabilities that a vendor can have."""

from collections.abc import Collection
from enum import Enum


class Vendor(Enum):
    """A video-meeting vendor.

    Attributes:
        label: the vendor's name as the vendor spells it, for messages.
    """

    _value_: str
    label: str

    def __new__(cls, name: str, label: str = "") -> "Vendor":
        member = object.__new__(cls)
        member._value_ = name
        member.label = label
        return member

    TELECOMX = ("TELECOMX", "Telecomx FlexCare")
    ENABLEX = ("ENABLEX", "EnableX")
    VCONNCT = ("VCONNCT", "VConnct")
    VSEE = ("VSEE", "VSee")

    # Members are single objects. Enum's own hash runs in Python, and every key is hashed several times for each row.
    __hash__ = object.__hash__


class Capability(Enum):
    """A feature that only some vendors have."""

    READ_MEETINGS = "READ_MEETINGS"
    READ_ROOMS = "READ_ROOMS"
    READ_JOIN_LINKS = "READ_JOIN_LINKS"
    READ_PINS = "READ_PINS"
    READ_DEVICES = "READ_DEVICES"
    READ_COMMANDS = "READ_COMMANDS"
    READ_SESSIONS = "READ_SESSIONS"
    READ_ATTENDANCE = "READ_ATTENDANCE"
    READ_RECORDINGS = "READ_RECORDINGS"
    READ_POLLS = "READ_POLLS"
    READ_LOBBY = "READ_LOBBY"
    READ_PROVIDERS = "READ_PROVIDERS"
    READ_QUEUE = "READ_QUEUE"
    READ_TIME_ZONES = "READ_TIME_ZONES"
    READ_DEFAULT_SETTINGS = "READ_DEFAULT_SETTINGS"
    READ_SETTINGS_TEMPLATES = "READ_SETTINGS_TEMPLATES"
    SCHEDULE_MEETINGS = "SCHEDULE_MEETINGS"
    UPDATE_MEETINGS = "UPDATE_MEETINGS"
    CANCEL_MEETINGS = "CANCEL_MEETINGS"
    START_MEETINGS = "START_MEETINGS"
    JOIN_MEETINGS = "JOIN_MEETINGS"
    END_MEETINGS = "END_MEETINGS"
    RESET_PINS = "RESET_PINS"
    CREATE_ROOMS = "CREATE_ROOMS"
    UPDATE_ROOMS = "UPDATE_ROOMS"
    ASSIGN_ROOMS = "ASSIGN_ROOMS"
    SET_LOBBY = "SET_LOBBY"
    SEND_COMMANDS = "SEND_COMMANDS"

    __hash__ = object.__hash__


def sorted_capabilities(capabilities: Collection[Capability]) -> list[Capability]:
    """The capabilities in the order of their definition."""
    return [capability for capability in Capability if capability in capabilities]
