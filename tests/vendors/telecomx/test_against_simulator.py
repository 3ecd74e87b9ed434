"""The whole adapter over a real socket against the simulator: the same models, whatever the vendor's habits."""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from models.errors import VendorRejected
from models.ids import Key, Kind
from models.listing import DeviceQuery, MeetingQuery, RoomQuery
from models.meeting import MeetingState
from models.partial import Unfetched
from models.vendor import Vendor
from simulators.telecomx.app import Telecomx
from simulators.telecomx.clinic import MACHINE_TOKEN
from tests.support.accounts import TELECOMX, a_key
from tests.support.world import served_alone
from vendors.http import operation_scope
from vendors.telecomx.adapter import TelecomxAdapter
from vendors.telecomx.settings import TelecomxSettings

NOW = datetime(2025, 11, 4, 9, 30, tzinfo=UTC)


def oid(tail: str) -> str:
    return "65f" + tail.rjust(21, "0")


def key(kind: Kind, *tails: str) -> Key:
    return a_key(kind, Vendor.TELECOMX, tuple(map(oid, tails)))


RUNNING, TABLET = key(Kind.MEETING, "a05"), key(Kind.DEVICE, "d01")
ENTRY, BEHIND = key(Kind.MEETING_DEVICE, "a05", "d01"), key(Kind.ROOM, "a05")


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Telecomx, str]]:
    simulator = Telecomx()
    simulator.set_switches({"tablets_awake": False})
    with served_alone(simulator) as address:
        yield simulator, address


@pytest.fixture
def simulator(served) -> Telecomx:
    """A fresh world whose time stands still and whose tablets sleep, so that two readings can be compared."""
    simulator = served[0]
    simulator.reset()
    simulator.set_switches({"tablets_awake": False})
    simulator.clock.freeze()
    simulator.clock.set(NOW)
    simulator.seed({})
    simulator.requests.clear()
    return simulator


@pytest.fixture
async def adapter(served, simulator):
    settings = TelecomxSettings(
        base_url=served[1],
        customer_id=oid("c1"),
        username="gateway@harbour-clinic.example",
        password="telecomx-demo",
    )
    adapter = TelecomxAdapter.open(TELECOMX, settings, now=simulator.clock.now)
    yield adapter
    await adapter.aclose()


async def completed(complete, value: Any) -> Any:
    """The value with every field asked for that was left to another call."""
    names = [name for name in names_of(value) if isinstance(getattr(value, name), Unfetched)]
    for name in names:
        left = getattr(value, name)
        if isinstance(left, Unfetched):
            value = (await complete(left.aspect, [value]))[value.key]
    assert not [name for name in names_of(value) if isinstance(getattr(value, name), Unfetched)]
    return value


async def entries_of(adapter, meeting) -> dict[Key, Any]:
    return {entry.key: await completed(adapter.complete_meeting_devices, entry) for entry in meeting.devices}


async def meetings(adapter) -> Any:
    listed = (await adapter.list_meetings(MeetingQuery(), 1)).items
    return {meeting.key: await completed(adapter.complete_meetings, meeting) for meeting in listed}


