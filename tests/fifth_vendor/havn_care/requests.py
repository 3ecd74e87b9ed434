"""Builds the bodies of Havn's writes. Pure."""

from typing import Any

from vendors.havn_care import mapping
from vendors.havn_care.meeting_input import HavnMeetingChanges, HavnMeetingDraft

from models.command import CommandParameters, CommandType
from models.drafts import MeetingChanges, MeetingDraft


def visit(draft: MeetingDraft) -> dict[str, Any]:
    """A new visit; the draft was checked."""
    own = draft if isinstance(draft, HavnMeetingDraft) else None
    return {
        "title": draft.title,
        "begins": None if draft.starts_at is None else draft.starts_at.isoformat(),
        "minutes": draft.duration_minutes,
        "host": draft.host_id,
        "screens": [device.parts[0] for device in draft.devices or ()],
        "language": own and own.language,
        "door_code": own and own.door_code,
    }


def changes(changes: MeetingChanges) -> dict[str, Any]:
    """What is to become different; null removes."""
    own = changes if isinstance(changes, HavnMeetingChanges) else None
    asked = {"title": changes.title, "language": own and own.language}
    given = {name: value for name, value in asked.items() if value is not None}
    return given | {path[0]: None for path in changes.cleared}


def order(type: CommandType, parameters: CommandParameters) -> dict[str, Any]:
    return {"do": mapping.ORDER[type], "on": parameters.value}
