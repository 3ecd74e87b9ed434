"""The adapter's meetings: which calls are made, and what becomes of the answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.account import DEFAULT_TENANT, first_account
from models.conflict import SearchWindow
from models.errors import VendorBadResponse, VendorRejected
from models.ids import Kind
from models.listing import Batch, Direction, MeetingQuery
from models.meeting import Meeting, MeetingState
from models.partial import Unfetched
from models.vendor import Vendor
from models.vendor_problem import MissingPart
from tests.support.accounts import a_key
from tests.support.enablex import meeting_key

START = datetime(2030, 1, 31, 9, 30, tzinfo=UTC)
M1 = meeting_key("m-1")
DETAIL = ("GET", "/meetings/m-1")
LIST = ("GET", "/meetings")


@pytest.fixture
def page(payload: Any) -> Any:
    """Builds a list's answer with these meetings, each an hour after the one before."""

    def build(*meeting_ids: str, search: Any = None, **changes: Any) -> Any:
        row = payload("meetings")["meetings"][0]
        rows = [
            row | {"meeting_id": meeting_id, "start_time ": f"2030-01-31 {9 + number:02}:30:00 "} | changes
            for number, meeting_id in enumerate(meeting_ids)
        ]
        return {"result": 1, "search": search or {}, "meetings": rows}

    return build


@pytest.fixture
def detailed(http: Any, adapter: Any, payload: Any) -> Any:
    """Reads m-1 by the call for one."""

    async def read() -> Meeting:
        http.on(*DETAIL, payload("meeting"))
        found = (await adapter().meetings([M1]))[M1]
        http.calls.clear()
        return found

    return read


# One meeting


async def test_a_meeting_is_one_get_with_the_applications_headers(
    http: Any, adapter: Any, payload: Any
) -> None:
    http.on(*DETAIL, payload("meeting"))
    found = await adapter().meetings([M1])
    assert found[M1].title == "Morning round"
    (call,) = http.calls
    assert (call.method, call.params) == ("GET", {})
    assert call.headers["X-App-Type"] == "vc"
    assert call.headers["Content-Type"] == "application/json"
    assert "X-Action" not in call.headers


async def test_a_webinar_account_says_so(http: Any, adapter: Any, payload: Any) -> None:
    http.on(*DETAIL, payload("meeting"))
    await adapter(app_type="wb").meetings([M1])
    assert http.calls[0].headers["X-App-Type"] == "wb"


@pytest.mark.parametrize("status", [404, 405])
async def test_a_server_that_wants_a_patch_gets_one_without_body(
    status: int, http: Any, adapter: Any, payload: Any
) -> None:
    http.on(*DETAIL, None, status)
    http.on("PATCH", "/meetings/m-1", payload("meeting"))
    assert (await adapter().meetings([M1]))[M1].title == "Morning round"
    assert http.calls[-1].json is None


async def test_a_server_that_understood_a_get_is_not_asked_by_patch(
    http: Any, adapter: Any, payload: Any
) -> None:
    http.on(*DETAIL, payload("meeting"))
    speaker = adapter()
    await speaker.meetings([M1])
    await speaker.meetings([meeting_key("m-2")])
    assert [call.method for call in http.calls] == ["GET", "GET"]


@pytest.mark.parametrize("parts", [("permanent",), (".",), ("..",), ("m-1", "x")])
async def test_what_cannot_be_a_meetings_id_is_none_without_a_call(
    parts: Any, http: Any, adapter: Any
) -> None:
    key = a_key(Kind.MEETING, Vendor.ENABLEX, parts)
    assert await adapter().meetings([key]) == {key: None}
    assert http.calls == []


@pytest.mark.parametrize("body", [{"result": 1}, {"result": 1, "meeting": []}, {"result": 1, "meeting": {}}])
async def test_an_answer_without_a_meeting_cannot_be_read(body: Any, http: Any, adapter: Any) -> None:
    http.on(*DETAIL, body)
    assert isinstance((await adapter().meetings([M1]))[M1], VendorBadResponse)


# Lists


