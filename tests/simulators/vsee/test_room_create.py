"""POST /rooms: three encodings, what is required, what is taken, and who may."""

import pytest

NEW = {"domain": "harbour.vsee.example", "slug": "annexe", "name": "Annexe"}


def multipart(fields):
    return {name: (None, value) for name, value in fields.items()}


async def test_a_new_room_has_the_documented_keys_and_defaults(vendor, admin, clock):
    answer = await vendor.post("/rooms", headers=admin, files=multipart(NEW))
    room = answer.json()["data"]
    code, consultation = room.pop("code"), room["payment"]["consultations"][0]
    assert answer.status_code == 200
    assert len(code) == 5
    assert len(consultation.pop("id")) == 36
    assert room == {
        "id": "184",
        "domain": "harbour.vsee.example",
        "slug": "annexe",
        "name": "Annexe",
        "subtitle": "If this is an emergency, please call 112.",
        "active": True,
        "account_code": "harbour",
        "users": "",
        "provider_ids": [],
        "public_access_room": True,
        "visits": {"walkin": {"enabled": True}, "appointment": {"enabled": False}},
        "auth": {"guest": {"type": 600, "log_in": {"enabled": True}}},
        "payment": {
            "consultations": [
                {
                    "description": "15-min Consultation",
                    "duration": 15,
                    "amount": 0,
                    "group": False,
                    "charge": False,
                    "slots": 1,
                }
            ],
            "currency": "USD",
            "__note__": "paymentCurrency will be deprecated by 1 Jun 2017",
        },
        "operation_settings": {
            "is_closed": False,
            "close_msg": "Service currently not available. Please check back later",
            "default_timezone": "America/Los_Angeles",
        },
        "created": clock.epoch(),
        "modified": clock.epoch(),
    }


@pytest.mark.parametrize("encoding", ["files", "data", "json"])
async def test_a_created_room_can_be_read_back(vendor, admin, encoding):
    body = multipart(NEW) if encoding == "files" else NEW
    code = (await vendor.post("/rooms", headers=admin, **{encoding: body})).json()["data"]["code"]
    assert (await vendor.get(f"/rooms/{code}")).json()["data"]["name"] == "Annexe"


async def test_a_created_room_is_the_last_of_the_list(vendor, admin):
    await vendor.post("/rooms", headers=admin, data=NEW)
    assert (await vendor.get("/rooms")).json()["data"][-1]["slug"] == "annexe"


async def test_a_chosen_code_is_kept(vendor, admin):
    answer = await vendor.post("/rooms", headers=admin, data={**NEW, "code": "annexe1"})
    assert answer.json()["data"]["code"] == "annexe1"


async def test_default_is_ignored(vendor, admin):
    answer = await vendor.post("/rooms", headers=admin, data={**NEW, "default": "maybe"})
    assert "default" not in answer.json()["data"]


@pytest.mark.parametrize(("style", "quote"), [("single", "'"), ("double", '"')])
async def test_a_taken_slug_is_refused_in_the_vendors_words(vendor, admin, simulator, style, quote):
    simulator.set_switches({"slug_quotes": style})
    answer = await vendor.post("/rooms", headers=admin, data={**NEW, "slug": "noor1"})
    message = f"In domain {quote}harbour.vsee.example{quote} slug {quote}noor1{quote} already exists."
    assert (answer.status_code, answer.json()) == (400, {"code": 400, "message": message})


async def test_a_slug_may_be_taken_in_another_domain(vendor, admin):
    body = {**NEW, "domain": "annexe.vsee.example", "slug": "noor1"}
    assert (await vendor.post("/rooms", headers=admin, data=body)).status_code == 200


async def test_a_taken_code_is_refused_even_from_another_account(vendor, admin):
    answer = await vendor.post("/rooms", headers=admin, data={**NEW, "code": "hill1"})
    assert answer.status_code == 400
    assert answer.json()["message"] == "In domain 'harbour.vsee.example' code 'hill1' already exists."


@pytest.mark.parametrize("field", ["domain", "slug", "name"])
@pytest.mark.parametrize("blank", [None, "", "  "])
async def test_a_missing_or_blank_field_is_refused(vendor, admin, field, blank):
    body = {name: value for name, value in NEW.items() if name != field or blank is not None}
    body |= {} if blank is None else {field: blank}
    answer = await vendor.post("/rooms", headers=admin, data=body)
    assert (answer.status_code, answer.json()) == (400, {"code": 400, "message": f"{field} is required."})


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'"text"', b'{"name": NaN}', b'{"name": "\\ud800"}', b"\xff", b'{"name": "\xff"}']
)
async def test_a_body_that_is_no_object_is_refused(vendor, admin, body):
    answer = await vendor.post("/rooms", headers={**admin, "content-type": "application/json"}, content=body)
    assert answer.status_code == 400


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x"])
async def test_a_broken_multipart_body_is_refused(vendor, admin, kind):
    answer = await vendor.post("/rooms", headers={**admin, "content-type": kind}, content=b"nothing")
    assert answer.status_code == 400


async def test_a_room_needs_a_token(vendor):
    answer = await vendor.post("/rooms", data=NEW)
    assert (answer.status_code, answer.json()) == (401, {"code": 401, "message": "Unauthorized"})


async def test_an_api_key_is_no_token(vendor):
    assert (await vendor.post("/rooms", headers={"X-ApiKey": "vsee-demo-key"}, data=NEW)).status_code == 401


async def test_a_provider_may_not_make_rooms(vendor, doctor):
    answer = await vendor.post("/rooms", headers=doctor, data=NEW)
    assert (answer.status_code, answer.json()) == (403, {"code": 403, "message": "Forbidden"})


async def test_another_accounts_token_is_unknown(vendor):
    headers = {"X-ApiToken": "vsee-hillside-admin-token"}
    assert (await vendor.post("/rooms", headers=headers, data=NEW)).status_code == 401


async def test_the_token_is_checked_before_the_fields(vendor):
    assert (await vendor.post("/rooms", data={})).status_code == 401


async def test_a_new_room_may_start_with_a_provider(vendor, admin, simulator):
    simulator.set_switches({"new_room_provider": True})
    room = (await vendor.post("/rooms", headers=admin, data=NEW)).json()["data"]
    assert (room["users"], room["provider_ids"]) == ("85741", ["85741"])
