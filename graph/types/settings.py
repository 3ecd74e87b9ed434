"""MeetingSettings, MeetingLocks, SettingsTemplate, DeviceSettings: how meetings and tablets behave."""

from strawberry import field

from graph.fields import backed_by
from models import settings as models
from models.settings import Quality, TemplateMeetingType


@backed_by(
    models.DeviceSettings, description="What a tablet starts a meeting with, or has in force now (Telecomx)."
)
class DeviceSettings:
    medcom_uri: str | None = field(
        description="The address that the tablet dials; it may carry a PIN. Secret."
    )
    camera_on: bool | None = field(description="Whether the camera is on.")
    microphone_on: bool | None = field(description="Whether the microphone is on.")
    sets_volume: bool | None = field(description="Whether `volume` is applied before the meeting.")
    adds_participants: bool | None = field(description="Whether the tablet may invite others by mail or SMS.")
    volume: int | None = field(description="Loudness in percent, 0 to 100.")
    quality: Quality | None = field(description="Picture quality.")


@backed_by(
    models.SettingsTemplate, description="A named set of defaults that meetings are booked with (Telecomx)."
)
class SettingsTemplate:
    vendor_id: str = field(description="The vendor's id of the template.")
    name: str | None = field(description="Its name.")
    account_id: str | None = field(description="The vendor's id of the customer that owns it.")
    is_default: bool | None = field(description="Whether tablets use it when nothing else is chosen.")
    subject: str | None = field(description="Subject that its meetings get.")
    description: str | None = field(description="Description that its meetings get.")
    organizer_email: str | None = field(description="Mail address of the organiser. Secret.")
    max_participants: int | None = field(description="The most people in one of its meetings.")
    ends_on_time: bool | None = field(description="Whether its meetings close at their end time.")
    meeting_type: TemplateMeetingType | None = field(description="Where its meetings get their room from.")
    duration_minutes: int | None = field(description="Length of its meetings, in minutes.")
    guest_microphone: bool | None = field(description="Whether guests come in with their microphone on.")
    guest_pin_required: bool | None = field(description="Whether guests need a PIN.")
    project_code: str | None = field(description="Project that its meetings are accounted to.")
    scheduling_template_id: int | None = field(
        description="Number of the national video hub's template, which sets the room's background."
    )
    shows_overlay_text: bool | None = field(description="Whether names are shown in the picture.")
    device_settings: DeviceSettings | None = field(description="What tablets start its meetings with.")
    sends_sms: bool | None = field(description="Whether participants are told by SMS.")
    sms_template_id: str | None = field(description="The vendor's id of the SMS template.")


@backed_by(models.MeetingLocks, description="What participants may not do; true means locked (VConnct).")
class MeetingLocks:
    camera: bool | None = field(description="No camera.")
    microphone: bool | None = field(description="No microphone: listen only.")
    private_chat: bool | None = field(description="No private chat.")
    public_chat: bool | None = field(description="No public chat.")
    notes: bool | None = field(description="No shared notes.")
    layout: bool | None = field(description="The layout is fixed.")


@backed_by(
    models.MeetingSettings, description="How a meeting or room behaves; what its vendor lacks is null."
)
class MeetingSettings:
    wait_for_moderator: bool | None = field(
        description="Participants wait until a moderator has come (EnableX)."
    )
    knock: bool | None = field(description="Participants must be let in one by one (EnableX).")
    record: bool | None = field(description="Sessions are recorded (VConnct).")
    auto_start_recording: bool | None = field(
        description="Recording starts by itself (EnableX, VConnct, VSee)."
    )
    allow_start_stop_recording: bool | None = field(
        description="A moderator may pause and resume the recording (VConnct)."
    )
    webcams_only_for_moderators: bool | None = field(
        description="Participants' cameras are seen by moderators only (VConnct)."
    )
    locks: MeetingLocks | None = field(description="What participants may not do (VConnct).")
    template: SettingsTemplate | None = field(description="The template it was booked with (Telecomx).")
