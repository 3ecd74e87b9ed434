"""Users, contacts, plans, the customer and the data pool."""

from typing import Any

import httpx
import pytest

NEW_USER = {
    "user_type": "user",
    "first_name": "Nora",
    "last_name": "Winther",
    "email": "nora.winther@harbour-clinic.example",
}


async def test_a_new_user_has_a_number_for_an_id(vendor: httpx.AsyncClient) -> None:
    answer = (await vendor.post("/users", json=NEW_USER)).json()
    assert answer["user"]["user_id"] == 10007


async def test_a_new_user_comes_with_a_permanent_room(vendor: httpx.AsyncClient) -> None:
    await vendor.post("/users", json=NEW_USER)
    room = (await vendor.get("/meeting/permanent/10007")).json()["permanent_room"]
    assert room["room_name"] == "Nora Winther"


@pytest.mark.parametrize("field", ["user_type", "first_name", "last_name", "email"])
async def test_a_user_without_a_required_field_is_1002(vendor: httpx.AsyncClient, field: str) -> None:
    response = await vendor.post("/users", json={**NEW_USER, field: ""})
    assert (response.status_code, response.json()["result"]) == (406, 1002)
    assert response.json()["data"] == {field: ""}


async def test_a_second_user_with_an_address_is_1504(vendor: httpx.AsyncClient) -> None:
    email = "amina.noor@harbour-clinic.example"
    response = await vendor.post("/users", json={**NEW_USER, "email": email})
    assert response.status_code == 406
    assert response.json() == {
        "result": 1504,
        "msg": "Duplicate data",
        "desc": "The Email Address is already registered.",
        "data": {"email": email},
    }


async def test_a_user_is_edited(vendor: httpx.AsyncClient) -> None:
    answer = (await vendor.patch("/users/10002", json={"department": "night shift"})).json()
    assert (answer["user"]["department"], answer["user"]["last_name"]) == ("night shift", "Møller")


async def test_a_user_keeps_his_own_address(vendor: httpx.AsyncClient) -> None:
    body = {"email": "jonas.moller@harbour-clinic.example"}
    assert (await vendor.patch("/users/10002", json=body)).status_code == 200


@pytest.mark.parametrize("body", [{"status": "X"}, {"first_name": 7}])
async def test_a_wrong_field_of_a_user_is_1002(vendor: httpx.AsyncClient, body: dict[str, Any]) -> None:
    assert (await vendor.patch("/users/10002", json=body)).json()["result"] == 1002


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/users/99999"),
        ("PATCH", "/contacts/c-999"),
        ("GET", "/subscriptions/none"),
        ("GET", "/customers/1"),
    ],
)
async def test_what_is_not_there_is_404(vendor: httpx.AsyncClient, method: str, path: str) -> None:
    response = await vendor.request(method, path)
    assert (response.status_code, response.json()["result"]) == (404, 404)


async def test_a_contact_is_added(vendor: httpx.AsyncClient) -> None:
    body = {"name": "Guest", "email": "guest@mail.example", "group_ids": ["g-301"], "shared": True}
    answer = (await vendor.post("/contacts", json=body)).json()
    assert answer["contact"] == {"contact_id": "c-213", "name": "Guest"}


async def test_a_contact_is_edited(vendor: httpx.AsyncClient) -> None:
    answer = (await vendor.patch("/contacts/c-201", json={"name": "Ingrid Holm-Dahl"})).json()
    assert answer["contact"] == {"contact_id": "c-201", "name": "Ingrid Holm-Dahl"}


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"email": None}, {"shared": "yes"}, {"group_ids": "g-301"}, {"company": 7}]
)
async def test_a_wrong_contact_is_1002(vendor: httpx.AsyncClient, wrong: dict[str, Any]) -> None:
    body = {"name": "Guest", "email": "guest@mail.example", **wrong}
    assert (await vendor.post("/contacts", json=body)).json()["result"] == 1002


async def test_a_plan_tells_its_limits(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.get("/subscriptions/sub-vc")).json()["subscription"] == {
        "subscription_id": "sub-vc",
        "app_type": "vc",
        "status": "A",
        "expiry_date": "2031-01-15 08:40:00",
        "allow_meeting_overlap": True,
        "settings": {"participants": 50, "duration": 1440, "recording": True},
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_the_customer_is_read_by_both_methods_of_the_page(
    vendor: httpx.AsyncClient, method: str
) -> None:
    customer = (await vendor.request(method, "/customers/7001")).json()["customer"]
    assert (customer["name"], customer["subscription_ids"]) == ("Harbour Clinic", ["sub-vc", "sub-wb"])


async def test_countries_are_listed(vendor: httpx.AsyncClient) -> None:
    countries = (await vendor.get("/countries")).json()["countries"]
    assert "Denmark" in [country["country_name"] for country in countries]


async def test_zones_are_listed_by_the_ids_to_send_back(
    vendor: httpx.AsyncClient, new_meeting: dict[str, Any]
) -> None:
    for zone in (await vendor.get("/timezones")).json()["timezones"]:
        body = {**new_meeting, "timezone_id": zone["timezone_id"]}
        assert (await vendor.post("/meetings", json=body)).status_code == 200
