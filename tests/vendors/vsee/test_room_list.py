"""The list of rooms: the promised order out of pages that promise none."""

from collections.abc import Callable
from typing import Any

import pytest

from models.errors import VendorTimeout
from models.listing import Batch, Direction, RoomQuery
from models.room import RoomKind
from models.vendor import Vendor

Serve = Callable[..., None]


@pytest.fixture
def serve(http) -> Serve:
    """Lets VSee have rooms created at these times, two on a page, each named by its time."""

    def pages(*created: Any, ignores_pages: bool = False) -> None:
        rows = [{"code": str(at), "created": at} for at in created]

        def page(params) -> Any:
            start = 0 if ignores_pages else (params["page"] - 1) * params["limit"]
            return {"data": rows if ignores_pages else rows[start : start + params["limit"]]}

        http.on("/rooms", page)

    return pages


def codes(batch: Batch[Any]) -> list[str]:
    return [room.code for room in batch.items]


async def listed(adapter, direction: Direction = Direction.ASC) -> list[list[str]]:
    """All pages, as whoever reads to the end gets them."""
    pages, page, more = [], 1, True
    while more:
        batch = await adapter.list_rooms(RoomQuery(direction=direction), page)
        pages.append(codes(batch))
        page, more = page + 1, batch.has_more
    return pages


async def test_ascending_pages_are_passed_on_one_by_one(adapter, serve) -> None:
    serve(1, 2, 3, 4, 5)
    assert await listed(adapter) == [["1", "2"], ["3", "4"], ["5"]]


async def test_one_page_is_one_call(adapter, serve, http) -> None:
    serve(1, 2, 3)
    await adapter.list_rooms(RoomQuery(), 1)
    assert len(http.calls) == 1


async def test_a_full_last_page_is_followed_by_an_empty_one(adapter, serve) -> None:
    serve(1, 2, 3, 4)
    assert await listed(adapter) == [["1", "2"], ["3", "4"], []]


async def test_descending_pages_are_all_read_and_put_in_order(adapter, serve) -> None:
    serve(5, 4, 3, 2, 1)
    assert await listed(adapter) == [["1", "2", "3", "4", "5"]]


async def test_a_later_page_out_of_order_brings_all_that_remains_in_order(adapter, serve) -> None:
    serve(1, 2, 5, 4, 3)
    assert await listed(adapter) == [["1", "2"], ["1", "2", "3", "4", "5"]]


async def test_a_page_that_does_not_continue_the_one_before_brings_all(adapter, serve) -> None:
    serve(1, 4, 2, 3, 5)
    assert await listed(adapter) == [["1", "4"], ["1", "2", "3", "4", "5"]]


async def test_the_newest_first_needs_all_pages_at_once(adapter, serve) -> None:
    serve(1, 2, 3)
    assert await listed(adapter, Direction.DESC) == [["3", "2", "1"]]


async def test_nothing_follows_the_newest_first(adapter, serve, http) -> None:
    serve(1, 2, 3)
    assert await adapter.list_rooms(RoomQuery(direction=Direction.DESC), 2) == Batch()
    assert http.calls == []


@pytest.mark.parametrize("direction", Direction)
async def test_rooms_without_a_time_come_last(adapter, serve, direction: Direction) -> None:
    serve(None, 2, 1)
    (page,) = await listed(adapter, direction)
    assert page[-1] == "None"


async def test_a_page_that_comes_again_ends_the_list(adapter, serve) -> None:
    serve(1, 2, ignores_pages=True)
    assert await listed(adapter) == [["1", "2"], []]


async def test_a_page_that_comes_again_is_not_counted_twice(adapter, serve) -> None:
    serve(1, 2, 3, ignores_pages=True)
    assert await listed(adapter, Direction.DESC) == [["3", "2", "1"]]


async def test_no_more_pages_are_read_than_allowed(adapter, serve) -> None:
    serve(*range(1, 21))
    assert [len(page) for page in await listed(adapter)] == [2, 2, 2, 2]


async def test_sorting_reads_no_more_pages_than_allowed(adapter, serve, http) -> None:
    serve(*range(1, 21))
    await listed(adapter, Direction.DESC)
    assert len(http.calls) == 4


async def test_a_page_beyond_what_is_allowed_is_empty(adapter, http) -> None:
    assert await adapter.list_rooms(RoomQuery(), 5) == Batch()
    assert http.calls == []


async def test_a_page_without_one_readable_room_does_not_end_the_list(adapter, http) -> None:
    http.on(
        "/rooms", lambda params: {"data": [{}, {}] if params["page"] < 3 else [{"code": "c", "created": 1}]}
    )
    assert await listed(adapter) == [[], [], ["c"]]


@pytest.mark.parametrize(("kinds", "calls"), [({RoomKind.PERMANENT}, 0), ({RoomKind.WAITING}, 1), (set(), 0)])
async def test_only_waiting_rooms_are_worth_a_call(adapter, http, kinds: set[RoomKind], calls: int) -> None:
    await adapter.list_rooms(RoomQuery(kinds=frozenset(kinds)), 1)
    assert len(http.calls) == calls


async def test_a_failure_is_the_lists(adapter, http) -> None:
    http.on("/rooms", VendorTimeout(Vendor.VSEE, "list rooms"))
    with pytest.raises(VendorTimeout):
        await adapter.list_rooms(RoomQuery(), 1)
