"""Every batched read answers each key once, however its vendor is asked, and one thing's failure is its own."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import pytest

from models.errors import Unsendable, VendorBadResponse, VendorError, VendorRejected, VendorUnreachable
from models.ids import Key, Kind
from models.meeting import Meeting
from models.session import Session
from models.vendor import Vendor
from tests.support.accounts import ENABLEX, a_key
from tests.support.builders import NOON, a_meeting, a_session
from vendors.base import Adapter
from vendors.batched_reads import Shown, inside_others, one_by_one, out_of_list, together
from vendors.views import Answer

HUNDRED = [str(number) for number in range(100)]


class Shelf(Adapter):
    """A vendor with these meetings, which counts what it is asked."""

    vendor = Vendor.ENABLEX

    def __init__(
        self,
        ids: Collection[str] = (),
        *,
        failing: str = "",
        failure: Callable[..., VendorError] = VendorUnreachable,
    ) -> None:
        super().__init__(ENABLEX)
        self.ids = ids
        self.asked: list[Any] = []
        self._failing = failing
        self._failure = failure

    def _shown(self, *ids: str) -> list[Meeting]:
        self.asked.append(ids)
        if self._failing in ids:
            raise self._failure(self.vendor, "read meetings")
        return [a_meeting(id, self.vendor) for id in ids if id in self.ids]

    async def _one(self, key: Key) -> Meeting | None:
        return next(iter(self._shown(*key.parts)), None)

    async def _completed(self, meeting: Meeting) -> Meeting | None:
        return await self._one(meeting.key)

    async def _with(self, ids: Sequence[str]) -> list[Meeting]:
        return self._shown(*ids)

    async def _all(self) -> tuple[Shown[Meeting], Answer]:
        rows = self._shown(*self.ids)
        return {row.key.parts: row for row in rows}, Answer(self.account, "list meetings", NOON)

    async def _sessions(self, meeting: Key) -> list[Session] | None:
        return [
            a_session(f"s{row.vendor_id}", row.vendor_id, self.vendor) for row in self._shown(*meeting.parts)
        ]

    def _meeting_key(self, id: str) -> Key:
        return key_of(id)


class OneByOne(Shelf):
    meetings = one_by_one(Adapter.meetings, Shelf._one, parts=1)
    complete_meetings = one_by_one(Adapter.complete_meetings, Shelf._completed)


class Together(Shelf):
    meetings = together(Adapter.meetings, Shelf._with, at_most=40)


class OutOfList(Shelf):
    meetings = out_of_list(Adapter.meetings, Shelf._all, lambda row, _: row)


ALL = [OneByOne, Together, OutOfList]


def key_of(*parts: str) -> Key:
    return a_key(Kind.MEETING, Vendor.ENABLEX, parts)


def keys_of(ids: Sequence[str]) -> list[Key]:
    return [key_of(id) for id in ids]


@pytest.mark.parametrize("kind", ALL)
async def test_each_key_is_answered_once_in_the_order_of_the_keys(kind: type[Shelf]) -> None:
    found = await kind(["1", "2"]).meetings(keys_of(["2", "unknown", "1", "2"]))
    assert list(found) == keys_of(["2", "unknown", "1"])
    assert [isinstance(each, Meeting) and each.vendor_id for each in found.values()] == ["2", False, "1"]


@pytest.mark.parametrize("kind", ALL)
async def test_a_key_of_another_length_is_none(kind: type[Shelf]) -> None:
    longer = key_of("1", "1")
    assert await kind(["1"]).meetings([longer]) == {longer: None}


@pytest.mark.parametrize("kind", [OneByOne, Together])
async def test_a_key_of_another_length_costs_no_call(kind: type[Shelf]) -> None:
    shelf = kind(["1"])
    await shelf.meetings([key_of("1", "1")])
    assert shelf.asked == []


async def test_things_are_completed_without_the_aspect() -> None:
    shelf, known = OneByOne(["1"]), [a_meeting("1", Vendor.ENABLEX), a_meeting("2", Vendor.ENABLEX)]
    found = await shelf.complete_meetings("detail", known)
    assert [each is not None for each in found.values()] == [True, False]


async def test_one_failing_thing_leaves_the_others() -> None:
    found = await OneByOne(["1", "2"], failing="1").meetings(keys_of(["1", "2"]))
    assert isinstance(found[key_of("1")], VendorUnreachable)
    assert isinstance(found[key_of("2")], Meeting)


async def test_many_ids_are_named_by_as_few_calls_as_the_limit_lets() -> None:
    shelf = Together(HUNDRED)
    found = await shelf.meetings(keys_of(HUNDRED))
    assert [len(ids) for ids in shelf.asked] == [40, 40, 20]
    assert all(isinstance(each, Meeting) for each in found.values())


@pytest.mark.parametrize("failure", [VendorRejected, Unsendable])
async def test_an_id_that_is_refused_costs_the_others_nothing(failure: Callable[..., VendorError]) -> None:
    shelf = Together(HUNDRED, failing="7", failure=failure)
    found = await shelf.meetings(keys_of(HUNDRED))
    assert [key.parts[0] for key, each in found.items() if not isinstance(each, Meeting)] == ["7"]
    assert isinstance(found[key_of("7")], VendorError)


@pytest.mark.parametrize("failure", [VendorUnreachable, VendorBadResponse])
async def test_a_call_that_fails_costs_its_own_ids_and_is_not_repeated_for_each(
    failure: Callable[..., VendorError],
) -> None:
    shelf = Together(HUNDRED, failing="7", failure=failure)
    found = await shelf.meetings(keys_of(HUNDRED))
    assert len(shelf.asked) == 3
    assert [key.parts[0] for key, each in found.items() if isinstance(each, VendorError)] == HUNDRED[:40]


async def test_a_list_is_read_once_for_all_keys() -> None:
    shelf = OutOfList(HUNDRED)
    await shelf.meetings(keys_of(HUNDRED))
    assert len(shelf.asked) == 1


class Inside(Shelf):
    sessions = inside_others(Adapter.sessions, Shelf._meeting_key, Shelf._sessions)


def session_key(meeting: str, session: str) -> Key:
    return a_session(session, meeting, Vendor.ENABLEX).key


async def test_what_is_inside_of_one_thing_is_one_call() -> None:
    shelf = Inside(["1", "2"])
    keys = [session_key("1", "s1"), session_key("1", "s2"), session_key("2", "s2")]
    found = await shelf.sessions(keys)
    assert sorted(shelf.asked) == [("1",), ("2",)]
    assert [found[key] is not None for key in keys] == [True, False, True]


async def test_the_failure_of_one_thing_is_that_of_what_is_inside() -> None:
    shelf = Inside(["1", "2"], failing="1")
    found = await shelf.sessions([session_key("1", "s1"), session_key("2", "s2")])
    assert [isinstance(each, VendorError) for each in found.values()] == [True, False]


def test_a_method_that_answers_otherwise_is_refused() -> None:
    with pytest.raises(TypeError):
        one_by_one(Adapter.plan, Shelf._one)  # type: ignore[arg-type]
