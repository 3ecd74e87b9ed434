"""Joining by PIN, inviting, and the reports of sessions."""

from typing import Any

import httpx
import pytest

from simulators.enablex.app import EnableX

API_ID = {"X-Api-Id": "enablex-demo-app"}


async def ids(vendor: httpx.AsyncClient, **filters: Any) -> list[str]:
    answer = (await vendor.get("/sessions", params=filters)).json()
    return [session["session_id"] for session in answer["sessions"]]


async def join(vendor: httpx.AsyncClient, pin: str, path: str = "/session/join") -> httpx.Response:
    body = {"pin": pin, "name": "Ingrid Holm", "user_ref": "p-1"}
    return await vendor.post(path, json=body, headers=API_ID)


async def test_a_session_has_its_room_meeting_and_times(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.get("/sessions")).json()["sessions"][0] == {
        "session_id": "sess-9001",
        "conf_num": 9001,
        "room_id": "room-0001",
        "meeting_id": "mtg-0001",
        "user_id": "10001",
        "room_name": "Årlig sundheds check: Ingrid Holm",
        "app_type": "vc",
        "session_start": "2030-01-10 08:00:00",
        "session_end": "2030-01-10 08:12:00",
        "duration": 12,
        "participants": 2,
    }


async def test_by_default_the_report_is_of_the_own_sessions(vendor: httpx.AsyncClient) -> None:
    assert await ids(vendor) == ["sess-9001", "sess-9002", "sess-9007", "sess-9006"]


async def test_the_report_may_be_of_all_sessions(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"sessions_own_by_default": False})
    assert len(await ids(vendor)) == 7


@pytest.mark.parametrize(
    ("search_by", "search_string", "expected"),
    [
        ("room_id", "room-0001", ["sess-9001", "sess-9002"]),
        ("session_id", "sess-9004", ["sess-9004"]),
        ("user_id", "10002", ["sess-9003"]),
        ("meeting_id", "mtg-0004", ["sess-9005"]),
        ("from_session_date", "2030-01-14 00:00:00", ["sess-9005", "sess-9006"]),
        ("to_session_date", "2030-01-10 08:00:00", ["sess-9001"]),
        ("room_id", "none", []),
    ],
)
async def test_a_search_finds_sessions_of_everybody(
    vendor: httpx.AsyncClient, search_by: str, search_string: str, expected: list[str]
) -> None:
    assert await ids(vendor, search_by=search_by, search_string=search_string) == expected


async def test_reports_are_paged(vendor: httpx.AsyncClient) -> None:
    pages = [await ids(vendor, page=number, page_length=3) for number in (1, 2, 3)]
    assert [len(entries) for entries in pages] == [3, 1, 0]


async def test_several_fields_give_the_order(vendor: httpx.AsyncClient) -> None:
    found = await ids(vendor, order_by="room_id,session_id", order_qualify="desc")
    assert found == ["sess-9006", "sess-9002", "sess-9001", "sess-9007"]


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        ({"page_length": "x"}, 2501),
        ({"order_by": "room_id,colour"}, 2603),
        ({"order_qualify": "x"}, 2604),
        ({"search_by": "mpin", "search_string": "1"}, 2605),
        ({"search_by": "from_session_date", "search_string": "yesterday"}, 2605),
        ({"search_by": "room_id"}, 2606),
        ({"page": "x"}, 2608),
    ],
)
@pytest.mark.parametrize("path", ["/sessions", "/cdr", "/recordings"])
async def test_a_wrong_filter_is_refused(
    vendor: httpx.AsyncClient, path: str, filters: dict[str, str], code: int
) -> None:
    response = await vendor.get(path, params=filters)
    assert (response.status_code, response.json()["result"]) == (406, code)


async def test_the_report_of_calls_has_each_attendance(vendor: httpx.AsyncClient) -> None:
    answer = await vendor.get("/cdr", params={"search_by": "session_id", "search_string": "sess-9001"})
    calls = answer.json()["cdr"]
    assert [(call["name"], call["role"], call["duration"]) for call in calls] == [
        ("Amina Noor", "moderator", 12),
        ("Ingrid Holm", "participant", 12),
    ]


async def test_the_report_of_recordings_has_their_addresses(vendor: httpx.AsyncClient) -> None:
    answer = await vendor.get("/recordings", params={"search_by": "user_id", "search_string": "10003"})
    [recording] = answer.json()["recordings"]
    assert recording["url"] == "https://media.harbour-clinic.example/sess-9004.mp4"


