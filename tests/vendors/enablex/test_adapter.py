"""The rest of the adapter: sessions, polls, lobbies, and what belongs to the account."""

from typing import Any

import pytest

from models.errors import VendorBadResponse, VendorRejected
from models.ids import Kind
from models.meeting import Meeting, MeetingState
from models.room import Room, RoomKind
from models.vendor import Vendor
from models.vendor_problem import MissingPart
from tests.support.accounts import a_key
from tests.support.enablex import meeting_key
from vendors.enablex import mapping

M1 = meeting_key("m-1")
S1 = mapping.sessions.key(M1, "s-1")
MEETING = Meeting(key=M1, state=MeetingState.ENDED)
ROOM_KEY = a_key(Kind.ROOM, Vendor.ENABLEX, ("meeting", "m-1"))
ROOM = Room(key=ROOM_KEY, kind=RoomKind.MEETING, vendor_room_id="r-1")
POLLS = ("GET", "/polls/r-1")
SESSIONS = ("GET", "/sessions")
LOBBY = ("GET", "/meetings/m-1/lobby")


# Sessions


async def test_sessions_are_searched_by_meeting(http: Any, adapter: Any, payload: Any) -> None:
    http.on(*SESSIONS, payload("sessions"))
    found = await adapter().sessions_of_meetings([MEETING])
    assert [session.vendor_id for session in found[M1]] == ["s-2", "s-1"]
    assert http.calls[0].params == {
        "page": "1",
        "page_length": "50",
        "search_by": "meeting_id",
        "search_string": "m-1",
    }


async def test_all_pages_of_a_meetings_sessions_are_read(http: Any, adapter: Any, payload: Any) -> None:
    first, second = payload("sessions"), payload("sessions")
    second["sessions"] = [first["sessions"].pop()]
    http.on(*SESSIONS, first)
    http.on(*SESSIONS, second)
    http.on(*SESSIONS, {"result": 1, "sessions": []})
    assert len((await adapter(page_length=1).sessions_of_meetings([MEETING]))[M1]) == 2
    assert len(http.calls) == 3


@pytest.mark.parametrize(("page_cap", "calls"), [(1, 1), (3, 2)])
async def test_sessions_end_at_the_page_cap_or_where_a_page_comes_again_and_say_so(
    page_cap: int, calls: int, http: Any, adapter: Any, payload: Any, problems: Any
) -> None:
    http.on(*SESSIONS, payload("sessions"))
    await adapter(page_length=2, page_cap=page_cap).sessions_of_meetings([MEETING])
    assert [problem.missing for problem in problems.problems()] == [MissingPart.BEYOND_LIMIT]
    assert len(http.calls) == calls


async def test_an_unknown_meeting_has_no_sessions_to_tell(adapter: Any) -> None:
    assert await adapter().sessions_of_meetings([MEETING]) == {M1: None}


async def test_a_session_is_found_among_its_meetings(http: Any, adapter: Any, payload: Any) -> None:
    http.on(*SESSIONS, payload("sessions"))
    gone = mapping.sessions.key(M1, "s-9")
    found = await adapter().sessions([S1, gone])
    assert (found[S1].number, found[gone], len(http.calls)) == (7, None, 1)


async def test_a_session_is_located_by_its_own_id(http: Any, adapter: Any, payload: Any) -> None:
    http.on(*SESSIONS, payload("sessions"))
    assert await adapter().locate(Kind.SESSION, "s-1") == S1
    assert http.calls[0].params["search_by"] == "session_id"


async def test_an_unknown_session_is_not_located(http: Any, adapter: Any, payload: Any) -> None:
    http.on(*SESSIONS, payload("sessions"))
    assert await adapter().locate(Kind.SESSION, "s-9") is None


async def test_a_meeting_is_located_without_a_call(http: Any, adapter: Any) -> None:
    assert (await adapter().locate(Kind.MEETING, "m-1"), http.calls) == (M1, [])


@pytest.mark.parametrize("kind", [Kind.POLL, Kind.DEVICE])
async def test_what_has_no_search_is_not_located(kind: Kind, http: Any, adapter: Any) -> None:
    assert (await adapter().locate(kind, "x"), http.calls) == (None, [])


# Polls


async def test_polls_are_asked_by_the_rooms_own_id(http: Any, adapter: Any, payload: Any) -> None:
    http.on(*POLLS, payload("polls"))
    found = await adapter().polls_of_rooms([ROOM], None)
    assert [poll.vendor_id for poll in found[ROOM_KEY]] == ["9", "12"]
    assert http.calls[0].params == {}


async def test_polls_of_one_session_are_asked_by_its_number(http: Any, adapter: Any, payload: Any) -> None:
    http.on(*POLLS, payload("polls"))
    await adapter().polls_of_rooms([ROOM], 7)
    assert http.calls[0].params == {"conf_num": "7"}


@pytest.mark.parametrize("polls", [{}, [], None])
async def test_no_polls_are_none_in_every_spelling(polls: Any, http: Any, adapter: Any) -> None:
    http.on(*POLLS, {"result": 1, "polls": polls})
    assert await adapter().polls_of_rooms([ROOM], None) == {ROOM_KEY: ()}


async def test_an_unknown_room_has_no_polls_to_tell(adapter: Any) -> None:
    assert await adapter().polls_of_rooms([ROOM], None) == {ROOM_KEY: None}


