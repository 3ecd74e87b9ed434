"""Meetings that are followed are read out of the list's pages while these show many of them."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from models.errors import VendorUnreachable
from models.ids import Key
from models.meeting import Meeting, MeetingState
from models.vendor import Vendor
from tests.support.builders import a_meeting
from vendors.enablex.meeting_poll import WORTH_A_LIST, again
from vendors.enablex.queries import MeetingSearch


def meetings(number: int, state: MeetingState = MeetingState.SCHEDULED, first: int = 0) -> list[Meeting]:
    return [a_meeting(f"m{each}", Vendor.ENABLEX, state=state) for each in range(first, first + number)]


class FakeAccount:
    """What the list's stages show, page by page, and what it was asked."""

    def __init__(self, **stages: Sequence[Sequence[Meeting]]) -> None:
        self.stages: Mapping[str, Sequence[Sequence[Meeting]]] = stages
        self.pages: list[tuple[str | None, int]] = []
        self.single: list[Key] = []
        self.failing = False

    async def page(self, search: MeetingSearch, number: int) -> Any:
        self.pages.append((search.stage, number))
        if self.failing:
            raise VendorUnreachable(Vendor.ENABLEX, "list meetings")
        pages = self.stages.get(search.stage or "", ((),))
        return tuple(pages[number - 1]), SimpleNamespace(may_go_on=number < len(pages))

    async def by_key(self, key: Key) -> Meeting | None:
        self.single.append(key)
        return None


async def test_few_are_asked_for_one_by_one() -> None:
    account, known = FakeAccount(), meetings(WORTH_A_LIST - 1)
    assert await again(known, account.page, account.by_key) == {each.key: None for each in known}
    assert not account.pages


async def test_many_are_read_off_the_pages_of_what_runs_and_what_is_to_come() -> None:
    known = meetings(30)
    begun = [a_meeting("m0", Vendor.ENABLEX, state=MeetingState.RUNNING)]
    account = FakeAccount(current=[begun], upcoming=[known[1:20], known[20:]])
    found = await again(known, account.page, account.by_key)
    assert found == {each.key: each for each in [*begun, *known[1:]]}
    assert account.pages == [("current", 1), ("upcoming", 1), ("upcoming", 2)]
    assert not account.single


async def test_what_no_page_shows_is_asked_for_itself() -> None:
    known = meetings(20)
    account = FakeAccount(upcoming=[known[1:19], ()])
    found = await again(known, account.page, account.by_key)
    assert account.single == sorted((known[0].key, known[19].key), key=lambda key: key.parts)
    assert len(found) == 20


async def test_a_list_whose_pages_show_few_of_them_is_not_walked() -> None:
    known, others = meetings(20), meetings(50, first=100)
    account = FakeAccount(upcoming=[others, others, others])
    await again(known, account.page, account.by_key)
    assert account.pages == [("current", 1), ("upcoming", 1)]
    assert len(account.single) == 20


async def test_a_list_that_fails_is_a_failure_of_what_was_not_shown_yet() -> None:
    known, account = meetings(20), FakeAccount()
    account.failing = True
    found = await again(known, account.page, account.by_key)
    assert all(isinstance(answer, VendorUnreachable) for answer in found.values())
    assert not account.single
