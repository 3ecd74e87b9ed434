"""GET /visits, POST /visits/add_walkin and POST /visits/add_econsult."""

import pytest

VISIT = {
    "id",
    "_id",
    "member_id",
    "provider_id",
    "account_code",
    "room_id",
    "specialty_id",
    "state",
    "completed_by",
    "code",
    "start",
    "end",
    "actual_start",
    "actual_end",
    "type",
    "status",
    "created",
    "modified",
    "payment",
    "intake",
    "provider",
    "member",
}
ALL = [f"{number}" for number in range(82801, 82813)]


async def listed(vendor, headers, query=""):
    answer = await vendor.get(f"/visits{query}", headers=headers)
    assert answer.status_code == 200
    return answer.json()["data"]


async def ids(vendor, headers, query=""):
    return [row["id"] for row in await listed(vendor, headers, query)]


async def intake(vendor, headers, **fields):
    return (await vendor.post("/intakes", headers=headers, data=fields)).json()["data"]["id"]


async def walkin(vendor, headers, **fields):
    return await vendor.post(
        "/visits/add_walkin", headers=headers, files={k: (None, v) for k, v in fields.items()}
    )


async def test_visits_are_listed_by_time_without_pages(vendor, admin):
    assert await ids(vendor, admin) == ALL


async def test_a_listed_visit_has_the_documented_keys(vendor, admin):
    assert set((await listed(vendor, admin))[0]) == VISIT | {"meeting"}


async def test_a_meeting_has_the_documented_keys(vendor, admin):
    meeting = (await listed(vendor, admin))[0]["meeting"]
    assert set(meeting) == {
        "recording_auto_start",
        "phone_numbers",
        "hosts",
        "expiry",
        "conference_pin",
        "meeting_id",
    }


async def test_all_statuses_and_both_types_occur(vendor, admin):
    rows = await listed(vendor, admin)
    assert {(row["type"], row["status"]) for row in rows} == {(1, 10), (1, 30), (2, 10), (2, 30), (2, 40)}


@pytest.mark.parametrize(("style", "kind"), [("number", int), ("string", str)])
async def test_numbers_of_a_visit_follow_the_switch(vendor, admin, simulator, style, kind):
    simulator.set_switches({"visit_numbers": style})
    row = (await listed(vendor, admin))[0]
    assert all(
        isinstance(row[key], kind) for key in ("start", "end", "actual_start", "actual_end", "type", "status")
    )


async def test_times_alone_may_be_strings(vendor, admin, simulator):
    simulator.set_switches({"visit_numbers": "mixed"})
    row = (await listed(vendor, admin))[0]
    assert (type(row["start"]), type(row["status"])) == (str, int)


@pytest.mark.parametrize(("links", "expected"), [("present", ("harbour", "171")), ("null", (None, None))])
async def test_account_and_room_of_a_visit_may_be_null(vendor, admin, simulator, links, expected):
    simulator.set_switches({"visit_links": links})
    row = (await listed(vendor, admin))[0]
    assert (row["account_code"], row["room_id"]) == expected


async def test_a_room_has_its_visits(vendor, admin):
    rows = await listed(vendor, admin, "?room_code=moller1")
    assert [(row["id"], row["room_id"]) for row in rows] == [("82802", "172"), ("82809", "172")]


@pytest.mark.parametrize("code", ["nowhere", "hill1", "reception"])
async def test_a_room_without_visits_has_an_empty_list(vendor, admin, code):
    assert await ids(vendor, admin, f"?room_code={code}") == []


async def test_a_window_keeps_the_visits_that_start_in_it(vendor, admin, clock):
    now = clock.epoch()
    assert await ids(vendor, admin, f"?start_time={now}&end_time={now + 5 * 86400}") == ["82809", "82810"]


@pytest.mark.parametrize("query", ["start_time=today", "end_time=1.5", "has_recordings=maybe", "limit=x"])
async def test_a_bad_query_is_refused(vendor, admin, query):
    assert (await vendor.get(f"/visits?{query}", headers=admin)).status_code == 400


async def test_pages_walk_through_the_visits(vendor, admin):
    pages = [await ids(vendor, admin, f"?page={page}&limit=5") for page in (1, 2, 3, 4)]
    assert pages == [ALL[:5], ALL[5:10], ALL[10:], []]


async def test_only_recorded_visits_may_be_asked_for(vendor, admin):
    assert await ids(vendor, admin, "?has_recordings=1") == ["82801", "82802"]


async def test_fields_select_the_keys_beside_the_id(vendor, admin):
    assert set((await listed(vendor, admin, "?fields=start,recordings"))[0]) == {"id", "start", "recordings"}


async def test_fields_may_only_add_the_recordings(vendor, admin, simulator):
    simulator.set_switches({"visit_fields": "add"})
    row = (await listed(vendor, admin, "?fields=recordings"))[0]
    assert set(row) == VISIT | {"meeting", "recordings"}


async def test_recordings_are_an_object_with_a_count(vendor, admin):
    recordings = (await listed(vendor, admin, "?fields=recordings"))[0]["recordings"]
    assert recordings["count"] == 1
    assert set(recordings["data"][0]) == {"id", "visit_id", "end"}


async def test_recordings_may_be_an_array(vendor, admin, simulator):
    simulator.set_switches({"recordings_style": "array"})
    rows = await listed(vendor, admin, "?fields=recordings")
    assert [len(row["recordings"]) for row in rows] == [1, 1] + [0] * 10


