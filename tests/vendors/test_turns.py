"""Work over many rows lets others have their turn."""

import asyncio
import time

from vendors.turns import in_turns


async def test_others_have_their_turn_between_rows() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(other())
    async for _ in in_turns(range(40)):
        time.sleep(0.001)  # noqa: ASYNC251 - stands for work that holds the loop
    beside.cancel()
    assert turns >= 4


async def test_a_short_list_is_gone_through_in_one_turn() -> None:
    turn = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(turn.set_result, None)
    assert [row async for row in in_turns([1, 2, 3])] == [1, 2, 3]
    assert not turn.done()
    await turn
