"""Credentials, tokens and the X-App-Type header."""

from typing import Any

import httpx
import pytest

from simulators.enablex.app import EnableX

LOGIN = {"email": "gateway@harbour-clinic.example", "password": "enablex-demo"}
API_ID = {"X-Api-Id": "enablex-demo-app"}


async def token(anyone: httpx.AsyncClient, **login: str) -> dict[str, str]:
    """The headers of somebody who has logged in."""
    response = await anyone.post("/login", json={**LOGIN, **login}, headers=API_ID)
    return {"Authorization": f"Token {response.json()['token']}", "X-App-Type": "vc"}


async def refused(anyone: httpx.AsyncClient, headers: dict[str, str]) -> tuple[int, int]:
    response = await anyone.get("/meetings", headers=headers)
    return response.status_code, response.json()["result"]


async def test_app_id_and_key_are_admitted(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.get("/meetings")).json()["result"] == 1


async def test_no_authorization_is_a_missing_header(anyone: httpx.AsyncClient) -> None:
    assert await refused(anyone, {"X-App-Type": "vc"}) == (400, 400)


@pytest.mark.parametrize(
    "authorization", ["Basic bm9ib2R5Om5vdGhpbmc=", "Basic %%%", "Bearer abc", "nonsense"]
)
async def test_wrong_credentials_and_unknown_schemes_are_401(
    anyone: httpx.AsyncClient, authorization: str
) -> None:
    assert await refused(anyone, {"Authorization": authorization, "X-App-Type": "vc"}) == (401, 401)


async def test_an_unknown_token_is_1001(anyone: httpx.AsyncClient) -> None:
    assert await refused(anyone, {"Authorization": "Token abc", "X-App-Type": "vc"}) == (401, 1001)


async def test_a_token_admits_for_almost_fifteen_minutes(
    anyone: httpx.AsyncClient, simulator: EnableX
) -> None:
    headers = await token(anyone)
    simulator.clock.advance(15 * 60 - 1)
    assert (await anyone.get("/meetings", headers=headers)).status_code == 200


async def test_a_token_is_expired_after_fifteen_minutes(
    anyone: httpx.AsyncClient, simulator: EnableX
) -> None:
    headers = await token(anyone)
    simulator.clock.advance(15 * 60)
    assert await refused(anyone, headers) == (403, 403)


async def test_expire_tokens_ends_them_at_once(anyone: httpx.AsyncClient, hook: Any) -> None:
    headers = await token(anyone)
    await hook("expire_tokens")
    assert await refused(anyone, headers) == (403, 403)


async def test_credentials_are_looked_at_before_the_application_type(anyone: httpx.AsyncClient) -> None:
    assert await refused(anyone, {}) == (400, 400)


async def test_no_application_type_is_1401(vendor: httpx.AsyncClient) -> None:
    del vendor.headers["X-App-Type"]
    assert await refused(vendor, {}) == (400, 1401)


async def test_an_unknown_application_type_is_1403(vendor: httpx.AsyncClient) -> None:
    assert await refused(vendor, {"X-App-Type": "tv"}) == (406, 1403)


async def test_the_account_around_meetings_needs_no_application_type(vendor: httpx.AsyncClient) -> None:
    del vendor.headers["X-App-Type"]
    assert (await vendor.get("/timezones")).status_code == 200


async def test_login_answers_token_and_user(anyone: httpx.AsyncClient) -> None:
    body = (await anyone.post("/login", json=LOGIN, headers=API_ID)).json()
    assert body.keys() == {"result", "token", "user"}
    assert body["user"] == {
        "user_id": "10001",
        "email": "gateway@harbour-clinic.example",
        "first_name": "Harbour",
        "last_name": "Clinic",
    }


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 400), ({"X-Api-Id": "another-app"}, 401)], ids=["missing", "wrong"]
)
async def test_login_needs_the_app_id(
    anyone: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    assert (await anyone.post("/login", json=LOGIN, headers=headers)).status_code == status


@pytest.mark.parametrize("wrong", [{"password": "guess"}, {"email": "stranger@mail.example"}])
async def test_login_refuses_wrong_names_and_passwords(
    anyone: httpx.AsyncClient, wrong: dict[str, str]
) -> None:
    response = await anyone.post("/login", json={**LOGIN, **wrong}, headers=API_ID)
    assert (response.status_code, response.json()["result"]) == (401, 401)


async def test_login_without_a_password_is_1002(anyone: httpx.AsyncClient) -> None:
    response = await anyone.post("/login", json={"email": LOGIN["email"]}, headers=API_ID)
    assert (response.status_code, response.json()["result"]) == (406, 1002)


async def test_a_suspended_user_cannot_log_in(vendor: httpx.AsyncClient) -> None:
    await vendor.patch("/users/10002", json={"status": "S"})
    login = {"email": "jonas.moller@harbour-clinic.example", "password": "enablex-demo"}
    assert (await vendor.post("/login", json=login, headers=API_ID)).status_code == 401


async def test_a_user_sees_his_own_meetings_only(anyone: httpx.AsyncClient) -> None:
    headers = await token(anyone, email="jonas.moller@harbour-clinic.example")
    meetings = (await anyone.get("/meetings", headers=headers)).json()["meetings"]
    assert {meeting["user_id"] for meeting in meetings} == {"10002"}


@pytest.mark.parametrize(
    "path", ["/meetings/mtg-0007", "/meeting/permanent/10001", "/polls/room-0001", "/customers/7001"]
)
async def test_what_lies_outside_a_user_is_unknown_to_him(anyone: httpx.AsyncClient, path: str) -> None:
    headers = await token(anyone, email="jonas.moller@harbour-clinic.example")
    assert (await anyone.get(path, headers=headers)).status_code == 404


async def test_webinars_live_beside_meetings(vendor: httpx.AsyncClient) -> None:
    webinars = (await vendor.get("/meetings", headers={"X-App-Type": "wb"})).json()["meetings"]
    assert [webinar["meeting_id"] for webinar in webinars] == ["web-0001", "web-0002"]


async def test_a_webinar_is_unknown_among_meetings(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.get("/meetings/web-0001")).status_code == 404
