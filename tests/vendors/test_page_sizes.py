"""A page's length tells whether it is the last, as soon as that is known of its list."""

import asyncio
from contextlib import suppress

import pytest

from models.errors import VendorTimeout
from models.vendor import Vendor as Name
from vendors.operation_scope import operation_scope
from vendors.page_sizes import KNOWN_FOR_SECONDS, PageSizes


class Hand:
    """A clock that is moved by hand."""

    time = 100.0

    def __call__(self) -> float:
        return self.time


class Vendor:
    """Gives `total` rows in pages of `cap`, or all of them each time where it knows no pages."""

    def __init__(self, total: int, cap: int, sizes: PageSizes, *, knows_pages: bool = True) -> None:
        self.total, self.cap, self.sizes, self.knows_pages = total, cap, sizes, knows_pages
        self.calls = 0
        self.fails = 0
        self.answers = asyncio.Event()
        self.answers.set()

    async def page(self, number: int) -> list[int]:
        self.calls += 1
        await self.answers.wait()
        if self.fails:
            self.fails -= 1
            raise VendorTimeout(Name.VSEE, "list")
        size = min(50, self.cap)
        return list(range(self.total))[(number - 1) * size if self.knows_pages else 0 :][:size]

    async def goes_on(self, number: int) -> bool:
        """Whether there may be rows behind a first page of so many."""
        rows = list(range(number))
        return await self.sizes.may_go_on("meetings", rows, page=1, asked=50, behind=lambda: self.page(2))

    async def walk(self) -> int:
        """How many rows a walk through the list finds."""
        found, page, goes_on = 0, 1, True
        while goes_on:
            rows = await self.page(page)
            found += len(rows)
            goes_on = await self.sizes.may_go_on(
                "meetings", rows, page=page, asked=50, behind=lambda: self.page(2)
            )
            page += 1
        return found


@pytest.mark.parametrize("cap", [5, 7, 30, 37, 50, 100])
@pytest.mark.parametrize("total", [0, 1, 4, 5, 29, 30, 37, 49, 50, 51, 60, 74, 100, 111])
async def test_no_row_is_lost_to_a_silent_cap(total: int, cap: int) -> None:
    vendor = Vendor(total, cap, PageSizes(Hand()))
    for _ in range(3):
        assert await vendor.walk() == total


async def test_a_short_list_costs_one_call_once_its_end_was_seen() -> None:
    vendor = Vendor(18, 50, PageSizes(Hand()))
    await vendor.walk()
    assert vendor.calls == 2
    await vendor.walk()
    assert vendor.calls == 3


async def test_a_short_list_costs_one_call_where_a_longer_page_was_seen() -> None:
    sizes = PageSizes(Hand())
    await Vendor(80, 50, sizes).walk()
    vendor = Vendor(18, 50, sizes)
    await vendor.walk()
    assert vendor.calls == 1


async def test_a_list_of_a_vendor_that_knows_no_pages_is_whole() -> None:
    vendor = Vendor(18, 50, PageSizes(Hand()), knows_pages=False)
    assert await vendor.walk() == 18


async def test_a_list_that_grows_beyond_the_cap_it_had_by_chance_is_found_whole_after_a_while() -> None:
    clock = Hand()
    vendor = Vendor(30, 30, PageSizes(clock))
    assert await vendor.walk() == 30
    vendor.total = 60
    clock.time += KNOWN_FOR_SECONDS
    assert await vendor.walk() == 60
    assert await vendor.walk() == 60


async def test_what_cannot_be_looked_at_may_go_on() -> None:
    vendor = Vendor(18, 50, PageSizes(Hand()))
    rows = await vendor.page(1)
    vendor.fails = 1
    assert await vendor.sizes.may_go_on("meetings", rows, page=1, asked=50, behind=lambda: vendor.page(2))


# What is begun at the same moment


async def test_operations_that_begin_at_once_share_one_look() -> None:
    vendor = Vendor(18, 50, PageSizes(Hand()))
    assert await asyncio.gather(*(vendor.goes_on(18) for _ in range(20))) == [False] * 20
    assert vendor.calls == 1


async def test_a_vendor_that_cuts_its_pages_is_looked_behind_once_a_while() -> None:
    clock = Hand()
    vendor = Vendor(80, 30, PageSizes(clock))
    assert await asyncio.gather(*(vendor.goes_on(30) for _ in range(20))) == [True] * 20
    assert await vendor.goes_on(30)
    assert vendor.calls == 1
    clock.time += KNOWN_FOR_SECONDS
    assert await vendor.goes_on(30)
    assert vendor.calls == 2


async def test_pages_of_two_lengths_are_looked_behind_one_after_the_other() -> None:
    vendor = Vendor(18, 50, PageSizes(Hand()))
    vendor.answers.clear()
    looks = [asyncio.create_task(vendor.goes_on(length)) for length in (7, 18, 7, 18)]
    await asyncio.sleep(0)
    assert vendor.calls == 1
    vendor.answers.set()
    assert await asyncio.gather(*looks) == [False] * 4
    assert vendor.calls == 2


async def test_a_look_that_is_given_up_is_taken_over_by_one_of_those_who_wait() -> None:
    vendor = Vendor(18, 50, PageSizes(Hand()))
    vendor.answers.clear()
    first, *others = [asyncio.create_task(vendor.goes_on(18)) for _ in range(5)]
    await asyncio.sleep(0)
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    vendor.answers.set()
    assert await asyncio.gather(*others) == [False] * 4
    assert vendor.calls == 2


async def test_a_look_whose_operation_has_no_time_left_is_taken_over() -> None:
    vendor = Vendor(18, 50, PageSizes(Hand()))
    vendor.answers.clear()
    vendor.fails = 1

    async def late() -> bool:
        with operation_scope(seconds=0):
            return await vendor.goes_on(18)

    first = asyncio.create_task(late())
    await asyncio.sleep(0)
    other = asyncio.create_task(vendor.goes_on(18))
    await asyncio.sleep(0)
    vendor.answers.set()
    assert await first
    assert not await other
    assert vendor.calls == 2


async def test_whoever_has_no_time_to_wait_for_anothers_look_goes_on_without_it() -> None:
    vendor = Vendor(18, 50, PageSizes(Hand()))
    vendor.answers.clear()
    looking = asyncio.create_task(vendor.goes_on(18))
    await asyncio.sleep(0)
    with operation_scope(seconds=0):
        assert await vendor.goes_on(18)
    vendor.answers.set()
    assert not await looking


async def test_a_look_that_fails_is_not_repeated_by_those_who_waited_for_it() -> None:
    vendor = Vendor(18, 50, PageSizes(Hand()))
    vendor.answers.clear()
    vendor.fails = 1
    looks = [asyncio.create_task(vendor.goes_on(18)) for _ in range(5)]
    await asyncio.sleep(0)
    vendor.answers.set()
    assert await asyncio.gather(*looks) == [True] * 5
    assert vendor.calls == 1


async def test_a_cap_that_is_lowered_later_loses_no_row_after_a_while() -> None:
    hand = Hand()
    vendor = Vendor(120, 50, PageSizes(hand))
    assert await vendor.walk() == 120
    vendor.cap = 20
    hand.time += KNOWN_FOR_SECONDS
    assert await vendor.walk() == 120
