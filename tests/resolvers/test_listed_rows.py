"""The rows of an operation's lists are found by their ids, and rooms of meetings are created for those who ask."""

from models.ids import Key, Kind
from models.meeting import Meeting
from models.room import Room
from models.vendor import Vendor
from models.view import View
from models.view_attributes import derived
from resolvers.loaders.listed import ListedRows
from tests.support.accounts import a_key
from tests.support.builders import a_meeting, a_room

MANY = 3_000


def room_key(number: int) -> Key:
    return a_key(Kind.ROOM, Vendor.TELECOMX, (f"m{number}",))


class CountingMeeting(View, Meeting):
    """A meeting that tells which rooms were created."""

    key = derived(lambda meeting: a_key(Kind.MEETING, Vendor.TELECOMX, (f"m{meeting._row}",)))
    state = derived(lambda meeting: a_meeting("m").state)
    room = derived(
        lambda meeting: meeting._answer.append(meeting._row) or a_room(f"m{meeting._row}", Vendor.TELECOMX)
    )


async def test_a_long_list_creates_no_rooms_until_one_is_asked_for() -> None:
    created: list[int] = []
    listed = ListedRows()
    await listed.learn([CountingMeeting.over(number, created) for number in range(MANY)])
    meeting = listed.take(a_key(Kind.MEETING, Vendor.TELECOMX, ("m7",)))
    assert (isinstance(meeting, Meeting), created) == (True, [])
    room = listed.take(room_key(9))
    assert (isinstance(room, Room), created) == (True, list(range(10)))


async def test_a_room_that_a_list_has_itself_comes_before_that_of_a_meeting() -> None:
    listed = ListedRows()
    shown = a_room("m1", Vendor.TELECOMX)
    await listed.learn([shown, CountingMeeting.over(1, [])])
    assert listed.take(room_key(1)) is shown


async def test_a_room_that_no_list_shows_is_not_found() -> None:
    listed = ListedRows()
    await listed.learn([CountingMeeting.over(1, [])])
    assert listed.take(room_key(2)) is None
    assert isinstance(listed.take(room_key(1)), Room)
