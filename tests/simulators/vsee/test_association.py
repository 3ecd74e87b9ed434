"""POST /users/:id/rooms and DELETE /users/:id/rooms/:room_code."""

import pytest


def multipart(**fields):
    return {name: (None, value) for name, value in fields.items()}


async def associate(vendor, headers, user="85742", **fields):
    return await vendor.post(f"/users/{user}/rooms", headers=headers, files=multipart(**fields))


async def test_the_answer_shows_the_rooms_of_the_user_the_linked_one_first(vendor, admin):
    rooms = (await associate(vendor, admin, code="reception")).json()["data"]
    assert [row["code"] for row in rooms] == ["reception", "moller1", "archive"]


async def test_a_linked_room_has_the_documented_keys(vendor, admin):
    room = (await associate(vendor, admin, code="reception")).json()["data"][0]
    assert set(room) == {
        "_id",
        "slug",
        "name",
        "domain",
        "code",
        "active",
        "users",
        "account_code",
        "provider_ids",
        "public_access_room",
        "created",
        "modified",
        "payment",
        "default",
    }


async def test_the_room_gains_the_provider(vendor, admin):
    await associate(vendor, admin, code="noor1")
    room = (await vendor.get("/rooms/noor1")).json()["data"]
    assert (room["provider_ids"], room["users"]) == (["85741", "85742"], "85741,85742")


async def test_linking_touches_the_modification_time(vendor, admin, clock):
    await associate(vendor, admin, code="noor1")
    assert (await vendor.get("/rooms/noor1")).json()["data"]["modified"] == clock.epoch()


async def test_linking_twice_is_harmless(vendor, admin):
    await associate(vendor, admin, code="noor1")
    assert (await associate(vendor, admin, code="noor1")).status_code == 200
    assert (await vendor.get("/rooms/noor1")).json()["data"]["provider_ids"] == ["85741", "85742"]


async def test_default_takes_the_flag_from_the_other_rooms(vendor, admin):
    rooms = (await associate(vendor, admin, code="noor1", default="true")).json()["data"]
    assert {row["code"]: row["default"] for row in rooms} == {
        "noor1": True,
        "moller1": False,
        "archive": False,
    }


@pytest.mark.parametrize("value", ["false", "0"])
async def test_default_false_gives_the_flag_up(vendor, admin, value):
    rooms = (await associate(vendor, admin, code="moller1", default=value)).json()["data"]
    assert rooms[0]["default"] is False


async def test_without_default_the_flag_stays(vendor, admin):
    rooms = (await associate(vendor, admin, code="noor1")).json()["data"]
    assert [row["code"] for row in rooms if row["default"]] == ["moller1"]


async def test_a_default_that_is_no_boolean_is_refused(vendor, admin):
    assert (await associate(vendor, admin, code="noor1", default="maybe")).status_code == 400


async def test_json_booleans_are_booleans(vendor, admin):
    answer = await vendor.post("/users/85742/rooms", headers=admin, json={"code": "noor1", "default": True})
    assert answer.json()["data"][0]["default"] is True


async def test_a_dash_is_the_user_of_the_token(vendor, doctor):
    await associate(vendor, doctor, user="-", code="reception")
    assert (await vendor.get("/rooms/reception")).json()["data"]["provider_ids"] == ["85742"]


async def test_a_provider_may_name_himself(vendor, doctor):
    assert (await associate(vendor, doctor, code="reception")).status_code == 200


async def test_a_provider_may_not_name_another(vendor, doctor):
    assert (await associate(vendor, doctor, user="85741", code="reception")).status_code == 403


async def test_linking_needs_a_token(vendor):
    assert (await associate(vendor, {}, code="reception")).status_code == 401


async def test_an_unknown_user_is_not_found(vendor, admin):
    assert (await associate(vendor, admin, user="1", code="reception")).status_code == 404


