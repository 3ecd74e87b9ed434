"""Paths, methods and bodies that VConnct takes, and those it does not."""

import pytest

from simulators.vconnct.seed import DEMO, meeting_id

HEADERS = {"license": DEMO, "accept-language": "en"}
JSON = {**HEADERS, "content-type": "application/json"}


@pytest.mark.parametrize(("method", "name"), [("GET", "list_meetings"), ("POST", "create_meeting")])
async def test_a_missing_slash_is_404(client, method, name):
    assert (await client.request(method, f"/api/v1/{name}", headers=HEADERS)).status_code == 404


async def test_an_unknown_path_is_404(client):
    assert (await client.get("/api/v1/list_participants/", headers=HEADERS)).status_code == 404


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("GET", "create_meeting"),
        ("POST", "update_meeting"),
        ("GET", "start_meeting"),
        ("POST", "end_meeting"),
        ("DELETE", "end_meeting"),
        ("HEAD", "end_meeting"),
        ("GET", "delete_scheduled_meeting"),
        ("POST", "list_meetings"),
        ("PUT", "get_record"),
    ],
)
async def test_a_wrong_method_is_405(call, method, name):
    assert (await call(method, name, meeting_id=meeting_id(1))).status_code == 405


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", '"text"', '{"title": "a",}', b"\xff\xfe", '{"title": "\\ud800"}', "[" * 9999],
)
async def test_a_body_that_is_no_json_object_is_400(client, body):
    response = await client.post("/api/v1/create_meeting/", headers=JSON, content=body)
    assert response.status_code == 400
    assert response.json()["error_messages"] == ["The body is not a valid JSON object."]


async def test_a_form_is_400(client):
    response = await client.post("/api/v1/create_meeting/", headers=HEADERS, data={"title": "A form"})
    assert response.json()["error_messages"] == ["The body is not a valid JSON object."]


async def test_a_charset_beside_the_content_type_is_fine(client):
    headers = {**HEADERS, "content-type": "application/json; charset=utf-8"}
    response = await client.post("/api/v1/create_meeting/", headers=headers, content="{}")
    assert response.json()["error_messages"] == ["meeting_setting: This field is required."]


QUERIES = [
    ("GET", "end_meeting", "meeting_id"),
    ("DELETE", "delete_scheduled_meeting", "meeting_id"),
    ("GET", "list_sessions", "meeting_id"),
    ("GET", "list_attendance", "session_id"),
    ("GET", "list_setting", "meeting_id"),
    ("GET", "get_record", "session_id"),
]


@pytest.mark.parametrize(("method", "name", "field"), QUERIES)
async def test_a_missing_id_is_400(refusal, method, name, field):
    assert await refusal(method, name) == (400, [f"{field}: This field is required."])


@pytest.mark.parametrize(("method", "name", "field"), QUERIES)
async def test_an_id_that_is_no_uuid_is_400(refusal, method, name, field):
    assert await refusal(method, name, **{field: "42"}) == (400, [f"{field}: Not a valid UUID."])


@pytest.mark.parametrize(("method", "name", "field"), QUERIES)
async def test_an_unknown_id_is_404(refusal, method, name, field):
    code, _ = await refusal(method, name, **{field: "00000000-0000-4000-8000-000000000000"})
    assert code == 404


async def test_an_id_in_capitals_is_the_same_id(call):
    assert (await call("GET", "list_setting", meeting_id=meeting_id(1).upper())).status_code == 200
