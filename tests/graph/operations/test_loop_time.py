"""The loop's time is shared: a tenant that uses more than half waits while there are others, and never otherwise."""

import asyncio
from itertools import pairwise

import pytest

from graph.operations.loop_time import SEEN_SECONDS, SHARE, WAITS_SECONDS, LoopTime
from models.refusal import Overloaded

NORTH, SOUTH = "north-clinic", "south-clinic"


class Loop:
    """Time that passes only where a test says so."""

    def __init__(self) -> None:
        self.now = self.used = 0.0
        self.stands, self.more, self.around = False, 1.0, 0.0
        self.waited: list[float] = []
        self.shared = LoopTime(
            lambda: self.now, lambda: self.used, lambda: self.used + self.around, self.sleep
        )

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        if not self.stands:
            self.now += seconds

    async def request(self, seconds: float) -> str:
        self.used += seconds
        self.now += seconds
        return "done"

    async def ask(self, tenant: str, seconds: float = 0.001) -> str:
        more = seconds * (self.more - 1.0)
        self.around += more
        self.now += more
        return await self.shared.run(tenant, self.request(seconds))


@pytest.fixture
def loop() -> Loop:
    return Loop()


async def test_a_tenant_that_is_alone_never_waits(loop: Loop) -> None:
    for _ in range(1_000):
        assert await loop.ask(NORTH, 0.01) == "done"
    assert loop.waited == []


async def test_a_flood_uses_half_of_the_loop_while_there_are_others(loop: Loop) -> None:
    await loop.ask(SOUTH)
    began, before = loop.now, loop.used
    for _ in range(2_000):
        await loop.ask(NORTH, 0.002)
        await loop.ask(SOUTH, 0.0001)
    share = (loop.used - before) / (loop.now - began)
    assert SHARE * 0.7 < share < SHARE * 1.1


async def test_what_the_server_does_around_a_request_is_counted_too(loop: Loop) -> None:
    loop.more = 2.0
    await loop.ask(SOUTH)
    for _ in range(500):
        await loop.ask(NORTH, 0.002)
        await loop.ask(SOUTH, 0.0001)
    began, before = loop.now, loop.used
    for _ in range(1_000):
        await loop.ask(NORTH, 0.002)
        await loop.ask(SOUTH, 0.0001)
    share = (loop.used - before) / (loop.now - began)
    assert SHARE / 2 * 0.7 < share < SHARE / 2 * 1.1


async def test_who_uses_little_never_waits_beside_a_flood(loop: Loop) -> None:
    for _ in range(200):
        for _ in range(10):
            await loop.ask(NORTH, 0.002)
        waits = len(loop.waited)
        await loop.ask(SOUTH, 0.002)
        assert len(loop.waited) == waits


async def test_of_two_that_use_much_the_one_that_uses_less_does_not_wait(loop: Loop) -> None:
    waited = {NORTH: 0, SOUTH: 0}
    for _ in range(300):
        for tenant, seconds in ((NORTH, 0.02), (SOUTH, 0.01)):
            before = len(loop.waited)
            await loop.ask(tenant, seconds)
            waited[tenant] += len(loop.waited) - before
    assert waited[NORTH] > 200
    assert waited[SOUTH] < 5


async def test_others_that_were_last_seen_long_ago_do_not_count(loop: Loop) -> None:
    await loop.ask(SOUTH)
    loop.now += SEEN_SECONDS + 1
    for _ in range(100):
        await loop.ask(NORTH, 0.01)
    assert loop.waited == []


async def test_what_comes_at_once_begins_one_after_the_other(loop: Loop) -> None:
    await loop.ask(SOUTH)
    await loop.ask(NORTH, 0.01)
    loop.stands = True
    over = asyncio.Event()
    begun = [asyncio.create_task(loop.shared.run(NORTH, over.wait())) for _ in range(100)]
    await asyncio.wait(begun, timeout=0.01)
    over.set()
    await asyncio.gather(*begun)
    apart = [later - earlier for earlier, later in pairwise(loop.waited)]
    assert len(apart) > 40
    assert min(apart) > 0


async def test_a_turn_that_would_not_come_in_time_is_refused_at_once(loop: Loop) -> None:
    await loop.ask(SOUTH)
    await loop.ask(NORTH, (WAITS_SECONDS + 1) * SHARE)
    loop.now -= (WAITS_SECONDS + 1) * SHARE
    with pytest.raises(Overloaded):
        await loop.ask(NORTH)
    assert loop.waited == []


async def test_further_tasks_of_a_request_are_counted_too(loop: Loop) -> None:
    await loop.ask(SOUTH)
    await loop.ask(NORTH)
    await asyncio.create_task(loop.shared.metered(NORTH, loop.request(0.2)))
    await loop.ask(NORTH)
    assert loop.waited != []


async def test_errors_and_cancellations_pass_through() -> None:
    shared = LoopTime()

    async def fails() -> None:
        await asyncio.sleep(0)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await shared.run(NORTH, fails())
    hangs = asyncio.create_task(shared.run(NORTH, asyncio.Event().wait()))
    await asyncio.sleep(0)
    hangs.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hangs
    never_begun = asyncio.create_task(shared.metered(NORTH, nothing()))
    never_begun.cancel()
    with pytest.raises(asyncio.CancelledError):
        await never_begun


async def nothing() -> None:
    """Does nothing."""