async def test_a_list_is_searched_by_query_in_the_order_of_starts(http: Any, adapter: Any, page: Any) -> None:
    http.on(*LIST, page("m-1"))
    await adapter().list_meetings(MeetingQuery(direction=Direction.DESC), 2)
    assert http.calls[0].params == {
        "page": "2",
        "page_length": "50",
        "order_by": "start_time",
        "order_qualify": "desc",
    }


@pytest.mark.parametrize(
    ("states", "stage"),
    [
        ({MeetingState.SCHEDULED}, "upcoming"),
        ({MeetingState.RUNNING}, "current"),
        ({MeetingState.ENDED, MeetingState.CANCELLED}, "past"),
        ({MeetingState.SCHEDULED, MeetingState.RUNNING}, None),
        ({MeetingState.SCHEDULED, MeetingState.UNKNOWN}, None),
    ],
)
async def test_one_wanted_stage_narrows_the_search(
    states: Any, stage: Any, http: Any, adapter: Any, page: Any
) -> None:
    http.on(*LIST, page())
    await adapter().list_meetings(MeetingQuery(states=frozenset(states)), 1)
    assert http.calls[0].params.get("stage") == stage


@pytest.mark.parametrize(
    ("window", "stage"),
    [
        ({"starts_from": timedelta(days=3)}, "upcoming"),
        ({"starts_from": timedelta(hours=1)}, None),
        ({"starts_to": timedelta(days=-3)}, "past"),
        ({"starts_to": timedelta(hours=-1)}, None),
    ],
)
async def test_a_window_far_from_now_narrows_the_search(
    window: Any, stage: Any, http: Any, adapter: Any, clock: Any, page: Any
) -> None:
    http.on(*LIST, page())
    await adapter().list_meetings(MeetingQuery(**{name: clock() + span for name, span in window.items()}), 1)
    assert http.calls[0].params.get("stage") == stage


async def test_one_wanted_host_narrows_the_search(http: Any, adapter: Any, page: Any) -> None:
    http.on(*LIST, page())
    await adapter().list_meetings(
        MeetingQuery(hosts=frozenset({(first_account(DEFAULT_TENANT, Vendor.ENABLEX), "u-100")})), 1
    )
    assert (http.calls[0].params["search_by"], http.calls[0].params["search_string"]) == ("user_id", "u-100")


def an_overlap(clock: Any, **also: Any) -> MeetingQuery:
    day = timedelta(hours=12)
    return MeetingQuery(overlaps=SearchWindow(clock() - day, clock() + day, now=clock()), **also).asked()


async def test_what_overlaps_a_time_is_read_from_now_on_in_both_directions(
    http: Any, adapter: Any, clock: Any, page: Any
) -> None:
    def told(start: timedelta) -> dict[str, Any]:
        return {"start_time ": f"{clock() + start:%Y-%m-%d %H:%M:%S}"}

    # As the three searches come: what is to come, what runs, what is over. Each first page is full.
    http.on(*LIST, page("u-1", "u-2", **told(timedelta(days=1))))
    http.on(*LIST, page("c-1", **told(timedelta(days=-20))))
    http.on(*LIST, page("p-1", "p-2", **told(timedelta(days=-8))))
    batch = await adapter(page_length=2).list_meetings(an_overlap(clock), 1)
    searched = [
        (call.params["stage"], call.params["order_qualify"], call.params["page"]) for call in http.calls
    ]
    assert sorted(searched) == [("current", "asc", "1"), ("past", "desc", "1"), ("upcoming", "asc", "1")]
    assert {row.vendor_id for row in batch.items} == {"u-1", "u-2", "c-1", "p-1", "p-2"}
    assert (batch.has_more, batch.is_unordered) == (False, True)


async def test_only_wanted_stages_of_what_overlaps_are_searched(
    http: Any, adapter: Any, clock: Any, page: Any
) -> None:
    http.on(*LIST, page())
    await adapter().list_meetings(an_overlap(clock, states=frozenset({MeetingState.RUNNING})), 1)
    assert [call.params["stage"] for call in http.calls] == ["current"]


