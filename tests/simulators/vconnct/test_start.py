"""Starting a meeting opens one session and hands out the moderator's link."""

import pytest

from simulators.vconnct import links
from simulators.vconnct.seed import FULL, meeting_id

IDLE = meeting_id(7)
START = ("POST", "start_meeting")


def wish(**fields):
    return {"meeting_id": IDLE, "moderator_name": "Amina Noor", **fields}


async def test_starting_returns_title_and_url_only(data):
    assert list(await data(*START, json=wish())) == ["title", "url"]


async def test_starting_is_200_with_its_own_message(call):
    response = await call(*START, json=wish(), language="ar")
    assert (response.status_code, response.json()["success_message"]) == (200, "الاجتماع الان تم تشغيله!")


async def test_the_link_lets_the_moderator_in(data):
    opened = links.opened((await data(*START, json=wish(moderator_password="mod-amina")))["url"])
    assert opened == {"fullName": "Amina_Noor", "meetingID": IDLE, "password": "mod-amina"}


async def test_a_started_meeting_runs(data):
    await data(*START, json=wish())
    assert (await data("GET", "list_meetings"))[6]["is_running"] is True


async def test_the_session_has_the_title_and_password_of_its_start(data):
    await data(*START, json=wish(title="Monday", attendee_password="attpwd", logout_url="example.com"))
    [session] = await data("GET", "list_sessions", meeting_id=IDLE)
    assert (session["title"], session["attendee_password"]) == ("Monday", "attpwd")


async def test_a_session_without_a_title_has_that_of_its_meeting(data):
    assert (await data(*START, json=wish()))["title"] == "Consultation: George Bell"


async def test_a_session_without_a_password_has_none(data):
    await data(*START, json=wish())
    [session] = await data("GET", "list_sessions", meeting_id=IDLE)
    assert session["attendee_password"] is None


async def test_starting_a_running_meeting_opens_no_second_session(data):
    await data(*START, json=wish(title="First"))
    again = await data(*START, json=wish(title="Second"))
    assert again["title"] == "First"
    assert len(await data("GET", "list_sessions", meeting_id=IDLE)) == 1


async def test_starting_after_an_end_opens_a_new_session(data):
    await data(*START, json=wish())
    await data("GET", "end_meeting", meeting_id=IDLE)
    await data(*START, json=wish())
    first, second = await data("GET", "list_sessions", meeting_id=IDLE)
    assert first["session_id"] != second["session_id"]


async def test_a_wrong_password_is_400(refusal):
    refused = await refusal(*START, json=wish(moderator_password="guess"))
    assert refused == (400, ["The password is not correct."])


async def test_a_wrong_password_can_be_401(refusal, simulator):
    simulator.set_switches({"wrong_password_code": 401})
    code, _ = await refusal(*START, json=wish(moderator_password="guess"))
    assert code == 401


async def test_starting_needs_the_password_where_the_switch_says_so(refusal, simulator):
    simulator.set_switches({"start_needs_password": True})
    assert await refusal(*START, json=wish()) == (400, ["The password is not correct."])


async def test_the_right_password_starts_where_it_is_needed(call, simulator):
    simulator.set_switches({"start_needs_password": True})
    assert (await call(*START, json=wish(moderator_password="mod-amina"))).status_code == 200


async def test_a_body_without_its_fields_has_one_message_each(refusal):
    assert await refusal(*START, json={}) == (
        400,
        ["meeting_id: This field is required.", "moderator_name: This field is required."],
    )


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("meeting_id", "42", "Not a valid UUID."),
        ("meeting_id", 42, "Not a valid UUID."),
        ("moderator_name", "  ", "This field may not be blank."),
        ("moderator_name", 42, "Not a valid string."),
        ("attendee_password", "x", "The length must be between 2 and 64 characters."),
        ("moderator_password", 42, "Not a valid string."),
        ("logout_url", 42, "Not a valid string."),
    ],
)
async def test_a_wrong_field_is_400(refusal, field, value, message):
    assert await refusal(*START, json=wish(**{field: value})) == (400, [f"{field}: {message}"])


async def test_an_unknown_meeting_is_404(refusal):
    refused = await refusal(*START, json=wish(meeting_id="00000000-0000-4000-8000-000000000000"))
    assert refused == (404, ["The meeting was not found."])


@pytest.fixture
async def third_room(data, simulator, ten_settings):
    """An idle meeting of a license with two rooms, both in use."""
    simulator.set_switches({"room_limit_counts": "running"})
    made = await data("POST", "create_meeting", license=FULL, json={"meeting_setting": ten_settings()})
    return made["meeting_id"]


async def test_at_the_limit_of_running_rooms_starting_is_400(refusal, third_room):
    refused = await refusal(*START, license=FULL, json=wish(meeting_id=third_room))
    assert refused == (400, ["The license has reached its maximum of meeting rooms."])


async def test_at_the_limit_the_running_ones_can_still_be_entered(call, third_room):
    response = await call(*START, license=FULL, json=wish(meeting_id=meeting_id(1, FULL)))
    assert response.status_code == 200


async def test_a_room_that_ends_makes_place_for_another(call, third_room):
    await call("GET", "end_meeting", license=FULL, meeting_id=meeting_id(1, FULL))
    assert (await call(*START, license=FULL, json=wish(meeting_id=third_room))).status_code == 200
