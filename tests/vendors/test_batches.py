"""Things that are asked for by key come out of their list while that is fewer calls, and are the same either way."""

from collections.abc import Sequence

import pytest

from models.errors import VendorError, VendorRejected, VendorUnreachable
from models.ids import Key
from models.listing import Batch
from models.meeting import Meeting
from models.partial import Unfetched
from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from tests.support.accounts import TELECOMX
from tests.support.builders import a_meeting
from vendors.batches import WORTH_A_LIST, listed_or_each
from vendors.missing_data import collecting_missing_data, note_missing
from vendors.operation_scope import operation_scope

PAGE = 50


class Shelf:
    """A vendor with a list of meetings, which counts what it is asked for."""

    def __init__(
        self, *ids: int, alone: Sequence[int] = (), failing: dict[int, VendorError] | None = None
    ) -> None:
        self.rows = [a_meeting(str(id), title="listed", invitees=Unfetched("detail")) for id in ids]
        self.alone = {str(id) for id in alone}
        self.failing = failing or {}
        self.noted: VendorProblem | None = None
        self.pages = 0
        self.fetched = 0

    async def page(self, number: int) -> Batch[Meeting]:
        self.pages += 1
        if number in self.failing:
            raise self.failing[number]
        if self.noted is not None:
            note_missing(self.noted, "row")
        start = (number - 1) * PAGE
        return Batch(tuple(self.rows[start : start + PAGE]), has_more=start + PAGE < len(self.rows))

    async def fetch(self, key: Key) -> Meeting | None:
        self.fetched += 1
        known = {row.key for row in self.rows}
        return a_meeting(key.parts[0]) if key in known or key.parts[0] in self.alone else None

    async def found(
        self, wanted: Sequence[int], *selected: str, **more: object
    ) -> dict[Key, Meeting | VendorError | None]:
        keys = [a_meeting(str(id)).key for id in wanted]
        with operation_scope() as scope:
            scope.selected = frozenset(selected)
            found = await listed_or_each(keys, self.fetch, self.page, **more)  # type: ignore[arg-type]
        assert list(found) == list(dict.fromkeys(keys))
        return found


def same(shelf: Shelf, found: dict[Key, Meeting | VendorError | None]) -> bool:
    return all(isinstance(one, Meeting) and one.key == key for key, one in found.items())


async def test_180_of_180_are_the_lists_four_pages() -> None:
    shelf = Shelf(*range(180))
    assert same(shelf, await shelf.found(range(180)))
    assert (shelf.pages, shelf.fetched) == (4, 0)


async def test_few_are_asked_for_at_once_by_key() -> None:
    shelf = Shelf(*range(180))
    await shelf.found(range(WORTH_A_LIST - 1))
    assert (shelf.pages, shelf.fetched) == (0, WORTH_A_LIST - 1)


async def test_those_that_the_list_does_not_show_are_asked_for_by_key() -> None:
    shelf = Shelf(*range(40), alone=range(100, 110))
    found = await shelf.found([*range(30), *range(100, 110), 999])
    assert [key.parts[0] for key, one in found.items() if one is None] == ["999"]
    assert (shelf.pages, shelf.fetched) == (1, 11)


async def test_the_walk_ends_where_it_shows_nothing_more() -> None:
    shelf = Shelf(*range(10_000))
    await shelf.found([*range(30), *range(9_970, 10_000)])
    assert (shelf.pages, shelf.fetched) == (2, 30)


@pytest.mark.parametrize("wanted", [range(0, 10_000, 55), range(0, 10_000, 20), range(9_000, 9_100)])
async def test_no_walk_costs_more_than_one_call_beyond_those_by_key(wanted: range) -> None:
    shelf = Shelf(*range(10_000))
    assert same(shelf, await shelf.found(wanted))
    assert shelf.pages + shelf.fetched <= len(wanted) + 1


async def test_a_last_one_is_not_searched_for() -> None:
    shelf = Shelf(*range(10_000))
    await shelf.found([*range(20), 60])
    assert (shelf.pages, shelf.fetched) == (1, 1)


async def test_no_list_is_read_where_the_operation_shows_what_no_row_has() -> None:
    shelf = Shelf(*range(50))
    await shelf.found(range(50), "title", "invitees", lacking={"invitees"})
    assert (shelf.pages, shelf.fetched) == (0, 50)


async def test_rows_that_lack_what_the_operation_shows_are_asked_for_by_key() -> None:
    shelf = Shelf(*range(50))
    await shelf.found(range(50), "invitees", aspect="detail")
    assert (shelf.pages, shelf.fetched) == (1, 50)


async def test_what_rows_lack_does_not_count_where_it_is_not_shown() -> None:
    shelf = Shelf(*range(50))
    await shelf.found(range(50), "title", aspect="detail", lacking={"invitees"})
    assert (shelf.pages, shelf.fetched) == (1, 0)


async def test_where_nobody_says_what_is_shown_each_is_asked_for() -> None:
    shelf = Shelf(*range(50))
    with operation_scope():
        await listed_or_each([row.key for row in shelf.rows], shelf.fetch, shelf.page)
    assert (shelf.pages, shelf.fetched) == (0, 50)


async def test_a_list_that_is_refused_costs_nobody_an_answer() -> None:
    shelf = Shelf(*range(60), failing={2: VendorRejected(Vendor.TELECOMX, "list", status=403)})
    assert same(shelf, await shelf.found(range(60)))
    assert (shelf.pages, shelf.fetched) == (2, 10)


async def test_of_a_vendor_that_is_gone_nothing_more_is_asked() -> None:
    gone = VendorUnreachable(Vendor.TELECOMX, "list")
    shelf = Shelf(*range(60), failing={2: gone})
    found = await shelf.found(range(60))
    assert [one for one in found.values() if not isinstance(one, Meeting)] == [gone] * 10
    assert (shelf.pages, shelf.fetched) == (2, 0)


async def test_a_row_of_others_that_cannot_be_read_is_no_matter_of_those_that_were_found() -> None:
    shelf = Shelf(*range(20))
    shelf.noted = VendorProblem.unreadable_rows(Vendor.TELECOMX, "list", 1)
    with collecting_missing_data() as gaps:
        assert same(shelf, await shelf.found(range(20)))
    assert (len(gaps), shelf.fetched) == (0, 0)


async def test_where_some_rows_value_cannot_be_read_each_tells_what_it_lacks() -> None:
    shelf = Shelf(*range(20))
    shelf.noted = VendorProblem.unreadable_fields(Vendor.TELECOMX, "list", ("title",), 1)
    with collecting_missing_data() as gaps:
        await shelf.found(range(20))
    assert (len(gaps), shelf.fetched) == (0, 20)


async def test_saved_calls_are_counted() -> None:
    shelf = Shelf(*range(180))
    keys = [row.key for row in shelf.rows]
    with operation_scope() as scope:
        scope.selected = frozenset()
        await listed_or_each(keys, shelf.fetch, shelf.page)
    assert scope.meter[TELECOMX].saved == 176
