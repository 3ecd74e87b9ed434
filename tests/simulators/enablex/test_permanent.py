"""Permanent rooms: E1 to E4."""

from typing import Any

import httpx
import pytest

from simulators.enablex.app import EnableX

RESET = {"X-Action": "reset-pins"}
KEYS = [
    "room_id",
    "user_id",
    "room_name",
    "desc",
    "mpin",
    "ppin",
    "direct_url",
    "moderators",
    "participants",
    "duration",
    "wait_for_moderator",
    "knock",
    "auto_recording",
]


async def room(vendor: httpx.AsyncClient, user_id: str = "10001") -> dict[str, Any]:
    found: dict[str, Any] = (await vendor.get(f"/meeting/permanent/{user_id}")).json()["permanent_room"]
    return found


async def code(vendor: httpx.AsyncClient, body: Any, headers: dict[str, str] | None = None) -> int:
    response = await vendor.patch("/meetings/permanent/perm-10001", json=body, headers=headers)
    result: int = response.json()["result"]
    return result


async def test_the_own_room_is_the_first_users(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.get("/meeting/permanent")).json()["permanent_room"]["room_id"] == "perm-10001"


async def test_a_room_has_exactly_the_printed_keys(vendor: httpx.AsyncClient) -> None:
    assert list(await room(vendor)) == KEYS


async def test_the_duration_is_a_string(vendor: httpx.AsyncClient) -> None:
    assert (await room(vendor))["duration"] == "1440"


async def test_the_duration_may_be_a_number(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"duration_numbers": True})
    assert (await room(vendor))["duration"] == 1440


async def test_an_unknown_user_has_no_room(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.get("/meeting/permanent/99999")).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PATCH"])
async def test_an_inactive_room_is_1000(vendor: httpx.AsyncClient, hook: Any, method: str) -> None:
    await hook("set_room_active", room_id="perm-10001", active=False)
    path = "/meeting/permanent" if method == "GET" else "/meetings/permanent/perm-10001"
    response = await vendor.request(method, path, json={"room_name": "x"})
    assert (response.status_code, response.json()["result"]) == (406, 1000)


async def test_an_inactive_room_comes_back(vendor: httpx.AsyncClient, hook: Any) -> None:
    await hook("set_room_active", room_id="perm-10001", active=False)
    await hook("set_room_active", room_id="perm-10001", active=True)
    assert (await vendor.get("/meeting/permanent")).status_code == 200


async def test_seven_fields_can_be_edited(vendor: httpx.AsyncClient) -> None:
    wanted = {
        "room_name": "Consultations",
        "desc": "Ring twice",
        "moderators": 2,
        "participants": 12,
        "wait_for_moderator": True,
        "knock": True,
        "auto_recording": True,
    }
    answer = (await vendor.patch("/meetings/permanent/perm-10001", json=wanted)).json()
    assert answer["msg"] == "permanent Room information has been updated"
    assert list(answer["permanent_room"]) == KEYS
    assert wanted.items() <= (await room(vendor)).items()


async def test_the_duration_cannot_be_edited(vendor: httpx.AsyncClient) -> None:
    await vendor.patch("/meetings/permanent/perm-10001", json={"duration": 20})
    assert (await room(vendor))["duration"] == "1440"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"room_name": ""}, 1611),
        ({"room_name": "ab"}, 1612),
        ({"room_name": "x" * 51}, 1613),
        ({"moderators": None}, 1641),
        ({"moderators": 0}, 1642),
        ({"moderators": 51}, 1643),
        ({"moderators": "two"}, 1644),
        ({"participants": ""}, 1651),
        ({"participants": -1}, 1652),
        ({"participants": 51}, 1653),
        ({"participants": True}, 1654),
        ({"auto_recording": "yes"}, 1672),
        ({"wait_for_moderator": 1}, 1693),
        ({"knock": "true"}, 1694),
        ({"knock": 0, "auto_recording": 0, "moderators": 0, "room_name": "x"}, 1612),
        ({"knock": 0, "auto_recording": 0, "moderators": 0}, 1642),
        ({"knock": 0, "auto_recording": 0}, 1672),
        ([], 1002),
    ],
)
async def test_an_edit_is_refused_with_the_first_code(
    vendor: httpx.AsyncClient, body: Any, expected: int
) -> None:
    assert await code(vendor, body) == expected


