"""The list of rooms: the promised order out of pages that promise none."""

from collections.abc import Callable
from typing import Any

import pytest

from models.errors import VendorTimeout
from models.listing import Batch, Direction, RoomQuery
from models.room import RoomKind
from models.vendor import Vendor
from tests.support.walking import rooms_of

Serve = Callable[..., None]


# Before the first room, in seconds since 1970.
BASE = 1_700_000_000


@pytest.fixture
def serve(http) -> Serve:
    """Lets VSee have rooms created so many seconds after the first, two on a page, each named by its time."""

    def pages(*created: Any, ignores_pages: bool = False) -> None:
        rows = [{"code": str(at), "created": at and BASE + at} for at in created]

        def page(params) -> Any:
            start = 0 if ignores_pages else (params["page"] - 1) * params["limit"]
            return {"data": rows if ignores_pages else rows[start : start + params["limit"]]}

        http.on("/rooms", page)

    return pages


def codes(batch: Batch[Any]) -> list[str]:
    return [room.code for room in batch.items]


async def listed(adapter, direction: Direction = Direction.ASC) -> list[str]:
    """All rooms, as whoever reads to the end gets them."""
    return [room.code for room in await rooms_of(adapter, direction)]


async def test_pages_are_passed_on_one_by_one(adapter, serve) -> None:
    serve(1, 2, 3, 4, 5)
    batches = [await adapter.list_rooms(RoomQuery(), page) for page in (1, 2, 3)]
    assert [codes(batch) for batch in batches] == [["1", "2"], ["3", "4"], ["5"]]
    assert [batch.has_more for batch in batches] == [True, True, False]


async def test_one_page_is_one_call(adapter, serve, http) -> None:
    serve(1, 2, 3)
    await adapter.list_rooms(RoomQuery(), 1)
    assert len(http.calls) == 1


@pytest.mark.parametrize("created", [(5, 4, 3, 2, 1), (1, 2, 5, 4, 3), (1, 2, 4, 3), (3, 1, 2)])
@pytest.mark.parametrize("direction", Direction)
async def test_pages_in_no_order_are_put_in_order(adapter, serve, created: Any, direction: Direction) -> None:
    serve(*created)
    whole = [str(at) for at in sorted(created, reverse=direction is Direction.DESC)]
    assert await listed(adapter, direction) == whole


async def test_the_newest_first_asks_for_each_page_once(adapter, serve, http) -> None:
    serve(1, 2, 3)
    assert await listed(adapter, Direction.DESC) == ["3", "2", "1"]
    assert len(http.calls) == 2


@pytest.mark.parametrize("direction", Direction)
async def test_rooms_without_a_time_come_last(adapter, serve, direction: Direction) -> None:
    serve(None, 2, 1)
    assert (await listed(adapter, direction))[-1] == "None"


@pytest.mark.parametrize("created", [(1, 2), (1, 2, 3)])
@pytest.mark.parametrize("direction", Direction)
async def test_a_page_that_comes_again_ends_the_list(
    adapter, serve, created: Any, direction: Direction
) -> None:
    serve(*created, ignores_pages=True)
    whole = [str(at) for at in sorted(created, reverse=direction is Direction.DESC)]
    assert await listed(adapter, direction) == whole


async def test_a_server_that_gives_fewer_rows_than_asked_is_read_to_its_end(adapter, http) -> None:
    rows = [{"code": f"c{at:02}", "created": BASE + at} for at in range(1, 24)]
    http.on("/rooms", lambda params: {"data": rows[(params["page"] - 1) * 7 : params["page"] * 7]})
    assert len(await listed(adapter)) == 23


async def test_a_list_has_as_many_pages_as_there_are(adapter, serve) -> None:
    serve(*range(1, 31))
    assert len(await listed(adapter)) == 30


async def test_a_page_without_one_readable_room_does_not_end_the_list(adapter, http) -> None:
    http.on(
        "/rooms",
        lambda params: {"data": [{}, {}] if params["page"] < 3 else [{"code": "c", "created": BASE}]},
    )
    assert await listed(adapter) == ["c"]


@pytest.mark.parametrize(("kinds", "calls"), [({RoomKind.PERMANENT}, 0), ({RoomKind.WAITING}, 1), (set(), 0)])
async def test_only_waiting_rooms_are_worth_a_call(adapter, http, kinds: set[RoomKind], calls: int) -> None:
    await adapter.list_rooms(RoomQuery(kinds=frozenset(kinds)), 1)
    assert len(http.calls) == calls


async def test_a_failure_is_the_lists(adapter, http) -> None:
    http.on("/rooms", VendorTimeout(Vendor.VSEE, "list rooms"))
    with pytest.raises(VendorTimeout):
        await adapter.list_rooms(RoomQuery(), 1)