async def whole_world(adapter) -> dict[str, Any]:
    """Everything that the adapter can be asked, completed; tablets of a meeting apart from their meeting."""
    told = {}
    with operation_scope():
        listed = await meetings(adapter)
        fetched = await adapter.meetings(list(listed))
        whole = {k: await completed(adapter.complete_meetings, meeting) for k, meeting in fetched.items()}
        rooms = (await adapter.list_rooms(RoomQuery(), 1)).items
        devices = (await adapter.list_devices(DeviceQuery(), 1)).items
        current = await adapter.current_meetings(devices)
        told["listed"] = {k: bare(meeting) for k, meeting in listed.items()}
        told["fetched"] = {k: bare(meeting) for k, meeting in whole.items()}
        told["rooms"] = [await completed(adapter.complete_rooms, room) for room in rooms]
        told["devices"] = [await completed(adapter.complete_devices, device) for device in devices]
        told["device"] = await adapter.devices([device.key for device in devices])
        told["current"] = {
            k: meeting and bare(await completed(adapter.complete_meetings, meeting))
            for k, meeting in current.items()
        }
        told["templates"] = await adapter.settings_templates()
        told["entries listed"] = {k: await entries_of(adapter, meeting) for k, meeting in listed.items()}
        told["entries fetched"] = {k: await entries_of(adapter, meeting) for k, meeting in whole.items()}
        keys = [k for entries in told["entries fetched"].values() for k in entries]
        told["entries"] = {
            k: await completed(adapter.complete_meeting_devices, entry)
            for k, entry in (await adapter.meeting_devices(keys)).items()
        }
    return told


def bare(meeting: Any) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in names_of(meeting) if name != "devices"}


def names_of(model: Any) -> list[str]:
    return [field.name for field in fields(model)]


# One world, two ways


async def test_every_way_to_a_thing_tells_the_same(adapter):
    told = await whole_world(adapter)
    sizes = {name: len(told[name]) for name in ("listed", "rooms", "devices", "templates", "entries")}
    assert sizes == {"listed": 16, "rooms": 16, "devices": 8, "templates": 2, "entries": 20}
    assert any(told["current"].values())
    assert told["listed"] == told["fetched"]
    assert told["entries listed"] == told["entries fetched"]
    assert {k: e for entries in told["entries fetched"].values() for k, e in entries.items()} == told[
        "entries"
    ]
    assert {device.key: device for device in told["devices"]} == told["device"]
    assert {room.meeting_key: room for room in told["rooms"]} == {
        k: meeting["room"] for k, meeting in told["fetched"].items()
    }
    for meeting in filter(None, told["current"].values()):
        assert meeting == told["fetched"][meeting["key"]]


HABITS = [
    ("room_shape", "flat"),
    ("list_shape", "meetings"),
    ("list_shape", "rooms"),
    ("list_shape", "items"),
    ("list_element", "nested"),
    ("list_element", "conference"),
    ("commands_at", "meeting"),
    ("commands_at", "none"),
    ("command_parameters", "own"),
    ("e3_flags", False),
    ("e5_bare_array", True),
    ("device_list_key", "items"),
    ("misspelt", False),
    ("dates_offset", True),
    ("medcom_colon", False),
    ("absent_empty", True),
    ("errors_form", "error_array"),
    ("errors_form", "errors"),
]


@pytest.mark.parametrize(("switch", "value"), HABITS)
async def test_the_models_are_the_same_whatever_the_vendors_habits(adapter, simulator, switch, value):
    usual = await whole_world(adapter)
    simulator.set_switches({switch: value})
    assert await whole_world(adapter) == usual


async def test_a_flat_vendor_that_shows_commands_live_only_tells_the_same(adapter, simulator):
    usual = await whole_world(adapter)
    simulator.set_switches(
        {"room_shape": "flat", "list_element": "conference", "commands_at": "none", "absent_empty": True}
    )
    assert await whole_world(adapter) == usual


async def test_short_ids_change_nothing_but_the_ids(adapter, simulator):
    usual = repr(await whole_world(adapter))
    simulator.set_switches({"short_ids": "all"})
    assert repr(await whole_world(adapter)) == re.sub(r"\b6(5f[0-9a-f]{21})\b", r"\1", usual)


async def test_a_list_of_one_may_come_without_brackets(adapter, simulator):
    first = (await adapter.list_meetings(MeetingQuery(), 1)).items[0]
    simulator.set_switches({"list_shape": "single"})
    assert (await adapter.list_meetings(MeetingQuery(), 1)).items == (first,)


