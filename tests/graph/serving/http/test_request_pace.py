"""A crowd of requests begins a few at a time, in the order in which it came."""

import asyncio

from graph.serving.http.request_pace import RequestPace


async def begin(pace: RequestPace, number: int, begun: list[int]) -> None:
    if not pace.begins():
        await pace.turn()
    begun.append(number)


async def lengths(begun: list[int], wanted: int) -> list[int]:
    """How many have begun after each iteration of the loop in which some did."""
    found: list[int] = []
    async with asyncio.timeout(10):
        while len(begun) < wanted:
            await asyncio.sleep(0)
            if len(begun) > sum(found):
                found.append(len(begun) - sum(found))
    return found


async def test_no_more_begin_in_one_iteration_than_may() -> None:
    pace, begun = RequestPace(at_once=3), list[int]()
    requests = [asyncio.create_task(begin(pace, number, begun)) for number in range(10)]
    assert await lengths(begun, 10) == [3, 3, 3, 1]
    assert begun == list(range(10))
    await asyncio.gather(*requests)


async def test_who_comes_later_begins_later() -> None:
    pace, begun = RequestPace(at_once=2), list[int]()
    first = [asyncio.create_task(begin(pace, number, begun)) for number in range(6)]
    await asyncio.sleep(0)
    later = [asyncio.create_task(begin(pace, number, begun)) for number in range(6, 9)]
    await asyncio.gather(*first, *later)
    assert begun == list(range(9))


async def test_who_leaves_takes_nobodys_turn() -> None:
    pace, begun = RequestPace(at_once=2), list[int]()
    requests = [asyncio.create_task(begin(pace, number, begun)) for number in range(8)]
    await asyncio.sleep(0)
    for gone in (2, 3, 5):
        requests[gone].cancel()
    await asyncio.wait(requests)
    assert begun == [0, 1, 4, 6, 7]


async def test_a_request_that_comes_alone_does_not_wait() -> None:
    pace = RequestPace(at_once=1)
    for _ in range(3):
        assert pace.begins()
        assert not pace.begins()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
