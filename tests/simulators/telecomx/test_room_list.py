"""The rooms of a customer by their days, in every wrapping that the page leaves open."""

import pytest

from simulators.telecomx.clinic import CUSTOMER, NEIGHBOUR, WITHOUT_IPTV, oid

PATH = "/flexcare/videochat/meetings"
TODAY = [oid(tail) for tail in ("a05", "a06", "a07", "a08", "a09", "a81")]


@pytest.fixture
def listed(gateway):
    async def rooms(**params):
        return (await gateway.get(PATH, params={"customer": CUSTOMER} | params)).json()

    return rooms


async def test_without_dates_it_is_today(listed):
    assert [room["_id"] for room in await listed()] == TODAY


async def test_both_dates_are_included(listed):
    rooms = await listed(dateFrom="2026-03-09", dateTo="2026-03-11")
    assert [room["_id"] for room in rooms] == [oid("a04"), oid("a82"), *TODAY, oid("a0a")]


async def test_a_wide_window_has_every_room_and_conference(listed):
    assert len(await listed(dateFrom="2026-03-01", dateTo="2026-04-01")) == 16


async def test_a_window_turned_round_is_empty(listed):
    assert await listed(dateFrom="2026-03-11", dateTo="2026-03-09") == []


async def test_the_examples_misspelt_date_is_taken(listed):
    rooms = await listed(dateForm="2026-03-09", dateTo="2026-03-09")
    assert [room["_id"] for room in rooms] == [oid("a04"), oid("a82")]


async def test_the_right_spelling_wins(listed):
    rooms = await listed(dateForm="2026-03-01", dateFrom="2026-03-11", dateTo="2026-03-11")
    assert [room["_id"] for room in rooms] == [oid("a0a")]


async def test_there_is_no_paging(listed):
    assert len(await listed(offset="2", limit="1")) == len(TODAY)


async def test_scaled_worlds_come_in_one_answer(listed, stranger):
    await stranger.post("/_control/seed", json={"scale": 40})
    assert len(await listed(dateFrom="2026-03-01", dateTo="2026-04-01")) == 16 * 40


@pytest.mark.parametrize("shape", ["meetings", "rooms", "items"])
async def test_the_list_can_be_wrapped(listed, switch, shape):
    await switch(list_shape=shape)
    body = await listed()
    assert (list(body), len(body[shape])) == ([shape], len(TODAY))


async def test_the_list_can_be_a_single_room(listed, switch):
    await switch(list_shape="single")
    assert (await listed())["_id"] == oid("a05")


async def test_a_single_room_of_none_is_not_found(gateway, switch, refused):
    await switch(list_shape="single")
    answer = await gateway.get(PATH, params={"customer": WITHOUT_IPTV})
    assert refused(answer) == (404, "customer", "Room not found")


@pytest.mark.parametrize(
    ("element", "keys"),
    [
        ("flat", {"_id", "subject", "mobilLink", "participants"}),
        ("nested", {"meeting", "devices", "setting"}),
        ("conference", {"_id", "mobileLink"}),
    ],
)
async def test_the_shape_of_an_element_is_a_switch(listed, switch, element, keys):
    await switch(list_element=element)
    assert keys <= set((await listed())[0])


async def test_a_rescheduled_room_moves_to_its_new_day(listed, hook):
    await hook("reschedule", meeting=oid("a09"), start="2026-03-20T09:00:00Z", end="2026-03-20T10:00:00Z")
    rooms = await listed(dateFrom="2026-03-20", dateTo="2026-03-20")
    assert [room["_id"] for room in rooms] == [oid("a09")]


async def test_a_removed_room_is_gone(listed, hook):
    await hook("remove_meeting", meeting=oid("a09"))
    assert oid("a09") not in [room["_id"] for room in await listed()]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, (422, "Invalid data", "Data is not valid in query")),
        ({"customer": "c1"}, (422, "Invalid data", "Data is not valid in query")),
        (
            {"customer": CUSTOMER, "dateFrom": "10-03-2026"},
            (422, "Invalid data", "Data is not valid in query"),
        ),
        ({"customer": CUSTOMER, "dateTo": "2026-02-30"}, (422, "Invalid data", "Data is not valid in query")),
        ({"customer": CUSTOMER, "dateTo": "20260310"}, (422, "Invalid data", "Data is not valid in query")),
        ({"customer": oid("ccc")}, (404, "customer", "Customer not found")),
        ({"customer": NEIGHBOUR}, (403, "token", "Access denied")),
    ],
)
async def test_a_list_is_refused_as_its_neighbour_is(gateway, refused, params, expected):
    assert refused(await gateway.get(PATH, params=params)) == expected


async def test_an_admin_sees_every_customer(logged_in):
    client = await logged_in("admin")
    params = {"customer": NEIGHBOUR, "dateTo": "2026-03-11"}
    assert [room["_id"] for room in (await client.get(PATH, params=params)).json()] == [
        oid("b01"),
        oid("b02"),
    ]