async def test_a_room_as_the_table_has_it_lacks_title_and_times_only(adapter, simulator):
    simulator.set_switches({"room_shape": "conference"})
    meeting = (await adapter.meetings([RUNNING]))[RUNNING]
    assert (meeting.title, meeting.starts_at, meeting.state) == (None, None, MeetingState.RUNNING)
    assert (await adapter.meeting_devices([ENTRY]))[ENTRY] == meeting.devices[0]


async def test_one_live_command_is_joined_by_the_rooms(adapter, simulator):
    entry = (await adapter.meeting_devices([ENTRY]))[ENTRY]
    usual = await completed(adapter.complete_meeting_devices, entry)
    simulator.set_switches({"e3_single": True, "e3_flags": False})
    alone = await completed(adapter.complete_meeting_devices, entry)
    assert len(usual.commands) > 1
    assert alone.commands == usual.commands
    assert (alone.live_settings, alone.live_state) == (None, None)


async def test_without_a_command_the_lone_form_is_empty(adapter, simulator):
    simulator.set_switches({"e3_single": True})
    other = key(Kind.MEETING_DEVICE, "a0e", "d01")
    entry = (await adapter.meeting_devices([other]))[other]
    assert (await completed(adapter.complete_meeting_devices, entry)).commands == ()


async def test_flags_that_no_call_shows_stay_unknown(adapter, simulator):
    simulator.set_switches({"e3_flags": False, "commands_at": "none"})
    entry = (await adapter.meeting_devices([ENTRY]))[ENTRY]
    live = await completed(adapter.complete_meeting_devices, entry)
    assert {(command.fetched, command.executed) for command in live.commands} == {(None, None)}


async def test_an_empty_clinical_link_is_the_only_link_that_goes(adapter, simulator):
    usual = (await adapter.meetings([RUNNING]))[RUNNING].join_links
    simulator.set_switches({"clinical_link_empty": True})
    assert (await adapter.meetings([RUNNING]))[RUNNING].join_links == tuple(
        link for link in usual if link.role.value != "CLINIC"
    )


# Calls


def asked(simulator: Telecomx) -> list[str]:
    return [request["path"] for request in simulator.requests if request["path"] != "/auth/login"]


async def test_a_list_with_its_templates_costs_two_calls(adapter, simulator):
    with operation_scope():
        listed = (await adapter.list_meetings(MeetingQuery(), 1)).items
        for aspect in {m.settings.aspect for m in listed if isinstance(m.settings, Unfetched)} - {"room"}:
            await adapter.complete_meetings(aspect, [m for m in listed if m.settings == Unfetched(aspect)])
    assert asked(simulator) == ["/flexcare/videochat/meetings", "/flexcare/videochat/meeting"]


async def test_one_room_serves_all_its_tablets(adapter, simulator):
    with operation_scope():
        await adapter.meeting_devices([ENTRY, key(Kind.MEETING_DEVICE, "a05", "d02")])
    assert len(asked(simulator)) == 1


async def test_a_window_keeps_what_lies_outside_away(adapter):
    query = MeetingQuery(
        starts_from=datetime(2025, 11, 5, tzinfo=UTC), starts_to=datetime(2025, 11, 7, tzinfo=UTC)
    )
    days = {m.starts_at.day for m in (await adapter.list_meetings(query, 1)).items if m.starts_at}
    assert days == {5, 6}


async def test_meetings_of_a_tablet_are_found(adapter):
    query = MeetingQuery(device=TABLET)
    found = [m.vendor_id for m in (await adapter.list_meetings(query, 1)).items if query.matches(m)]
    assert oid("a05") in found


async def test_meetings_of_a_room_are_one(adapter):
    assert [m.key for m in (await adapter.list_meetings(MeetingQuery(room=BEHIND), 1)).items] == [RUNNING]


