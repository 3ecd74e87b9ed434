"""Joining a running meeting, under the documented path and under its own."""

import pytest

from simulators.vconnct import links
from simulators.vconnct.seed import CROWDED, meeting_id, session_id

RUNNING, IDLE = meeting_id(1), meeting_id(7)
PATHS = ["start_meeting", "join_meeting"]


def wish(**fields):
    return {
        "meeting_id": RUNNING,
        "fullname": "John Doe",
        "password": "att-harbour",
        "role": "viewer",
        **fields,
    }


@pytest.mark.parametrize("path", PATHS)
async def test_both_paths_join(data, path):
    assert list(await data("POST", path, json=wish())) == ["url"]


@pytest.mark.parametrize("path", PATHS)
async def test_joining_has_the_vendors_misspelt_message(call, path):
    response = await call("POST", path, json=wish(), language="ar")
    assert response.json()["success_message"] == "لقد تم دخولك للاحتماع بنجاح!"


async def test_the_documented_path_alone_joins_when_the_other_does_not_exist(call, simulator):
    simulator.set_switches({"join_path": "start"})
    answers = [(await call("POST", path, json=wish())).status_code for path in PATHS]
    assert answers == [200, 404]


async def test_a_join_on_the_documented_path_is_taken_for_a_start_when_only_the_other_joins(
    call, refusal, simulator
):
    simulator.set_switches({"join_path": "join"})
    assert await refusal("POST", "start_meeting", json=wish()) == (
        400,
        ["moderator_name: This field is required."],
    )
    assert (await call("POST", "join_meeting", json=wish())).status_code == 200


async def test_a_viewers_link_carries_the_viewers_password(data):
    opened = links.opened((await data("POST", "join_meeting", json=wish()))["url"])
    assert opened == {"fullName": "John_Doe", "meetingID": RUNNING, "password": "att-harbour"}


async def test_a_viewers_link_carries_the_moderators_password_as_in_the_sample(data, simulator):
    simulator.set_switches({"viewer_link_password": "moderator"})
    opened = links.opened((await data("POST", "join_meeting", json=wish()))["url"])
    assert opened["password"] == "mod-amina"


async def test_a_moderators_link_carries_the_moderators_password(data):
    join = wish(role="moderator", password="mod-amina")
    assert links.opened((await data("POST", "join_meeting", json=join))["url"])["password"] == "mod-amina"


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "guess"},
        {"password": None},
        {"password": ""},
        {"password": "mod-amina"},
        {"role": "moderator"},
        {"role": "moderator", "password": None},
    ],
)
async def test_a_password_that_is_not_the_roles_is_400(refusal, wrong):
    assert await refusal("POST", "join_meeting", json=wish(**wrong)) == (
        400,
        ["The password is not correct."],
    )


async def test_a_wrong_password_can_be_401(refusal, simulator):
    simulator.set_switches({"wrong_password_code": 401})
    code, _ = await refusal("POST", "join_meeting", json=wish(password="guess"))
    assert code == 401


async def test_a_session_without_a_password_is_joined_without_one(data):
    await data("POST", "start_meeting", json={"meeting_id": IDLE, "moderator_name": "Amina Noor"})
    join = {"meeting_id": IDLE, "fullname": "George Bell", "role": "viewer"}
    assert links.opened((await data("POST", "join_meeting", json=join))["url"])["password"] == ""


async def test_a_session_without_a_password_refuses_any(refusal, data):
    await data("POST", "start_meeting", json={"meeting_id": IDLE, "moderator_name": "Amina Noor"})
    refused = await refusal("POST", "join_meeting", json=wish(meeting_id=IDLE))
    assert refused == (400, ["The password is not correct."])


async def test_joining_what_does_not_run_is_400(refusal):
    refused = await refusal("POST", "join_meeting", json=wish(meeting_id=IDLE))
    assert refused == (400, ["The meeting is not running."])


async def test_joining_an_unknown_meeting_is_404(refusal):
    unknown = "00000000-0000-4000-8000-000000000000"
    assert await refusal("POST", "join_meeting", json=wish(meeting_id=unknown)) == (
        404,
        ["The meeting was not found."],
    )


async def test_a_body_without_its_fields_has_one_message_each(refusal):
    assert await refusal("POST", "join_meeting", json={}) == (
        400,
        [
            "meeting_id: This field is required.",
            "fullname: This field is required.",
            "role: This field is required.",
        ],
    )


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("meeting_id", "42", "Not a valid UUID."),
        ("fullname", " ", "This field may not be blank."),
        ("password", 42, "Not a valid string."),
        ("role", "attendee", "Must be moderator or viewer."),
    ],
)
async def test_a_wrong_field_is_400(refusal, field, value, message):
    assert await refusal("POST", "join_meeting", json=wish(**{field: value})) == (
        400,
        [f"{field}: {message}"],
    )


async def test_whoever_joins_is_in_the_attendance_at_once(data):
    await data("POST", "join_meeting", json=wish())
    rows = await data("GET", "list_attendance", session_id=session_id(1, 1))
    assert {"full_name": "John Doe", "joined_date": "2026-03-02T09:00:00.148Z"} in rows


async def test_whoever_joins_twice_has_two_rows(data):
    await data("POST", "join_meeting", json=wish())
    await data("POST", "join_meeting", json=wish())
    rows = await data("GET", "list_attendance", session_id=session_id(1, 1))
    assert [row["full_name"] for row in rows].count("John Doe") == 2


async def test_joining_alone_is_no_attendance_where_it_counts_from_opening_the_link(data, simulator):
    simulator.set_switches({"attendance_on": "open"})
    await data("POST", "join_meeting", json=wish())
    rows = await data("GET", "list_attendance", session_id=session_id(1, 1))
    assert "John Doe" not in [row["full_name"] for row in rows]


async def test_at_the_attendance_limit_joining_is_400(refusal):
    refused = await refusal(
        "POST", "join_meeting", license=CROWDED, json=wish(meeting_id=meeting_id(1, CROWDED))
    )
    assert refused == (400, ["The room has reached its maximum of attendance."])


async def test_at_the_attendance_limit_those_inside_may_come_back(call):
    join = wish(meeting_id=meeting_id(1, CROWDED), fullname="Viggo Lund")
    assert (await call("POST", "join_meeting", license=CROWDED, json=join)).status_code == 200
