"""The adapter over a real socket against the stand-in vendor: the same models whatever the vendor's habits."""

import re
from datetime import timedelta
from typing import Any

import pytest

from models.errors import VendorError, VendorRejected
from models.ids import Kind
from models.listing import Direction, MeetingQuery, RoomQuery
from models.meeting import Meeting, MeetingState
from models.room import Room
from models.session import SessionState
from models.vendor import Vendor
from simulators.enablex.app import PREFIX, EnableX
from tests.support.accounts import a_key
from tests.support.enablex import LOGIN, NOW, meeting_key
from vendors.enablex.adapter import EnableXAdapter
from vendors.http import operation_scope

# What the stand-in can do in more ways than on and off.
CHOICES: dict[str, tuple[Any, ...]] = {
    "gmt_offset_style": ("number", "empty", "gst"),
    "error_style": ("desc", "error"),
    "invalid_timezone_code": (1684, 1685, 1686, 1691),
    "page_length_cap": (None, 10),
}
HABITS = [
    pytest.param({name: value}, id=f"{name}={value}")
    for name, default in EnableX.default_switches.items()
    # The order of a whole list is the merging's, see tests/end_to_end/test_lists.py.
    if name != "order_ignored"
    for value in CHOICES.get(name, (False, True) if isinstance(default, bool) else (default,))
]


async def everything(adapter: EnableXAdapter) -> dict[str, Any]:
    """All that the adapter shows of the world, with every field fetched."""
    meetings = await all_meetings(adapter, MeetingQuery())
    keys = [meeting.key for meeting in meetings]
    rooms = list((await adapter.list_rooms(RoomQuery(), 1)).items)
    behind = [meeting.room for meeting in meetings if isinstance(meeting.room, Room)]
    seen = {
        "meetings": await adapter.complete_meetings("detail", meetings),
        "rooms": rooms,
        "permanent": await adapter.rooms([room.key for room in rooms]),
        "sessions": await adapter.sessions_of_meetings(meetings),
        "polls": await adapter.polls_of_rooms([*rooms, *behind], None),
        "lobbies": await adapter.lobbies(keys),
        "time_zones": await adapter.time_zones(),
        "plan": await adapter.plan(),
    }
    failures = [
        value
        for part in seen.values()
        if isinstance(part, dict)
        for value in part.values()
        if isinstance(value, VendorError)
    ]
    assert failures == []
    assert "Unfetched" not in repr(seen)
    return seen


async def all_meetings(adapter: EnableXAdapter, query: MeetingQuery) -> list[Meeting]:
    found: list[Meeting] = []
    number = 0
    more = True
    while more:
        number += 1
        batch = await adapter.list_meetings(query, number)
        found += batch.items
        more = batch.has_more
    return found


WHOLE = {
    "room_owners": ["10001", "10002", "10003", "10004", "10005", "10006"],
    "subscription_id": "sub-vc",
    "page_length": 50,
}


@pytest.mark.parametrize("habit", HABITS)
async def test_the_same_models_whatever_the_vendors_habits(
    habit: dict[str, Any], simulator: EnableX, opened: Any
) -> None:
    async with opened(**WHOLE) as adapter:
        usual = await everything(adapter)
    simulator.set_switches(habit)
    async with opened(**WHOLE) as adapter:
        shown = await everything(adapter)
    if habit == {"gmt_offset_style": "empty"}:
        usual, shown = without_offsets(usual), without_offsets(shown)
    assert shown == usual


def without_offsets(seen: dict[str, Any]) -> dict[str, str]:
    """Their reprs without the offset, which an empty `gmt_offset` does not tell."""
    return {part: re.sub(r"offset_minutes=(None|-?\d+)", "", repr(values)) for part, values in seen.items()}


async def test_a_login_shows_the_same_as_the_app_key(opened: Any) -> None:
    async with opened(**WHOLE) as by_key, opened(**WHOLE, **LOGIN) as by_login:
        assert await everything(by_login) == await everything(by_key)