@pytest.mark.parametrize(
    "query",
    [
        MeetingQuery(states=frozenset({MeetingState.CANCELLED, MeetingState.FAILED})),
        MeetingQuery(states=frozenset()),
        MeetingQuery(states=frozenset({MeetingState.ENDED}), starts_from=START + timedelta(days=9)),
        MeetingQuery(device=a_key(Kind.DEVICE, Vendor.TELECOMX, ("d-1",))),
        MeetingQuery(room=a_key(Kind.ROOM, Vendor.ENABLEX, ("permanent", "u-100"))),
        MeetingQuery(room=a_key(Kind.ROOM, Vendor.ENABLEX, ("x",))),
    ],
)
async def test_what_nothing_can_match_costs_no_call(query: MeetingQuery, http: Any, adapter: Any) -> None:
    assert await adapter().list_meetings(query, 1) == Batch()
    assert http.calls == []


async def test_a_full_page_may_have_a_next_one(http: Any, adapter: Any, page: Any) -> None:
    http.on(*LIST, page("m-1", "m-2"))
    assert (await adapter(page_length=2).list_meetings(MeetingQuery(), 1)).has_more


async def test_a_page_that_is_not_full_is_the_last(http: Any, adapter: Any, page: Any) -> None:
    http.on(*LIST, page("m-1"))
    assert not (await adapter(page_length=2).list_meetings(MeetingQuery(), 1)).has_more


@pytest.mark.parametrize("rows", [7, 10, 25])
async def test_a_short_page_may_be_one_that_was_shortened(
    rows: int, http: Any, adapter: Any, page: Any
) -> None:
    http.on(*LIST, page(*["m-1"] * rows, **{"start_time ": "2030-01-31 09:30:00"}))
    http.on(*LIST, page("m-2"))
    assert (await adapter().list_meetings(MeetingQuery(), 1)).has_more


async def test_a_short_page_with_nothing_behind_it_is_the_last(http: Any, adapter: Any, page: Any) -> None:
    http.on(*LIST, page(*["m-1"] * 7))
    http.on(*LIST, page())
    assert not (await adapter().list_meetings(MeetingQuery(), 1)).has_more


async def test_an_empty_page_is_the_last(http: Any, adapter: Any, page: Any) -> None:
    http.on(*LIST, page())
    assert not (await adapter().list_meetings(MeetingQuery(), 1)).has_more


async def test_a_smaller_page_length_in_force_is_heeded_even_as_text(
    http: Any, adapter: Any, page: Any
) -> None:
    http.on(*LIST, page("m-1", "m-2", search={"page_length": "2"}))
    assert (await adapter().list_meetings(MeetingQuery(), 1)).has_more


async def test_an_unreadable_row_costs_itself_and_does_not_end_the_list(
    http: Any, adapter: Any, page: Any, problems: Any
) -> None:
    body = page("m-1", "m-2")
    body["meetings"][0]["meeting_id"] = {"a": 1}
    http.on(*LIST, body)
    batch = await adapter(page_length=2).list_meetings(MeetingQuery(), 1)
    assert ([meeting.vendor_id for meeting in batch.items], batch.has_more) == (["m-2"], True)
    assert len(problems) == 1


async def test_a_list_goes_on_as_long_as_its_pages_are_full(http: Any, adapter: Any, page: Any) -> None:
    http.on(*LIST, page("m-1"))
    speaker = adapter(page_length=1, page_cap=2)
    more = [(await speaker.list_meetings(MeetingQuery(), number)).has_more for number in (1, 2, 900)]
    assert (more, len(http.calls)) == ([True, True, True], 3)


@pytest.mark.parametrize(
    ("query", "more"),
    [
        (MeetingQuery(starts_to=START + timedelta(hours=1)), False),
        (MeetingQuery(starts_to=START + timedelta(hours=2)), True),
        (MeetingQuery(starts_from=START + timedelta(hours=1), direction=Direction.DESC), False),
        (MeetingQuery(starts_from=START, direction=Direction.DESC), True),
    ],
)
async def test_a_list_ends_where_it_leaves_the_window(
    query: MeetingQuery, more: bool, http: Any, adapter: Any, page: Any
) -> None:
    body = page("m-1", "m-2")
    if query.direction is Direction.DESC:
        body["meetings"].reverse()
    http.on(*LIST, body)
    batch = await adapter(page_length=2).list_meetings(query, 1)
    assert (batch.has_more, batch.ends_by_order) == (more, not more)


