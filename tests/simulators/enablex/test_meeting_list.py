"""The list of meetings: pages, stages, search, order and the refusals of its filters (E8)."""

from typing import Any

import httpx
import pytest

from simulators.enablex.app import EnableX

KEYS = [
    "meeting_id",
    "room_id",
    "user_id",
    "room_name",
    "app_type",
    "desc",
    "start_time ",
    "timezone",
    "mpin",
    "ppin",
    "direct_url",
    "moderators",
    "participants",
    "duration",
    "wait_for_moderator",
    "knock",
    "auto_recording",
    "stage",
]


async def page(vendor: httpx.AsyncClient, **filters: Any) -> dict[str, Any]:
    response = await vendor.get("/meetings", params=filters)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def ids(vendor: httpx.AsyncClient, **filters: Any) -> list[str]:
    return [meeting["meeting_id"] for meeting in (await page(vendor, **filters))["meetings"]]


async def test_entries_have_the_printed_columns(vendor: httpx.AsyncClient) -> None:
    assert list((await page(vendor))["meetings"][0]) == KEYS


async def test_an_entry_has_its_duration_as_a_string(vendor: httpx.AsyncClient) -> None:
    assert (await page(vendor))["meetings"][0]["duration"] == "30"


async def test_there_is_an_echo_and_no_total(vendor: httpx.AsyncClient) -> None:
    answer = await page(vendor)
    assert answer.keys() == {"result", "search", "meetings"}
    assert answer["search"] == {
        "page": 1,
        "page_length": 10,
        "search_by": "",
        "stage": "",
        "search_string": "",
        "order_by": "start_time",
        "order_qualify": "asc",
    }


async def test_the_echo_may_have_strings_for_numbers(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"list_numbers_as_strings": True})
    search = (await page(vendor, page=2))["search"]
    assert (search["page"], search["page_length"]) == ("2", "10")


async def test_pages_read_to_the_end_are_the_whole_list(vendor: httpx.AsyncClient) -> None:
    read = [await ids(vendor, page=number, page_length=7) for number in (1, 2, 3, 4)]
    assert [len(entries) for entries in read] == [7, 7, 4, 0]
    assert sorted(entry for entries in read for entry in entries) == [
        f"mtg-{number:04d}" for number in range(1, 19)
    ]


async def test_the_upcoming_ones_need_two_pages(vendor: httpx.AsyncClient) -> None:
    first, second = [await ids(vendor, stage="upcoming", page=number) for number in (1, 2)]
    assert (len(first), len(second)) == (10, 2)


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("past", ["mtg-0001", "mtg-0002", "mtg-0003", "mtg-0004"]),
        ("current", ["mtg-0005", "mtg-0006"]),
    ],
)
async def test_a_stage_has_its_meetings(vendor: httpx.AsyncClient, stage: str, expected: list[str]) -> None:
    answer = await page(vendor, stage=stage)
    assert [meeting["meeting_id"] for meeting in answer["meetings"]] == expected
    assert {meeting["stage"] for meeting in answer["meetings"]} == {stage}


