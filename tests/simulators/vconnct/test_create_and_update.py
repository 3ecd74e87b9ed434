"""Creating and updating meetings: all ten settings, every time."""

import pytest

from simulators.vconnct.fields import SETTINGS
from simulators.vconnct.seed import FULL, meeting_id

CREATE = ("POST", "create_meeting")


async def test_a_meeting_comes_back_as_it_was_sent(data, ten_settings):
    wish = {
        "title": "Årlig sundheds check",
        "moderator_password": "modpwd",
        "welcome_text": "مرحبا",
        "meeting_setting": ten_settings(record=True),
    }
    made = await data(*CREATE, json=wish)
    assert {key: made[key] for key in wish} == wish


async def test_a_created_meeting_has_the_documented_keys(data, ten_settings):
    made = await data(*CREATE, json={"meeting_setting": ten_settings()})
    assert list(made) == ["meeting_id", "title", "moderator_password", "welcome_text", "meeting_setting"]


async def test_creating_is_201(call, ten_settings):
    response = await call(*CREATE, json={"meeting_setting": ten_settings()}, language="ar")
    assert (response.status_code, response.json()["status_code"]) == (201, 201)
    assert response.json()["success_message"] == "تمت اضافه الاجتماع بنجاح!"


async def test_a_password_left_out_is_generated(data, ten_settings):
    made = await data(*CREATE, json={"meeting_setting": ten_settings()})
    assert 2 <= len(made["moderator_password"]) <= 64


async def test_title_and_welcome_text_left_out_are_null(data, ten_settings):
    made = await data(*CREATE, json={"meeting_setting": ten_settings()})
    assert (made["title"], made["welcome_text"]) == (None, None)


async def test_the_same_body_twice_makes_two_meetings(data, ten_settings):
    wish = {"title": "Twice", "meeting_setting": ten_settings()}
    first, second = await data(*CREATE, json=wish), await data(*CREATE, json=wish)
    assert first["meeting_id"] != second["meeting_id"]


async def test_a_created_meeting_is_listed_and_does_not_run(data, ten_settings):
    made = await data(*CREATE, json={"title": "New", "meeting_setting": ten_settings()})
    row = (await data("GET", "list_meetings"))[-1]
    assert (row["meeting_id"], row["is_running"]) == (made["meeting_id"], False)


async def test_settings_keep_the_callers_order(data, ten_settings):
    wish = {"meeting_setting": ten_settings()[::-1]}
    made = await data(*CREATE, json=wish)
    listed = await data("GET", "list_setting", meeting_id=made["meeting_id"])
    assert listed == wish["meeting_setting"]


@pytest.mark.parametrize("text", ["", "x", "x" * 65])
async def test_a_password_outside_2_to_64_characters_is_400(refusal, ten_settings, text):
    refused = await refusal(*CREATE, json={"moderator_password": text, "meeting_setting": ten_settings()})
    assert refused == (400, ["moderator_password: The length must be between 2 and 64 characters."])


@pytest.mark.parametrize("text", ["x", "x" * 65])
async def test_a_title_has_any_length(data, ten_settings, text):
    made = await data(*CREATE, json={"title": text, "meeting_setting": ten_settings()})
    assert made["title"] == text


@pytest.mark.parametrize("field", ["title", "moderator_password", "welcome_text"])
async def test_a_text_that_is_none_is_400(refusal, ten_settings, field):
    refused = await refusal(*CREATE, json={field: 42, "meeting_setting": ten_settings()})
    assert refused == (400, [f"{field}: Not a valid string."])


@pytest.mark.parametrize(
    "settings", [{}, "record", [1], [{"setting": "record"}], [{"setting": "record", "value": "true"}], [{}]]
)
async def test_settings_of_another_shape_are_400(refusal, settings):
    refused = await refusal(*CREATE, json={"meeting_setting": settings})
    assert refused == (400, ["meeting_setting: Must be an array of objects with setting and value."])


async def test_a_missing_setting_is_400(refusal, ten_settings):
    settings = [row for row in ten_settings() if row["setting"] != "record"]
    assert await refusal(*CREATE, json={"meeting_setting": settings}) == (
        400,
        ["meeting_setting: missing: record"],
    )