async def test_the_world_is_not_empty(opened: Any) -> None:
    async with opened(**WHOLE) as adapter:
        seen = await everything(adapter)
    assert len(seen["meetings"]) == 18
    assert len(seen["rooms"]) == 6
    assert all(any(seen[part].values()) for part in ("sessions", "polls", "lobbies"))
    assert (seen["plan"].recording, len(seen["time_zones"])) == (True, 7)


@pytest.mark.parametrize("pins_on_get", [False, True])
async def test_each_meeting_is_the_same_by_both_ways(
    pins_on_get: bool, simulator: EnableX, opened: Any
) -> None:
    simulator.set_switches({"pins_on_get": pins_on_get})
    async with opened() as adapter:
        listed = await all_meetings(adapter, MeetingQuery())
        keys = [meeting.key for meeting in listed]
        detailed = list((await adapter.meetings(keys)).values())
        one_way = await adapter.complete_meetings("listing", detailed)
        assert one_way == await adapter.complete_meetings("detail", listed)


@pytest.mark.parametrize("pins_on_get", [False, True])
async def test_each_room_behind_a_meeting_is_the_same_by_both_ways(
    pins_on_get: bool, simulator: EnableX, opened: Any
) -> None:
    simulator.set_switches({"pins_on_get": pins_on_get})
    async with opened() as adapter:
        rooms = {meeting.room.key: meeting.room for meeting in await all_meetings(adapter, MeetingQuery())}
        found = await adapter.rooms(list(rooms))
        assert await adapter.complete_rooms("listing", list(found.values())) == rooms


@pytest.mark.parametrize("state", [MeetingState.SCHEDULED, MeetingState.RUNNING, MeetingState.ENDED])
@pytest.mark.parametrize("direction", list(Direction))
async def test_a_narrowed_list_finds_all_that_match(
    state: MeetingState, direction: Direction, opened: Any
) -> None:
    query = MeetingQuery(states=frozenset({state}), direction=direction)
    async with opened() as adapter:
        everywhere = await all_meetings(adapter, MeetingQuery(direction=direction))
        assert await all_meetings(adapter, query) == [
            meeting for meeting in everywhere if query.matches(meeting)
        ]


@pytest.mark.parametrize(
    "window",
    [
        {"starts_from": NOW + timedelta(days=3)},
        {"starts_to": NOW - timedelta(days=3)},
        {"starts_from": NOW - timedelta(days=1), "starts_to": NOW + timedelta(days=1)},
    ],
)
@pytest.mark.parametrize("direction", list(Direction))
async def test_a_list_cut_short_by_a_window_misses_nothing(
    window: dict[str, Any], direction: Direction, opened: Any
) -> None:
    query = MeetingQuery(direction=direction, **window)
    async with opened() as adapter:
        everywhere = await all_meetings(adapter, MeetingQuery(direction=direction))
        found = await all_meetings(adapter, query)
    assert [meeting for meeting in found if query.matches(meeting)] == [
        meeting for meeting in everywhere if query.matches(meeting)
    ]


async def test_a_webinar_account_sees_its_webinars(opened: Any) -> None:
    async with opened(app_type="wb") as adapter:
        meetings = await all_meetings(adapter, MeetingQuery())
    assert [(meeting.vendor_id, meeting.is_webinar) for meeting in meetings] == [
        ("web-0001", True),
        ("web-0002", True),
    ]


async def test_completing_all_meetings_walks_once_for_each_host_and_stage(
    simulator: EnableX, opened: Any
) -> None:
    async with opened(page_length=50) as adapter:
        keys = [meeting.key for meeting in await all_meetings(adapter, MeetingQuery())]
        meetings = list((await adapter.meetings(keys)).values())
        simulator.requests.clear()
        await adapter.complete_meetings("listing", meetings)
    assert len(simulator.requests) == len({(meeting.host_id, meeting.state) for meeting in meetings})


async def test_an_expired_token_costs_one_login(simulator: EnableX, opened: Any) -> None:
    async with opened(**LOGIN) as adapter:
        await adapter.time_zones()
        await simulator.hooks()["expire_tokens"]({})
        with operation_scope():
            found = await adapter.meetings([meeting_key(f"mtg-000{number}") for number in range(1, 6)])
    assert all(isinstance(meeting, Meeting) for meeting in found.values())
    assert [request["path"] for request in simulator.requests].count(f"{PREFIX}/login") == 2