async def test_a_tablet_is_located_by_id_and_barcode(adapter):
    assert await adapter.locate(Kind.DEVICE, oid("d01")) == TABLET
    barcode = (await adapter.devices([TABLET]))[TABLET].barcode
    assert await adapter.locate(Kind.DEVICE, barcode) == TABLET
    assert await adapter.locate(Kind.DEVICE, "9999999") is None


# Refusals


@pytest.mark.parametrize("form", ["error", "error_array", "errors"])
async def test_what_is_not_there_is_none_and_what_is_forbidden_refused(adapter, simulator, form):
    simulator.set_switches({"errors_form": form})
    absent, foreign = key(Kind.MEETING, "fff"), key(Kind.MEETING, "b01")
    found = await adapter.meetings([RUNNING, absent, foreign])
    assert found[RUNNING].key == RUNNING
    assert found[absent] is None
    assert isinstance(found[foreign], VendorRejected)
    assert (found[foreign].status, found[foreign].vendor_code) == (403, "token")


@pytest.mark.parametrize("form", ["error", "error_array", "errors"])
async def test_a_session_that_the_vendor_ends_is_renewed_unseen(adapter, simulator, form):
    simulator.set_switches({"errors_form": form})
    await adapter.meetings([RUNNING])
    simulator.state.tokens.expire()
    simulator.requests.clear()
    keys = [key(Kind.MEETING, f"a{number:02x}") for number in range(1, 11)]
    assert [found.key for found in (await adapter.meetings(keys)).values()] == keys
    assert [r["path"] for r in simulator.requests].count("/auth/login") == 1


async def test_a_login_may_hand_out_the_words_that_were_just_refused(adapter, simulator):
    token = f'{{"token": "{MACHINE_TOKEN}", "expiresInMinutes": 15}}'
    refusal = '{"error": {"code": "invalid_token", "message": "Please login"}}'
    simulator.faults.add({"path": "/auth/login", "status": 200, "body": token})
    simulator.faults.add({"method": "GET", "status": 401, "body": refusal, "times": 1})
    with operation_scope():
        assert (await adapter.meetings([RUNNING]))[RUNNING].key == RUNNING
    assert [request["status"] for request in simulator.requests] == [200, 401, 200, 200]


async def test_a_session_is_renewed_before_it_ends(adapter, simulator):
    await adapter.meetings([RUNNING])
    simulator.clock.advance(14 * 60 + 30)
    await adapter.meetings([RUNNING])
    statuses = [(r["path"], r["status"]) for r in simulator.requests]
    assert [path for path, _ in statuses].count("/auth/login") == 2
    assert {status for _, status in statuses} == {200}


async def test_a_machine_token_never_logs_in(served, simulator):
    settings = TelecomxSettings(
        base_url=served[1], customer_id=oid("c1"), bearer_token="telecomx-demo-m2m-token"
    )
    adapter = TelecomxAdapter.open(TELECOMX, settings, now=simulator.clock.now)
    try:
        assert (await adapter.meetings([RUNNING]))[RUNNING].key == RUNNING
    finally:
        await adapter.aclose()
    assert "/auth/login" not in [r["path"] for r in simulator.requests]


async def test_a_blocked_address_is_refused_without_another_login(adapter, simulator):
    await adapter.meetings([RUNNING])
    simulator.set_switches({"blacklisted": True})
    error = (await adapter.meetings([RUNNING]))[RUNNING]
    assert isinstance(error, VendorRejected)
    assert (error.status, error.vendor_code) == (403, "blacklisted")
    assert [r["path"] for r in simulator.requests].count("/auth/login") == 1


async def test_an_address_that_may_not_use_the_token_is_refused_after_one_login(adapter, simulator):
    await adapter.meetings([RUNNING])
    simulator.set_switches({"ip_authenticated": False})
    error = (await adapter.meetings([RUNNING]))[RUNNING]
    assert isinstance(error, VendorRejected)
    assert (error.status, error.vendor_code) == (401, "invalid_token")
    assert [r["path"] for r in simulator.requests].count("/auth/login") == 2