async def test_a_repeated_setting_is_400(refusal, ten_settings):
    settings = [*ten_settings(), {"setting": "record", "value": True}]
    assert await refusal(*CREATE, json={"meeting_setting": settings}) == (
        400,
        ["meeting_setting: repeated: record"],
    )


async def test_an_unknown_setting_is_400(refusal, ten_settings):
    settings = [*ten_settings(), {"setting": "webcamsOnlyForModerator", "value": True}]
    assert await refusal(*CREATE, json={"meeting_setting": settings}) == (
        400,
        ["meeting_setting: unknown: webcamsOnlyForModerator"],
    )


async def test_each_wrong_field_has_one_message(refusal):
    wrong = {"title": 1, "welcome_text": 1, "meeting_setting": [{"setting": "sound", "value": True}]}
    _, messages = await refusal(*CREATE, json=wrong)
    assert [message.partition(":")[0] for message in messages] == ["title", "welcome_text", "meeting_setting"]


async def test_at_the_room_limit_creating_is_400(refusal, ten_settings):
    refused = await refusal(*CREATE, license=FULL, json={"meeting_setting": ten_settings()})
    assert refused == (400, ["The license has reached its maximum of meeting rooms."])


async def test_where_the_limit_counts_running_rooms_creating_is_allowed(call, simulator, ten_settings):
    simulator.set_switches({"room_limit_counts": "running"})
    response = await call(*CREATE, license=FULL, json={"meeting_setting": ten_settings()})
    assert response.status_code == 201


async def test_an_update_replaces_all_settings(data, ten_settings):
    wish = {"meeting_setting": ten_settings(record=True)}
    await data("PUT", "update_meeting", json=wish, meeting_id=meeting_id(7))
    listed = await data("GET", "list_setting", meeting_id=meeting_id(7))
    assert {row["setting"] for row in listed if row["value"]} == {"record"}


async def test_an_update_keeps_the_texts_it_leaves_out(data, ten_settings):
    wish = {"title": "Another title", "meeting_setting": ten_settings()}
    updated = await data("PUT", "update_meeting", json=wish, meeting_id=meeting_id(7))
    assert (updated["title"], updated["moderator_password"], updated["welcome_text"]) == (
        "Another title",
        "mod-amina",
        "Welcome to the Harbour Clinic.",
    )


async def test_an_update_changes_password_and_welcome_text(data, ten_settings):
    wish = {"moderator_password": "changed", "welcome_text": "Hello", "meeting_setting": ten_settings()}
    updated = await data("PUT", "update_meeting", json=wish, meeting_id=meeting_id(7))
    assert (updated["moderator_password"], updated["welcome_text"]) == ("changed", "Hello")


async def test_updating_is_200(call, ten_settings):
    wish = {"meeting_setting": ten_settings()}
    response = await call("PUT", "update_meeting", json=wish, language="ar", meeting_id=meeting_id(7))
    assert (response.status_code, response.json()["status_code"]) == (200, 200)
    assert response.json()["success_message"] == "لقد تم تعديل بيانات الاجتماع بنجاح!"


async def test_an_update_wants_all_ten_settings_again(refusal):
    refused = await refusal("PUT", "update_meeting", json={"title": "Only"}, meeting_id=meeting_id(7))
    assert refused == (400, ["meeting_setting: This field is required."])


async def test_an_update_of_an_unknown_meeting_is_404(refusal, ten_settings):
    unknown = "00000000-0000-4000-8000-000000000000"
    wish = {"meeting_setting": ten_settings()}
    code, _ = await refusal("PUT", "update_meeting", json=wish, meeting_id=unknown)
    assert code == 404


@pytest.mark.parametrize("query", [{}, {"meeting_id": "42"}])
async def test_an_update_without_a_proper_id_is_400(refusal, ten_settings, query):
    code, _ = await refusal("PUT", "update_meeting", json={"meeting_setting": ten_settings()}, **query)
    assert code == 400


async def test_an_update_leaves_the_running_session_its_password(call, data, ten_settings):
    wish = {"moderator_password": "changed", "meeting_setting": ten_settings()}
    await data("PUT", "update_meeting", json=wish, meeting_id=meeting_id(1))
    join = {"meeting_id": meeting_id(1), "fullname": "Amina", "role": "moderator", "password": "mod-amina"}
    assert (await call("POST", "start_meeting", json=join)).status_code == 200


async def test_there_are_ten_settings():
    assert len(set(SETTINGS)) == 10
