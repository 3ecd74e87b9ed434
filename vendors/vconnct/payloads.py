"""The objects that VConnct documents for its answers, validated as tolerantly as their meaning allows."""

from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta

# An id becomes part of ours, so it is some text that can be written as UTF-8. BBB allows no longer ones.
Id: TypeAlias = Annotated[str, Meta(pattern=r"\A[^\ud800-\udfff]+\Z", max_length=256)]
Text: TypeAlias = str | Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | None
Flag: TypeAlias = bool | Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | str | None
# Nothing at all stands for no recording; words that are no address would be shown as one that can be watched.
Address: TypeAlias = Annotated[str, Meta(pattern=r"(?i)\A\s*(https?://|\Z)")] | None
# A way in is never nothing.
Link: TypeAlias = Annotated[str, Meta(pattern=r"(?i)\A\s*https?://[^\ud800-\udfff]+\Z")]


class Payload(msgspec.Struct, frozen=True):
    """One object on the wire."""

    # Most of them carry passwords or names.
    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class MeetingListItem(Payload, frozen=True):
    """A meeting as `list_meetings` shows it; nothing else shows one."""

    meeting_id: Id
    title: Text = None
    is_running: Flag = None
    moderator_password: Text = None
    welcome_text: Text = None


class Session(Payload, frozen=True):
    """One run of a meeting.

    Attributes:
        status: not documented; the samples say true of runs that are over.
    """

    session_id: Id
    title: Text = None
    session_start_time: str | None = None
    session_end_time: str | None = None
    attendee_password: Text = None
    status: Flag = None


class Attendance(Payload, frozen=True):
    """One arrival."""

    full_name: Text = None
    joined_date: str | None = None


class Setting(Payload, frozen=True):
    """One of the ten switches of a meeting."""

    setting: str
    value: Flag = None


class Meeting(Payload, frozen=True):
    """A meeting as making and changing it answer; whether it runs is not told."""

    meeting_id: Id
    title: Text = None
    moderator_password: Text = None
    welcome_text: Text = None
    meeting_setting: tuple[Setting, ...] | None = None


class Entrance(Payload, frozen=True):
    """A way into a running meeting, as starting and joining answer; starting repeats the session's title."""

    url: Link


def setting_rows(data: Any) -> Any:
    """The general settings as a list of rows `{setting, value}`, in whichever shape they come; else the data itself.

    The documented sample is an array bracket around `"name": bool` pairs, which is not JSON. It may stand for an
    object of names, a list with one such object, a list of one-name objects, or the list of rows that a
    meeting's own settings are.
    """
    items = [data] if isinstance(data, dict) else data
    if not isinstance(items, list):
        return data
    rows: list[Any] = []
    for item in items:
        if isinstance(item, dict) and "setting" not in item:
            rows.extend({"setting": name, "value": value} for name, value in item.items())
        else:
            rows.append(item)
    return rows
