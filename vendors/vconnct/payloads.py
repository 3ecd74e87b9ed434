"""The objects that VConnct documents for its answers, validated as tolerantly as their meaning allows.

What an object cannot be named without is required: `meeting_id`, `session_id`, a switch's `setting` and an entrance's
`url`. Any other field may be missing, and one that cannot be read is as good as empty.
"""

from typing import Annotated, Any, TypeAlias

from msgspec import Meta

from vendors.payload import Bit, Integer, Row, Scalar, Switch, is_usual_id, named
from vendors.payload import VendorPayload as AnyPayload

Id: TypeAlias = str
# BBB allows ids of 256 letters.
_LONGEST_ID = 256
Text: TypeAlias = str | Integer | None
# An empty value means no recording; a text that is no URL would be shown as a recording.
Address: TypeAlias = Annotated[str, Meta(pattern=r"(?i)\A\s*(https?://|\Z)")] | None
# A join link is never empty.
Link: TypeAlias = Annotated[str, Meta(pattern=r"(?i)\A\s*https?://[^\ud800-\udfff]+\Z")]


class Payload(AnyPayload):
    """One object on the wire."""


class MeetingListItem(Row):
    """A meeting as `list_meetings` shows it; nothing else shows one."""

    meeting_id: Id
    title: Scalar = None
    is_running: Scalar = None
    moderator_password: Scalar = None
    welcome_text: Scalar = None

    def __post_init__(self) -> None:
        if not is_usual_id(self.meeting_id):
            named(self.meeting_id, longest=_LONGEST_ID)


class Session(Row):
    """One run of a meeting.

    Attributes:
        status: not documented; the samples say true of runs that are over.
    """

    session_id: Id
    title: Scalar = None
    session_start_time: Scalar = None
    session_end_time: Scalar = None
    attendee_password: Scalar = None
    status: Scalar = None

    def __post_init__(self) -> None:
        if not is_usual_id(self.session_id):
            named(self.session_id, longest=_LONGEST_ID)


class Attendance(Row):
    """One arrival."""

    full_name: Scalar = None
    joined_date: Scalar = None


class Setting(Payload):
    """One of the ten switches of a meeting."""

    setting: str
    value: bool | Bit | Switch | None = None


class Meeting(Payload):
    """A meeting in the responses of creating and changing it, without whether it runs."""

    meeting_id: Id
    title: Text = None
    moderator_password: Text = None
    welcome_text: Text = None
    meeting_setting: tuple[Setting, ...] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        named(self.meeting_id, longest=_LONGEST_ID)


class Entrance(Payload):
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
