"""Maps rooms: VConnct has none of their own, so a room is the place that a meeting's sessions are held in. Pure."""

from models.access import Pins
from models.account import Account
from models.ids import Key, Kind
from models.partial import Unfetched
from models.room import Room, RoomKind
from models.view import View
from models.view_attributes import derived
from vendors.vconnct import payloads
from vendors.vconnct.scalars import stripped, text
from vendors.views import Answer, keyed, mapped, translated

# The list of meetings does not show them.
SETTINGS = Unfetched("settings")


def key(account: Account, meeting_id: str) -> Key:
    """The key of the room behind a meeting, which has no id of its own."""
    return Key(Kind.ROOM, account, (meeting_id,))


def pins(view: View) -> Pins | None:
    pin = translated(view, "moderator_password", text)
    return Pins(moderator=pin) if pin else None


class MeetingRoom(View, Room):
    """The room behind a meeting, over the meeting's row."""

    key = keyed(Kind.ROOM, "meeting_id")
    kind = RoomKind.MEETING
    name = mapped("title", stripped)
    settings = SETTINGS
    pins = derived(pins)
    meeting_key = keyed(Kind.MEETING, "meeting_id")


def listed(row: payloads.MeetingListItem, answer: Answer) -> Room:
    return MeetingRoom.over(row, answer)
