"""A device: a tablet in a clinic, alone and as part of a meeting."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from models.command import Command
from models.ids import Identified, Key
from models.partial import Maybe
from models.settings import DeviceSettings


class PresenceState(Enum):
    """Whether a device would execute a command now."""

    AWAKE = "AWAKE"
    ASLEEP = "ASLEEP"
    UNKNOWN = "UNKNOWN"


class PresenceSource(Enum):
    """The source of a device's presence."""

    VENDOR = "VENDOR"
    COMMANDS = "COMMANDS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """The presence of a device.

    Attributes:
        as_of: the time of the information; None if there is none.
        source: the source of the information; None if there is none.
    """

    state: PresenceState
    as_of: datetime | None = None
    source: PresenceSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device(Identified):
    """A tablet (Telecomx).

    Attributes:
        barcode: the number printed on it, which the vendor calls `deviceId`.
        location: the technical room number of its location.
        applications: names of the applications installed on it.
    """

    name: str | None = None
    serial: Maybe[str] = None
    barcode: str | None = None
    location: Maybe[str] = None
    vendor_type: Maybe[str] = None
    android_type: Maybe[str] = None
    mac: Maybe[str] = None
    enabled: Maybe[bool] = None
    development_mode: Maybe[bool] = None
    has_flexcare_order: Maybe[bool] = None
    iot_id: Maybe[str] = None
    tablet_profile: Maybe[str] = None
    info: Maybe[str] = None
    applications: Maybe[tuple[str, ...]] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDevice(Identified):
    """A tablet in one meeting; the key's parts are meeting id and device id.

    Attributes:
        settings: what the tablet starts the meeting with; a snapshot.
        live_settings: the settings in force now.
        live_state: the vendor's state of the meeting, as returned with the live settings.
        commands: the commands that were sent to the tablet in this meeting.
    """

    device: Device
    meeting_key: Key
    settings: DeviceSettings | None = None
    live_settings: Maybe[DeviceSettings] = None
    live_state: Maybe[str] = None
    commands: Maybe[tuple[Command, ...]] = None