async def test_time_moves_a_meeting_through_the_stages(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    met = []
    for minutes in (0, 19 * 60 + 19, 1, 29, 1):
        simulator.clock.advance(minutes * 60)
        entries = (await page(vendor, page_length=50))["meetings"]
        met.append(next(entry["stage"] for entry in entries if entry["meeting_id"] == "mtg-0007"))
    assert met == ["upcoming", "upcoming", "current", "current", "past"]


async def test_the_newest_come_first_when_descending(vendor: httpx.AsyncClient) -> None:
    assert (await ids(vendor, order_qualify="desc", page_length=50)) == list(
        reversed(await ids(vendor, page_length=50))
    )


async def test_descending_holds_within_a_stage(vendor: httpx.AsyncClient) -> None:
    assert await ids(vendor, order_qualify="desc", stage="past", page_length=2) == ["mtg-0004", "mtg-0003"]


@pytest.mark.parametrize("field", ["room_name", "user_id", "duration", "meeting_id", "mpin"])
async def test_other_fields_give_the_order_too(vendor: httpx.AsyncClient, field: str) -> None:
    values = [entry[field] for entry in (await page(vendor, order_by=field, page_length=50))["meetings"]]
    assert values == sorted(values, key=int if field == "duration" else str)


async def test_a_pin_finds_its_meeting(vendor: httpx.AsyncClient) -> None:
    assert await ids(vendor, search_by="mpin", search_string="004217") == ["mtg-0001"]


async def test_a_user_finds_his_meetings(vendor: httpx.AsyncClient) -> None:
    expected = ["mtg-0001", "mtg-0005", "mtg-0007", "mtg-0013", "mtg-0018"]
    assert await ids(vendor, search_by="user_id", search_string="10001") == expected


async def test_search_and_stage_go_together(vendor: httpx.AsyncClient) -> None:
    assert await ids(vendor, search_by="user_id", search_string="10001", stage="past") == ["mtg-0001"]


async def test_nothing_found_is_an_empty_list(vendor: httpx.AsyncClient) -> None:
    assert await ids(vendor, search_by="ppin", search_string="none") == []


async def test_a_json_body_overlays_the_query(vendor: httpx.AsyncClient) -> None:
    response = await vendor.request(
        "GET", "/meetings", params={"stage": "past", "page_length": 1}, json={"page_length": 3}
    )
    assert len(response.json()["meetings"]) == 3


async def test_pages_may_be_capped_in_silence(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"page_length_cap": 5})
    answer = await page(vendor, page_length=50, page=2)
    assert answer["search"]["page_length"] == 50
    assert len(answer["meetings"]) == 5
    assert answer["meetings"][0]["meeting_id"] == "mtg-0006"


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        ({"page_length": "ten"}, 2501),
        ({"page_length": "0"}, 2501),
        ({"page_length": "1.5"}, 2501),
        ({"page_length": "9" * 5000}, 2501),
        ({"order_by": "colour"}, 2603),
        ({"order_by": "start_time,room_name"}, 2603),
        ({"order_qualify": "up"}, 2604),
        ({"search_by": "room_name", "search_string": "x"}, 2605),
        ({"stage": "cancelled"}, 2605),
        ({"search_by": "mpin"}, 2606),
        ({"search_string": "004217"}, 2606),
        ({"page": "two"}, 2608),
        ({"page": "-1"}, 2608),
        ({"page": "x", "search_by": "x", "order_qualify": "x", "order_by": "x", "page_length": "x"}, 2501),
        ({"page": "x", "search_by": "x", "order_qualify": "x", "order_by": "x"}, 2603),
        ({"page": "x", "search_by": "x", "order_qualify": "x"}, 2604),
        ({"page": "x", "search_by": "x"}, 2605),
        ({"page": "x", "search_by": "mpin"}, 2606),
    ],
)
async def test_a_wrong_filter_is_refused_with_the_first_code(
    vendor: httpx.AsyncClient, filters: dict[str, str], code: int
) -> None:
    response = await vendor.get("/meetings", params=filters)
    assert (response.status_code, response.json()["result"]) == (406, code)


async def test_a_filter_body_must_be_json(vendor: httpx.AsyncClient) -> None:
    response = await vendor.request("GET", "/meetings", content="stage=past")
    assert response.json()["result"] == 1002


@pytest.mark.parametrize(
    ("style", "key", "value"),
    [("number", "gmt_offset", 60), ("empty", "gmt_offset", ""), ("gst", "gst_offset", 60)],
)
async def test_the_offset_has_three_styles(
    vendor: httpx.AsyncClient, simulator: EnableX, style: str, key: str, value: object
) -> None:
    simulator.set_switches({"gmt_offset_style": style})
    zone = (await page(vendor))["meetings"][0]["timezone"]
    assert list(zone) == ["timezone_id", "zone_name", "zone_abbr", "time_start", key, "is_dst"]
    assert zone[key] == value
