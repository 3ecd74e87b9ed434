"""Maps meetings, from the list and from the responses of writes. Pure."""

from typing import Any

from models.access import JoinLink, JoinPlatform, JoinRole
from models.account import Account
from models.drafts import MeetingFields
from models.ids import Key, Kind
from models.meeting import Meeting, MeetingState, end_after
from models.room import Room
from models.settings import MeetingSettings
from models.view import View, with_changes
from models.view_attributes import derived
from vendors.vconnct import payloads
from vendors.vconnct.mapping import rooms, settings
from vendors.vconnct.scalars import flag, stripped
from vendors.views import Answer, keyed, mapped, translated

# VConnct has no word for it, only `is_running`. Idle is never final: a meeting can always be started again.
STATE: dict[bool | None, tuple[MeetingState, str]] = {
    True: (MeetingState.RUNNING, "running"),
    False: (MeetingState.SCHEDULED, "idle"),
}


def key(account: Account, meeting_id: str) -> Key:
    return Key(Kind.MEETING, account, (meeting_id,))


def _state_by_flag(is_running: Any) -> tuple[MeetingState, str] | None:
    """The state and its name; VConnct's own word if it is no known flag."""
    known = STATE.get(flag(is_running))
    if known is not None:
        return known
    word = stripped(is_running)
    return None if word is None else (MeetingState.UNKNOWN, word)


def _state(meeting: View) -> MeetingState:
    found = translated(meeting, "is_running", _state_by_flag)
    return MeetingState.UNKNOWN if found is None else found[0]


def _word(meeting: View) -> str | None:
    found = translated(meeting, "is_running", _state_by_flag)
    return None if found is None else found[1]


def _room(meeting: Any) -> Room:
    # They share a row, so an unreadable field counts once.
    return rooms.listed(meeting._row, meeting._answer._replace(of=meeting.key))


class ListedMeeting(View, Meeting):
    """A meeting in the list."""

    key = keyed(Kind.MEETING, "meeting_id")
    title = mapped("title", stripped)
    welcome_text = mapped("welcome_text", stripped)
    state = derived(_state)
    vendor_state = derived(_word)
    settings = rooms.SETTINGS
    pins = derived(rooms.pins)
    room = derived(_room)


def listed(row: payloads.MeetingListItem, answer: Answer) -> Meeting:
    return ListedMeeting.over(row, answer)


def written(made: payloads.Meeting, is_running: Any, answer: Answer) -> Meeting:
    """A meeting as a write answered it; `is_running` comes from elsewhere."""
    row = payloads.MeetingListItem(
        meeting_id=made.meeting_id,
        title=made.title,
        is_running=is_running,
        moderator_password=made.moderator_password,
        welcome_text=made.welcome_text,
    )
    whole = listed(row, answer)
    return (
        whole
        if made.meeting_setting is None
        else with_settings(whole, settings.of_rows(made.meeting_setting))
    )


def with_settings(of: Meeting, found: MeetingSettings) -> Meeting:
    """The meeting with its settings, which are its room's as well."""
    behind = with_changes(of.room, settings=found) if isinstance(of.room, Room) else of.room
    return with_changes(of, settings=found, room=behind)


def with_plan(of: Meeting, fields: MeetingFields) -> Meeting:
    """The meeting with what was asked for and VConnct has no place for: its time and its description."""
    return with_changes(
        of,
        description=fields.description,
        starts_at=fields.starts_at,
        duration_minutes=fields.duration_minutes,
        ends_at=end_after(fields.starts_at, fields.duration_minutes),
    )


def entrance(url: str, role: JoinRole) -> JoinLink:
    # The documented links have a blank inside the meeting's id.
    return JoinLink(role=role, platform=JoinPlatform.ANY, url="".join(url.split()), vendor_name="url")
