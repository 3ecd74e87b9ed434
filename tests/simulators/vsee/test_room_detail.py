"""GET /rooms/:code: every key, and every habit in which the answer may be written."""

import pytest

FULL = {
    "visits",
    "auth",
    "subtitle",
    "slug",
    "name",
    "domain",
    "active",
    "users",
    "account_code",
    "provider_ids",
    "public_access_room",
    "created",
    "modified",
    "payment",
    "operation_settings",
    "id",
    "code",
    "description",
    "specialties",
}


async def room(vendor, code="noor1"):
    answer = await vendor.get(f"/rooms/{code}")
    assert answer.status_code == 200
    return answer.json()["data"]


async def test_a_full_room_has_the_documented_keys(vendor):
    assert set(await room(vendor)) == FULL


async def test_ids_are_decimal_strings(vendor):
    assert (await room(vendor))["id"] == "171"


async def test_a_consultation_has_minutes_and_a_number_of_money(vendor):
    consultations = (await room(vendor, "moller1"))["payment"]["consultations"]
    assert [(row["duration"], row["amount"], row["charge"]) for row in consultations] == [
        (15, 0, False),
        (45, 650, True),
    ]


async def test_a_closed_room_says_why(vendor):
    settings = (await room(vendor, "raman1"))["operation_settings"]
    assert settings["is_closed"] is True
    assert settings["close_msg"].startswith("Closed for staff training")


async def test_an_inactive_room_is_still_told(vendor):
    assert (await room(vendor, "archive"))["active"] is False


async def test_a_room_may_be_non_public(vendor):
    assert (await room(vendor, "staff1"))["public_access_room"] is False


async def test_a_room_may_have_nothing(vendor):
    empty = await room(vendor, "reception")
    assert (
        empty["provider_ids"],
        empty["users"],
        empty["payment"]["consultations"],
        empty["specialties"],
    ) == (
        [],
        "",
        [],
        [],
    )


async def test_specialties_have_a_code_a_name_and_minutes(vendor):
    assert (await room(vendor))["specialties"] == [
        {"code": "general_care", "name": "General Care", "duration": 15}
    ]


@pytest.mark.parametrize("code", ["nowhere", "hill1", "noor1.json", "NOOR1"])
async def test_an_unknown_room_is_not_found(vendor, code):
    answer = await vendor.get(f"/rooms/{code}")
    assert (answer.status_code, answer.json()["code"]) == (404, 404)


async def test_a_room_of_another_account_is_found_there(vendor):
    answer = await vendor.get("/rooms/hill1", headers={"X-AccountCode": "hillside"})
    assert answer.json()["data"]["account_code"] == "hillside"


@pytest.mark.parametrize(("separator", "users"), [
    ("comma", "85741,85744,85746"),
    ("space", "85741 85744 85746"),
    ("list", ["85741", "85744", "85746"]),
])  # fmt: skip
async def test_several_users_are_written_as_the_switch_says(vendor, simulator, separator, users):
    simulator.set_switches({"users_separator": separator})
    assert (await room(vendor, "walkin"))["users"] == users


@pytest.mark.parametrize("milliseconds", [False, True])
@pytest.mark.parametrize(("style", "kind"), [("int", int), ("string", str)])
async def test_times_are_written_as_the_switches_say(vendor, simulator, clock, style, kind, milliseconds):
    simulator.set_switches({"times": style, "times_ms": milliseconds})
    created = (await room(vendor))["created"]
    seconds = clock.epoch() - 400 * 86400
    assert created == kind(seconds * 1000 + 177 if milliseconds else seconds)


async def test_times_may_be_objects(vendor, simulator, clock):
    simulator.set_switches({"times": "object"})
    assert (await room(vendor))["created"] == {"sec": clock.epoch() - 400 * 86400, "usec": 177000}


@pytest.mark.parametrize(("style", "missing"), [
    ("documented", ""),
    ("null", None),
    ("empty", ""),
    ("false", False),
])  # fmt: skip
async def test_a_missing_text_is_written_as_the_switch_says(vendor, simulator, style, missing):
    simulator.set_switches({"missing_text": style})
    assert (await room(vendor, "reception"))["subtitle"] is missing or style in ("documented", "empty")
    assert (await room(vendor, "reception"))["subtitle"] == missing


@pytest.mark.parametrize(("key", "other"), [("id", "_id"), ("_id", "id")])
async def test_the_id_may_have_the_databases_name(vendor, simulator, key, other):
    simulator.set_switches({"id_key": key})
    answer = await room(vendor)
    assert answer[key] == "171"
    assert other not in answer


async def test_an_older_room_has_fewer_keys(vendor, simulator):
    simulator.set_switches({"room_detail": "summary"})
    assert set(await room(vendor)) == {
        "description",
        "specialties",
        "slug",
        "name",
        "domain",
        "code",
        "created",
        "modified",
        "payment",
    }


async def test_the_old_payment_has_another_currency_key_and_short_consultations(vendor, simulator):
    simulator.set_switches({"payment_style": "old"})
    payment = (await room(vendor))["payment"]
    assert payment == {
        "paymentCurrency": "DKK",
        "consultations": [{"description": "15-min Consultation", "amount": 0, "duration": 15}],
    }


async def test_the_current_payment_carries_the_vendors_note(vendor):
    assert set((await room(vendor))["payment"]) == {"consultations", "currency", "__note__"}


async def test_account_and_domain_may_differ_from_what_was_asked(vendor, simulator):
    simulator.set_switches({"account_echo": "other"})
    answer = await room(vendor)
    assert (answer["account_code"], answer["domain"]) == ("clinic", "clinic.vseepreview.example")
