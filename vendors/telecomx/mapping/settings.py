"""Maps Telecomx templates and tablet settings to our models. Pure."""

from typing import Any

from models.settings import DeviceSettings, MeetingSettings, Quality, SettingsTemplate, TemplateMeetingType
from models.view import View, plain
from models.view_attributes import derived
from vendors.drift import DriftRecord
from vendors.samples import known
from vendors.telecomx import payloads
from vendors.telecomx.values import flag, switch, text, whole
from vendors.views import Answer, mapped, translated

QUALITY = {
    "LOW": Quality.LOW,
    "MEDIUM": Quality.MEDIUM,
    "HIGH": Quality.HIGH,
    "VERY_HIGH": Quality.VERY_HIGH,
}
MEETING_TYPE = {"POOL": TemplateMeetingType.POOL, "NORMAL": TemplateMeetingType.NORMAL}


def quality(word: str | None, *, at: str, record: DriftRecord | None = None) -> Quality | None:
    """The quality that a word means; args as those of `known`."""
    return known(QUALITY, word, Quality.UNKNOWN, at=at, record=record) if word else None


def _quality(settings: Any) -> Quality | None:
    word = translated(settings, "quality", text)
    return quality(word, at="devices[].settings.quality", record=settings._answer.drift)


def _either(source: str, misspelt: str) -> Any:
    """A line of a view's class body: a flag by the key's right name, or by the misspelt one."""

    def read(view: View) -> bool | None:
        right = translated(view, source, flag)
        return translated(view, misspelt, flag) if right is None else right

    return derived(read)


class TabletSettings(View, DeviceSettings):
    """What a tablet starts with, or has in force."""

    medcom_uri = mapped("medcom_uri", text)
    camera_on = _either("camera_on", "camer_on")
    microphone_on = _either("microphone_on", "micro_phone_on")
    sets_volume = mapped("set_volume", flag)
    adds_participants = _either("add_participant", "add_participants")
    volume = mapped("volume", whole)
    quality = derived(_quality)


def tablet_settings(payload: payloads.TabletSettings, answer: Answer) -> DeviceSettings:
    """What a tablet starts with, or has in force; `answer` names its place."""
    return TabletSettings.over(payload, answer)


def template(payload: payloads.Setting, answer: Answer) -> SettingsTemplate:
    kind, settings = payload.meeting_type, payload.tablet_setting
    within = answer._replace(within="tabletSetting.")
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
        meeting_type=(
            known(MEETING_TYPE, kind, TemplateMeetingType.UNKNOWN, at="settings[].meetingType")
            if kind
            else None
        ),
        duration_minutes=whole(payload.duration),
        guest_microphone=switch(payload.guest_microphone),
        guest_pin_required=payload.guest_pin_required,
        project_code=text(payload.project_code),
        scheduling_template_id=whole(payload.scheduling_template_id),
        shows_overlay_text=payload.enable_overlay_text,
        device_settings=(
            plain(tablet_settings(settings, within))
            if isinstance(settings, payloads.TabletSettings)
            else None
        ),
        sends_sms=payload.send_sms,
        sms_template_id=text(payload.sms),
    )


def meeting_settings(payload: payloads.Setting | None, answer: Answer) -> MeetingSettings | None:
    """What a room shows of its template; nothing where it has none."""
    return None if payload is None else MeetingSettings(template=template(payload, answer))


def named(template_id: str) -> MeetingSettings:
    """What a room shows where it only names its template."""
    return MeetingSettings(template=SettingsTemplate(vendor_id=template_id))


def _first(right: bool | None, misspelt: bool | None) -> bool | None:
    return misspelt if right is None else right
