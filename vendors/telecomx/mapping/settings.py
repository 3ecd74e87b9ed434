"""Maps Telecomx templates and tablet settings to our models. Pure."""

from models.settings import DeviceSettings, MeetingSettings, Quality, SettingsTemplate, TemplateMeetingType
from vendors.telecomx import payloads
from vendors.telecomx.values import switch, text, whole

QUALITY = {
    "LOW": Quality.LOW,
    "MEDIUM": Quality.MEDIUM,
    "HIGH": Quality.HIGH,
    "VERY_HIGH": Quality.VERY_HIGH,
}
MEETING_TYPE = {"POOL": TemplateMeetingType.POOL, "NORMAL": TemplateMeetingType.NORMAL}


def quality(word: str | None) -> Quality | None:
    return QUALITY.get(word, Quality.UNKNOWN) if word else None


def tablet_settings(payload: payloads.TabletSettings) -> DeviceSettings:
    return DeviceSettings(
        medcom_uri=text(payload.medcom_uri),
        camera_on=_first(payload.camera_on, payload.camer_on),
        microphone_on=_first(payload.microphone_on, payload.micro_phone_on),
        sets_volume=payload.set_volume,
        adds_participants=_first(payload.add_participant, payload.add_participants),
        volume=whole(payload.volume),
        quality=quality(payload.quality),
    )


def template(payload: payloads.Setting) -> SettingsTemplate:
    kind, settings = payload.meeting_type, payload.tablet_setting
    return SettingsTemplate(
        vendor_id=payload.id,
        name=text(payload.name),
        account_id=text(payload.customer),
        is_default=payload.default_setting,
        subject=text(payload.subject),
        description=text(payload.description),
        organizer_email=text(payload.organized_by_email),
        max_participants=whole(payload.max_participants),
        ends_on_time=_first(switch(payload.end_meeting_on_time), switch(payload.end_meeting_on_end_time)),
        meeting_type=MEETING_TYPE.get(kind, TemplateMeetingType.UNKNOWN) if kind else None,
        duration_minutes=whole(payload.duration),
        guest_microphone=switch(payload.guest_microphone),
        guest_pin_required=payload.guest_pin_required,
        project_code=text(payload.project_code),
        scheduling_template_id=whole(payload.scheduling_template_id),
        shows_overlay_text=payload.enable_overlay_text,
        device_settings=tablet_settings(settings) if isinstance(settings, payloads.TabletSettings) else None,
        sends_sms=payload.send_sms,
        sms_template_id=text(payload.sms),
    )


def meeting_settings(payload: payloads.Setting | None) -> MeetingSettings | None:
    """What a room shows of its template; nothing where it has none."""
    return None if payload is None else MeetingSettings(template=template(payload))


def named(template_id: str) -> MeetingSettings:
    """What a room shows where it only names its template."""
    return MeetingSettings(template=SettingsTemplate(vendor_id=template_id))


def _first(right: bool | None, misspelt: bool | None) -> bool | None:
    return misspelt if right is None else right
