"""GET /users and GET /users/:id."""

import pytest


async def ids(vendor, headers, query=""):
    answer = await vendor.get(f"/users{query}", headers=headers)
    assert answer.status_code == 200
    return [row["id"] for row in answer.json()["data"]]


async def test_a_row_shows_three_keys(vendor, admin):
    assert (await vendor.get("/users?id=85741", headers=admin)).json()["data"] == [
        {"id": "85741", "email": "amina.noor@harbour-clinic.example", "full_name": "Amina Noor"}
    ]


async def test_fields_choose_other_keys_beside_the_id(vendor, admin):
    answer = await vendor.get("/users?id=85741&fields=status,type", headers=admin)
    assert answer.json()["data"] == [{"id": "85741", "status": 20, "type": 400}]


@pytest.mark.parametrize("key", ["total_count", "total"])
async def test_the_total_has_one_of_two_names(vendor, admin, simulator, key):
    simulator.set_switches({"total_key": key})
    body = (await vendor.get("/users?type=400&limit=2", headers=admin)).json()
    assert (set(body), body[key], len(body["data"])) == ({"data", key}, 6, 2)


@pytest.mark.parametrize(("query", "found"), [
    ("id=85742,85743", ["85742", "85743"]),
    ("type=100", ["85701"]),
    ("role=admin", ["85701"]),
    ("subtype=482&full_name=noor", ["85741"]),
    ("email=lea.fournier", ["85745"]),
    ("q=okafor", ["85746"]),
    ("status=10", ["85812"]),
    ("is_admin=1", ["85701"]),
    ("is_admin=0&q=krogh", ["85806"]),
    ("is_hidden=1", []),
    ("group=surgery", []),
    ("room_code=walkin", ["85741", "85744", "85746"]),
    ("room_code=hill1", []),
    ("account_code=hillside", []),
    ("account_code=harbour&id=85741", ["85741"]),
    ("ex_filter=all&id=85741", ["85741"]),
])  # fmt: skip
async def test_a_filter_keeps_the_users_that_match(vendor, admin, query, found):
    assert await ids(vendor, admin, f"?{query}") == found


async def test_my_patient_keeps_those_with_a_visit(vendor, doctor):
    assert await ids(vendor, doctor, "?ex_filter=my-patient") == ["85802", "85809"]


async def test_users_can_be_sorted_and_paged(vendor, admin):
    query = "?type=400&sort=full_name.desc&start=1&limit=2"
    assert await ids(vendor, admin, query) == ["85746", "85743"]


@pytest.mark.parametrize(
    "query", ["q=no", "full_name=a", "email=b", "ex_filter=yours", "is_admin=maybe", "sort=age"]
)
async def test_a_bad_filter_is_refused(vendor, admin, query):
    assert (await vendor.get(f"/users?{query}", headers=admin)).status_code == 400


async def test_users_need_a_token(vendor):
    assert (await vendor.get("/users")).status_code == 401


async def test_a_patient_may_not_list_users(vendor, patient):
    assert (await vendor.get("/users", headers=patient)).status_code == 403


async def test_a_dash_is_the_user_of_the_token(vendor, doctor):
    assert (await vendor.get("/users/-", headers=doctor)).json()["data"]["id"] == "85742"


async def test_a_profile_has_an_integer_status(vendor, admin):
    profile = (await vendor.get("/users/85741", headers=admin)).json()["data"]
    assert (profile["status"], profile["active"], profile["full_name"]) == (20, True, "Amina Noor")


async def test_a_patient_sees_himself(vendor, patient):
    assert (await vendor.get("/users/85801", headers=patient)).json()["data"]["full_name"] == "Ingrid Holm"


async def test_a_patient_sees_nobody_else(vendor, patient):
    assert (await vendor.get("/users/85802", headers=patient)).status_code == 403


async def test_a_profile_needs_a_token(vendor):
    assert (await vendor.get("/users/85741")).status_code == 401


async def test_an_unknown_user_is_not_found(vendor, admin):
    assert (await vendor.get("/users/1", headers=admin)).status_code == 404


async def test_a_user_of_another_account_is_not_found(vendor):
    headers = {"X-ApiToken": "vsee-hillside-admin-token", "X-AccountCode": "hillside"}
    assert (await vendor.get("/users/85741", headers=headers)).status_code == 404
