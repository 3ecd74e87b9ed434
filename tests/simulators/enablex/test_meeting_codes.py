"""Every code that scheduling and editing can be refused with, and which of several comes first."""

from typing import Any

import httpx
import pytest

from simulators.enablex.app import EnableX

MISSING = [
    ("start_time", 1603),
    ("room_name", 1611),
    ("duration", 1631),
    ("moderators", 1641),
    ("participants", 1651),
    ("timezone_id", 1681),
]
WRONG = [
    ({"start_time": "2030-01-15 08:40:00"}, 1601),
    ({"start_time": "2030-02-01"}, 1602),
    ({"start_time": "2030-02-01T09:30:00Z"}, 1602),
    ({"start_time": "2030-13-01 09:30:00"}, 1602),
    ({"start_time": 1896168600}, 1602),
    ({"start_time": ""}, 1603),
    ({"room_name": None}, 1611),
    ({"room_name": "ab"}, 1612),
    ({"room_name": "x" * 51}, 1613),
    ({"duration": None}, 1631),
    ({"duration": 9}, 1632),
    ({"duration": 1441}, 1633),
    ({"duration": "30"}, 1634),
    ({"duration": 30.5}, 1634),
    ({"moderators": None}, 1641),
    ({"moderators": 0}, 1642),
    ({"moderators": 51}, 1643),
    ({"moderators": "1"}, 1644),
    ({"participants": None}, 1651),
    ({"participants": -1}, 1652),
    ({"participants": 51}, 1653),
    ({"participants": False}, 1654),
    ({"auto_recording": "true"}, 1672),
    ({"timezone_id": ""}, 1683),
    ({"timezone_id": "Europe/Copenhagen"}, 1684),
    ({"send_mail": "true"}, 1692),
    ({"wait_for_moderator": None}, 1693),
    ({"knock": 1}, 1694),
    ({"invitees": []}, 1695),
    ({"invitees": "guest@mail.example"}, 1695),
    ({"invitees": {"emails": "guest@mail.example"}}, 1696),
    ({"invitees": {"contact_ids": "c-201"}}, 1697),
    ({"invitees": {"contacts": ["c-201"]}}, 1697),
    ({"invitees": {"group_ids": {"0": "g-301"}}}, 1698),
    ({"invitees": {"groups": ["g-301"]}}, 1698),
]


async def created(vendor: httpx.AsyncClient, body: Any, app_type: str = "vc") -> tuple[int, int]:
    response = await vendor.post("/meetings", json=body, headers={"X-App-Type": app_type})
    return response.status_code, response.json()["result"]


@pytest.mark.parametrize(("field", "code"), MISSING)
async def test_a_required_field_has_a_code_of_its_own(
    vendor: httpx.AsyncClient, new_meeting: dict[str, Any], field: str, code: int
) -> None:
    del new_meeting[field]
    assert await created(vendor, new_meeting) == (406, code)


@pytest.mark.parametrize(("wrong", "code"), WRONG)
async def test_a_wrong_field_refuses_a_new_meeting(
    vendor: httpx.AsyncClient, new_meeting: dict[str, Any], wrong: dict[str, Any], code: int
) -> None:
    assert await created(vendor, {**new_meeting, **wrong}) == (406, code)


@pytest.mark.parametrize(("wrong", "code"), WRONG)
async def test_a_wrong_field_refuses_an_edit(
    vendor: httpx.AsyncClient, wrong: dict[str, Any], code: int
) -> None:
    response = await vendor.patch("/meetings/mtg-0007", json=wrong)
    assert (response.status_code, response.json()["result"]) == (406, code)


async def test_failures_come_one_by_one_in_the_order_of_the_table(
    vendor: httpx.AsyncClient, simulator: EnableX, new_meeting: dict[str, Any]
) -> None:
    simulator.set_switches({"desc_required": True})
    right = {
        **new_meeting,
        "auto_recording": True,
        "send_mail": False,
        "wait_for_moderator": False,
        "knock": True,
    }
    body: dict[str, Any] = {
        "auto_recording": 1,
        "send_mail": 1,
        "wait_for_moderator": 1,
        "knock": 1,
        "invitees": 1,
    }
    met = []
    for field in (
        "start_time",
        "room_name",
        "desc",
        "duration",
        "moderators",
        "participants",
        "auto_recording",
        "timezone_id",
        "send_mail",
        "wait_for_moderator",
        "knock",
    ):
        met.append((await created(vendor, body))[1])
        body[field] = right[field]
    met.append((await created(vendor, body))[1])
    assert met == [1603, 1611, 1621, 1631, 1641, 1651, 1672, 1681, 1692, 1693, 1694, 1695]


