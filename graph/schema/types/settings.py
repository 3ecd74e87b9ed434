"""MeetingSettings, MeetingLocks, SettingsTemplate, DeviceSettings: settings of meetings and tablets."""

from graph.schema.fields import attribute, backed_by
from models import settings as models
from models.scope import Scope
from models.settings import Quality, TemplateMeetingType


@backed_by(
    models.DeviceSettings,
    description="The settings with which a tablet starts a meeting, or its present settings {vendors}.",
)
class DeviceSettings:
    medcom_uri: str | None = attribute(
        description="The address that the tablet calls. It may contain a PIN.",
        secret=True,
        requires={Scope.JOIN_LINKS_READ, Scope.PINS_READ},
    )
    camera_on: bool | None = attribute(description="Whether the camera is on.")
    microphone_on: bool | None = attribute(description="Whether the microphone is on.")
    sets_volume: bool | None = attribute(
        description="Whether the tablet applies `volume` before the meeting."
    )
    adds_participants: bool | None = attribute(
        description="Whether the tablet may invite others by email or SMS."
    )
    volume: int | None = attribute(description="Volume in percent, 0 to 100.")
    quality: Quality | None = attribute(description="Picture quality of the video.")


@backed_by(models.SettingsTemplate, description="A named set of default settings for new meetings {vendors}.")
class SettingsTemplate:
    vendor_id: str = attribute(description="The vendor's id of the template.")
    name: str | None = attribute(description="The name.")
    account_id: str | None = attribute(description="The vendor's id of the customer that owns it.")
    is_default: bool | None = attribute(description="Whether tablets use this template by default.")
    subject: str | None = attribute(description="Subject of the meetings.")
    description: str | None = attribute(description="Description of the meetings.")
    organizer_email: str | None = attribute(
        description="Email address of the organiser.", secret=True, requires={Scope.PEOPLE_READ}
    )
    max_participants: int | None = attribute(description="Maximum number of people in a meeting.")
    ends_on_time: bool | None = attribute(description="Whether meetings end automatically at their end time.")
    meeting_type: TemplateMeetingType | None = attribute(description="How the meetings get their room.")
    duration_minutes: int | None = attribute(description="Duration of the meetings, in minutes.")
    guest_microphone: bool | None = attribute(description="Whether guests join with their microphone on.")
    guest_pin_required: bool | None = attribute(description="Whether guests need a PIN.")
    project_code: str | None = attribute(description="Project to which the meetings are charged.")
    scheduling_template_id: int | None = attribute(
        description="Number of the template in the national video hub, which sets the background of the room."
    )
    shows_overlay_text: bool | None = attribute(description="Whether names are shown in the video.")
    device_settings: DeviceSettings | None = attribute(
        description="The settings with which tablets start the meetings."
    )
    sends_sms: bool | None = attribute(description="Whether participants are notified by SMS.")
    sms_template_id: str | None = attribute(description="The vendor's id of the SMS template.")


@backed_by(
    models.MeetingLocks, description="What participants are not allowed to do. True means locked {vendors}."
)
class MeetingLocks:
    camera: bool | None = attribute(description="The camera is locked.")
    microphone: bool | None = attribute(description="The microphone is locked: participants can only listen.")
    private_chat: bool | None = attribute(description="Private chat is locked.")
    public_chat: bool | None = attribute(description="Public chat is locked.")
    notes: bool | None = attribute(description="Shared notes are locked.")
    layout: bool | None = attribute(description="The layout is locked.")


@backed_by(
    models.MeetingSettings,
    description="Settings of a meeting or room. A setting that the vendor does not have is null.",
)
class MeetingSettings:
    wait_for_moderator: bool | None = attribute(
        description="Participants wait until a moderator joins {vendors}."
    )
    knock: bool | None = attribute(description="A moderator admits participants one by one {vendors}.")
    record: bool | None = attribute(description="Sessions are recorded {vendors}.")
    auto_start_recording: bool | None = attribute(description="Recording starts automatically {vendors}.")
    allow_start_stop_recording: bool | None = attribute(
        description="A moderator may pause and resume the recording {vendors}."
    )
    webcams_only_for_moderators: bool | None = attribute(
        description="Only moderators see the cameras of participants {vendors}."
    )
    locks: MeetingLocks | None = attribute(description="What participants are not allowed to do {vendors}.")
    template: SettingsTemplate | None = attribute(
        description="The template with which the meeting was booked {vendors}."
    )
