"""What hangs together is found together, at one call for each level and vendor."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.access import JoinLink, JoinPlatform, JoinRole
from models.ids import Key, Kind
from models.partial import Unfetched
from models.recording import RecordingAvailability
from models.room import RoomKind, RoomQueue
from models.vendor import Vendor
from tests.support.accounts import VSEE, a_key
from tests.support.builders import (
    a_command,
    a_device,
    a_lobby,
    a_meeting,
    a_meeting_device,
    a_poll,
    a_provider,
    a_recording,
    a_room,
    a_session,
    an_arrival,
    at,
)
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import ask, data
from vendors.operation_scope import current_scope

THREE = (Vendor.TELECOMX, Vendor.ENABLEX, Vendor.VSEE)


def a_world(vendor: Vendor, count: int = 4) -> FakeVendor:
    """Meetings with a room each, and two sessions each with a recording."""
    meetings = [
        a_meeting(f"m{n}", vendor, starts_at=at(n), room=Unfetched("detail"), title=f"T{n}")
        for n in range(count)
    ]
    sessions = [a_session(f"s{n}{run}", f"m{n}", vendor) for n in range(count) for run in (1, 2)]
    world = FakeVendor(vendor, *meetings, *sessions)
    world.whole = {meeting.key: a_meeting(room=a_room(meeting.vendor_id, vendor)) for meeting in meetings}
    world.beside["recordings"] = {
        session.key: (a_recording(url="https://r.example"), a_recording(url="https://r.example/2"))
        for session in sessions
    }
    return world


NESTED = """
{ meetings(first: 100) { nodes {
    title room { vendorId } sessions { nodes { vendorId recording { url } recordings { url } meeting { title } } }
} } }
"""


async def test_a_nested_query_over_three_vendors_costs_each_one_call_per_level() -> None:
    worlds = [a_world(vendor) for vendor in THREE]
    await data(NESTED, worlds)
    for world in worlds:
        assert sorted(call.method for call in world.calls) == [
            "complete_meetings",
            "list_meetings",
            "recordings",
            "sessions_of_meetings",
        ]


async def test_a_level_below_what_no_list_showed_is_one_call_too() -> None:
    world = a_world(Vendor.VSEE)
    ids = [thing.id for thing in world.things.values() if thing.key.kind is Kind.SESSION]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Session { meeting { title } } } }"
    await data(query, [world], {"ids": ids})
    assert [call.method for call in world.calls] == ["sessions", "meetings"]


async def test_a_nested_query_finds_everything() -> None:
    found = await data(NESTED, [a_world(vendor) for vendor in THREE])
    nodes = found["meetings"]["nodes"]
    assert len(nodes) == 12
    for node in nodes:
        number = node["title"][1:]
        assert node["room"] == {"vendorId": f"m{number}"}
        assert node["sessions"]["nodes"] == [
            {
                "vendorId": f"s{number}{run}",
                "recording": {"url": "https://r.example"},
                "recordings": [{"url": "https://r.example"}, {"url": "https://r.example/2"}],
                "meeting": {"title": f"T{number}"},
            }
            for run in (1, 2)
        ]


async def test_aliases_of_one_field_cost_one_call() -> None:
    world = a_world(Vendor.VSEE, 1)
    await data("{ meetings { nodes { a: room { id } b: room { name } } } }", [world])
    assert len(world.asked("complete_meetings")) == 1


async def test_the_answer_is_fresh_for_every_operation() -> None:
    world = FakeVendor(Vendor.VSEE, a_meeting("m1", Vendor.VSEE, title="old"))
    query = f'{{ meeting(id: "{a_meeting("m1", Vendor.VSEE).id}") {{ title }} }}'
    await data(query, [world])
    new = a_meeting("m1", Vendor.VSEE, title="new")
    world.things[new.key] = new
    assert (await data(query, [world]))["meeting"] == {"title": "new"}


# What hangs on a meeting, a room, a session

COMMANDS = tuple(a_command(f"c{number}") for number in range(3))
DEVICE = a_device("d1")
PRESENT = a_meeting_device("m1", DEVICE, commands=COMMANDS)
CALL = a_meeting("m1", devices=(PRESENT,))


def a_clinic() -> FakeVendor:
    clinic = FakeVendor(Vendor.TELECOMX, CALL, DEVICE, PRESENT)
    clinic.beside["current_meetings"] = {DEVICE.key: CALL}
    return clinic


@pytest.mark.parametrize(
    "query",
    [
        f'{{ commands(meeting: "{CALL.id}") {{ nodes {{ vendorId }} }} }}',
        f'{{ commands(device: "{DEVICE.id}") {{ nodes {{ vendorId }} }} }}',
        f'{{ commands(meeting: "{CALL.id}", device: "{DEVICE.id}") {{ nodes {{ vendorId }} }} }}',
    ],
)
async def test_commands_are_found_from_the_meeting_and_from_the_device(query: str) -> None:
    found = await data(query, [a_clinic()])
    assert [node["vendorId"] for node in found["commands"]["nodes"]] == ["c0", "c1", "c2"]


async def test_commands_of_a_meeting_without_devices_of_its_vendor_are_null() -> None:
    vendor = FakeVendor(Vendor.VSEE, a_meeting("m1", Vendor.VSEE))
    query = "{ meetings { nodes { commands { nodes { id } } } } }"
    assert (await data(query, [vendor]))["meetings"]["nodes"] == [{"commands": None}]


async def test_a_device_in_no_meeting_has_no_commands() -> None:
    query = f'{{ device(id: "{DEVICE.id}") {{ currentMeeting {{ id }} commands {{ nodes {{ id }} }} }} }}'
    found = await data(query, [FakeVendor(Vendor.TELECOMX, DEVICE)])
    assert found["device"] == {"currentMeeting": None, "commands": {"nodes": []}}


MEETING_DEVICE = (
    f'{{ device(id: "{DEVICE.id}") {{ meetingDevice {{ id commands {{ nodes {{ vendorId }} }} }} }} }}'
)


async def test_a_device_leads_to_itself_in_the_meeting_that_it_is_in() -> None:
    clinic = a_clinic()
    found = (await data(MEETING_DEVICE, [clinic]))["device"]["meetingDevice"]
    assert found["id"] == PRESENT.id
    assert [node["vendorId"] for node in found["commands"]["nodes"]] == ["c0", "c1", "c2"]
    assert [call.method for call in clinic.calls] == ["devices", "current_meetings"]


async def test_a_meeting_that_does_not_show_its_devices_is_asked_for_the_one() -> None:
    clinic = a_clinic()
    clinic.beside["current_meetings"] = {DEVICE.key: a_meeting("m1", devices=Unfetched("room"))}
    assert (await data(MEETING_DEVICE, [clinic]))["device"]["meetingDevice"]["id"] == PRESENT.id
    assert [call.method for call in clinic.calls] == ["devices", "current_meetings", "meeting_devices"]


async def test_a_device_in_no_meeting_is_in_none() -> None:
    found = await data(MEETING_DEVICE, [FakeVendor(Vendor.TELECOMX, DEVICE)])
    assert found["device"] == {"meetingDevice": None}


async def test_a_command_leads_back_to_its_device_and_meeting() -> None:
    query = f'{{ node(id: "{COMMANDS[0].id}") {{ ... on Command {{ device {{ id }} meeting {{ id }} }} }} }}'
    found = await data(query, [a_clinic()])
    assert found["node"] == {"device": {"id": DEVICE.id}, "meeting": {"id": CALL.id}}


async def test_a_list_within_a_thing_is_paged() -> None:
    query = """query($id: ID!, $after: String) { node(id: $id) { ... on MeetingDevice {
        commands(first: 2, after: $after) { nodes { vendorId } pageInfo { endCursor hasNextPage } } } } }"""
    first = (await data(query, [a_clinic()], {"id": PRESENT.id}))["node"]["commands"]
    after = first["pageInfo"]["endCursor"]
    second = (await data(query, [a_clinic()], {"id": PRESENT.id, "after": after}))["node"]["commands"]
    assert [node["vendorId"] for node in first["nodes"] + second["nodes"]] == ["c0", "c1", "c2"]


async def test_a_link_is_chosen_by_role_and_platform() -> None:
    links = tuple(
        JoinLink(role=role, platform=JoinPlatform.ANY, url=f"https://{role.value.lower()}.example")
        for role in JoinRole
    )
    vendor = FakeVendor(Vendor.TELECOMX, a_meeting(join_links=links))
    found = await data(
        "{ meetings { nodes { joinLinks(role: GUEST, platform: MOBILE) { url } } } }", [vendor]
    )
    assert found["meetings"]["nodes"] == [{"joinLinks": [{"url": "https://guest.example"}]}]


async def test_arrivals_without_names_in_one_second_can_all_be_paged_to() -> None:
    session = a_session()
    vendor = FakeVendor(Vendor.VCONNCT, session)
    vendor.beside["attendance"] = {session.key: tuple(an_arrival(None, joined_at=at(0)) for _ in range(3))}
    query = """query($id: ID!, $after: String) { node(id: $id) { ... on Session {
        attendance(first: 1, after: $after) { nodes { joinedAt } pageInfo { endCursor } } } } }"""
    after, met = None, 0
    for _ in range(4):
        page = (await data(query, [vendor], {"id": session.id, "after": after}))["node"]["attendance"]
        met += len(page["nodes"])
        after = page["pageInfo"]["endCursor"] or after
    assert met == 3


async def test_an_arrivals_cursor_does_not_hold_the_name() -> None:
    session = a_session()
    vendor = FakeVendor(Vendor.VCONNCT, session)
    vendor.beside["attendance"] = {session.key: (an_arrival("Ada"),)}
    query = "query($id: ID!) { node(id: $id) { ... on Session { attendance { edges { cursor } } } } }"
    found = await data(query, [vendor], {"id": session.id})
    assert "QWRh" not in found["node"]["attendance"]["edges"][0]["cursor"]


async def test_polls_are_found_from_their_room_and_from_their_session() -> None:
    meeting_key = a_key(Kind.MEETING, Vendor.ENABLEX, ("m1",))
    room = a_room("r1", Vendor.ENABLEX, kind=RoomKind.MEETING, meeting_key=meeting_key)
    session = a_session("s1", "m1", Vendor.ENABLEX, number=7)
    polls = a_poll("p1", session_number=7), a_poll("p2", session_number=8)
    vendor = FakeVendor(Vendor.ENABLEX, a_meeting("m1", Vendor.ENABLEX, room=room), room, session, *polls)
    query = f'''{{
        polls(room: "{room.id}") {{ vendorId session {{ number }} room {{ id }} }}
        some: polls(room: "{room.id}", session: 8) {{ vendorId }}
        node(id: "{session.id}") {{ ... on Session {{ polls {{ vendorId }} }} }}
    }}'''
    assert await data(query, [vendor]) == {
        "polls": [
            {"vendorId": "p1", "session": {"number": 7}, "room": {"id": room.id}},
            {"vendorId": "p2", "session": None, "room": {"id": room.id}},
        ],
        "some": [{"vendorId": "p2"}],
        "node": {"polls": [{"vendorId": "p1"}]},
    }


async def test_a_clinic_rooms_queue_and_providers_are_found() -> None:
    room, provider = a_room(vendor=Vendor.VSEE, kind=RoomKind.WAITING), a_provider(first_name="Ada")
    vendor = FakeVendor(Vendor.VSEE, room, provider)
    vendor.beside["room_queues"] = {room.key: RoomQueue(ahead=2, average_visit_seconds=300)}
    query = """{ rooms { nodes {
        queue { waitSeconds } providers { nodes { firstName room { id } } }
        provider(vendorId: "v1") { firstName } nobody: provider(vendorId: "v2") { id }
    } } }"""
    assert (await data(query, [vendor]))["rooms"]["nodes"] == [
        {
            "queue": {"waitSeconds": 600},
            "providers": {"nodes": [{"firstName": "Ada", "room": {"id": room.id}}]},
            "provider": {"firstName": "Ada"},
            "nobody": None,
        }
    ]


async def test_a_lobby_is_found_from_its_meeting() -> None:
    meeting = a_meeting("m1", Vendor.ENABLEX)
    vendor = FakeVendor(Vendor.ENABLEX, meeting)
    vendor.beside["lobbies"] = {meeting.key: a_lobby(messages=("Please wait",))}
    found = await data("{ meetings { nodes { lobby { messages } } } }", [vendor])
    assert found["meetings"]["nodes"] == [{"lobby": {"messages": ["Please wait"]}}]


# The vendors themselves


async def test_all_four_vendors_are_told_also_those_without_an_account() -> None:
    found = await data("{ vendors { vendor isConfigured } }", [FakeVendor(Vendor.VSEE)])
    assert found["vendors"] == [
        {"vendor": vendor.value, "isConfigured": vendor is Vendor.VSEE} for vendor in Vendor
    ]


async def test_telling_the_vendors_costs_no_call() -> None:
    vendor = FakeVendor(Vendor.VSEE)
    await data("{ vendors { name capabilities isConfigured } }", [vendor])
    assert vendor.calls == []


async def test_a_plan_is_asked_for_where_there_is_an_account() -> None:
    found = await data("{ vendors { vendor plan { maxParticipants } } }", [FakeVendor(Vendor.ENABLEX)])
    plans = {vendor["vendor"]: vendor["plan"] for vendor in found["vendors"] if vendor["plan"] is not None}
    assert plans == {"ENABLEX": {"maxParticipants": 12}}


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("{ timeZones(vendor: VSEE) { name } }", {"timeZones": [{"name": "Europe/Copenhagen"}]}),
        ("{ settingsTemplates(vendor: VSEE) { vendorId } }", {"settingsTemplates": [{"vendorId": "t1"}]}),
        ("{ defaultMeetingSettings(vendor: VSEE) { record } }", {"defaultMeetingSettings": {"record": True}}),
    ],
)
async def test_what_belongs_to_the_account_is_asked_for(query: str, answer: dict[str, Any]) -> None:
    assert await data(query, [FakeVendor(Vendor.VSEE)]) == answer


class Metered(FakeVendor):
    """Counts its calls where a port to a vendor does."""

    async def list_meetings(self, query: Any, page: int) -> Any:
        scope = current_scope()
        assert scope is not None
        scope.meter[self.account].calls += 2
        scope.meter[self.account].milliseconds += 12.345
        scope.saved(self.account, 3)
        return await super().list_meetings(query, page)


async def test_an_answer_tells_what_each_vendor_was_asked() -> None:
    vendors = [Metered(Vendor.VSEE), FakeVendor(Vendor.TELECOMX)]
    result = await ask("{ meetings { nodes { id } } }", vendors)
    assert result.extensions == {
        "vendors": [{"vendor": "VSEE", "calls": 2, "saved": 3, "ms": 12.3, "degraded": False}],
        "cost": {"requested": 10, "actual": 10},
    }


async def test_the_accounts_at_one_vendor_are_told_apart() -> None:
    vendors = [Metered(Vendor.VSEE), Metered(Vendor.VSEE, account=VSEE._replace(name="second"))]
    result = await ask("{ meetings { nodes { id } } }", vendors)
    cost = {"calls": 2, "saved": 3, "ms": 12.3, "degraded": False}
    assert result.extensions is not None
    assert result.extensions["vendors"] == [
        {"vendor": "VSEE", **cost},
        {"vendor": "VSEE", "account": "second", **cost},
    ]


async def test_only_the_account_that_an_id_names_is_asked_for_what_is_in_it() -> None:
    second = VSEE._replace(name="second")
    room = Key(Kind.ROOM, second, ("r1",))
    vendors = [FakeVendor(Vendor.VSEE), FakeVendor(Vendor.VSEE, account=second)]
    query = (
        "query ($room: ID!) { meetings(filter: { room: $room }) { nodes { id } unavailable { message } } }"
    )
    assert await data(query, vendors, {"room": room.encoded()}) == {
        "meetings": {"nodes": [], "unavailable": []}
    }
    assert [len(vendor.asked("list_meetings")) for vendor in vendors] == [0, 1]


async def test_a_time_is_told_in_utc() -> None:
    moment = datetime.fromisoformat("2026-01-31T13:00:00+01:00")
    vendor = FakeVendor(
        Vendor.VSEE, a_meeting("m1", Vendor.VSEE, starts_at=moment, ends_at=moment.astimezone(UTC))
    )
    found = await data("{ meetings { nodes { startsAt endsAt } } }", [vendor])
    assert found["meetings"]["nodes"] == [
        {"startsAt": "2026-01-31T12:00:00.000Z", "endsAt": "2026-01-31T12:00:00.000Z"}
    ]


async def test_what_was_not_recorded_has_a_reason_and_no_recordings() -> None:
    session = a_session()
    vendor = FakeVendor(Vendor.VCONNCT, session)
    vendor.beside["recordings"] = {
        session.key: (a_recording(availability=RecordingAvailability.NOT_RECORDED),)
    }
    query = "query($id: ID!) { node(id: $id) { ... on Session { recording { availability } recordings { url } } } }"
    found = await data(query, [vendor], {"id": session.id})
    assert found["node"] == {"recording": {"availability": "NOT_RECORDED"}, "recordings": []}
