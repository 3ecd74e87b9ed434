"""Logging in, the ways a Bearer token can be wrong, and tokens for machines."""

import pytest

from simulators.telecomx.clinic import CUSTOMER, MACHINE_TOKEN, PASSWORD, oid

ROOM = f"/flexcare/videochat/meetings/{oid('a05')}"
GATEWAY = {"username": "gateway@harbour-clinic.example", "password": PASSWORD}


async def test_login_gives_a_session_of_fifteen_minutes(stranger):
    body = (await stranger.post("/auth/login", json=GATEWAY)).json()
    assert body.pop("token")
    assert body == {
        "expiresInMinutes": 15,
        "employee": oid("e1"),
        "customer": CUSTOMER,
        "accessLevel": "RESELLER",
        "name": "Gateway",
        "language": "da",
        "customerName": "Harbour Clinic Group",
        "customerFeatures": ["CUSTOMER", "IPTVBUSINESS", "FLEXCARE"],
    }


async def test_login_by_get_takes_the_query(stranger):
    assert (await stranger.get("/auth/login", params=GATEWAY)).json()["employee"] == oid("e1")


async def test_a_wrong_password_is_401(stranger, refused):
    answer = await stranger.post("/auth/login", json=GATEWAY | {"password": "no"})
    assert refused(answer)[:2] == (401, "credentials_invalid")


async def test_an_employee_without_login_cannot_log_in(stranger, refused):
    answer = await stranger.post("/auth/login", json={"username": "amina", "password": "x"})
    assert refused(answer)[:2] == (401, "credentials_invalid")


@pytest.mark.parametrize("missing", ["username", "password"])
async def test_a_login_without_a_property_is_422(stranger, refused, missing):
    answer = await stranger.post("/auth/login", json=GATEWAY | {missing: None})
    assert refused(answer)[:2] == (422, missing)


async def test_a_session_works_until_its_minutes_are_over(logged_in, telecomx):
    client = await logged_in("gateway")
    telecomx.clock.advance(14 * 60 + 59)
    assert (await client.get(ROOM)).status_code == 200


async def test_a_session_expires_by_the_clock(logged_in, telecomx, refused):
    client = await logged_in("gateway")
    telecomx.clock.advance(15 * 60)
    assert refused(await client.get(ROOM))[:2] == (401, "expired")


async def test_the_length_of_a_session_is_a_switch(logged_in, switch, telecomx):
    await switch(session_minutes=60)
    client = await logged_in("gateway")
    telecomx.clock.advance(59 * 60)
    assert (await client.get(ROOM)).status_code == 200


async def test_a_persistent_session_says_so_and_lasts(stranger, open_client, telecomx):
    body = (await stranger.post("/auth/login", json=GATEWAY | {"persist": True})).json()
    telecomx.clock.advance(10**7)
    client = await open_client(f"Bearer {body['token']}")
    assert (body["expiresInMinutes"], (await client.get(ROOM)).status_code) == (-1, 200)


async def test_the_hook_ends_sessions_but_no_machine_token(logged_in, gateway, hook, refused):
    client = await logged_in("gateway")
    assert await hook("expire_tokens") == {"expired": 1}
    assert refused(await client.get(ROOM))[:2] == (401, "expired")
    assert (await gateway.get(ROOM)).status_code == 200


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, (401, "invalid_token", "Please login")),
        (MACHINE_TOKEN, (401, "format_error", "Format is Authorization: Bearer [token]")),
        ("Basic abc", (401, "format_error", "Format is Authorization: Bearer [token]")),
        ("Bearer not a token", (401, "format_error", "Format is Authorization: Bearer [token]")),
        ("Bearer unknown", (401, "invalid_token", "Undecipherable")),
    ],
)
async def test_a_bad_header_is_told_apart(open_client, refused, header, expected):
    client = await open_client(header)
    assert refused(await client.get(ROOM)) == expected


async def test_another_ip_address_is_401(gateway, switch, refused):
    await switch(ip_authenticated=False)
    assert refused(await gateway.get(ROOM)) == (401, "invalid_token", "IP address not authenticated")


