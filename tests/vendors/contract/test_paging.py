"""Every list of every vendor is whole, in its order and without doubles, however short its pages."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from graph.serving.app import utc_now
from models.listing import Direction, MeetingQuery
from simulators.control import Simulator
from tests.vendors.contract.questions import LISTS, READS, declared
from tests.vendors.contract.vendor_contract import Opened, VendorContract
from vendors.base import Adapter
from vendors.declarations import Layout

WITHOUT_END = 100


async def walked(adapter: Adapter, name: str, query: Any) -> list[tuple[Any, ...]]:
    """The rows of each page, to the last."""
    pages, more = [], True
    while more:
        batch = await getattr(adapter, name)(query, len(pages) + 1)
        pages.append(batch.items)
        more = batch.has_more
        assert len(pages) < WITHOUT_END
    return pages


def lists_of(adapter: Adapter) -> dict[str, Any]:
    """The queries of all lists that the adapter has, without a filter."""
    pages = [name for name, each in declared(adapter, *READS).items() if each.layout is Layout.PAGE]
    return {name: LISTS[name]() for name in pages}


def flat(pages: Sequence[tuple[Any, ...]]) -> list[Any]:
    return [row for page in pages for row in page]


def keys(pages: Sequence[tuple[Any, ...]]) -> list[Any]:
    return [row.key for row in flat(pages)]


@pytest.fixture(autouse=True)
def _many(simulator: Simulator, contract: VendorContract) -> None:
    simulator.seed({"scale": contract.scale})


async def test_short_pages_hold_the_rows_of_long_ones_each_once(
    opened: Opened, contract: VendorContract
) -> None:
    long, short = opened(), opened(**contract.short_pages)
    for name, query in lists_of(long).items():
        whole, cut = await walked(long, name, query), await walked(short, name, query)
        assert keys(cut) == keys(whole), name
        assert len(set(keys(cut))) == len(keys(cut)) > 0, name
        assert (len(cut) > 1) is (name in contract.paged), name


async def test_behind_the_last_page_is_an_empty_one(opened: Opened, contract: VendorContract) -> None:
    adapter = opened(**contract.short_pages)
    for name, query in lists_of(adapter).items():
        last = len(await walked(adapter, name, query))
        behind = await getattr(adapter, name)(query, last + 3)
        assert (behind.items, behind.has_more) == ((), False), name


@pytest.mark.parametrize("direction", Direction, ids=lambda direction: direction.value)
async def test_meetings_on_more_than_one_page_come_in_the_order_of_their_starts(
    direction: Direction, opened: Opened, contract: VendorContract
) -> None:
    pages = await walked(opened(**contract.short_pages), "list_meetings", MeetingQuery(direction=direction))
    starts = [row.starts_at for row in flat(pages) if row.starts_at is not None]
    if len(pages) > 1:
        assert starts == sorted(starts, reverse=direction is Direction.DESC)


async def test_a_window_leaves_out_no_row_that_starts_in_it(opened: Opened, contract: VendorContract) -> None:
    adapter, now = opened(**contract.short_pages), utc_now()
    rows = flat(await walked(adapter, "list_meetings", MeetingQuery()))
    for before, after in ((-3, 0), (-1, 1), (0, 30)):
        start, end = now + timedelta(days=before), now + timedelta(days=after)
        query = MeetingQuery(starts_from=start, starts_to=end)
        found = set(keys(await walked(adapter, "list_meetings", query)))
        assert {row.key for row in rows if row.starts_at and start <= row.starts_at < end} <= found


async def test_what_a_list_shows_is_the_same_when_it_is_asked_for_by_its_key(opened: Opened) -> None:
    adapter = opened()
    for name, query in lists_of(adapter).items():
        rows = {row.key: row for row in flat(await walked(adapter, name, query))}
        found = await getattr(adapter, name.removeprefix("list_"))(list(rows))
        assert [key for key in rows if getattr(found[key], "key", None) != key] == [], name
        assert [key for key, row in rows.items() if found[key].vendor_id != row.vendor_id] == []


async def test_a_walk_costs_one_call_a_page_and_one_to_see_the_end(
    opened: Opened, contract: VendorContract, simulator: Simulator
) -> None:
    adapter = opened(**contract.short_pages)
    await adapter.probe()
    for name, query in lists_of(adapter).items():
        simulator.requests.clear()
        pages = await walked(adapter, name, query)
        if name in contract.paged:
            assert len(simulator.requests) <= len(pages) + 2, name
