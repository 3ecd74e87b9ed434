"""GET /rooms: order, pages, fields, and the account they belong to."""

import pytest

HARBOUR = [
    "noor1",
    "moller1",
    "raman1",
    "adler1",
    "fournier1",
    "okafor1",
    "walkin",
    "reception",
    "archive",
    "staff1",
]


async def codes(vendor, query="", **headers):
    answer = await vendor.get(f"/rooms{query}", headers=headers)
    assert answer.status_code == 200
    return [row["code"] for row in answer.json()["data"]]


async def test_the_list_is_public_and_ordered_by_creation(vendor):
    assert await codes(vendor) == HARBOUR


async def test_a_row_has_six_keys_and_no_id(vendor):
    rows = (await vendor.get("/rooms")).json()["data"]
    assert set(rows[0]) == {"slug", "name", "domain", "code", "created", "modified"}


async def test_times_of_a_row_are_epoch_seconds(vendor, clock):
    row = (await vendor.get("/rooms")).json()["data"][0]
    assert row["created"] == clock.epoch() - 400 * 86400


async def test_the_list_has_no_total(vendor):
    assert set((await vendor.get("/rooms")).json()) == {"data"}


async def test_another_account_has_its_own_rooms(vendor):
    assert await codes(vendor, **{"X-AccountCode": "hillside"}) == ["hill1", "hilltalk", "hillnew"]


async def test_a_blank_account_header_means_the_default_account(vendor):
    assert await codes(vendor, **{"X-AccountCode": " "}) == HARBOUR


async def test_an_unknown_account_is_not_found(vendor):
    assert (await vendor.get("/rooms", headers={"X-AccountCode": "nowhere"})).status_code == 404


async def test_pages_walk_through_the_whole_list(vendor):
    seen = []
    for page in range(1, 6):
        seen += await codes(vendor, f"?page={page}&limit=3")
    assert seen == HARBOUR


async def test_a_page_past_the_end_is_empty(vendor):
    assert await codes(vendor, "?page=5&limit=3") == []


async def test_the_default_page_has_twenty_rows(vendor, simulator):
    simulator.seed({"scale": 3})
    assert [len(await codes(vendor, f"?page={page}")) for page in (1, 2, 3)] == [20, 10, 0]


async def test_a_page_has_at_most_a_hundred_rows(vendor, simulator):
    simulator.seed({"scale": 11})
    assert [len(await codes(vendor, f"?page={page}&limit=1000")) for page in (1, 2)] == [100, 10]


async def test_start_wins_over_page(vendor):
    assert await codes(vendor, "?start=1&limit=2&page=4") == ["moller1", "raman1"]


@pytest.mark.parametrize(
    "query", ["page=two", "limit=1.5", "page=0", "limit=0", "start=-1", "page=٣", "page=1_0"]
)
async def test_a_page_that_is_no_number_is_refused(vendor, query):
    assert (await vendor.get(f"/rooms?{query}")).status_code == 400


async def test_the_list_can_be_sorted_downwards(vendor):
    assert await codes(vendor, "?sort=created.desc") == HARBOUR[::-1]


async def test_the_list_can_be_sorted_by_another_field(vendor):
    assert await codes(vendor, "?sort=code.asc") == sorted(HARBOUR)


@pytest.mark.parametrize("sort", ["colour.asc", "code.up"])
async def test_an_unknown_sort_is_refused(vendor, sort):
    assert (await vendor.get(f"/rooms?sort={sort}")).status_code == 400


async def test_fields_choose_the_keys_of_a_row(vendor):
    rows = (await vendor.get("/rooms?fields=code,name,colour")).json()["data"]
    assert set(rows[0]) == {"code", "name"}


async def test_paging_ignored_gives_everything_on_each_page(vendor, simulator):
    simulator.set_switches({"paging_ignored": True})
    assert await codes(vendor, "?page=2&limit=3") == HARBOUR


async def test_a_json_suffix_is_never_used_on_rooms(vendor):
    assert (await vendor.get("/rooms.json")).status_code == 404