async def test_a_page_out_of_order_does_not_end_a_list(http: Any, adapter: Any, page: Any) -> None:
    http.on(*LIST, page("m-1", "m-2"))
    query = MeetingQuery(starts_from=START + timedelta(hours=2), direction=Direction.DESC)
    assert (await adapter(page_length=2).list_meetings(query, 1)).has_more


@pytest.mark.parametrize(
    "body",
    [
        {"result": 1},
        {"result": 1, "meetings": None},
        {"result": 1, "meetings": {"a": 1}},
        {"result": 1, "meetings": "none"},
    ],
)
async def test_a_list_that_is_none_cannot_be_read(body: Any, http: Any, adapter: Any) -> None:
    http.on(*LIST, body)
    with pytest.raises(VendorBadResponse):
        await adapter().list_meetings(MeetingQuery(), 1)


@pytest.mark.parametrize("empty", [[], {}, False, ""])
async def test_an_empty_list_in_any_notation_is_empty(empty: Any, http: Any, adapter: Any) -> None:
    http.on(*LIST, {"result": 1, "meetings": empty})
    assert (await adapter().list_meetings(MeetingQuery(), 1)).items == ()


@pytest.mark.parametrize("search", [[], "x", 7, {"page_length": {}}, {"page_length": "many"}, None])
async def test_an_odd_echo_of_the_search_costs_no_rows(
    search: Any, http: Any, adapter: Any, page: Any
) -> None:
    http.on(*LIST, page("m-1") | {"search": search})
    assert len((await adapter().list_meetings(MeetingQuery(), 1)).items) == 1


async def test_a_refused_search_names_the_vendors_code(http: Any, adapter: Any) -> None:
    http.on(*LIST, {"result": 2603, "msg": "x"}, 406)
    with pytest.raises(VendorRejected) as caught:
        await adapter().list_meetings(MeetingQuery(), 1)
    assert caught.value.vendor_code == "2603"


async def test_a_server_without_the_list_refuses(adapter: Any) -> None:
    with pytest.raises(VendorRejected):
        await adapter().list_meetings(MeetingQuery(), 1)


async def test_the_meetings_of_a_room_behind_a_meeting_are_that_meeting(
    http: Any, adapter: Any, payload: Any
) -> None:
    http.on(*DETAIL, payload("meeting"))
    query = MeetingQuery(room=a_key(Kind.ROOM, Vendor.ENABLEX, ("meeting", "m-1")))
    first, second = await adapter().list_meetings(query, 1), await adapter().list_meetings(query, 2)
    assert ([meeting.key for meeting in first.items], second) == ([M1], Batch())
    assert len(http.calls) == 1


# Completing


async def test_both_ways_to_a_meeting_end_in_the_same_value(http: Any, adapter: Any, payload: Any) -> None:
    http.on(*DETAIL, payload("meeting"))
    http.on(*LIST, payload("meetings"))
    speaker = adapter()
    one = (await speaker.meetings([M1]))[M1]
    (listed,) = (await speaker.list_meetings(MeetingQuery(), 1)).items
    assert (await speaker.complete_meetings("listing", [one]))[M1] == (
        await speaker.complete_meetings("detail", [listed])
    )[M1]


async def test_the_list_is_searched_by_host_and_stage(
    http: Any, adapter: Any, detailed: Any, payload: Any
) -> None:
    meeting = await detailed()
    http.on(*LIST, payload("meetings"))
    await adapter().complete_meetings("listing", [meeting])
    (call,) = http.calls
    assert call.params == {
        "page": "1",
        "page_length": "50",
        "search_by": "user_id",
        "search_string": "u-101",
        "stage": "upcoming",
        "order_by": "start_time",
        "order_qualify": "asc",
    }


