"""The adapter against the stand-in for VSee, over a real socket: the same models whatever the vendor's habits."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.errors import VendorRateLimited, VendorRejected
from models.ids import Key, Kind
from models.listing import Direction, MeetingQuery
from models.meeting import MeetingState, VisitKind
from models.partial import Unfetched
from models.recording import RecordingAvailability
from models.room import Room
from models.session import SessionState
from models.vendor import Vendor
from simulators.clock import Clock
from simulators.vsee.app import VSee
from tests.support.accounts import VSEE, a_key
from tests.support.plain_http import plain_client
from tests.support.walking import rooms_of
from tests.support.world import served_alone
from vendors.operation_scope import operation_scope
from vendors.vsee.adapter import VSeeAdapter
from vendors.vsee.settings import VSeeSettings

NOW = datetime(2030, 1, 15, 8, 40, tzinfo=UTC)
ADMIN_TOKEN = "vsee-demo-admin-token"

# Each other value that a switch may take, where the models must not show it.
HABITS: list[dict[str, Any]] = [
    {"times": "string"},
    {"users_separator": "space"},
    {"users_separator": "list"},
    {"missing_text": "null"},
    {"missing_text": "empty"},
    {"missing_text": "false"},
    {"id_key": "_id"},
    {"v7_shape": "object"},
    {"v7_times": "int"},
    {"v7_times": "string"},
    {"v7_rooms": "linked"},
    {"v7_repeat": "conflict"},
    {"delete_answer": "no_content"},
    {"new_room_provider": True},
    {"slug_quotes": "double"},
    {"paging_ignored": True},
    {"total_key": "total"},
    {"visit_numbers": "string"},
    {"visit_numbers": "mixed"},
    {"walkin_numbers": "number"},
    {"visit_fields": "add"},
    {"recordings_style": "array"},
    {"token_expiry": False},
    {"sso_enabled": False},
    {"sso_secret_required": True},
    {"html_errors": True},
    {"error_without_message": True},
    {"not_found_status": 400},
]
# These change what is told, not how; each has a test of its own below.
TRUTHS = {
    "times",
    "times_ms",
    "room_detail",
    "payment_style",
    "account_echo",
    "provider_status",
    "visit_links",
    "rate_limited",
    "retry_after",
}


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[VSee, str]]:
    simulator = VSee(Clock())
    with served_alone(simulator) as address:
        yield simulator, address


@pytest.fixture
def simulator(served: tuple[VSee, str]) -> VSee:
    simulator, _ = served
    simulator.reset()
    simulator.clock.freeze()
    simulator.clock.set(NOW)
    simulator.seed({})
    return simulator


@pytest.fixture
async def account(simulator: VSee, served: tuple[VSee, str]) -> AsyncIterator[Callable[..., VSeeAdapter]]:
    """Opens adapters that have learnt nothing yet, and closes them afterwards."""
    opened: list[VSeeAdapter] = []

    def open_account(**changed: Any) -> VSeeAdapter:
        told = {"account_code": "harbour", "admin_token": ADMIN_TOKEN, "page_limit": 4} | changed
        settings = VSeeSettings(base_url=f"{served[1]}/api_v3", **told)
        opened.append(VSeeAdapter.open(VSEE, settings, now=simulator.clock.now))
        return opened[-1]

    yield open_account
    for adapter in opened:
        await adapter.aclose()


@pytest.fixture
def adapter(account: Callable[..., VSeeAdapter]) -> VSeeAdapter:
    return account()


@pytest.fixture
async def act(served: tuple[VSee, str]) -> AsyncIterator[Callable[..., Awaitable[None]]]:
    async with plain_client(base_url=served[1]) as client:

        async def told(hook: str, **given: Any) -> None:
            (await client.post(f"/_control/hooks/{hook}", json=given)).raise_for_status()

        yield told


def room_key(code: str) -> Key:
    return a_key(Kind.ROOM, Vendor.VSEE, (code,))


async def completed(complete: Any, things: Any) -> dict[Key, Any]:
    """The things with every field asked for that was left to another call."""
    whole = {}
    for thing in things:
        for name in [field.name for field in fields(thing)]:
            left = getattr(thing, name)
            if isinstance(left, Unfetched):
                thing = (await complete(left.aspect, [thing]))[thing.key]
        assert not [f.name for f in fields(thing) if isinstance(getattr(thing, f.name), Unfetched)]
        whole[thing.key] = thing
    return whole


async def everything(adapter: VSeeAdapter) -> dict[str, Any]:
    """All that can be read of an account, by each way to it."""
    with operation_scope() as scope:
        rooms = await rooms_of(adapter)
        keys = [room.key for room in rooms]
        of_rooms: Any = await adapter.providers_of_rooms(keys)
        providers = [provider for found in of_rooms.values() for provider in found]
        single: Any = await adapter.providers([provider.key for provider in providers])
        meetings = (await adapter.list_meetings(MeetingQuery(), 1)).items
        by_id: Any = await adapter.meetings([meeting.key for meeting in meetings])
        of_meetings: Any = await adapter.sessions_of_meetings(meetings)
        sessions = [session for found in of_meetings.values() for session in found]
        missing = [a_key(kind, Vendor.VSEE, ("nowhere",)) for kind in (Kind.ROOM, Kind.MEETING, Kind.SESSION)]
        told = {
            "order": keys,
            "newest first": [room.key for room in await rooms_of(adapter, Direction.DESC)],
            "rooms listed": await completed(adapter.complete_rooms, rooms),
            "rooms": await adapter.rooms(keys),
            "queues": await adapter.room_queues(keys),
            "providers listed": await completed(adapter.complete_providers, providers),
            "providers": await completed(adapter.complete_providers, single.values()),
            "meetings listed": await completed(adapter.complete_meetings, meetings),
            "meetings": await completed(adapter.complete_meetings, by_id.values()),
            "sessions of meetings": {session.key: session for session in sessions},
            "sessions": await adapter.sessions([session.key for session in sessions]),
            "recordings": await adapter.recordings(sessions),
            "nowhere": [
                *(await adapter.rooms(missing[:1])).values(),
                *(await adapter.room_queues(missing[:1])).values(),
                *(await adapter.providers_of_rooms(missing[:1])).values(),
                *(await adapter.meetings(missing[1:2])).values(),
                *(await adapter.sessions(missing[2:])).values(),
            ],
        }
        assert not scope.gaps
    return told


# One world, two ways


async def test_every_way_to_a_thing_tells_the_same(adapter: VSeeAdapter) -> None:
    told = await everything(adapter)
    for name in ("rooms", "providers", "meetings"):
        assert told[f"{name} listed"] == told[name]
    assert told["sessions of meetings"] == told["sessions"]


async def test_the_rooms_are_those_of_the_account_by_age(adapter: VSeeAdapter) -> None:
    codes = [room.code for room in await rooms_of(adapter)]
    assert codes == [
        *("noor1", "moller1", "raman1", "adler1", "fournier1", "okafor1"),
        *("walkin", "reception", "archive", "staff1"),
    ]


async def test_the_newest_room_first_is_the_same_list_turned_round(adapter: VSeeAdapter) -> None:
    told = await everything(adapter)
    assert told["newest first"] == told["order"][::-1]


# The vendor's habits


def test_every_switch_is_tried_or_named() -> None:
    assert {name for habit in HABITS for name in habit} | TRUTHS == set(VSee.default_switches)


@pytest.mark.parametrize("habit", HABITS, ids=str)
async def test_the_models_are_the_same_whatever_the_habits(
    simulator: VSee, account: Callable[..., VSeeAdapter], habit: dict[str, Any]
) -> None:
    usual = await everything(account())
    simulator.set_switches(habit)
    assert await everything(account()) == usual


@pytest.mark.parametrize("habit", [{"times": "object"}, {"times_ms": True}], ids=str)
async def test_finer_times_are_the_same_instants(
    simulator: VSee, account: Callable[..., VSeeAdapter], habit: dict[str, Any]
) -> None:
    usual = (await everything(account()))["rooms"]
    simulator.set_switches(habit)
    finer = (await everything(account()))["rooms"]
    assert {room.created_at.microsecond for room in finer.values()} == {177000}
    assert {key: whole_seconds(room) for key, room in finer.items()} == usual


def whole_seconds(room: Any) -> Room:
    return replace(
        room,
        created_at=room.created_at.replace(microsecond=0),
        updated_at=room.updated_at.replace(microsecond=0),
    )


async def test_an_older_room_tells_less_and_nothing_else(
    simulator: VSee, account: Callable[..., VSeeAdapter]
) -> None:
    usual = (await everything(account()))["rooms"]
    simulator.set_switches({"room_detail": "summary"})
    for key, room in (await everything(account()))["rooms"].items():
        told = {f.name: getattr(room, f.name) for f in fields(room) if getattr(room, f.name) is not None}
        assert replace(usual[key], **told) == usual[key]
        assert room.uid is None


async def test_a_room_that_hides_its_second_id_is_not_found_by_it(
    simulator: VSee, account: Callable[..., VSeeAdapter]
) -> None:
    simulator.set_switches({"room_detail": "summary"})
    assert {meeting.room for meeting in (await everything(account()))["meetings"].values()} == {None}


async def test_old_payments_have_less_of_each_consultation(
    simulator: VSee, account: Callable[..., VSeeAdapter]
) -> None:
    usual = (await everything(account()))["rooms"]
    simulator.set_switches({"payment_style": "old"})
    for key, room in (await everything(account()))["rooms"].items():
        assert room == replace(
            usual[key],
            consultations=tuple(
                replace(each, vendor_id=None, group=None, is_charged=None, slots=None)
                for each in usual[key].consultations
            ),
        )


async def test_another_account_in_the_answer_is_shown_as_it_is(
    simulator: VSee, account: Callable[..., VSeeAdapter]
) -> None:
    usual = (await everything(account()))["rooms"]
    simulator.set_switches({"account_echo": "other"})
    assert (await everything(account()))["rooms"] == {
        key: replace(room, domain="clinic.vseepreview.example", account_id="clinic")
        for key, room in usual.items()
    }


async def test_a_status_in_numbers_says_nothing_about_being_online(
    simulator: VSee, account: Callable[..., VSeeAdapter]
) -> None:
    usual = (await everything(account()))["providers"]
    simulator.set_switches({"provider_status": "int"})
    assert (await everything(account()))["providers"] == {
        key: replace(provider, is_online=None) for key, provider in usual.items()
    }


async def test_visits_without_links_have_no_room(
    simulator: VSee, account: Callable[..., VSeeAdapter]
) -> None:
    simulator.set_switches({"visit_links": "null"})
    meetings = (await everything(account()))["meetings"].values()
    assert {(meeting.room, meeting.account_id) for meeting in meetings} == {(None, None)}


async def test_the_wait_that_the_vendor_asks_for_is_passed_on(simulator: VSee, adapter: VSeeAdapter) -> None:
    simulator.set_switches({"rate_limited": True, "retry_after": "7"})
    with pytest.raises(VendorRateLimited) as caught:
        await rooms_of(adapter)
    assert caught.value.retry_after_ms == 7000


# What the demo world tells


async def test_visits_stand_where_the_clinic_left_them(adapter: VSeeAdapter) -> None:
    meetings = (await adapter.list_meetings(MeetingQuery(), 1)).items
    states = [meeting.state for meeting in sorted(meetings, key=lambda meeting: meeting.starts_at or NOW)]
    ended, waiting, cancelled = MeetingState.ENDED, MeetingState.SCHEDULED, MeetingState.CANCELLED
    running = MeetingState.RUNNING
    assert states[:6] == [ended, ended, cancelled, ended, waiting, running]
    assert states[6:] == [waiting, waiting, waiting, waiting, cancelled, waiting]


async def test_a_call_that_overruns_still_runs(simulator: VSee, adapter: VSeeAdapter, running: Any) -> None:
    simulator.clock.advance(3600)
    assert (await adapter.meetings([running.key]))[running.key].state is MeetingState.RUNNING


@pytest.fixture
async def running(adapter: VSeeAdapter) -> Any:
    meetings = (await adapter.list_meetings(MeetingQuery(), 1)).items
    return next(meeting for meeting in meetings if meeting.state is MeetingState.RUNNING)


async def test_a_meeting_has_its_room_pin_and_host(adapter: VSeeAdapter, running: Any) -> None:
    whole = (await adapter.complete_meetings("room", [running]))[running.key]
    assert whole.room == (await adapter.rooms([room_key("noor1")]))[room_key("noor1")]
    assert len(whole.pins.participant) == 6
    assert whole.host_id == "85741"
    assert whole.visit.kind is VisitKind.WALK_IN


async def test_a_call_that_ends_ends_its_session(
    adapter: VSeeAdapter, running: Any, act: Callable[..., Awaitable[None]]
) -> None:
    before = (await adapter.sessions_of_meetings([running]))[running.key][0]
    await act("end_visit", visit=running.vendor_id)
    after = (await adapter.sessions_of_meetings([running]))[running.key][0]
    assert (before.state, after.state) == (SessionState.RUNNING, SessionState.ENDED)
    assert (before.ended_at, after.ended_at) == (None, NOW)


async def test_recordings_follow_the_visit(
    adapter: VSeeAdapter, running: Any, act: Callable[..., Awaitable[None]]
) -> None:
    (session,) = (await adapter.sessions_of_meetings([running]))[running.key]
    said = []
    for hook in (None, "end_visit", "record_visit", "record_visit"):
        if hook:
            await act(hook, visit=running.vendor_id)
        found = (await adapter.recordings([session]))[session.key]
        assert isinstance(found, tuple)
        said.append([each.availability for each in found])
    assert said == [
        [RecordingAvailability.UNKNOWN],
        [RecordingAvailability.NOT_RECORDED],
        [RecordingAvailability.AVAILABLE],
        [RecordingAvailability.AVAILABLE, RecordingAvailability.AVAILABLE],
    ]


async def test_a_status_that_no_document_explains_is_unknown(
    adapter: VSeeAdapter, act: Callable[..., Awaitable[None]]
) -> None:
    waiting = (await adapter.list_meetings(MeetingQuery(starts_from=NOW), 1)).items[0]
    await act("set_visit", visit=waiting.vendor_id, status=77)
    meeting = (await adapter.meetings([waiting.key]))[waiting.key]
    assert (meeting.state, meeting.vendor_state) == (MeetingState.UNKNOWN, "77")


async def test_the_vendor_filters_by_room_and_time(adapter: VSeeAdapter) -> None:
    query = MeetingQuery(
        room=room_key("noor1"), starts_from=NOW - timedelta(hours=1), starts_to=NOW + timedelta(hours=1)
    )
    found = (await adapter.list_meetings(query, 1)).items
    assert len(found) == 3
    assert all(query.matches(meeting) for meeting in found)


async def test_both_ways_to_a_rooms_meetings_end_in_the_same(adapter: VSeeAdapter) -> None:
    found = (await adapter.list_meetings(MeetingQuery(room=room_key("moller1")), 1)).items
    by_id: Any = await adapter.meetings([meeting.key for meeting in found])
    assert await completed(adapter.complete_meetings, found) == await completed(
        adapter.complete_meetings, by_id.values()
    )


async def test_a_queue_that_grows_is_read_anew(
    adapter: VSeeAdapter, act: Callable[..., Awaitable[None]]
) -> None:
    key = room_key("reception")
    await act("set_queue", room="reception", length=4, average_visit_time=600, before_me=2)
    queue = (await adapter.room_queues([key]))[key]
    assert (queue.length, queue.wait_seconds) == (4, 1200)


async def test_a_room_that_closes_is_not_open(
    adapter: VSeeAdapter, act: Callable[..., Awaitable[None]]
) -> None:
    key = room_key("noor1")
    await act("close_room", room="noor1", close_msg="Back at noon.")
    room = (await adapter.rooms([key]))[key]
    assert (room.is_open, room.closed_message) == (False, "Back at noon.")


async def test_a_removed_room_is_gone(adapter: VSeeAdapter, act: Callable[..., Awaitable[None]]) -> None:
    await act("remove_room", room="staff1")
    assert await adapter.rooms([room_key("staff1")]) == {room_key("staff1"): None}


# Who may read, and how often we ask


async def test_a_wrong_token_loses_the_visits_and_nothing_else(account: Callable[..., VSeeAdapter]) -> None:
    adapter = account(admin_token="not-this-one")
    assert len(await rooms_of(adapter)) == 10
    with pytest.raises(VendorRejected) as caught:
        await adapter.list_meetings(MeetingQuery(), 1)
    assert caught.value.vendor_code == "401"


async def test_an_unknown_account_is_refused(account: Callable[..., VSeeAdapter]) -> None:
    with pytest.raises(VendorRejected):
        await rooms_of(account(account_code="nobody"))


async def test_a_room_of_another_account_is_not_there(adapter: VSeeAdapter) -> None:
    assert await adapter.rooms([room_key("hill1")]) == {room_key("hill1"): None}


async def test_all_about_visits_is_one_call(simulator: VSee, adapter: VSeeAdapter) -> None:
    simulator.requests.clear()
    await everything(adapter)
    assert [entry["path"] for entry in simulator.requests].count("/api_v3/visits") == 1
