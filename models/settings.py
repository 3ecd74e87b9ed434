"""Settings of a meeting: waiting, recording, locks, and the templates that define them."""

from dataclasses import dataclass, field
from enum import Enum


class Quality(Enum):
    """Picture quality of a tablet."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    VERY_HIGH = "VERY_HIGH"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceSettings:
    """The settings of a tablet at the start of a meeting, or at present.

    Attributes:
        medcom_uri: the address the tablet dials; it may carry the PIN.
        volume: percent, 0 to 100.
        sets_volume: whether `volume` is applied before a meeting.
        adds_participants: whether the tablet may invite others by mail or SMS.
    """

    medcom_uri: str | None = field(default=None, repr=False)
    camera_on: bool | None = None
    microphone_on: bool | None = None
    sets_volume: bool | None = None
    adds_participants: bool | None = None
    volume: int | None = None
    quality: Quality | None = None


class TemplateMeetingType(Enum):
    """Whether a meeting uses a room that was created before."""

    POOL = "POOL"
    NORMAL = "NORMAL"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsTemplate:
    """A named set of default settings for a customer's meetings (Telecomx `Setting`)."""

    vendor_id: str
    name: str | None = None
    account_id: str | None = None
    is_default: bool | None = None
    subject: str | None = None
    description: str | None = None
    organizer_email: str | None = field(default=None, repr=False)
    max_participants: int | None = None
    ends_on_time: bool | None = None
    meeting_type: TemplateMeetingType | None = None
    duration_minutes: int | None = None
    guest_microphone: bool | None = None
    guest_pin_required: bool | None = None
    project_code: str | None = None
    scheduling_template_id: int | None = None
    shows_overlay_text: bool | None = None
    device_settings: DeviceSettings | None = None
    sends_sms: bool | None = None
    sms_template_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLocks:
    """What participants who are not moderators may not do; true means locked."""

    camera: bool | None = None
    microphone: bool | None = None
    private_chat: bool | None = None
    public_chat: bool | None = None
    notes: bool | None = None
    layout: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSettings:
    """The settings of a meeting or room; None if a vendor does not have one."""

    wait_for_moderator: bool | None = None
    knock: bool | None = None
    record: bool | None = None
    auto_start_recording: bool | None = None
    allow_start_stop_recording: bool | None = None
    webcams_only_for_moderators: bool | None = None
    locks: MeetingLocks | None = None
    template: SettingsTemplate | None = None