async def test_a_refused_edit_changes_nothing(vendor: httpx.AsyncClient) -> None:
    before = await room(vendor)
    await vendor.patch("/meetings/permanent/perm-10001", json={"room_name": "New name", "knock": "x"})
    assert await room(vendor) == before


async def test_only_permanent_rooms_are_edited_here(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.patch("/meetings/permanent/room-0007", json={"desc": "x"})).status_code == 404


@pytest.mark.parametrize("flags", [{"reset_mpin": True, "reset_ppin": False}, {"reset_mpin": True}])
async def test_one_true_flag_renews_one_pin(vendor: httpx.AsyncClient, flags: dict[str, bool]) -> None:
    before = await room(vendor)
    await vendor.patch("/meetings/permanent/perm-10001", json=flags, headers=RESET)
    after = await room(vendor)
    assert {key for key in KEYS if before[key] != after[key]} == {"mpin"}


async def test_both_flags_renew_both_pins(vendor: httpx.AsyncClient) -> None:
    before = await room(vendor)
    flags = {"reset_mpin": True, "reset_ppin": True}
    await vendor.patch("/meetings/permanent/perm-10001", json=flags, headers={"X-Action": "Reset-PINs"})
    after = await room(vendor)
    assert {key for key in KEYS if before[key] != after[key]} == {"mpin", "ppin"}


async def test_the_answer_of_a_reset_has_the_application_type(vendor: httpx.AsyncClient) -> None:
    flags = {"reset_mpin": True, "reset_ppin": True}
    answer = (await vendor.patch("/meetings/permanent/perm-10001", json=flags, headers=RESET)).json()
    assert answer["msg"] == "Access PIN has been updated"
    assert list(answer["permanent_room"]) == [*KEYS[:3], "app_type", *KEYS[3:]]


async def test_without_the_action_the_flags_mean_nothing(vendor: httpx.AsyncClient) -> None:
    before = await room(vendor)
    await vendor.patch("/meetings/permanent/perm-10001", json={"reset_mpin": True, "reset_ppin": True})
    assert await room(vendor) == before


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({"reset_mpin": "true", "reset_ppin": 1}, 1901),
        ({"reset_mpin": True, "reset_ppin": 1}, 1902),
        ({}, 1903),
    ],
)
async def test_a_reset_is_refused_with_the_first_code(
    vendor: httpx.AsyncClient, flags: dict[str, Any], expected: int
) -> None:
    assert await code(vendor, flags, RESET) == expected


ALTERNATES = [
    ("GET", "/meetings/permanent"),
    ("GET", "/meetings/permanent/10002"),
    ("PATCH", "/meeting/permanent/perm-10002"),
]


@pytest.mark.parametrize(("method", "path"), ALTERNATES)
async def test_the_other_spelling_is_unknown(vendor: httpx.AsyncClient, method: str, path: str) -> None:
    assert (await vendor.request(method, path, json={})).status_code == 404


@pytest.mark.parametrize(("method", "path"), ALTERNATES)
async def test_the_other_spelling_is_served_on_demand(
    vendor: httpx.AsyncClient, simulator: EnableX, method: str, path: str
) -> None:
    simulator.set_switches({"permanent_alternate_paths": True})
    assert list((await vendor.request(method, path, json={})).json()["permanent_room"]) == KEYS


async def test_webinars_have_permanent_rooms_of_their_own(vendor: httpx.AsyncClient) -> None:
    answer = (await vendor.get("/meeting/permanent", headers={"X-App-Type": "wb"})).json()
    assert answer["permanent_room"]["room_id"] == "perm-wb-10001"
