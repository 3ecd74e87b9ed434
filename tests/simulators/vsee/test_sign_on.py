"""POST /users/sso and POST /users/login, and the life of the tokens they give."""

import pytest

KEY = {"X-ApiKey": "vsee-demo-key"}
GUEST = {"first_name": "Ada", "last_name": "Guest", "type": "600"}
PROVIDER = {"first_name": "Ada", "last_name": "Doctor", "type": "400", "code": "partner-1"}
ACTIVE = {"username": "amina.noor", "password": "vsee-demo-password"}
INACTIVE = {"email": "user85812@mail.example", "email_token": "vsee-demo-email-token"}


async def sso(vendor, body, headers=KEY, query=""):
    return await vendor.post(f"/users/sso{query}", headers=headers, data=body)


@pytest.mark.parametrize("suffix", ["", ".json"])
async def test_sign_on_makes_a_user_with_the_documented_keys(vendor, suffix):
    answer = await vendor.post(f"/users/sso{suffix}", headers=KEY, data=PROVIDER)
    assert answer.status_code == 200
    assert set(answer.json()["data"]) == {
        "id",
        "code",
        "first_name",
        "last_name",
        "username",
        "vseeid",
        "active",
        "tos",
        "subtype",
        "token",
    }


async def test_tokens_live_a_day_and_their_refresh_tokens_a_month(vendor, clock):
    token = (await sso(vendor, GUEST)).json()["data"]["token"]
    now = clock.epoch()
    assert (token["expiry"], token["refresh_token"]["expiry"]) == (now + 86400, now + 30 * 86400)
    assert token["refresh_token"]["created"] == now


async def test_the_same_code_is_the_same_user(vendor):
    first, second = [(await sso(vendor, PROVIDER)).json()["data"] for _ in range(2)]
    assert first["id"] == second["id"]


async def test_each_guest_is_a_new_user(vendor):
    first, second = [(await sso(vendor, GUEST)).json()["data"] for _ in range(2)]
    assert first["id"] != second["id"]


async def test_a_token_opens_the_users_own_calls(vendor):
    user = (await sso(vendor, PROVIDER)).json()["data"]
    profile = await vendor.get("/users/-", headers={"X-ApiToken": user["token"]["token"]})
    assert profile.json()["data"]["id"] == user["id"]


async def test_optional_fields_are_kept(vendor):
    body = {
        **GUEST,
        "dob": "1990-01-01",
        "email": "ada@mail.example",
        "username": "ada",
        "disable_emails": "1",
    }
    user = (await sso(vendor, body)).json()["data"]
    assert (user["dob"], user["username"]) == ("1990-01-01", "ada")


async def test_a_taken_username_gives_way_to_a_generated_one(vendor):
    user = (await sso(vendor, {**GUEST, "username": "amina.noor"})).json()["data"]
    assert user["username"] != "amina.noor"


async def test_fields_vsee_adds_the_call_identity(vendor):
    user = (await sso(vendor, GUEST, query="?fields=vsee")).json()["data"]
    assert user["vsee"]["id"] == user["vseeid"]


@pytest.mark.parametrize(("change", "message"), [
    ({"first_name": ""}, "first_name is required."),
    ({"last_name": ""}, "last_name is required."),
    ({"type": ""}, "type must be 200, 400 or 600."),
    ({"type": "100"}, "type must be 200, 400 or 600."),
    ({"type": "doctor"}, "type must be an integer."),
    ({"code": ""}, "code is required."),
    ({"code": "x" * 129}, "code must have at most 128 characters."),
    ({"dob": "01-01-1990"}, "dob must be a date (YYYY-MM-DD)."),
])  # fmt: skip
async def test_a_bad_field_is_refused(vendor, change, message):
    answer = await sso(vendor, PROVIDER | change)
    assert (answer.status_code, answer.json()) == (400, {"code": 400, "message": message})


async def test_a_code_of_128_characters_is_taken(vendor):
    assert (await sso(vendor, PROVIDER | {"code": "x" * 128})).status_code == 200


@pytest.mark.parametrize("headers", [
    {},
    {"X-ApiKey": "wrong"},
    {**KEY, "X-ApiSecret": "wrong"},
    {**KEY, "X-AccountCode": "hillside"},
])  # fmt: skip
async def test_wrong_keys_are_refused(vendor, headers):
    assert (await sso(vendor, GUEST, headers)).status_code == 401


async def test_the_secret_may_be_sent(vendor):
    assert (await sso(vendor, GUEST, {**KEY, "X-ApiSecret": "vsee-demo-secret"})).status_code == 200


async def test_the_secret_may_be_required(vendor, simulator):
    simulator.set_switches({"sso_secret_required": True})
    assert (await sso(vendor, GUEST)).status_code == 401


async def test_sign_on_may_not_be_enabled(vendor, simulator):
    simulator.set_switches({"sso_enabled": False})
    assert (await sso(vendor, GUEST)).status_code == 403


@pytest.mark.parametrize("suffix", ["", ".json"])
@pytest.mark.parametrize("body", [ACTIVE, INACTIVE])
async def test_login_gives_a_token(vendor, suffix, body):
    user = (await vendor.post(f"/users/login{suffix}", data=body)).json()["data"]
    profile = await vendor.get("/users/-", headers={"X-ApiToken": user["token"]["token"]})
    assert profile.json()["data"]["id"] == user["id"]


@pytest.mark.parametrize("body", [
    {**ACTIVE, "password": "wrong"},
    {**ACTIVE, "username": "nobody"},
    {"username": "user85812", "password": "vsee-demo-password"},
    {**INACTIVE, "email_token": "wrong"},
    {"email": "amina.noor@harbour-clinic.example", "email_token": "vsee-demo-email-token"},
])  # fmt: skip
async def test_a_wrong_login_is_refused(vendor, body):
    assert (await vendor.post("/users/login", data=body)).status_code == 401


@pytest.mark.parametrize(("body", "missing"), [
    ({}, "username"),
    ({"username": "amina.noor"}, "password"),
    ({"email": "user85812@mail.example"}, "email_token"),
    ({"email_token": "vsee-demo-email-token"}, "email"),
])  # fmt: skip
async def test_a_login_without_a_field_is_refused(vendor, body, missing):
    answer = await vendor.post("/users/login", data=body)
    assert (answer.status_code, answer.json()["message"]) == (400, f"{missing} is required.")


async def login_token(vendor):
    user = (await vendor.post("/users/login", data=ACTIVE)).json()["data"]
    return {"X-ApiToken": user["token"]["token"]}


async def test_a_token_is_good_for_a_day(vendor, clock):
    headers = await login_token(vendor)
    clock.advance(86399)
    assert (await vendor.get("/users/-", headers=headers)).status_code == 200


async def test_a_token_ends_after_a_day(vendor, clock):
    headers = await login_token(vendor)
    clock.advance(86400)
    assert (await vendor.get("/users/-", headers=headers)).status_code == 401


async def test_tokens_may_live_for_ever(vendor, clock, simulator):
    simulator.set_switches({"token_expiry": False})
    headers = await login_token(vendor)
    clock.advance(86400)
    assert (await vendor.get("/users/-", headers=headers)).status_code == 200


async def test_tokens_made_by_hand_do_not_expire(vendor, clock, admin):
    clock.advance(400 * 86400)
    assert (await vendor.get("/users/-", headers=admin)).status_code == 200
