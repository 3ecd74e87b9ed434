"""The lists of all vendors become one list, whatever the vendors' pages and failures."""

import pytest

from models.device import Device
from models.errors import VendorError
from models.listing import Direction, MeetingQuery
from models.vendor import Capability, Vendor
from models.vendor_problem import VendorProblem
from resolvers.list_source import PAGES_AT_MOST
from tests.support.builders import a_device, a_failure, a_meeting, at
from tests.support.fake_vendor import FakeVendor
from tests.support.walking import a_page, a_page_of_devices, ids, walk
from vendors.operation_scope import operation_scope


def a_vendor(vendor: Vendor, *minutes: float | None, page_size: int | None = None) -> FakeVendor:
    """One whose meetings start at these minutes; each meeting's id is the vendor's first two letters and a number."""
    return FakeVendor(
        vendor,
        *(
            a_meeting(f"{vendor.value[:2]}{number}", vendor, starts_at=None if minute is None else at(minute))
            for number, minute in enumerate(minutes)
        ),
        page_size=page_size,
    )


async def test_rows_of_several_vendors_stand_in_one_order() -> None:
    page = await a_page([a_vendor(Vendor.TELECOMX, 1, 4), a_vendor(Vendor.VSEE, 2, 3)])
    assert ids(page.nodes) == ["TE0", "VS0", "VS1", "TE1"]


async def test_descending_turns_the_order_round() -> None:
    page = await a_page(
        [a_vendor(Vendor.TELECOMX, 1, 4), a_vendor(Vendor.VSEE, 2, 3)], direction=Direction.DESC
    )
    assert ids(page.nodes) == ["TE1", "VS1", "VS0", "TE0"]


@pytest.mark.parametrize("direction", Direction)
async def test_rows_without_a_time_come_last_in_both_directions(direction: Direction) -> None:
    page = await a_page([a_vendor(Vendor.TELECOMX, None, 4), a_vendor(Vendor.VSEE, 2)], direction=direction)
    assert ids(page.nodes)[-1] == "TE0"


@pytest.mark.parametrize("direction", Direction)
async def test_equal_times_stand_in_the_order_of_the_vendors(direction: Direction) -> None:
    vendors = [a_vendor(Vendor.VSEE, 1), a_vendor(Vendor.TELECOMX, 1), a_vendor(Vendor.ENABLEX, 1)]
    assert ids((await a_page(vendors, direction=direction)).nodes) == ["TE0", "EN0", "VS0"]


async def test_equal_times_of_one_vendor_stand_in_the_order_of_their_ids() -> None:
    vendor = FakeVendor(Vendor.VSEE, *(a_meeting(id, Vendor.VSEE, starts_at=at(1)) for id in "bca"))
    assert ids((await a_page([vendor])).nodes) == ["a", "b", "c"]


async def test_no_vendors_make_an_empty_page() -> None:
    page = await a_page([])
    assert (page.edges, page.page_info.has_next_page, page.page_info.end_cursor) == ((), False, None)


async def test_a_vendor_without_the_capability_is_not_asked() -> None:
    vendor = FakeVendor(Vendor.VSEE, capabilities=[Capability.READ_ROOMS])
    await a_page([vendor])
    assert vendor.calls == []


async def test_the_first_page_has_none_before_it_and_the_second_has() -> None:
    vendor = a_vendor(Vendor.VSEE, 1, 2, 3)
    first = await a_page([vendor], first=1)
    second = await a_page([vendor], first=1, after=first.page_info.end_cursor)
    assert (first.page_info.has_previous_page, second.page_info.has_previous_page) == (False, True)


async def test_every_rows_cursor_goes_on_behind_that_row() -> None:
    vendors = [a_vendor(Vendor.TELECOMX, 1, 4, page_size=1), a_vendor(Vendor.VSEE, 2, 3)]
    whole = await a_page(vendors)
    for number, edge in enumerate(whole.edges, 1):
        rest = await a_page(vendors, after=edge.cursor)
        assert ids(rest.nodes) == ids(whole.nodes)[number:]


# What it costs


async def test_a_vendors_next_page_is_not_asked_while_another_vendors_rows_come_first() -> None:
    early, late = a_vendor(Vendor.TELECOMX, 1, 2, 3), a_vendor(Vendor.VSEE, 8, 9, page_size=1)
    await a_page([early, late], first=3)
    assert late.asked("list_meetings") == [(1,)]


async def test_behind_the_last_row_another_vendors_row_tells_that_there_is_more() -> None:
    paged, other = a_vendor(Vendor.TELECOMX, 1, 2, page_size=1), a_vendor(Vendor.VSEE, 9)
    page = await a_page([paged, other], first=1)
    assert (paged.asked("list_meetings"), page.page_info.has_next_page) == ([(1,)], True)


