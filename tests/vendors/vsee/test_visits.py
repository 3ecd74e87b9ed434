"""Meetings, sessions and recordings through the adapter."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.errors import VendorTimeout
from models.ids import Key, Kind
from models.listing import MeetingQuery
from models.partial import Unfetched
from models.recording import RecordingAvailability
from models.vendor import Vendor
from tests.support.accounts import a_key

ROOM = a_key(Kind.ROOM, Vendor.VSEE, ("b4vjj",))
MEETING = a_key(Kind.MEETING, Vendor.VSEE, ("826",))
WAITING = a_key(Kind.MEETING, Vendor.VSEE, ("827",))
GONE = a_key(Kind.MEETING, Vendor.VSEE, ("1",))
SESSION = a_key(Kind.SESSION, Vendor.VSEE, ("826",))
FROM = datetime(2020, 11, 18, 0, 0, 0, 500000, tzinfo=UTC)


async def listed(adapter, **query: Any) -> Any:
    return (await adapter.list_meetings(MeetingQuery(**query), 1)).items


async def completed(adapter, meeting) -> Any:
    return (await adapter.complete_meetings(meeting.room.aspect, [meeting]))[meeting.key]


def bounds(call) -> dict[str, Any]:
    return {name: value for name, value in call.params.items() if name != "fields"}


async def test_all_visits_are_one_page(adapter) -> None:
    batch = await adapter.list_meetings(MeetingQuery(), 1)
    assert ([meeting.vendor_id for meeting in batch.items], batch.has_more) == (["826", "827"], False)


async def test_bounds_are_sent_as_whole_seconds_that_lose_nothing(adapter, http) -> None:
    await listed(adapter, starts_from=FROM, starts_to=FROM + timedelta(seconds=10))
    assert bounds(http.calls[0]) == {"start_time": 1605657600, "end_time": 1605657611}


async def test_a_room_is_asked_for_by_its_code(adapter, http) -> None:
    await listed(adapter, room=ROOM)
    assert bounds(http.calls[0]) == {"room_code": "b4vjj"}


async def test_an_unknown_room_has_no_visits(adapter, http) -> None:
    del http.answers["/visits"]
    assert await listed(adapter, room=ROOM) == ()


@pytest.mark.parametrize(
    "query",
    [
        {"room": a_key(Kind.ROOM, Vendor.ENABLEX, ("r",))},
        {"room": a_key(Kind.ROOM, Vendor.VSEE, ("a", "b"))},
        {"device": a_key(Kind.DEVICE, Vendor.TELECOMX, ("d",))},
    ],
)
async def test_what_vsee_cannot_have_is_not_asked_for(adapter, http, query: dict[str, Key]) -> None:
    assert await listed(adapter, **query) == ()
    assert http.calls == []


async def test_meetings_by_id_are_one_call_and_the_lists(adapter, http) -> None:
    found = await adapter.meetings([MEETING, WAITING, GONE])
    assert found == {MEETING: found[MEETING], WAITING: found[WAITING], GONE: None}
    assert tuple(found.values())[:2] == await listed(adapter)
    assert http.calls[0] == http.calls[1]


# Rooms of meetings


async def test_the_room_is_found_by_its_second_id(adapter) -> None:
    meeting = (await listed(adapter))[0]
    assert (await completed(adapter, meeting)).room == (await adapter.rooms([ROOM]))[ROOM]


async def test_the_room_that_was_asked_for_is_tried_first(adapter, http) -> None:
    meeting = (await listed(adapter, room=ROOM))[0]
    await completed(adapter, meeting)
    assert set(http.asked) == {"/visits", "/rooms/b4vjj"}


async def test_both_ways_to_a_meeting_end_in_the_same(adapter) -> None:
    by_room = (await listed(adapter, room=ROOM))[0]
    by_id = (await adapter.meetings([MEETING]))[MEETING]
    assert await completed(adapter, by_room) == await completed(adapter, by_id)


async def test_a_visit_of_another_room_than_asked_for_gets_its_own(adapter, http, body) -> None:
    http.on("/rooms/room1_code", {"data": {"code": "room1_code", "id": "170"}})
    query = a_key(Kind.ROOM, Vendor.VSEE, ("room1_code",))
    meeting = (await listed(adapter, room=query))[0]
    assert (await completed(adapter, meeting)).room.key == ROOM


async def test_the_code_of_a_room_is_looked_for_once(adapter, http) -> None:
    meeting = (await listed(adapter))[0]
    await completed(adapter, meeting)
    http.calls.clear()
    await completed(adapter, meeting)
    assert http.asked == ["/rooms/b4vjj"]


async def test_two_who_look_for_a_room_share_the_search(adapter, http) -> None:
    meeting = (await listed(adapter))[0]
    await asyncio.gather(completed(adapter, meeting), completed(adapter, meeting))
    assert http.asked.count("/rooms/room1_code") == 1


async def test_every_room_read_teaches_its_code(adapter, http) -> None:
    await adapter.rooms([ROOM])
    meeting = (await listed(adapter))[0]
    await completed(adapter, meeting)
    assert "/rooms" not in http.asked


@pytest.fixture
def homeless(http, body) -> None:
    """The first visit names a room that VSee does not list."""
    document = body("visits")
    document["data"][0]["room_id"] = "999"
    http.on("/visits", document)


async def test_a_room_that_is_not_found_is_none(adapter, homeless) -> None:
    assert (await completed(adapter, (await listed(adapter))[0])).room is None


async def test_a_room_that_was_not_found_is_left_alone_for_a_minute(adapter, http, clock, homeless) -> None:
    meeting = (await listed(adapter))[0]
    await completed(adapter, meeting)
    http.calls.clear()
    clock.time += timedelta(seconds=59)
    await completed(adapter, meeting)
    assert http.calls == []


async def test_after_a_minute_only_rooms_not_known_are_read(adapter, http, clock, homeless) -> None:
    meeting = (await listed(adapter))[0]
    await completed(adapter, meeting)
    http.calls.clear()
    clock.time += timedelta(seconds=60)
    await completed(adapter, meeting)
    assert "/rooms" in http.asked
    assert "/rooms/b4vjj" not in http.asked


async def test_a_room_that_could_not_be_read_may_be_the_one(adapter, http, homeless) -> None:
    http.on("/rooms/room1_code", VendorTimeout(Vendor.VSEE, "read room"))
    assert isinstance(await completed(adapter, (await listed(adapter))[0]), VendorTimeout)


async def test_a_room_that_could_not_be_read_is_tried_again(adapter, http, homeless) -> None:
    meeting = (await listed(adapter))[0]
    http.on("/rooms/room1_code", VendorTimeout(Vendor.VSEE, "read room"))
    await completed(adapter, meeting)
    http.on("/rooms/room1_code", {"data": {"code": "room1_code", "id": "999"}})
    assert (await completed(adapter, meeting)).room.code == "room1_code"


async def test_a_room_that_cannot_be_read_does_not_hide_the_others(adapter, http) -> None:
    http.on("/rooms/room1_code", VendorTimeout(Vendor.VSEE, "read room"))
    assert (await completed(adapter, (await listed(adapter))[0])).room.key == ROOM


async def test_a_room_removed_since_is_none(adapter, http) -> None:
    meeting = (await listed(adapter))[0]
    await completed(adapter, meeting)
    del http.answers["/rooms/b4vjj"]
    assert (await completed(adapter, meeting)).room is None


async def test_a_meeting_without_a_room_needs_no_call(adapter, http) -> None:
    meeting = (await listed(adapter))[1]
    http.calls.clear()
    found = await adapter.complete_meetings("room", [meeting])
    assert (found, http.calls) == ({WAITING: meeting}, [])


# Sessions and recordings


async def test_a_visit_that_took_place_has_one_session_and_another_none(adapter) -> None:
    found = await adapter.sessions_of_meetings(await listed(adapter))
    assert {key: [session.key for session in sessions] for key, sessions in found.items()} == {
        MEETING: [SESSION],
        WAITING: [],
    }


async def test_a_session_by_its_key_is_the_meetings(adapter) -> None:
    of_meetings = await adapter.sessions_of_meetings(await listed(adapter))
    assert (await adapter.sessions([SESSION]))[SESSION] == of_meetings[MEETING][0]


async def test_a_session_named_with_its_meeting_is_the_same(adapter) -> None:
    key = a_key(Kind.SESSION, Vendor.VSEE, ("826", "826"))
    assert (await adapter.sessions([key]))[key].key == SESSION


async def test_the_recording_of_a_session(adapter) -> None:
    sessions = list((await adapter.sessions([SESSION])).values())
    [found] = (await adapter.recordings(sessions))[SESSION]
    assert found.availability is RecordingAvailability.AVAILABLE


async def test_everything_about_visits_is_the_same_question(adapter, http) -> None:
    meetings = await listed(adapter)
    sessions = (await adapter.sessions_of_meetings(meetings))[MEETING]
    await adapter.recordings(sessions)
    await adapter.sessions([SESSION])
    await adapter.meetings([MEETING])
    assert all(call == http.calls[0] for call in http.calls)


async def test_the_meetings_of_a_room_match_the_question_for_them(adapter) -> None:
    meeting = (await listed(adapter, room=ROOM))[0]
    assert isinstance(meeting.room, Unfetched)
    assert MeetingQuery(room=ROOM).matches(meeting)
