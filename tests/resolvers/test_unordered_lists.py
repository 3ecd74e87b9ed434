"""Vendors that keep no order, repeat pages or never end: no row is lost or doubled unsaid, and a walk is paid once."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.access import Pins
from models.ids import Kind
from models.listing import Batch, Direction, MeetingQuery
from models.meeting import Meeting
from models.partial import Unfetched
from models.vendor import Vendor
from models.vendor_problem import MissingPart
from resolvers import list_source
from resolvers.snapshots import IDLE_SECONDS, LIFE_SECONDS, ListName, Snapshot, Snapshots
from tests.support.accounts import VSEE
from tests.support.anonymous import ANONYMOUS
from tests.support.builders import a_meeting, at
from tests.support.clock import HandClock
from tests.support.fake_vendor import FakeVendor, UnorderedVendor
from tests.support.graph import a_context, the_principal
from tests.support.walking import a_page, ids, walk
from vendors.operation_scope import operation_scope

moments = st.none() | st.integers(0, 30).map(at)


def unordered(*moments: Any, page_size: int) -> UnorderedVendor:
    rows = (
        a_meeting(f"{number:04}", Vendor.ENABLEX, starts_at=moment) for number, moment in enumerate(moments)
    )
    return UnorderedVendor(Vendor.ENABLEX, *rows, page_size=page_size)


@settings(max_examples=60)
@given(st.lists(moments, max_size=14), st.integers(1, 4), st.integers(1, 6), st.sampled_from(Direction))
async def test_whatever_order_a_vendor_gives_no_row_is_doubled_or_lost_unsaid(
    times: list[Any], page_size: int, first: int, direction: Direction
) -> None:
    vendor = unordered(*times, page_size=page_size)
    met: list[str] = []
    missing, after = 0, None
    while True:
        page = await a_page([vendor], first=first, after=after, direction=direction)
        met += ids(page.nodes)
        missing += sum(problem.count or 0 for problem in page.unavailable)
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            break
    assert len(met) == len(set(met))
    assert len(met) + missing == len(times)


@pytest.mark.parametrize("direction", Direction)
async def test_two_thousand_rows_in_no_order_are_all_handed_out_in_order(direction: Direction) -> None:
    vendor = unordered(*(at(number * 7919 % 2003) for number in range(2000)), page_size=50)
    starts = [row.starts_at for row in await walk([vendor], first=100, direction=direction)]
    assert len(starts) == 2000
    assert starts == sorted(starts, reverse=direction is Direction.DESC)  # type: ignore[type-var]


async def test_a_walk_through_a_list_in_no_order_is_paid_once() -> None:
    vendor = unordered(*(at(-number) for number in range(400)), page_size=10)
    context = a_context(vendor)
    first = await a_page([vendor], context=context)
    paid = len(vendor.calls)
    assert paid <= 40 + 3
    after, rows = first.page_info.end_cursor, list(first.nodes)
    while after is not None:
        page = await a_page([vendor], after=after, context=context.afresh())
        rows += page.nodes
        after = page.page_info.end_cursor if page.page_info.has_next_page else None
    assert (len(vendor.calls), len(set(ids(rows)))) == (paid, 400)


async def test_rows_that_were_read_before_say_when() -> None:
    vendor = unordered(*(at(-number) for number in range(40)), page_size=10)
    context = a_context(vendor)
    first = await a_page([vendor], context=context)
    later = replace(context, now=lambda: at(5))
    second = await a_page([vendor], after=first.page_info.end_cursor, context=later)
    assert {row.as_of for row in first.nodes} == {None}
    assert {row.as_of for row in second.nodes} == {context.began}


async def test_who_starts_a_list_anew_gets_it_as_it_is() -> None:
    vendor = unordered(*(at(-number) for number in range(40)), page_size=10)
    context = a_context(vendor)
    await a_page([vendor], context=context)
    vendor.things.clear()
    assert (await a_page([vendor], context=context.afresh())).nodes == ()


async def test_what_is_written_ends_every_snapshot() -> None:
    vendor = unordered(*(at(-number) for number in range(40)), page_size=10)
    context = a_context(vendor)
    first = await a_page([vendor], context=context)
    paid = len(vendor.calls)
    context.forget(vendor.account)
    rest = await a_page([vendor], first=100, after=first.page_info.end_cursor, context=context)
    assert (len(rest.nodes), len(vendor.calls) > paid) == (20, True)


async def test_what_is_written_at_one_account_leaves_the_snapshots_of_others() -> None:
    vendor = unordered(*(at(-number) for number in range(40)), page_size=10)
    context = a_context(vendor)
    first = await a_page([vendor], context=context)
    paid = len(vendor.calls)
    for other in (vendor.account._replace(name="second"), vendor.account._replace(tenant="other")):
        context.forget(other)
    rest = await a_page([vendor], first=100, after=first.page_info.end_cursor, context=context.afresh())
    assert (len(rest.nodes), len(vendor.calls)) == (20, paid)


async def test_a_snapshot_is_one_callers() -> None:
    vendor = unordered(*(at(-number) for number in range(40)), page_size=10)
    context = a_context(vendor)
    first = await a_page([vendor], context=context)
    paid = len(vendor.calls)
    other = context.afresh()
    other.principal = the_principal("another")
    await a_page([vendor], after=first.page_info.end_cursor, context=other)
    assert len(vendor.calls) > paid


async def test_a_snapshot_holds_no_secret() -> None:
    rows = (
        a_meeting(f"{n:02}", Vendor.ENABLEX, starts_at=at(-n), pins=Pins(moderator="4711")) for n in range(30)
    )
    vendor = UnorderedVendor(Vendor.ENABLEX, *rows, page_size=10)
    context = a_context(vendor)
    first = await a_page([vendor], first=5, context=context)
    second = await a_page([vendor], first=5, after=first.page_info.end_cursor, context=context.afresh())
    assert {type(row.pins) for row in first.nodes} == {Pins}
    assert {type(row.pins) for row in second.nodes} == {Unfetched}


async def test_a_list_that_ends_with_its_page_is_not_kept() -> None:
    vendor = unordered(*(at(-number) for number in range(30)), page_size=10)
    context = a_context(vendor)
    name = ListName(context.caller, vendor.account, "f")
    kept: list[ListName] = []
    context.snapshots.keep = lambda name, snapshot: kept.append(name)  # type: ignore[method-assign]
    await a_page([vendor], first=30, context=context)
    assert kept == []
    await a_page([vendor], first=29, context=context.afresh())
    assert [each[:2] for each in kept] == [name[:2]]


async def test_who_asks_for_no_cursor_has_no_snapshot_made() -> None:
    vendor = unordered(*(at(-number) for number in range(30)), page_size=10)
    context = a_context(vendor)
    kept: list[ListName] = []
    context.snapshots.keep = lambda name, snapshot: kept.append(name)  # type: ignore[method-assign]
    for selected, number in ((frozenset({"nodes", "title"}), 0), (frozenset({"nodes", "end_cursor"}), 1)):
        with operation_scope() as scope:
            scope.selected = selected
            await a_page([vendor], first=5, context=context.afresh())
        assert len(kept) == number


async def test_rows_that_were_read_before_a_write_are_not_kept_after_it() -> None:
    vendor = unordered(*(at(-number) for number in range(30)), page_size=10)
    other = FakeVendor(Vendor.VSEE, *(a_meeting(f"{n}", Vendor.VSEE, starts_at=at(n)) for n in range(3)))
    context = a_context(vendor, other)
    asked = other.list_meetings

    async def slow(query: MeetingQuery, page: int) -> Batch[Meeting]:
        # The other vendor's list has been walked by now, and something is written before its page is made.
        for _ in range(200):
            await asyncio.sleep(0)
        assert len(vendor.calls) == 3
        context.forget(vendor.account)
        return await asked(query, page)

    other.list_meetings = slow  # type: ignore[method-assign]
    kept: list[ListName] = []
    context.snapshots.keep = lambda name, snapshot: kept.append(name)  # type: ignore[method-assign]
    await a_page([vendor, other], first=5, context=context)
    assert kept == []


def test_snapshots_are_few_and_short_lived() -> None:
    clock = HandClock()
    kept = Snapshots(rows=5, clock=clock)
    a, b, large = (ListName(ANONYMOUS.caller, VSEE, filter) for filter in ("a", "b", "large"))
    for name in (a, b):
        kept.keep(name, Snapshot([((0, 0), None)] * 3))
    assert (kept.find(a), kept.find(b) is not None) == (None, True)
    kept.keep(large, Snapshot([((0, 0), None)] * 6))
    assert kept.find(large) is None
    for _ in range(int(LIFE_SECONDS / IDLE_SECONDS)):
        clock.passes(IDLE_SECONDS)
        assert kept.find(b) is not None
    clock.passes(1)
    assert kept.find(b) is None


class Repeating(FakeVendor):
    """Answers its first page whichever is asked for."""

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        batch = await super().list_meetings(query, 1)
        return Batch(batch.items, has_more=True)


async def test_a_vendor_that_gives_one_page_for_ever_ends_and_is_told_of() -> None:
    vendor = Repeating(
        Vendor.ENABLEX, *(a_meeting(f"{n}", Vendor.ENABLEX, starts_at=at(n)) for n in range(9)), page_size=3
    )
    page = await a_page([vendor])
    assert (ids(page.nodes), page.page_info.has_next_page) == (["0", "1", "2"], False)
    assert [problem.missing for problem in page.unavailable] == [MissingPart.BEYOND_LIMIT]


class Endless(FakeVendor):
    """Says that there are more rows, and never shows one."""

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        await self._ask("list_meetings", page)
        return Batch(has_more=True)


async def test_a_list_without_rows_that_always_has_more_ends_and_is_told_of() -> None:
    vendor = Endless(Vendor.ENABLEX)
    page = await a_page([vendor])
    assert (page.page_info.has_next_page, len(vendor.calls)) == (False, list_source.PAGES_AT_MOST)
    assert [problem.missing for problem in page.unavailable] == [MissingPart.BEYOND_LIMIT]


async def test_rows_in_no_order_beyond_what_is_read_are_told_of() -> None:
    rows = unordered(*(at(-number) for number in range(2 * list_source.WALKED_AT_MOST + 5)), page_size=2)
    page = await a_page([rows], first=100)
    assert [problem.missing for problem in page.unavailable] == [MissingPart.BEYOND_LIMIT]


async def test_an_ordered_list_of_thousands_is_walked_to_its_end() -> None:
    vendor = FakeVendor(
        Vendor.ENABLEX,
        *(a_meeting(f"{n:05}", Vendor.ENABLEX, starts_at=at(n)) for n in range(5000)),
        page_size=50,
    )
    assert len(set(ids(await walk([vendor], first=100)))) == 5000


class AtOnce(FakeVendor):
    """Gives all that it has as one page, and says that it was not asked for an order."""

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        await self._ask("list_meetings", page)
        return Batch(tuple(self._of(Meeting, Kind.MEETING)), is_unordered=True)


async def test_a_single_page_in_no_order_is_paid_once_too() -> None:
    rows = (a_meeting(f"{start}", Vendor.ENABLEX, starts_at=at(start)) for start in (5, 3, 4, 1, 2))
    vendor = AtOnce(Vendor.ENABLEX, *rows)
    context = a_context(vendor)
    first = await a_page([vendor], first=2, context=context)
    rest = await a_page([vendor], after=first.page_info.end_cursor, context=context.afresh())
    assert ids(first.nodes) + ids(rest.nodes) == ["1", "2", "3", "4", "5"]
    assert len(vendor.calls) == 1
