"""GET /rooms/:code/queue, and how walk-in visits move it."""

import pytest


async def queue(vendor, code="noor1", headers=None):
    answer = await vendor.get(f"/rooms/{code}/queue", headers=headers)
    assert answer.status_code == 200
    return answer.json()["data"]


async def test_the_queue_of_a_room_is_public(vendor):
    assert await queue(vendor) == {"length": 3, "capacity": 20, "average_visit_time": 900, "before_me": 3}


async def test_one_queue_is_full(vendor):
    full = await queue(vendor, "adler1")
    assert full["length"] == full["capacity"] == 5


@pytest.mark.parametrize("code", ["nowhere", "hill1"])
async def test_the_queue_of_an_unknown_room_is_not_found(vendor, code):
    assert (await vendor.get(f"/rooms/{code}/queue")).status_code == 404


async def test_a_waiting_patient_sees_those_before_him(vendor):
    seventh = {"X-ApiToken": "vsee-demo-member-token-7"}
    assert (await queue(vendor, headers=seventh))["before_me"] == 1


async def test_a_patient_without_a_visit_would_be_behind_everybody(vendor, patient):
    assert (await queue(vendor, headers=patient))["before_me"] == 3


async def test_a_bad_token_does_not_spoil_a_public_call(vendor):
    assert (await queue(vendor, headers={"X-ApiToken": "nonsense"}))["before_me"] == 3


async def test_those_before_move_up_when_somebody_is_taken(vendor, act):
    await act("take_visit", visit="82807")
    assert (await queue(vendor, headers={"X-ApiToken": "vsee-demo-member-token-8"}))["before_me"] == 1


async def test_set_queue_sets_what_it_is_given(vendor, act):
    await act("set_queue", room="noor1", length=10, capacity=100, average_visit_time=3600, before_me=3)
    assert await queue(vendor) == {"length": 10, "capacity": 100, "average_visit_time": 3600, "before_me": 3}


async def test_set_queue_leaves_what_it_is_not_given(vendor, act):
    await act("set_queue", room="noor1", length=4)
    assert await queue(vendor) == {"length": 4, "capacity": 20, "average_visit_time": 900, "before_me": 4}


async def test_before_me_null_counts_again(vendor, act):
    await act("set_queue", room="noor1", before_me=9)
    await act("set_queue", room="noor1", before_me=None)
    assert (await queue(vendor))["before_me"] == 3


@pytest.mark.parametrize("options", [{"length": -1}, {"length": "3"}, {"capacity": None}, {"length": True}])
async def test_a_queue_number_is_a_number(act, options):
    assert (await act("set_queue", room="noor1", **options)).status_code == 400


async def test_a_cancelled_walkin_leaves_the_queue(vendor, act):
    await act("cancel_visit", visit="82807")
    assert (await queue(vendor))["length"] == 2


async def test_a_cancelled_appointment_was_never_in_the_queue(vendor, act):
    await act("cancel_visit", visit="82812")
    assert (await queue(vendor))["length"] == 3


async def test_a_new_waiting_visit_joins_the_queue(vendor, act):
    await act("add_visit", room="okafor1", member="85801")
    assert (await queue(vendor, "okafor1"))["length"] == 3