async def test_visits_need_a_token(vendor):
    assert (await vendor.get("/visits")).status_code == 401


async def test_a_patient_sees_his_own_visits(vendor, patient):
    assert await ids(vendor, patient) == ["82801"]


async def test_a_doctor_sees_his_own_visits(vendor, doctor):
    assert await ids(vendor, doctor) == ["82802", "82809"]


async def test_a_doctor_sees_those_that_wait_unassigned_in_his_room(vendor):
    noor = {"X-ApiToken": "vsee-demo-provider-token-1"}
    assert "82808" in await ids(vendor, noor)


async def test_another_account_has_no_visits(vendor):
    headers = {"X-ApiToken": "vsee-hillside-admin-token", "X-AccountCode": "hillside"}
    assert await ids(vendor, headers) == []


async def test_a_walkin_has_the_documented_keys(vendor, patient):
    id = await intake(vendor, patient)
    answer = await walkin(vendor, patient, intake_id=id, room_code="okafor1", provider_id="85746")
    assert (answer.status_code, set(answer.json()["data"])) == (200, VISIT)


async def test_a_walkin_starts_now_and_waits(vendor, patient, clock):
    id = await intake(vendor, patient)
    visit = (await walkin(vendor, patient, intake_id=id, room_code="moller1")).json()["data"]
    now = clock.epoch()
    assert (visit["start"], visit["end"]) == (str(now), str(now + 900))
    assert (visit["type"], visit["status"], visit["actual_start"]) == ("1", "10", None)


async def test_money_of_a_visit_is_text(vendor, admin):
    visit = next(row for row in await listed(vendor, admin) if row["id"] == "82810")
    assert visit["payment"] == {"duration": 60, "amount": "250.00", "description": "Group session"}


@pytest.mark.parametrize(("style", "kind"), [("string", str), ("number", int)])
async def test_numbers_of_a_walkin_follow_the_switch(vendor, patient, simulator, style, kind):
    simulator.set_switches({"walkin_numbers": style})
    id = await intake(vendor, patient)
    visit = (await walkin(vendor, patient, intake_id=id, room_code="okafor1")).json()["data"]
    assert all(isinstance(visit[key], kind) for key in ("start", "end", "type", "status"))


async def test_a_walkin_joins_the_queue(vendor, patient):
    id = await intake(vendor, patient, room_code="okafor1")
    await walkin(vendor, patient, intake_id=id)
    queue = (await vendor.get("/rooms/okafor1/queue", headers=patient)).json()["data"]
    assert (queue["length"], queue["before_me"]) == (3, 2)


async def test_an_intake_knows_its_visit(vendor, patient):
    id = await intake(vendor, patient)
    visit = (await walkin(vendor, patient, intake_id=id, room_code="okafor1")).json()["data"]
    assert visit["intake"]["id"] == id
    assert (await vendor.get(f"/intakes/{id}", headers=patient)).json()["data"]["visit_id"] == visit["id"]


@pytest.mark.parametrize("code", ["raman1", "adler1", "fournier1", "archive"])
async def test_a_room_that_takes_nobody_refuses_a_walkin(vendor, patient, code):
    id = await intake(vendor, patient)
    assert (await walkin(vendor, patient, intake_id=id, room_code=code)).status_code == 400


@pytest.mark.parametrize(("fields", "status"), [
    ({"room_code": "okafor1"}, 400),
    ({"intake_id": "{id}"}, 400),
    ({"intake_id": "1", "room_code": "okafor1"}, 404),
    ({"intake_id": "{id}", "room_code": "nowhere"}, 404),
    ({"intake_id": "{id}", "room_code": "okafor1", "provider_id": "1"}, 404),
])  # fmt: skip
async def test_a_bad_walkin_is_refused(vendor, patient, fields, status):
    id = await intake(vendor, patient)
    answer = await walkin(vendor, patient, **{name: value.format(id=id) for name, value in fields.items()})
    assert answer.status_code == status


@pytest.mark.parametrize("path", ["add_walkin", "add_econsult"])
async def test_a_visit_needs_a_token(vendor, path):
    assert (await vendor.post(f"/visits/{path}", data={"intake_id": "1"})).status_code == 401


@pytest.mark.parametrize("path", ["add_walkin", "add_econsult"])
async def test_another_patients_intake_makes_no_visit(vendor, patient, path):
    id = await intake(vendor, {"X-ApiToken": "vsee-demo-member-token-2"})
    body = {"intake_id": id, "room_code": "okafor1"}
    assert (await vendor.post(f"/visits/{path}", headers=patient, data=body)).status_code == 403


async def test_an_econsult_has_no_time_and_no_room(vendor, patient):
    id = await intake(vendor, patient)
    answer = await vendor.post(
        "/visits/add_econsult", headers=patient, data={"intake_id": id, "provider_id": "85741"}
    )
    visit = answer.json()["data"]
    assert (visit["start"], visit["end"], visit["room_id"], visit["provider_id"]) == (
        None,
        None,
        None,
        "85741",
    )


@pytest.mark.parametrize(("fields", "status"), [({}, 400), ({"intake_id": "1"}, 404)])
async def test_a_bad_econsult_is_refused(vendor, patient, fields, status):
    assert (await vendor.post("/visits/add_econsult", headers=patient, data=fields)).status_code == status
