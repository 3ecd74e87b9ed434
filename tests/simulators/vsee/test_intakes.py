"""POST /intakes, POST /intakes/:id and GET /intakes/:id."""

import pytest

INTAKE = {"provider_id": "85741", "reason_for_visit": "Rash", "type": "1", "room_code": "noor1"}


async def create(vendor, headers, **fields):
    answer = await vendor.post("/intakes", headers=headers, data=INTAKE | fields)
    assert answer.status_code == 200
    return answer.json()["data"]["id"]


async def read(vendor, headers, id):
    return (await vendor.get(f"/intakes/{id}", headers=headers)).json()["data"]


@pytest.mark.parametrize("path", ["/intakes", "/intakes.json"])
async def test_an_intake_answers_its_id(vendor, patient, path):
    answer = await vendor.post(path, headers=patient, data=INTAKE)
    assert set(answer.json()["data"]) == {"id"}


async def test_the_clinics_own_fields_are_echoed(vendor, patient):
    answer = await vendor.post("/intakes", headers=patient, json={**INTAKE, "allergies": ["nuts"]})
    assert answer.json()["data"]["allergies"] == ["nuts"]


async def test_an_intake_can_be_read_back(vendor, patient, clock):
    id = await create(vendor, patient, symptoms="itch", location="Copenhagen", phone="+4555501199")
    assert await read(vendor, patient, id) == {
        "id": id,
        "created": clock.epoch(),
        "modified": clock.epoch(),
        "type": "1",
        "reason_for_visit": "Rash",
        "provider": "85741",
        "member_id": "85801",
        "room_code": "noor1",
        "location": "Copenhagen",
        "phone": "+4555501199",
        "attachments": [],
        "visit_id": None,
        "symptoms": "itch",
    }


async def test_a_free_field_cannot_stand_in_for_the_vendors(vendor, patient):
    id = await create(vendor, patient, visit_id="1")
    assert (await read(vendor, patient, id))["visit_id"] is None


@pytest.mark.parametrize("attachments", [[{"id": "a"}, {"id": "b"}], ["a", "b"], "a,b"])
async def test_attachments_come_in_three_formats(vendor, patient, attachments):
    answer = await vendor.post("/intakes", headers=patient, json={"attachments": attachments})
    intake = await read(vendor, patient, answer.json()["data"]["id"])
    assert intake["attachments"] == [{"_id": "a"}, {"_id": "b"}]


async def test_an_update_changes_what_it_is_given(vendor, patient, clock):
    id = await create(vendor, patient)
    clock.advance(60)
    await vendor.post(f"/intakes/{id}", headers=patient, data={"reason_for_visit": "Cough"})
    intake = await read(vendor, patient, id)
    assert (intake["reason_for_visit"], intake["room_code"]) == ("Cough", "noor1")
    assert intake["modified"] == intake["created"] + 60


@pytest.mark.parametrize("member", ["85802", "{code}"])
async def test_staff_writes_for_a_patient(vendor, admin, simulator, member):
    code = simulator.world.users["85802"].code
    id = await create(vendor, admin, member_id=member.format(code=code))
    assert (await read(vendor, admin, id))["member_id"] == "85802"


async def test_a_patient_writes_for_nobody_else(vendor, patient):
    answer = await vendor.post("/intakes", headers=patient, data={"member_id": "85802"})
    assert answer.status_code == 403


@pytest.mark.parametrize(("field", "value", "status"), [
    ("type", "3", 400),
    ("type", "walk-in", 400),
    ("room_code", "nowhere", 404),
    ("provider_id", "1", 404),
    ("provider_id", "85801", 404),
    ("member_id", "85741", 404),
    ("member_id", "nobody", 404),
])  # fmt: skip
async def test_a_bad_field_is_refused(vendor, admin, field, value, status):
    assert (await vendor.post("/intakes", headers=admin, data={field: value})).status_code == status


async def test_an_intake_needs_a_token(vendor):
    assert (await vendor.post("/intakes", data=INTAKE)).status_code == 401


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_another_patients_intake_is_forbidden(vendor, patient, method):
    id = await create(vendor, {"X-ApiToken": "vsee-demo-member-token-2"})
    assert (await vendor.request(method, f"/intakes/{id}", headers=patient)).status_code == 403


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unknown_intake_is_not_found(vendor, admin, method):
    assert (await vendor.request(method, "/intakes/1", headers=admin)).status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_intake_of_another_account_is_not_found(vendor, admin, method):
    id = await create(vendor, admin)
    headers = {"X-ApiToken": "vsee-hillside-admin-token", "X-AccountCode": "hillside"}
    assert (await vendor.request(method, f"/intakes/{id}", headers=headers)).status_code == 404