async def test_behind_the_last_row_of_the_only_vendor_one_page_more_is_asked() -> None:
    vendor = a_vendor(Vendor.TELECOMX, 1, 2, 3, page_size=1)
    page = await a_page([vendor], first=1)
    assert (vendor.asked("list_meetings"), page.page_info.has_next_page) == ([(1,), (2,)], True)


async def test_an_operation_that_does_not_ask_whether_there_is_more_makes_no_call_for_it() -> None:
    vendor = a_vendor(Vendor.VSEE, 1, 2, 3, 4, page_size=2)
    with operation_scope() as scope:
        scope.selected = frozenset({"title", "end_cursor"})
        page = await a_page([vendor], first=2)
    assert (ids(page.nodes), vendor.asked("list_meetings")) == (["VS0", "VS1"], [(1,)])
    assert page.page_info.end_cursor is not None


async def test_going_on_starts_at_the_page_that_was_left() -> None:
    vendor = a_vendor(Vendor.TELECOMX, *range(10), page_size=2)
    first = await a_page([vendor], first=5)
    vendor.calls.clear()
    await a_page([vendor], first=1, after=first.page_info.end_cursor)
    assert vendor.asked("list_meetings")[0] == (3,)


# Rows that go


@pytest.mark.parametrize("gone", [1, 2, 10, 45, 60])
async def test_the_rest_is_found_however_many_rows_before_it_are_gone(gone: int) -> None:
    vendor = a_vendor(Vendor.TELECOMX, *range(100), page_size=1)
    rows = list(vendor.things)

    def between(met: int) -> None:
        if met == 60:
            for key in rows[:gone]:
                vendor.things.pop(key, None)

    assert ids(await walk([vendor], first=60, between=between)) == [key.parts[0] for key in rows]


async def test_a_row_that_moves_to_an_earlier_page_is_found_among_its_equals() -> None:
    equals = {id: a_meeting(id, starts_at=at(1)) for id in "axcb"}
    vendor = FakeVendor(Vendor.TELECOMX, *equals.values(), page_size=2)
    first = await a_page([vendor], first=3)
    del vendor.things[equals["a"].key]
    rest = await a_page([vendor], after=first.page_info.end_cursor)
    assert sorted(ids((*first.nodes, *rest.nodes))) == ["a", "b", "c", "x"]


# Failures


async def test_a_dead_vendor_is_named_beside_the_others_rows() -> None:
    dead, alive = a_vendor(Vendor.TELECOMX, 1), a_vendor(Vendor.VSEE, 2)
    dead.failing["list_meetings"] = a_failure(Vendor.TELECOMX)
    page = await a_page([dead, alive])
    assert (ids(page.nodes), [problem.vendor for problem in page.unavailable]) == (
        ["VS0"],
        [Vendor.TELECOMX],
    )


async def test_a_dead_vendors_problem_is_a_value_and_no_exception() -> None:
    dead = a_vendor(Vendor.TELECOMX)
    dead.failing["list_meetings"] = a_failure(Vendor.TELECOMX)
    (problem,) = (await a_page([dead])).unavailable
    assert not isinstance(problem, VendorError)


async def test_a_vendor_that_recovers_gives_its_rows_on_a_later_page() -> None:
    dead, alive = a_vendor(Vendor.TELECOMX, 1), a_vendor(Vendor.VSEE, 2, 3)
    dead.failing["list_meetings"] = a_failure(Vendor.TELECOMX)
    first = await a_page([dead, alive], first=1)
    dead.failing.clear()
    second = await a_page([dead, alive], after=first.page_info.end_cursor)
    assert ids(second.nodes) == ["TE0", "VS1"]


async def test_a_page_that_only_names_a_dead_vendor_can_be_gone_on_from() -> None:
    dead = a_vendor(Vendor.TELECOMX, 1)
    dead.failing["list_meetings"] = a_failure()
    first = await a_page([dead])
    dead.failing.clear()
    assert ids((await a_page([dead], after=first.page_info.end_cursor)).nodes) == ["TE0"]


async def test_a_fault_of_ours_with_one_vendor_leaves_the_others_rows() -> None:
    faulty, sound = a_vendor(Vendor.TELECOMX, 1), a_vendor(Vendor.VSEE, 2)
    faulty.failing["list_meetings"] = KeyError("s3cret")
    page = await a_page([faulty, sound])
    assert (ids(page.nodes), page.unavailable) == (["VS0"], (VendorProblem.inside(Vendor.TELECOMX),))


async def test_a_fault_of_ours_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    faulty = a_vendor(Vendor.TELECOMX, 1)
    faulty.failing["list_meetings"] = KeyError("a fault")
    await a_page([faulty])
    assert [record.levelname for record in caplog.records] == ["ERROR"]


