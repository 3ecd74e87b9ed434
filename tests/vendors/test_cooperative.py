"""Work over many rows lets others have their turn."""

import asyncio
import time

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
    async for rows in in_portions(range(200)):
        if given.done():
            break
        time.sleep(0.0001 * len(rows))  # noqa: ASYNC251 - stands for work that holds the loop
    assert given.done()
    assert 199 not in rows


@pytest.mark.parametrize("number", [0, 1, 50, 51, 100, 101])
async def test_portions_have_all_rows_in_their_order(number: int) -> None:
    rows = list(range(number))
    assert [row async for some in in_portions(rows) for row in some] == rows
