"""MeetingSettings, MeetingLocks, SettingsTemplate, DeviceSettings: how meetings and tablets behave."""

from graph.schema.fields import attribute, backed_by
from models import settings as models
from models.settings import Quality, TemplateMeetingType


@backed_by(
    models.DeviceSettings, description="What a tablet starts a meeting with, or has in force now (Telecomx)."
)
class DeviceSettings:
    medcom_uri: str | None = attribute(
        description="The address that the tablet dials; it may carry a PIN.", secret=True
    )
    camera_on: bool | None = attribute(description="Whether the camera is on.")
    microphone_on: bool | None = attribute(description="Whether the microphone is on.")
    sets_volume: bool | None = attribute(description="Whether `volume` is applied before the meeting.")
    adds_participants: bool | None = attribute(
        description="Whether the tablet may invite others by mail or SMS."
    )
    volume: int | None = attribute(description="Loudness in percent, 0 to 100.")
    quality: Quality | None = attribute(description="Picture quality.")


@backed_by(
    models.SettingsTemplate, description="A named set of defaults that meetings are booked with (Telecomx)."
)
class SettingsTemplate:
    vendor_id: str = attribute(description="The vendor's id of the template.")
    name: str | None = attribute(description="Its name.")
    account_id: str | None = attribute(description="The vendor's id of the customer that owns it.")
    is_default: bool | None = attribute(description="Whether tablets use it when nothing else is chosen.")
    subject: str | None = attribute(description="Subject that its meetings get.")
    description: str | None = attribute(description="Description that its meetings get.")
    organizer_email: str | None = attribute(description="Mail address of the organiser.", secret=True)
    max_participants: int | None = attribute(description="The most people in one of its meetings.")
    ends_on_time: bool | None = attribute(description="Whether its meetings close at their end time.")
    meeting_type: TemplateMeetingType | None = attribute(
        description="Where its meetings get their room from."
    )
    duration_minutes: int | None = attribute(description="Length of its meetings, in minutes.")
    guest_microphone: bool | None = attribute(description="Whether guests come in with their microphone on.")
    guest_pin_required: bool | None = attribute(description="Whether guests need a PIN.")
    project_code: str | None = attribute(description="Project that its meetings are accounted to.")
    scheduling_template_id: int | None = attribute(
        description="Number of the national video hub's template, which sets the room's background."
    )
    shows_overlay_text: bool | None = attribute(description="Whether names are shown in the picture.")
    device_settings: DeviceSettings | None = attribute(description="What tablets start its meetings with.")
    sends_sms: bool | None = attribute(description="Whether participants are told by SMS.")
    sms_template_id: str | None = attribute(description="The vendor's id of the SMS template.")


@backed_by(models.MeetingLocks, description="What participants may not do; true means locked (VConnct).")
class MeetingLocks:
    camera: bool | None = attribute(description="No camera.")
    microphone: bool | None = attribute(description="No microphone: listen only.")
    private_chat: bool | None = attribute(description="No private chat.")
    public_chat: bool | None = attribute(description="No public chat.")
    notes: bool | None = attribute(description="No shared notes.")
    layout: bool | None = attribute(description="The layout is fixed.")


@backed_by(
    models.MeetingSettings, description="How a meeting or room behaves; what its vendor lacks is null."
)
class MeetingSettings:
    wait_for_moderator: bool | None = attribute(
        description="Participants wait until a moderator has come (EnableX)."
    )
    knock: bool | None = attribute(description="Participants must be let in one by one (EnableX).")
    record: bool | None = attribute(description="Sessions are recorded (VConnct).")
    auto_start_recording: bool | None = attribute(
        description="Recording starts by itself (EnableX, VConnct, VSee)."
    )
    allow_start_stop_recording: bool | None = attribute(
        description="A moderator may pause and resume the recording (VConnct)."
    )
    webcams_only_for_moderators: bool | None = attribute(
        description="Participants' cameras are seen by moderators only (VConnct)."
    )
    locks: MeetingLocks | None = attribute(description="What participants may not do (VConnct).")
    template: SettingsTemplate | None = attribute(description="The template it was booked with (Telecomx).")
