"""Work over many rows lets others have their turn."""

import asyncio
import time
from collections.abc import Sequence

import pytest

from vendors.cooperative import TimeSlice, cooperatively, in_portions, sorted_cooperatively


async def test_others_have_their_turn_between_rows() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(other())
    async for _ in cooperatively(range(40)):
        time.sleep(0.001)  # noqa: ASYNC251 - stands for work that holds the loop
    beside.cancel()
    assert turns >= 4


async def test_a_short_list_is_gone_through_in_one_turn() -> None:
    turn = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(turn.set_result, None)
    assert [row async for row in cooperatively([1, 2, 3])] == [1, 2, 3]
    assert not turn.done()
    await turn


async def test_work_without_rows_gives_way_too() -> None:
    given = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(given.set_result, None)
    turn = TimeSlice()
    await turn.over()
    assert not given.done()
    time.sleep(0.006)  # noqa: ASYNC251 - stands for work that holds the loop
    await turn.over()
    assert given.done()


@pytest.mark.parametrize("number", [0, 1, 999, 1000, 1001, 5000])
async def test_rows_are_put_in_order_and_equals_stay_as_they_are(number: int) -> None:
    rows = [(place * 7919 % 101, place) for place in range(number)]
    assert await sorted_cooperatively(rows, key=lambda row: row[0]) == sorted(rows)


async def test_others_have_their_turn_between_portions() -> None:
    given = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(given.set_result, None)
    had_turn: list[bool] = []

    def work(rows: Sequence[int]) -> None:
        had_turn.append(given.done())
        time.sleep(0.0001 * len(rows))

    await in_portions(range(1_000), work)
    assert had_turn[0] is False
    assert had_turn[-1] is True


@pytest.mark.parametrize("number", [0, 1, 50, 51, 100, 101])
async def test_portions_have_all_rows_in_their_order(number: int) -> None:
    rows = list(range(number))
    done: list[int] = []
    await in_portions(rows, done.extend)
    assert done == rows