async def test_a_room_without_the_vendors_id_is_not_asked_for(http: Any, adapter: Any) -> None:
    room = Room(key=ROOM_KEY, kind=RoomKind.MEETING)
    assert (await adapter().polls_of_rooms([room], None), http.calls) == ({ROOM_KEY: None}, [])


@pytest.mark.parametrize("poll", [{}, {"id": None}, {"id": ""}, {"id": False}, {"id": 12}])
async def test_a_poll_that_does_not_repeat_its_id_has_its_keys(poll: Any, http: Any, adapter: Any) -> None:
    http.on(*POLLS, {"result": 1, "polls": {"12": {"question": "Ready?", **poll}}})
    (poll,) = (await adapter().polls_of_rooms([ROOM], None))[ROOM_KEY]
    assert poll.vendor_id == "12"


@pytest.mark.parametrize("poll", [None, [], "x", {"id": "x" * 201}, {"id": "é" * 99}])
async def test_an_unreadable_poll_costs_only_itself(poll: Any, http: Any, adapter: Any, payload: Any) -> None:
    body = payload("polls")
    body["polls"]["13"] = poll
    http.on(*POLLS, body)
    assert len((await adapter().polls_of_rooms([ROOM], None))[ROOM_KEY]) == 2


@pytest.mark.parametrize("bad", ["x", ["x"], 7, True, None, {}])
async def test_what_is_bad_in_a_poll_costs_only_itself(
    bad: Any, http: Any, adapter: Any, payload: Any
) -> None:
    body = payload("polls")
    body["polls"]["13"] = {"id": {"a": 1}, "question": "Now?", "options": bad}
    http.on(*POLLS, body)
    found = (await adapter().polls_of_rooms([ROOM], None))[ROOM_KEY]
    assert [(one.vendor_id, one.options) for one in found if one.question == "Now?"] == [("13", ())]


async def test_a_bad_option_keeps_its_key_and_its_votes(http: Any, adapter: Any) -> None:
    poll = {"id": 1, "options": {"opt1": "Yes", "opt2": ["No"]}, "result": {"opt1": {}, "opt2": 3}}
    http.on(*POLLS, {"result": 1, "polls": {"1": poll}})
    (found,) = (await adapter().polls_of_rooms([ROOM], None))[ROOM_KEY]
    assert [(option.text, option.votes) for option in found.options] == [("Yes", None), (None, 3)]


async def test_polls_that_are_neither_map_nor_list_cannot_be_read(http: Any, adapter: Any) -> None:
    http.on(*POLLS, {"result": 1, "polls": "none"})
    assert isinstance((await adapter().polls_of_rooms([ROOM], None))[ROOM_KEY], VendorBadResponse)


# Lobbies


async def test_a_lobby_is_read_by_its_meeting(http: Any, adapter: Any, payload: Any) -> None:
    http.on(*LOBBY, payload("lobby"))
    assert (await adapter().lobbies([M1]))[M1].messages == ("Please wait",)


@pytest.mark.parametrize("lobby", [None, [], {}, ""])
async def test_an_empty_lobby_is_none(lobby: Any, http: Any, adapter: Any) -> None:
    http.on(*LOBBY, {"result": 1, "lobby": lobby})
    assert await adapter().lobbies([M1]) == {M1: None}


@pytest.mark.parametrize("lobby", [{"message": "x"}, {"image": {"url": "x"}}, {"options": "x"}])
async def test_what_is_bad_in_a_lobby_costs_only_itself(
    lobby: Any, http: Any, adapter: Any, payload: Any
) -> None:
    whole = payload("lobby")["lobby"]
    http.on(*LOBBY, {"result": 1, "lobby": whole | lobby})
    found = (await adapter().lobbies([M1]))[M1]
    assert [audio.url for audio in found.audios] == [audio["url"] for audio in whole["audio"]]


@pytest.mark.parametrize("lobby", ["x", ["x"]])
async def test_a_lobby_of_the_wrong_shape_cannot_be_read(lobby: Any, http: Any, adapter: Any) -> None:
    http.on(*LOBBY, {"result": 1, "lobby": lobby})
    assert isinstance((await adapter().lobbies([M1]))[M1], VendorBadResponse)


# Of the account


async def test_time_zones_are_the_vendors_list(http: Any, adapter: Any, payload: Any) -> None:
    http.on("GET", "/timezones", payload("timezones"))
    assert [zone.name for zone in await adapter().time_zones()] == ["Asia/Kolkata", "UTC"]


async def test_a_server_without_time_zones_refuses(adapter: Any) -> None:
    with pytest.raises(VendorRejected):
        await adapter().time_zones()


async def test_the_plan_is_that_of_the_subscription(http: Any, adapter: Any, payload: Any) -> None:
    http.on("GET", "/subscriptions/sub-1", payload("subscription"))
    assert (await adapter(subscription_id="sub-1").plan()).max_participants == 50


async def test_without_a_subscription_there_is_no_plan_and_no_call(http: Any, adapter: Any) -> None:
    assert (await adapter().plan(), http.calls) == (None, [])


async def test_an_unknown_subscription_is_no_plan(adapter: Any) -> None:
    assert await adapter(subscription_id="sub-1").plan() is None


async def test_no_secret_is_in_an_errors_words(http: Any, adapter: Any, payload: Any) -> None:
    body = payload("meeting")
    body["meeting"] |= {"mpin": ["424242"], "meeting_id": {"424242": 1}}
    http.on("GET", "/meetings/m-1", body)
    error = (await adapter().meetings([M1]))[M1]
    assert "424242" not in f"{error} {error!r} {error.__cause__}"
