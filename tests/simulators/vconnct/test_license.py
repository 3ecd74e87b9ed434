"""Every call wants a valid license, and shows only what is that license's own."""

import pytest

from simulators.vconnct.seed import DEMO, EXPIRED, OTHER, meeting_id, session_id

CALLS = [
    ("POST", "create_meeting"),
    ("PUT", "update_meeting"),
    ("POST", "start_meeting"),
    ("POST", "join_meeting"),
    ("GET", "end_meeting"),
    ("DELETE", "delete_scheduled_meeting"),
    ("GET", "list_sessions"),
    ("GET", "list_meetings"),
    ("GET", "list_attendance"),
    ("GET", "list_setting"),
    ("GET", "list_general_meeting_setting"),
    ("GET", "get_record"),
]


@pytest.mark.parametrize(("method", "name"), CALLS)
async def test_every_call_without_a_license_is_401(client, method, name):
    response = await client.request(method, f"/api/v1/{name}/", headers={"accept-language": "en"})
    assert response.status_code == 401
    assert response.json()["error_messages"] == ["The license key is required."]


@pytest.mark.parametrize(("method", "name"), CALLS)
async def test_every_call_with_an_unknown_license_is_401(refusal, method, name):
    assert await refusal(method, name, license="nobody") == (401, ["The license key is not valid."])


async def test_an_expired_license_is_401(refusal):
    assert await refusal("GET", "list_meetings", license=EXPIRED) == (401, ["The license has expired."])


async def test_a_scheme_before_the_key_is_401(call):
    response = await call("GET", "list_meetings", license=f"Bearer {DEMO}")
    assert response.status_code == 401


async def test_a_license_expires_when_its_time_comes(call, clock):
    clock.advance(366 * 24 * 3600)
    assert (await call("GET", "list_meetings")).status_code == 401


async def test_the_license_is_looked_at_before_the_body(client):
    response = await client.post("/api/v1/create_meeting/", content="{,}")
    assert response.status_code == 401


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("GET", "end_meeting"),
        ("DELETE", "delete_scheduled_meeting"),
        ("GET", "list_sessions"),
        ("GET", "list_setting"),
    ],
)
async def test_another_licenses_meeting_is_404(refusal, method, name):
    assert await refusal(method, name, license=OTHER, meeting_id=meeting_id(1)) == (
        404,
        ["The meeting was not found."],
    )


@pytest.mark.parametrize("name", ["list_attendance", "get_record"])
async def test_another_licenses_session_is_404(refusal, name):
    refused = await refusal("GET", name, session_id=session_id(1, 1, OTHER))
    assert refused == (404, ["The session was not found."])


async def test_another_licenses_meeting_can_neither_be_updated_nor_started_nor_joined(call, ten_settings):
    wish = {"meeting_setting": ten_settings()}
    update = await call("PUT", "update_meeting", license=OTHER, json=wish, meeting_id=meeting_id(1))
    start = {"meeting_id": meeting_id(1), "moderator_name": "Nobody"}
    started = await call("POST", "start_meeting", license=OTHER, json=start)
    join = {"meeting_id": meeting_id(1), "fullname": "Nobody", "role": "viewer"}
    joined = await call("POST", "join_meeting", license=OTHER, json=join)
    assert [update.status_code, started.status_code, joined.status_code] == [404, 404, 404]


async def test_each_license_lists_its_own_meetings(data):
    assert [row["meeting_id"] for row in await data("GET", "list_meetings", license=OTHER)] == [
        meeting_id(1, OTHER)
    ]
