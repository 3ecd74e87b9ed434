"""The four vendors, and the list of what a vendor may be able to do."""

from enum import Enum


class Vendor(Enum):
    """A video-meeting vendor whose API stands behind the graph."""

    TELECOMX = "TELECOMX"
    ENABLEX = "ENABLEX"
    VCONNCT = "VCONNCT"
    VSEE = "VSEE"

    @property
    def label(self) -> str:
        """The vendor's own spelling, for messages."""
        return _LABELS[self]


_LABELS = {
    Vendor.TELECOMX: "Telecomx FlexCare",
    Vendor.ENABLEX: "EnableX",
    Vendor.VCONNCT: "VConnct",
    Vendor.VSEE: "VSee",
}


class Capability(Enum):
    """Something that some vendors can do and others cannot."""

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
    READ_SETTINGS_TEMPLATES = "READ_SETTINGS_TEMPLATES"