async def test_a_vendor_that_dies_between_two_pages_goes_on_where_it_stood() -> None:
    vendor, other = a_vendor(Vendor.TELECOMX, 1, 2, 4, page_size=2), a_vendor(Vendor.VSEE, 3, 5)
    first = await a_page([vendor, other], first=2)
    vendor.failing["list_meetings"] = a_failure()
    second = await a_page([vendor, other], first=1, after=first.page_info.end_cursor)
    vendor.failing.clear()
    third = await a_page([vendor, other], after=second.page_info.end_cursor)
    assert ids((*first.nodes, *second.nodes, *third.nodes)) == ["TE0", "TE1", "VS0", "TE2", "VS1"]


async def test_a_dead_vendor_is_asked_once_for_a_page() -> None:
    dead, alive = a_vendor(Vendor.TELECOMX), a_vendor(Vendor.VSEE, 1, 2, 3, page_size=1)
    dead.failing["list_meetings"] = a_failure()
    await a_page([dead, alive])
    assert len(dead.asked("list_meetings")) == 1


# Filters that leave little

NOTHING = MeetingQuery(text="there is no such meeting")


async def test_a_filter_that_matches_nothing_pauses_after_so_many_pages() -> None:
    vendor = a_vendor(Vendor.TELECOMX, *range(PAGES_AT_MOST * 3), page_size=1)
    page = await a_page([vendor], query=NOTHING)
    assert (len(vendor.calls), page.edges, page.page_info.has_next_page) == (PAGES_AT_MOST, (), True)


async def test_a_paused_page_has_a_cursor() -> None:
    vendor = a_vendor(Vendor.TELECOMX, *range(PAGES_AT_MOST + 1), page_size=1)
    assert (await a_page([vendor], query=NOTHING)).page_info.end_cursor is not None


@pytest.mark.parametrize("rows", [PAGES_AT_MOST, PAGES_AT_MOST * 3 + 1])
async def test_walking_under_a_filter_that_matches_nothing_ends(rows: int) -> None:
    assert await walk([a_vendor(Vendor.TELECOMX, *range(rows), page_size=1)], query=NOTHING) == []


async def test_no_vendors_row_overtakes_that_of_a_paused_one() -> None:
    paused = a_vendor(Vendor.TELECOMX, *range(PAGES_AT_MOST + 5), page_size=1)
    wanted = a_meeting("wanted", title="wanted", starts_at=at(50))
    paused.things[wanted.key] = wanted
    late = FakeVendor(Vendor.VSEE, a_meeting("late", Vendor.VSEE, title="wanted", starts_at=at(60)))
    assert ids(await walk([paused, late], query=MeetingQuery(text="wanted"))) == ["wanted", "late"]


async def test_every_paused_page_reaches_further() -> None:
    vendor = a_vendor(Vendor.TELECOMX, *range(PAGES_AT_MOST * 3), page_size=1)
    first = await a_page([vendor], query=NOTHING)
    vendor.calls.clear()
    await a_page([vendor], query=NOTHING, after=first.page_info.end_cursor)
    assert vendor.asked("list_meetings")[-1] == (PAGES_AT_MOST * 2 - 1,)


async def test_a_match_behind_many_pages_is_found_by_going_on() -> None:
    vendor = a_vendor(Vendor.TELECOMX, *range(PAGES_AT_MOST * 2), page_size=1)
    last = a_meeting("wanted", title="wanted", starts_at=at(1000))
    vendor.things[last.key] = last
    assert await walk([vendor], query=MeetingQuery(text="wanted")) == [last]


# Lists without any time


def many_devices(count: int, page_size: int) -> FakeVendor:
    # Ids as long as the vendors' own, in an order that is not that of the list.
    return FakeVendor(
        Vendor.TELECOMX,
        *(a_device(f"{number * 7919 % 10_007:024d}") for number in range(count)),
        page_size=page_size,
    )


async def test_a_long_list_without_times_can_be_walked_to_its_end() -> None:
    vendor = many_devices(1500, page_size=100)
    rows: list[Device] = []
    after = None
    while True:
        page = await a_page_of_devices([vendor], first=100, after=after)
        rows.extend(page.nodes)
        if not page.page_info.has_next_page:
            break
        after = page.page_info.end_cursor
    assert sorted(ids(rows)) == sorted(key.parts[0] for key in vendor.things)


async def test_a_cursor_stays_short_in_a_long_list_without_times() -> None:
    vendor = many_devices(1500, page_size=100)
    after, longest = None, 0
    for _ in range(10):
        after = (await a_page_of_devices([vendor], first=100, after=after)).page_info.end_cursor
        longest = max(longest, len(after or ""))
    assert longest < 7000
