"""The canonical JSON form of inputs and filters, by which they are compared, stable over versions of this gateway.

What is not asked for is left out, so that a field that is added later changes no digest of an earlier input.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any

import msgspec

from models.ids import Key

# Versions before this one wrote these fields also where they were not asked for. Their keys live for a day, and their
# digests cannot be made anew without the input: this goes with the next version.
_ONCE_ALWAYS_WRITTEN: Mapping[str, str] = {
    "MeetingDraft": "title description welcome_text starts_at duration_minutes time_zone capacity settings invitees "
    "sends_mail moderator_password host_id devices",
    "MeetingChanges": "title description welcome_text starts_at duration_minutes time_zone capacity settings invitees "
    "sends_mail moderator_password cleared",
    "MeetingStart": "host_name title attendee_password moderator_password logout_url",
    "MeetingJoin": "name role password",
    "PinReset": "moderator participant",
    "RoomDraft": "name domain slug code",
    "RoomChanges": "cleared name description capacity settings",
    "RoomAssignment": "is_default",
    "MediaDraft": "url content filename content_type caption",
    "LobbyDraft": "messages images audio video_url",
    "Capacity": "moderators participants",
    "MeetingSettings": "wait_for_moderator knock record auto_start_recording allow_start_stop_recording "
    "webcams_only_for_moderators locks template",
    "MeetingLocks": "camera microphone private_chat public_chat notes layout",
    "SettingsTemplate": "name account_id is_default subject description organizer_email max_participants ends_on_time "
    "meeting_type duration_minutes guest_microphone guest_pin_required project_code scheduling_template_id "
    "shows_overlay_text device_settings sends_sms sms_template_id",
    "DeviceSettings": "medcom_uri camera_on microphone_on sets_volume adds_participants volume quality",
    "Invitees": "contact_ids group_ids emails contacts groups",
    "InvitedContact": "contact_id name email",
    "InvitedGroup": "group_id name",
}

# What is most of an input.
_ITSELF = frozenset({str, int, bool, type(None)})

# Whether a field is written although it is not asked for.
_Always = Callable[[str, str], bool]


def canonical(draft: Any) -> Any:
    """What an input or a filter asks for, without what only says whose it is, is as it is when nobody asks, or is never
    compared."""
    return _told(draft, lambda _, __: False)


def canonical_before(draft: Any) -> Any:
    """The same as versions before this one wrote it."""
    return _told(draft, lambda kind, name: name in _ONCE_ALWAYS_WRITTEN.get(kind, "").split())


def _told(value: Any, always: _Always) -> Any:
    if value.__class__ in _ITSELF:
        return value
    if isinstance(value, Key):
        # A key of a first account reads as keys did before accounts were told apart.
        return {"kind": value.kind.value, "vendor": value.account.within_tenant, "parts": list(value.parts)}
    if is_dataclass(value):
        kind: Any = type(value)
        return {
            each.name: _told(part, always)
            for each in _compared(kind)
            if not _is_unset(each, part := getattr(value, each.name)) or always(kind.__name__, each.name)
        }
    if isinstance(value, set | frozenset):
        # Python orders the texts in a set otherwise in every process.
        return sorted((_told(part, always) for part in value), key=msgspec.json.encode)
    if isinstance(value, list | tuple):
        return [_told(part, always) for part in value]
    return msgspec.to_builtins(value, str_keys=True)


@cache
def _compared(kind: type[Any]) -> Sequence[Field[Any]]:
    return tuple(each for each in fields(kind) if each.compare)


def _is_unset(field: Field[Any], value: Any) -> bool:
    default = field.default if field.default_factory is MISSING else field.default_factory()
    return default is not MISSING and bool(value == default)