async def test_a_login_may_hand_out_the_words_that_were_just_refused(simulator: EnableX, opened: Any) -> None:
    async with opened(**LOGIN) as adapter:
        await adapter.time_zones()
        refused = {"method": "GET", "path": f"{PREFIX}/meetings/*", "status": 401, "body": '{"result": 1001}'}
        same = {"method": "POST", "path": f"{PREFIX}/login", "status": 200}
        token = simulator.state.tokens
        simulator.faults.add({**refused, "times": 1})
        simulator.faults.add({**same, "body": f'{{"result": 1, "token": "{next(iter(token))}"}}', "times": 1})
        key = meeting_key("mtg-0001")
        with operation_scope():
            assert isinstance((await adapter.meetings([key]))[key], Meeting)


async def test_a_token_is_renewed_before_the_vendor_ends_it(simulator: EnableX, opened: Any) -> None:
    async with opened(**LOGIN) as adapter:
        await adapter.time_zones()
        simulator.clock.advance(14 * 60 + 30)
        with operation_scope():
            await adapter.time_zones()
    assert {request["status"] for request in simulator.requests} == {200}


@pytest.mark.parametrize("error_style", CHOICES["error_style"])
@pytest.mark.parametrize("vague", [None, "errors_with_200", "overall_zero_error"])
async def test_what_does_not_exist_is_none_however_the_vendor_says_so(
    error_style: str, vague: str | None, simulator: EnableX, opened: Any
) -> None:
    simulator.set_switches({"error_style": error_style} | ({vague: True} if vague else {}))
    gone = meeting_key("mtg-9999")
    async with opened() as adapter:
        assert await adapter.meetings([gone]) == {gone: None}


async def test_an_error_that_has_neither_status_nor_code_is_a_refusal(
    simulator: EnableX, opened: Any
) -> None:
    simulator.set_switches({"errors_with_200": True, "overall_zero_error": True})
    gone = meeting_key("mtg-9999")
    async with opened() as adapter:
        assert isinstance((await adapter.meetings([gone]))[gone], VendorRejected)


async def test_an_inactive_permanent_room_is_a_refusal_with_its_code(simulator: EnableX, opened: Any) -> None:
    await simulator.hooks()["set_room_active"]({"room_id": "perm-10001", "active": False})
    key = a_key(Kind.ROOM, Vendor.ENABLEX, ("permanent", "10001"))
    async with opened() as adapter:
        found = (await adapter.rooms([key]))[key]
    assert isinstance(found, VendorRejected)
    assert found.vendor_code == "1000"


@pytest.mark.parametrize("timestamp_ms", [False, True])
async def test_polls_of_one_session_are_those_of_its_number(
    timestamp_ms: bool, simulator: EnableX, opened: Any
) -> None:
    simulator.set_switches({"timestamp_ms": timestamp_ms})
    async with opened(**WHOLE) as adapter:
        found = await adapter.polls_of_rooms(list((await adapter.list_rooms(RoomQuery(), 1)).items), None)
        room_key, polls = next((key, polls) for key, polls in found.items() if polls)
        (room,) = (await adapter.rooms([room_key])).values()
        number = polls[0].session_number
        asked = (await adapter.polls_of_rooms([room], number))[room_key]
    assert asked == tuple(poll for poll in polls if poll.session_number == number)
    assert all(poll.asked_at is not None and poll.asked_at <= NOW for poll in polls)


async def test_a_running_session_is_found_by_its_key_and_by_its_own_id(opened: Any) -> None:
    async with opened() as adapter:
        meetings = await all_meetings(adapter, MeetingQuery())
        runs = [
            run for found in (await adapter.sessions_of_meetings(meetings)).values() for run in found or ()
        ]
        running = next(run for run in runs if run.state is SessionState.RUNNING)
        assert await adapter.sessions([running.key]) == {running.key: running}
        assert await adapter.locate(Kind.SESSION, running.vendor_id) == running.key
