"""A page's length tells whether it is the last, as soon as that is known of its list."""

import pytest

from vendors.page_sizes import KNOWN_FOR_SECONDS, PageSizes


class Hand:
    """A clock that is moved by hand."""

    time = 100.0

    def __call__(self) -> float:
        return self.time


class Vendor:
    """Gives `total` rows in pages of `cap`."""

    def __init__(self, total: int, cap: int, sizes: PageSizes) -> None:
        self.total, self.cap, self.sizes, self.calls = total, cap, sizes, 0

    def walk(self, asked: int = 50) -> int:
        """How many rows a walk through the list finds."""
        found, page, goes_on = 0, 1, True
        while goes_on:
            size = min(asked, self.cap)
            rows = max(0, min(size, self.total - (page - 1) * size))
            self.calls += 1
            found += rows
            goes_on = self.sizes.may_go_on("meetings", page=page, rows=rows, asked=asked, question="all")
            page += 1
        return found


@pytest.mark.parametrize("cap", [5, 7, 30, 37, 50, 100])
@pytest.mark.parametrize("total", [0, 1, 4, 5, 29, 30, 37, 49, 50, 51, 60, 74, 100, 111])
def test_no_row_is_lost_to_a_silent_cap(total: int, cap: int) -> None:
    vendor = Vendor(total, cap, PageSizes(Hand()))
    for _ in range(3):
        assert vendor.walk() == total


def test_a_short_list_costs_one_call_once_its_end_was_seen() -> None:
    vendor = Vendor(18, 50, PageSizes(Hand()))
    vendor.walk()
    assert vendor.calls == 2
    vendor.walk()
    assert vendor.calls == 3


def test_a_short_list_costs_one_call_where_a_longer_page_was_seen() -> None:
    sizes = PageSizes(Hand())
    Vendor(80, 50, sizes).walk()
    vendor = Vendor(18, 50, sizes)
    vendor.walk()
    assert vendor.calls == 1


def test_a_list_that_grows_beyond_the_cap_it_had_by_chance_is_found_whole_after_a_while() -> None:
    clock = Hand()
    vendor = Vendor(30, 30, PageSizes(clock))
    assert vendor.walk() == 30
    vendor.total = 60
    clock.time += KNOWN_FOR_SECONDS
    assert vendor.walk() == 60
    assert vendor.walk() == 60


def test_questions_do_not_speak_for_each_other() -> None:
    sizes = PageSizes(Hand())
    assert sizes.may_go_on("meetings", page=1, rows=30, asked=50, question="a")
    assert sizes.may_go_on("meetings", page=1, rows=30, asked=50, question="b")
    assert not sizes.may_go_on("meetings", page=2, rows=0, asked=50, question="c")
    assert sizes.may_go_on("meetings", page=1, rows=30, asked=50, question="d")


def test_only_so_many_questions_are_remembered() -> None:
    sizes = PageSizes(Hand())
    for number in range(5000):
        sizes.may_go_on("meetings", page=1, rows=1, asked=50, question=number)
    assert len(sizes._lists["meetings"].first) <= 1000
