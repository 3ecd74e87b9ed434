"""Prints VConnct's records under the vendor's own keys."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from simulators.vconnct.state import Attendance, Meeting, Session

Json = dict[str, Any]


def time(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and Z: 2022-12-20T12:08:46.148Z."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def settings(values: Mapping[str, bool]) -> list[Json]:
    return [{"setting": name, "value": value} for name, value in values.items()]


def general_settings(values: Mapping[str, bool], shape: str) -> Json | list[Json]:
    """One of the ways in which the documented sample, which is not valid JSON, may have been meant."""
    if shape == "setting_value_list":
        return settings(values)
    if shape == "one_key_objects":
        return [{name: value} for name, value in values.items()]
    if shape == "list_with_one_object":
        return [dict(values)]
    return dict(values)


def meeting(record: Meeting) -> Json:
    """A meeting as creating and updating return it."""
    return {
        "meeting_id": record.meeting_id,
        "title": record.title,
        "moderator_password": record.moderator_password,
        "welcome_text": record.welcome_text,
        "meeting_setting": settings(record.settings),
    }


def meeting_row(record: Meeting, is_running: bool) -> Json:
    """A meeting as the list has it: without its settings."""
    return {
        "meeting_id": record.meeting_id,
        "title": record.title,
        "is_running": is_running,
        "moderator_password": record.moderator_password,
        "welcome_text": record.welcome_text,
    }


def session(record: Session, *, end_absent: bool) -> Json:
    row = {
        "session_id": record.session_id,
        "title": record.title,
        "session_start_time": time(record.started_at),
        "session_end_time": time(record.ended_at) if record.ended_at else None,
        "attendee_password": record.attendee_password,
        # Not «is running»: the documented sessions have ended and say true.
        "status": True,
    }
    if end_absent and record.ended_at is None:
        del row["session_end_time"]
    return row


def attendance(rows: Sequence[Attendance]) -> list[Json]:
    """In no order: the last comes first, as in the documented 3, 1, 2."""
    return [
        {"full_name": row.full_name, "joined_date": time(row.joined_at)} for row in (*rows[-1:], *rows[:-1])
    ]
