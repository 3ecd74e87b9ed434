"""A page's length tells whether it is the last, as soon as that is known of its list."""

import pytest

from models.errors import VendorTimeout
from models.vendor import Vendor as Name
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
        self.fails = False

    async def page(self, number: int) -> list[int]:
        self.calls += 1
        if self.fails:
            raise VendorTimeout(Name.VSEE, "list")
        size = min(50, self.cap)
        return list(range(self.total))[(number - 1) * size if self.knows_pages else 0 :][:size]

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
    vendor.fails = True
    assert await vendor.sizes.may_go_on("meetings", rows, page=1, asked=50, behind=lambda: vendor.page(2))