async def test_a_blacklisted_caller_is_403(gateway, switch, refused):
    await switch(blacklisted=True)
    assert refused(await gateway.get(ROOM))[:2] == (403, "blacklisted")


async def test_logout_kills_every_token_of_the_employee(logged_in, gateway, refused):
    client = await logged_in("gateway")
    assert (await client.get("/auth/logout")).json() == {"success": True}
    assert refused(await gateway.get(ROOM)) == (401, "invalid_token", "Please login")


async def test_logout_leaves_other_employees_alone(logged_in, gateway):
    client = await logged_in("partner")
    await client.get("/auth/logout")
    assert (await gateway.get(ROOM)).status_code == 200


async def test_a_valid_token_tells_whose_it_is(stranger):
    answer = await stranger.get("/auth/validateToken", params={"token": MACHINE_TOKEN})
    expected = {"success": True, "employee": oid("e1"), "customer": CUSTOMER, "accessLevel": "RESELLER"}
    assert answer.json() == expected


async def test_extended_validation_tells_the_features(stranger):
    params = {"token": MACHINE_TOKEN, "extend": "true"}
    answer = await stranger.get("/auth/validateToken", params=params)
    assert answer.json()["customerFeatures"] == ["CUSTOMER", "IPTVBUSINESS", "FLEXCARE"]


async def test_an_invalid_token_is_no_success(stranger):
    answer = await stranger.get("/auth/validateToken", params={"token": "x"})
    assert (answer.status_code, answer.json()) == (200, {"success": False})


@pytest.mark.parametrize(("token", "status"), [(MACHINE_TOKEN, 200), ("x", 403)])
async def test_simple_validation_answers_by_status(stranger, token, status):
    answer = await stranger.get("/auth/validateToken", params={"token": token, "simple": "true"})
    assert answer.status_code == status


async def test_validation_from_another_ip_fails(stranger):
    token = (await stranger.post("/auth/login", json=GATEWAY)).json()["token"]
    answer = await stranger.get("/auth/validateToken", params={"token": token, "ip": "203.0.113.9"})
    assert answer.json() == {"success": False}


async def test_a_reseller_makes_a_token_that_works(logged_in, open_client):
    client = await logged_in("gateway")
    body = (await client.post(f"/employee/{oid('e1')}/token")).json()
    machine = await open_client(f"Bearer {body['token']}")
    assert (body["success"], (await machine.get(ROOM)).status_code) == (True, 200)


async def test_admins_get_no_tokens(logged_in, refused):
    client = await logged_in("admin")
    answer = await client.post(f"/employee/{oid('e3')}/token")
    assert refused(answer) == (403, "id", "Tokens are not allowed for admins")


async def test_nobody_makes_a_token_for_another(gateway, refused):
    answer = await gateway.post(f"/employee/{oid('e2')}/token")
    assert refused(answer) == (403, "access_denied", "Insufficient access level")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/iptv/flexcareconference/meeting"),
        ("POST", f"/iptv/flexcareconference/meeting/{oid('a05')}/createcommand"),
        ("GET", f"/iptv/flexcareconference/meeting/{oid('a05')}/devices/{oid('d01')}"),
        ("GET", ROOM),
        ("GET", f"/flexcare/videochat/meetings?customer={CUSTOMER}"),
        ("GET", "/flexcare/videochat/device/meeting/1700931"),
        ("GET", f"/flexcare/videochat/meeting?customer={CUSTOMER}"),
        ("GET", "/flexcare/device"),
        ("GET", "/iptv/device/1700931/action?type=LOCK"),
    ],
)
async def test_a_viewer_is_below_the_access_level(logged_in, refused, method, path):
    client = await logged_in("viewer")
    assert refused(await client.request(method, path)) == (403, "access_denied", "Insufficient access level")


@pytest.mark.parametrize("path", ["/iptv/device", "/iptv/device/1700931", "/auth/logout"])
async def test_without_a_token_nothing_is_told(stranger, refused, path):
    assert refused(await stranger.get(path))[:2] == (401, "invalid_token")