@pytest.mark.parametrize(
    "edge", [{"duration": 10}, {"duration": 1440}, {"moderators": 50}, {"participants": 0}]
)
async def test_the_limits_themselves_are_allowed(
    vendor: httpx.AsyncClient, new_meeting: dict[str, Any], edge: dict[str, int]
) -> None:
    assert await created(vendor, {**new_meeting, **edge}) == (200, 1)


@pytest.mark.parametrize("name", ["abc", "x" * 50])
async def test_names_have_three_to_fifty_characters(
    vendor: httpx.AsyncClient, new_meeting: dict[str, Any], name: str
) -> None:
    assert await created(vendor, {**new_meeting, "room_name": name}) == (200, 1)


@pytest.mark.parametrize("desc", [None, "", "  "])
async def test_a_description_is_optional(
    vendor: httpx.AsyncClient, new_meeting: dict[str, Any], desc: str | None
) -> None:
    assert await created(vendor, {**new_meeting, "desc": desc}) == (200, 1)


@pytest.mark.parametrize("desc", [None, "", "  "])
async def test_a_description_may_be_required(
    vendor: httpx.AsyncClient, simulator: EnableX, new_meeting: dict[str, Any], desc: str | None
) -> None:
    simulator.set_switches({"desc_required": True})
    assert await created(vendor, {**new_meeting, "desc": desc}) == (406, 1621)


@pytest.mark.parametrize("code", [1684, 1685, 1686, 1691])
async def test_an_invalid_zone_has_four_codes(
    vendor: httpx.AsyncClient, simulator: EnableX, new_meeting: dict[str, Any], code: int
) -> None:
    simulator.set_switches({"invalid_timezone_code": code})
    assert await created(vendor, {**new_meeting, "timezone_id": "0"}) == (406, code)


@pytest.mark.parametrize(("app_type", "code"), [("vc", 1615), ("wb", 1616)])
@pytest.mark.parametrize("end", [{"active": False}, {"expiry_date": "2030-01-15T08:00:00Z"}])
async def test_without_a_subscription_nothing_is_scheduled(
    vendor: httpx.AsyncClient,
    hook: Any,
    new_meeting: dict[str, Any],
    app_type: str,
    code: int,
    end: dict[str, Any],
) -> None:
    await hook("set_subscription", app_type=app_type, **end)
    assert await created(vendor, new_meeting, app_type) == (406, code)


@pytest.mark.parametrize(("app_type", "code"), [("vc", 1617), ("wb", 1618)])
async def test_without_a_licence_nothing_is_scheduled(
    vendor: httpx.AsyncClient, hook: Any, new_meeting: dict[str, Any], app_type: str, code: int
) -> None:
    await hook("set_license", user_id="10001", app_type=app_type, assigned=False)
    assert await created(vendor, new_meeting, app_type) == (406, code)


async def test_a_licence_is_a_matter_of_one_user(
    vendor: httpx.AsyncClient, hook: Any, new_meeting: dict[str, Any]
) -> None:
    await hook("set_license", user_id="10001", app_type="vc", assigned=False)
    assert await created(vendor, {**new_meeting, "user_id": "10002"}) == (200, 1)


async def test_the_plan_sets_the_limits(
    vendor: httpx.AsyncClient, hook: Any, new_meeting: dict[str, Any]
) -> None:
    await hook("set_subscription", app_type="vc", participants=1, duration=60)
    assert await created(vendor, new_meeting) == (406, 1653)


@pytest.mark.parametrize("body", ["{", "[]", "null", '"text"', "room_name=x", "[" * 100_000])
async def test_a_body_that_is_no_json_object_is_1002(vendor: httpx.AsyncClient, body: str) -> None:
    response = await vendor.post("/meetings", content=body)
    assert (response.status_code, response.json()["result"]) == (406, 1002)


async def test_a_missing_body_lacks_its_first_field(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.post("/meetings")).json()["result"] == 1603
