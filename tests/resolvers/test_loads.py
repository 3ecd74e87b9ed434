"""A load is data: awaited alone or asked for with others, it gives the same value, and tells the same of it."""

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pytest

from models.account import first_account
from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from resolvers.loaders.answer import LoadAnswer
from resolvers.loaders.base import BatchLoader, Group
from resolvers.loads import AfterOthers, Load, if_any, then, value_of
from vendors.missing_data import collecting_missing_data, current_missing_data, note_missing

ACCOUNT = first_account("default", Vendor.VSEE)


class Doubling(BatchLoader[int, int]):
    """Loads the double of a number; 13 fails, 99 does not exist, and of 7 something is missing."""

    def __init__(self) -> None:
        super().__init__(lambda number: number)
        self.asked: list[Sequence[int]] = []

    def group(self, item: int) -> Group:
        return ACCOUNT, item > 50

    async def ask(self, group: Group, items: Sequence[int]) -> Mapping[int, Any]:
        self.asked.append(items)
        if 7 in items:
            note_missing(VendorProblem.unreadable_rows(Vendor.VSEE, "double", 1), "seven", 7)
        found: dict[int, Any] = {item: item * 2 for item in items if item != 99}
        return found | {item: ValueError("13") for item in items if item == 13}


def sources(of: Any) -> list[Hashable]:
    return [gap.source for gap in of]


async def test_a_load_gives_what_is_made_of_the_value() -> None:
    load = Load[int](Doubling(), 3).then(lambda number: number + 1)
    assert await load == 7


async def test_what_is_made_may_be_another_load() -> None:
    loader = Doubling()
    load = Load[int](loader, 3).then(lambda number: Load[int](loader, number)).then(str)
    assert await load == "12"
    assert loader.asked == [[3], [6]]


async def test_what_is_made_may_be_a_coroutine() -> None:
    async def later(value: int) -> int:
        await asyncio.sleep(0)
        return value + 1

    assert await Load[int](Doubling(), 3, later) == 7


async def test_what_waits_for_others_is_made_after_they_have_asked() -> None:
    asked: list[int] = []

    async def other() -> None:
        asked.append(1)

    found, _ = await asyncio.gather(AfterOthers(lambda: list(asked)), other())
    assert found == [1]


async def test_nothing_is_asked_before_somebody_waits() -> None:
    loader = Doubling()
    Load[int](loader, 3).then(str)
    for _ in range(6):
        await asyncio.sleep(0)
    assert loader.asked == []


async def test_loads_are_one_question_for_each_group_and_each_item_once() -> None:
    loader = Doubling()
    answers = [Load[int](loader, number).asked() for number in (1, 2, 51, 2)]
    await asyncio.gather(*(answer.future() for answer in answers))
    assert loader.asked == [[1, 2], [51]]
    assert [answer.outcome for answer in answers] == [2, 4, 102, 4]


async def test_what_exists_not_is_none_and_makes_nothing() -> None:
    assert await value_of(if_any(Load[int | None](Doubling(), 99), lambda number: number + 1)) is None


def test_of_what_is_there_something_is_made_at_once() -> None:
    assert then(3, str) == "3"
    assert if_any(None, str) is None


async def test_a_failure_is_raised_in_its_place_and_makes_nothing() -> None:
    made: list[int] = []
    loader = Doubling()
    loads = [Load[int](loader, number).then(made.append) for number in (13, 4)]
    results = await asyncio.gather(*map(value_of, loads), return_exceptions=True)
    assert [type(result) for result in results] == [ValueError, type(None)]
    assert made == [8]


async def test_what_is_missing_is_told_where_it_is_awaited() -> None:
    loader = Doubling()
    for number, told in ((7, ["seven"]), (4, []), (7, ["seven"])):
        with collecting_missing_data() as gaps:
            await Load[int](loader, number)
        assert sources(gaps) == told


async def test_what_is_missing_is_at_hand_where_the_value_is_made_also_of_an_earlier_load() -> None:
    loader = Doubling()

    def take(number: int) -> list[Hashable]:
        gaps = current_missing_data()
        assert gaps is not None
        return sources(gaps.take())

    with collecting_missing_data() as gaps:
        assert await Load[int](loader, 7).then(take) == ["seven"]
        assert await Load[int](loader, 7).then(lambda number: Load[int](loader, 1)).then(take) == ["seven"]
    assert sources(gaps) == []


async def test_a_batch_that_is_cancelled_cancels_those_who_wait() -> None:
    class Hung(Doubling):
        async def ask(self, group: Group, items: Sequence[int]) -> Mapping[int, Any]:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await Load[int](Hung(), 1)


async def test_what_is_printed_of_loads_and_their_answers_has_none_of_their_values() -> None:
    loader = Doubling()
    answer = loader.answer(4711)
    assert "4711" not in repr([LoadAnswer.of(4711), Load(loader, 4711), answer, *loader._queue])