@pytest.mark.parametrize("code", ["nowhere", "hill1"])
async def test_an_unknown_room_is_not_found(vendor, admin, code):
    assert (await associate(vendor, admin, code=code)).status_code == 404


async def test_the_room_code_is_required(vendor, admin):
    answer = await associate(vendor, admin, default="true")
    assert (answer.status_code, answer.json()["message"]) == (400, "code is required.")


async def test_a_patient_cannot_become_a_provider(vendor, patient):
    assert (await associate(vendor, patient, user="-", code="reception")).status_code == 400


async def test_the_answer_may_show_the_linked_room_only(vendor, admin, simulator):
    simulator.set_switches({"v7_rooms": "linked"})
    rooms = (await associate(vendor, admin, code="reception")).json()["data"]
    assert [row["code"] for row in rooms] == ["reception"]


async def test_the_answer_may_be_one_object(vendor, admin, simulator):
    simulator.set_switches({"v7_shape": "object"})
    room = (await associate(vendor, admin, code="reception")).json()["data"]
    assert (room["code"], room["id"]) == ("reception", "178")


async def test_times_are_objects_of_the_same_instant_as_in_the_list(vendor, admin):
    linked = (await associate(vendor, admin, code="noor1")).json()["data"][0]
    listed = (await vendor.get("/rooms")).json()["data"][0]
    assert linked["created"] == {"sec": listed["created"], "usec": 177000}


@pytest.mark.parametrize(("style", "kind"), [("int", int), ("string", str)])
async def test_times_may_be_numbers_or_strings(vendor, admin, simulator, style, kind):
    simulator.set_switches({"v7_times": style})
    assert isinstance((await associate(vendor, admin, code="noor1")).json()["data"][0]["created"], kind)


async def test_a_repeat_may_be_a_conflict_in_broken_json(vendor, admin, simulator):
    simulator.set_switches({"v7_repeat": "conflict"})
    answer = await associate(vendor, admin, code="moller1")
    assert answer.status_code == 400
    assert answer.text.endswith('slug "moller1" already exists."] }')
    with pytest.raises(ValueError, match="Expecting"):
        answer.json()


async def test_unlinking_answers_an_empty_object(vendor, admin):
    answer = await vendor.delete("/users/85742/rooms/moller1", headers=admin)
    assert (answer.status_code, answer.text) == (200, "{}")


async def test_unlinking_may_answer_nothing(vendor, admin, simulator):
    simulator.set_switches({"delete_answer": "no_content"})
    answer = await vendor.delete("/users/85742/rooms/moller1", headers=admin)
    assert (answer.status_code, answer.text) == (204, "")


async def test_unlinking_leaves_the_room_without_the_provider(vendor, admin):
    await vendor.delete("/users/85742/rooms/moller1", headers=admin)
    assert (await vendor.get("/rooms/moller1")).json()["data"]["provider_ids"] == []


async def test_unlinking_a_default_room_ends_the_default(vendor, admin):
    await vendor.delete("/users/85742/rooms/moller1", headers=admin)
    room = (await associate(vendor, admin, code="moller1")).json()["data"][0]
    assert room["default"] is False


async def test_a_body_of_the_delete_is_ignored(vendor, admin):
    answer = await vendor.request(
        "DELETE", "/users/85742/rooms/moller1", headers=admin, files=multipart(code="b4vjj''")
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path", ["85742/rooms/noor1", "85742/rooms/nowhere", "85746/rooms/hill1", "1/rooms/noor1"]
)
async def test_unlinking_what_is_not_linked_is_not_found(vendor, admin, path):
    assert (await vendor.delete(f"/users/{path}", headers=admin)).status_code == 404


async def test_unlinking_needs_a_token(vendor):
    assert (await vendor.delete("/users/85742/rooms/moller1")).status_code == 401


async def test_unlinking_another_user_needs_the_admin(vendor, doctor):
    assert (await vendor.delete("/users/85741/rooms/noor1", headers=doctor)).status_code == 403
