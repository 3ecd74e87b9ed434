"""The things that Telecomx keeps: customers, employees, tablets, meetings, commands, room settings."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

COMMAND_TYPES = ("START_MEETING", "CAMERA_ON", "MICROPHONE_ON", "SET_QUALITY", "SET_VOLUME", "HANGUP")
QUALITIES = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")
WAITING_STATES = frozenset({"CREATED", "PROVISIONED_OK"})
OPEN_STATES = WAITING_STATES | {"STARTED"}

TabletSettings = dict[str, Any]
"""medcomUri, cameraOn, microphoneOn, setVolume, addParticipant, volume, quality."""


@dataclass(slots=True, kw_only=True)
class Customer:
    id: str
    name: str
    features: tuple[str, ...]
    tablet_settings: TabletSettings


@dataclass(slots=True, kw_only=True)
class Employee:
    """`reaches` are the ids of the customers that the employee may act for; an ADMIN reaches all."""

    id: str
    name: str
    customer: str
    access_level: str
    reaches: tuple[str, ...] = ()
    username: str | None = None
    password: str | None = None

    def may_see(self, customer: str) -> bool:
        return self.access_level == "ADMIN" or customer in self.reaches


@dataclass(slots=True, kw_only=True)
class Device:
    """A tablet or a set-top box; `barcode` is what the vendor prints as `deviceId`."""

    id: str
    customer: str
    type: str
    name: str
    mac: str
    created: datetime
    barcode: str | None = None
    serial: str | None = None
    technical_room: str | None = None
    token: str | None = None
    model: str | None = None
    group: str | None = None
    profile: str | None = None
    applications: tuple[dict[str, Any], ...] = ()
    heartbeat: str = "ONLINE"
    enabled: bool = True
    development: bool = False
    awake: bool = True
    actions: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Command:
    """All three parameters are always filled; only the one of the type means anything."""

    id: str
    type: str
    value: bool
    volume: float
    quality: str
    created: datetime
    fetched_at: datetime | None = None
    executions: int = 0

    @property
    def fetched(self) -> bool:
        return self.fetched_at is not None

    @property
    def executed(self) -> bool:
        return self.executions > 0


@dataclass(slots=True)
class Member:
    """A device in a meeting: the settings it started with, those in force, and its commands."""

    device: Device
    settings: TabletSettings
    live: TabletSettings
    commands: list[Command] = field(default_factory=list)
    active: bool = False


@dataclass(slots=True, kw_only=True)
class Participant:
    type: str
    value: str
    reference: str
    sms_status: str | None = None


@dataclass(slots=True, kw_only=True)
class Template:
    """A room setting of a customer, from which rooms are booked."""

    id: str
    customer: str
    name: str
    default: bool
    subject: str
    description: str
    organized_by: str
    max_participants: int
    end_on_time: bool
    meeting_type: str
    duration: int
    guest_microphone: bool
    guest_pin_required: bool
    project_code: str
    scheduling_template: int
    overlay_text: bool
    tablet_settings: TabletSettings
    send_sms: bool
    sms: str | None


@dataclass(slots=True, kw_only=True)
class Meeting:
    """A conference and a videochat room are one record; a conference has no subject and no times."""

    id: str
    customer: str
    employee: str
    created: datetime
    stored_state: str
    access: dict[str, str]
    """uri, pin and the join links, as Medcom handed them out; see `medcom.access`."""
    members: dict[str, Member] = field(default_factory=dict)
    subject: str | None = None
    description: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    external_id: str | None = None
    uuid: str | None = None
    template: Template | None = None
    participants: list[Participant] = field(default_factory=list)

    def state(self, now: datetime) -> str:
        if self.stored_state in OPEN_STATES and self.template is not None and self.template.end_on_time:
            return "CLOSED" if self.end is not None and self.end <= now else self.stored_state
        return self.stored_state

    def is_open(self, now: datetime) -> bool:
        return self.state(now) in OPEN_STATES
