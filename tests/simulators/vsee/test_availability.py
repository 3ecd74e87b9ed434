"""GET /availability: free slots on weekdays between nine and five."""

import pytest

DAY = 86400
# Monday 2 March 2026, 00:00 UTC; the fixtures' clock stands at ten o'clock of that day.
MONDAY = 1772409600


async def slots(vendor, headers, **query):
    answer = await vendor.get("/availability", headers=headers, params=query)
    assert answer.status_code == 200
    return answer.json()["data"]


async def test_a_free_day_has_a_slot_every_quarter(vendor, patient):
    found = await slots(vendor, patient, start=MONDAY + DAY * 3, end=MONDAY + DAY * 4, provider_id="85742")
    assert len(found) == 32
    assert found[0] == {
        "start": MONDAY + DAY * 3 + 9 * 3600,
        "end": MONDAY + DAY * 3 + 9 * 3600 + 900,
        "provider_id": "85742",
    }


async def test_a_weekend_has_none(vendor, patient):
    assert await slots(vendor, patient, start=MONDAY - 2 * DAY, end=MONDAY) == []


async def test_a_visit_takes_its_slot(vendor, patient):
    busy = MONDAY + 12 * 3600 + DAY
    found = await slots(vendor, patient, start=busy - 900, end=busy + 1800, provider_id="85742")
    assert [slot["start"] for slot in found] == [busy - 900, busy + 900]


async def test_the_length_may_be_chosen(vendor, patient):
    query = {"start": MONDAY + DAY * 3, "end": MONDAY + DAY * 4, "provider_id": "85742", "duration": 60}
    assert len(await slots(vendor, patient, **query)) == 8


async def test_all_providers_have_slots(vendor, patient):
    found = await slots(vendor, patient, start=MONDAY + DAY * 4, end=MONDAY + DAY * 5, member_id="85801")
    assert {slot["provider_id"] for slot in found} == {f"8574{number}" for number in range(1, 7)}


@pytest.mark.parametrize(("query", "status"), [
    ({"end": MONDAY}, 400),
    ({"start": MONDAY}, 400),
    ({"start": MONDAY, "end": MONDAY}, 400),
    ({"start": MONDAY, "end": MONDAY + 32 * DAY}, 400),
    ({"start": "now", "end": MONDAY}, 400),
    ({"start": 10**18, "end": 10**18 + 1}, 400),
    ({"start": -1, "end": 1}, 400),
    ({"start": MONDAY, "end": MONDAY + DAY, "duration": 1}, 400),
    ({"start": MONDAY, "end": MONDAY + DAY, "member_id": "1"}, 404),
    ({"start": MONDAY, "end": MONDAY + DAY, "provider_id": "1"}, 404),
])  # fmt: skip
async def test_a_bad_search_is_refused(vendor, patient, query, status):
    assert (await vendor.get("/availability", headers=patient, params=query)).status_code == status


async def test_availability_needs_a_token(vendor):
    assert (await vendor.get("/availability")).status_code == 401
