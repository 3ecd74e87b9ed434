"""One envelope around every answer, in Arabic unless the caller prefers English."""

import pytest

from simulators.vconnct.envelope import language_of
from simulators.vconnct.seed import meeting_id

UNKNOWN = "00000000-0000-4000-8000-000000000000"


async def test_a_success_has_the_documented_keys(call):
    body = (await call("GET", "list_setting", meeting_id=meeting_id(1))).json()
    assert list(body) == ["status", "status_code", "message", "data", "success_message"]


async def test_a_success_says_so_three_times(call):
    body = (await call("GET", "list_meetings")).json()
    assert (body["status"], body["status_code"], body["message"]) == (True, 200, "success")


async def test_a_refusal_has_the_documented_keys_and_no_data(call):
    body = (await call("GET", "list_sessions", meeting_id=UNKNOWN)).json()
    assert body == {
        "status": False,
        "status_code": 404,
        "message": "error",
        "error_messages": ["The meeting was not found."],
    }


async def test_answers_are_json_in_utf_8(call):
    response = await call("GET", "list_meetings", language="ar")
    assert response.headers["content-type"] == "application/json"
    assert "تم بنجاح!".encode() in response.content


async def test_http_status_equals_the_status_code(call):
    assert (await call("GET", "list_sessions", meeting_id=UNKNOWN)).status_code == 404


async def test_http_status_is_200_for_refusals_when_it_does_not_mirror(call, simulator):
    simulator.set_switches({"http_status_mirrors": False})
    response = await call("GET", "list_sessions", meeting_id=UNKNOWN)
    assert (response.status_code, response.json()["status_code"]) == (200, 404)


async def test_http_status_is_200_for_a_bad_license_when_it_does_not_mirror(call, simulator):
    simulator.set_switches({"http_status_mirrors": False})
    response = await call("GET", "list_meetings", license="nobody")
    assert (response.status_code, response.json()["status_code"]) == (200, 401)


async def test_http_status_is_200_for_a_creation_when_it_does_not_mirror(call, simulator, ten_settings):
    simulator.set_switches({"http_status_mirrors": False})
    response = await call("POST", "create_meeting", json={"meeting_setting": ten_settings()})
    assert (response.status_code, response.json()["status_code"]) == (200, 201)


async def test_without_a_wish_the_vendor_speaks_arabic(client):
    response = await client.get("/api/v1/list_meetings/", headers={"accept-language": ""})
    assert response.json()["error_messages"] == ["مفتاح الترخيص مطلوب."]


async def test_the_switch_sets_the_language_of_those_without_a_wish(client, simulator):
    simulator.set_switches({"language": "en"})
    response = await client.get("/api/v1/list_meetings/", headers={"accept-language": ""})
    assert response.json()["error_messages"] == ["The license key is required."]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("ar-EG", "ar"),
        ("da, en;q=0.5", "en"),
        ("ar;q=0.2, en;q=0.8", "en"),
        ("en;q=0", "ar"),
        ("en;q=much", "ar"),
        ("da", "ar"),
        ("", "ar"),
    ],
)
def test_the_best_weighted_known_language_is_spoken(accepted, language):
    assert language_of(accepted, "ar") == language