async def test_a_participants_pin_opens_the_room(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    answer = (await join(vendor, simulator.state.rooms["room-0007"].ppin)).json()
    assert answer.keys() == {"result", "token", "user"}
    assert answer["user"] == {
        "meeting_id": "mtg-0007",
        "customer_id": "7001",
        "room_id": "room-0007",
        "role": "participant",
        "user_id": "",
        "first_name": "Ingrid",
        "middle_name": "",
        "last_name": "Holm",
        "email": "",
        "profile_pic": "",
    }


@pytest.mark.parametrize("path", ["/session/join", "/sessions/join"])
async def test_a_moderators_pin_acts_for_the_host(
    vendor: httpx.AsyncClient, simulator: EnableX, path: str
) -> None:
    user = (await join(vendor, simulator.state.rooms["room-0007"].mpin, path)).json()["user"]
    assert (user["role"], user["user_id"]) == ("moderator", "10001")


async def test_joining_starts_one_session_for_all(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    room = simulator.state.rooms["room-0007"]
    await join(vendor, room.mpin)
    await join(vendor, room.ppin)
    answer = await vendor.get("/sessions", params={"search_by": "room_id", "search_string": "room-0007"})
    [session] = answer.json()["sessions"]
    assert (session["participants"], session["session_end"]) == (2, "")


@pytest.mark.parametrize("room_id", ["room-0001", "perm-10002"])
async def test_past_and_inactive_rooms_cannot_be_joined(
    vendor: httpx.AsyncClient, simulator: EnableX, hook: Any, room_id: str
) -> None:
    await hook("set_room_active", room_id="perm-10002", active=False)
    response = await join(vendor, simulator.state.rooms[room_id].ppin)
    assert (response.status_code, response.json()["result"]) == (406, 1000)


async def test_an_unknown_pin_opens_nothing(vendor: httpx.AsyncClient) -> None:
    assert (await join(vendor, "no-pin")).status_code == 404


@pytest.mark.parametrize("body", [{"name": "Ingrid Holm"}, {"pin": "004217"}, {}])
async def test_joining_needs_pin_and_name(vendor: httpx.AsyncClient, body: dict[str, str]) -> None:
    response = await vendor.post("/session/join", json=body, headers=API_ID)
    assert (response.status_code, response.json()["result"]) == (406, 1002)


@pytest.mark.parametrize(("headers", "status"), [({}, 400), ({"X-Api-Id": "x"}, 401)])
async def test_joining_needs_the_app_id(
    vendor: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    response = await vendor.post("/session/join", json={"pin": "1", "name": "x"}, headers=headers)
    assert response.status_code == status


async def test_others_are_invited_to_a_running_session(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    body = {"room_id": "room-0005", "emails": ["guest@mail.example"]}
    assert (await vendor.post("/session/invite", json=body)).json()["result"] == 1
    session = simulator.state.running(simulator.state.rooms["room-0005"])
    assert session is not None
    assert session.invited == ["guest@mail.example"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"room_id": "room-0007", "emails": ["guest@mail.example"]}, 404),
        ({"room_id": "room-0005", "emails": []}, 406),
        ({"emails": ["guest@mail.example"]}, 406),
    ],
    ids=["nothing runs", "nobody", "nowhere"],
)
async def test_an_invitation_needs_a_session_and_guests(
    vendor: httpx.AsyncClient, body: dict[str, Any], status: int
) -> None:
    assert (await vendor.post("/session/invite", json=body)).status_code == status


async def test_a_held_session_can_be_added(vendor: httpx.AsyncClient, hook: Any) -> None:
    added = await hook(
        "add_session",
        room_id="perm-10003",
        started="2030-01-14T10:00:00",
        minutes=40,
        participants=["Priya Raman", "Maya Lindqvist"],
        recorded=True,
    )
    assert (added["duration"], added["participants"]) == (40, 2)
    answer = await vendor.get("/recordings", params={"search_by": "room_id", "search_string": "perm-10003"})
    assert len(answer.json()["recordings"]) == 1


async def test_a_running_session_can_be_ended(simulator: EnableX, hook: Any) -> None:
    added = await hook("add_session", room_id="perm-10003", participants=["Priya Raman"])
    simulator.clock.advance(600)
    ended = await hook("end_session", session_id=added["session_id"])
    assert (added["session_end"], ended["session_end"], ended["duration"]) == ("", "2030-01-15 08:50:00", 10)