async def test_the_past_is_searched_from_its_end(
    http: Any, adapter: Any, detailed: Any, clock: Any, payload: Any
) -> None:
    clock.advance(days=1)
    meeting = await detailed()
    http.on(*LIST, payload("meetings"))
    await adapter().complete_meetings("listing", [meeting])
    assert (http.calls[0].params["stage"], http.calls[0].params["order_qualify"]) == ("past", "desc")


async def test_meetings_of_one_host_and_stage_share_one_walk(
    http: Any, adapter: Any, page: Any, payload: Any
) -> None:
    keys = [meeting_key(f"m-{number}") for number in (1, 2, 3)]
    for key in keys:
        body = payload("meeting")
        body["meeting"]["meeting_id"] = key.parts[0]
        http.on("GET", f"/meetings/{key.parts[0]}", body)
    http.on(*LIST, page("m-1", "m-9"))
    http.on(*LIST, page("m-2", "m-3"))
    speaker = adapter(page_length=2)
    meetings = list((await speaker.meetings(keys)).values())
    found = await speaker.complete_meetings("listing", meetings)
    assert [found[key].vendor_state for key in keys] == ["upcoming"] * 3
    assert [call.params["page"] for call in http.asked("/meetings")] == ["1", "2"]


async def test_a_meeting_whose_stage_changed_meanwhile_is_found_without_it(
    http: Any, adapter: Any, detailed: Any, page: Any
) -> None:
    meeting = await detailed()
    http.on(*LIST, page())
    http.on(*LIST, page("m-1", stage="current"))
    found = (await adapter().complete_meetings("listing", [meeting]))[M1]
    assert found.state is MeetingState.RUNNING
    assert [call.params.get("stage") for call in http.calls] == ["upcoming", None]


async def test_a_meeting_that_is_not_listed_has_none_of_the_lists_fields(
    http: Any, adapter: Any, detailed: Any, page: Any
) -> None:
    meeting = await detailed()
    http.on(*LIST, page("m-9"))
    found = (await adapter().complete_meetings("listing", [meeting]))[M1]
    assert (found.pins, found.join_links, found.vendor_state) == (None, None, None)


async def test_a_walk_ends_where_a_page_comes_again_and_says_so(
    http: Any, adapter: Any, detailed: Any, page: Any, problems: Any
) -> None:
    meeting = await detailed()
    http.on(*LIST, page("m-9"))
    await adapter(page_length=1, page_cap=3).complete_meetings("listing", [meeting])
    assert [problem.missing for problem in problems.problems()] == [MissingPart.BEYOND_LIMIT]
    assert len(http.calls) == 4


async def test_a_failed_walk_takes_the_place_of_its_meetings(http: Any, adapter: Any, detailed: Any) -> None:
    meeting = await detailed()
    http.on(*LIST, {"result": 0}, 406)
    assert isinstance((await adapter().complete_meetings("listing", [meeting]))[M1], VendorRejected)


async def test_a_meeting_that_is_gone_by_now_is_none(http: Any, adapter: Any, payload: Any) -> None:
    http.on(*LIST, payload("meetings"))
    speaker = adapter()
    (listed,) = (await speaker.list_meetings(MeetingQuery(), 1)).items
    assert listed.invitees == Unfetched("detail")
    assert await speaker.complete_meetings("detail", [listed]) == {M1: None}


async def test_what_the_list_said_a_moment_ago_is_not_reckoned_by_the_call_for_one(
    http: Any, adapter: Any, page: Any, payload: Any
) -> None:
    http.on(*LIST, page("m-1", stage="current"))
    http.on("GET", "/meetings/m-1", payload("meeting"))
    speaker = adapter()
    alone = (await speaker.meetings([M1]))[M1]
    await speaker.list_meetings(MeetingQuery(), 1)
    after = (await speaker.meetings([M1]))[M1]
    assert (alone.state_is_reckoned, after.state_is_reckoned) == (True, False)
    assert (after.state, after.vendor_state) == (MeetingState.RUNNING, Unfetched("listing"))
    again = (await speaker.complete_meetings("listing", [after]))[M1]
    assert (again.vendor_state, again.state_is_sure) == ("current", True)
