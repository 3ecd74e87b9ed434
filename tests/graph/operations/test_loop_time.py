"""The loop's time is shared: who uses and wants more waits while others are served, and nobody else ever does."""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar

import pytest

from graph.operations.loop_time import (
    LEAST_SHARE,
    QUIET_SECONDS,
    SEEN_SECONDS,
    WAITS_SECONDS,
    LoopTime,
)
from graph.operations.metered_work import task_of_tenant
from graph.operations.tenant_use import SHARE
from graph.operations.turn import Turn
from models.refusal import Overloaded

NORTH, SOUTH = "north-clinic", "south-clinic"


class Loop:
    """Time that passes only where a test says so, and where nobody may go on."""

    def __init__(self) -> None:
        self.now = self.around = 0.0
        self.more = 1.0
        self.waits = 0
        self.took: dict[str, float] = {NORTH: 0.0, SOUTH: 0.0}
        self.shared = LoopTime(lambda: self.now, self.computed, self.later)

    def computed(self) -> float:
        return sum(self.took.values()) + self.around

    def later(self, seconds: float, look: Callable[[], None]) -> asyncio.Handle:
        loop = asyncio.get_running_loop()
        called = asyncio.Handle(look, (), loop)

        def passes(left: float) -> None:
            if called.cancelled():
                return
            # Others step meanwhile.
            tick = min(left, 0.001)
            self.now += tick
            if left > tick:
                loop.call_soon(passes, left - tick)
            else:
                look()

        self.waits += 1
        loop.call_soon(passes, seconds)
        return called

    async def request(self, tenant: str, steps: int, seconds: float) -> str:
        for _ in range(steps):
            self.now += seconds
            self.took[tenant] += seconds
            await asyncio.sleep(0)
        return "done"

    async def ask(self, tenant: str, seconds: float = 0.001, steps: int = 1) -> str:
        answer = await self.shared.run(tenant, self.request(tenant, steps, seconds))
        around = seconds * steps * (self.more - 1.0)
        self.now += around
        self.around += around
        return answer

    async def flood(self, tenant: str = NORTH, seconds: float = 0.001) -> None:
        while True:
            await self.ask(tenant, seconds)

    def begin_flood(self, connections: int = 20, tenant: str = NORTH) -> list["asyncio.Task[None]"]:
        return [asyncio.create_task(self.flood(tenant)) for _ in range(connections)]

    async def until(self, now: float) -> None:
        while self.now < now:
            await asyncio.sleep(0)
            self.now += 0.00001


def never(_: float, look: Callable[[], None]) -> asyncio.Handle:
    return asyncio.get_running_loop().call_later(60, look)


async def ended(tasks: list["asyncio.Task[None]"]) -> None:
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def loop() -> Loop:
    return Loop()


async def test_a_tenant_that_is_alone_never_waits(loop: Loop) -> None:
    for _ in range(1_000):
        assert await loop.ask(NORTH, 0.01) == "done"
    assert loop.waits == 0


async def test_a_flood_uses_half_of_the_loop_while_there_are_others(loop: Loop) -> None:
    flood = loop.begin_flood()
    await loop.ask(SOUTH)
    await loop.until(2.0)
    began, before = loop.now, loop.took[NORTH]
    await loop.until(began + 5.0)
    await ended(flood)
    assert SHARE * 0.8 < (loop.took[NORTH] - before) / (loop.now - began) < SHARE * 1.1


async def test_what_the_server_does_around_a_request_is_counted_too(loop: Loop) -> None:
    loop.more = 2.0
    await loop.ask(SOUTH)
    for _ in range(3_000):
        await loop.ask(NORTH)
    began, before = loop.now, loop.took[NORTH]
    for _ in range(1_000):
        await loop.ask(NORTH)
        await loop.ask(SOUTH, 0.00001)
    # Half of what a request takes is around it.
    assert (loop.took[NORTH] - before) / (loop.now - began) < SHARE / 2 * 1.1


async def test_while_another_is_served_a_flood_waits(loop: Loop) -> None:
    await loop.ask(SOUTH)
    flood = loop.begin_flood()
    await loop.until(1.0)
    for _ in range(50):
        await loop.until(loop.now + 0.05)
        served = asyncio.create_task(loop.ask(SOUTH, 0.0005, steps=10))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        before = loop.took[NORTH]
        await served
        # One step may have begun already.
        assert loop.took[NORTH] - before < 0.002
    await ended(flood)


async def test_a_flood_goes_on_while_who_is_served_waits_for_something_else(loop: Loop) -> None:
    await loop.ask(SOUTH)
    flood = loop.begin_flood()
    await loop.until(1.0)
    vendor = asyncio.Event()

    async def waits() -> None:
        loop.now += 0.001
        await vendor.wait()

    served = asyncio.create_task(loop.shared.run(SOUTH, waits()))
    await loop.until(loop.now + 0.001)
    before = loop.took[NORTH]
    await loop.until(loop.now + QUIET_SECONDS + 1.0)
    assert loop.took[NORTH] - before > 0.3
    vendor.set()
    await served
    await ended(flood)


async def test_nobody_waits_for_who_has_been_served(loop: Loop) -> None:
    await loop.ask(NORTH, LEAST_SHARE * 2)
    await loop.ask(SOUTH)
    waits = loop.waits
    await loop.ask(NORTH)
    assert loop.waits == waits


async def test_a_flood_does_not_starve_where_others_are_always_served(loop: Loop) -> None:
    served = loop.begin_flood(1, SOUTH)
    flood = loop.begin_flood(50)
    await loop.until(2.0)
    began, before = loop.now, loop.took[NORTH]
    await loop.until(began + 5.0)
    await ended([*flood, *served])
    assert (loop.took[NORTH] - before) / (loop.now - began) > LEAST_SHARE * 0.8


@pytest.mark.parametrize("connections", [(20, 20), (200, 100), (50, 2), (32, 20, 5)], ids=str)
async def test_tenants_that_want_all_of_the_loop_get_as_much_as_each_other(
    loop: Loop, connections: tuple[int, ...]
) -> None:
    tenants = [f"clinic-{number}" for number in range(len(connections))]
    loop.took.update(dict.fromkeys(tenants, 0.0))
    floods = [
        flood
        for tenant, count in zip(tenants, connections, strict=True)
        for flood in loop.begin_flood(count, tenant)
    ]
    await loop.until(3.0)
    began, before = loop.now, dict(loop.took)
    await loop.until(began + 4.0)
    await ended(floods)
    shares = [(loop.took[tenant] - before[tenant]) / (loop.now - began) for tenant in tenants]
    equal = 1 / len(tenants)
    assert all(0.85 * equal < share < 1.1 * equal for share in shares), shares


async def test_who_uses_as_much_as_a_flood_is_left_does_not_wait_for_it(loop: Loop) -> None:
    flood, beside = loop.begin_flood(), list[float]()
    for number in range(400):
        before = loop.took[NORTH]
        await loop.ask(SOUTH, 0.0005, steps=6)
        # Until the flood has used more than we.
        if number > 100:
            beside.append(loop.took[NORTH] - before)
        await loop.until(loop.now + 0.004)
    await ended(flood)
    # At most the step that had begun.
    assert max(beside) < 0.002


async def test_others_that_were_last_seen_long_ago_do_not_count(loop: Loop) -> None:
    await loop.ask(SOUTH)
    loop.now += SEEN_SECONDS + 1
    for _ in range(100):
        await loop.ask(NORTH, 0.01)
    assert loop.waits == 0


async def test_a_turn_that_does_not_come_in_time_is_refused() -> None:
    loop = Loop()
    loop.shared = LoopTime(lambda: loop.now, loop.computed, never, waits_seconds=WAITS_SECONDS / 1000)
    await loop.ask(SOUTH)
    await loop.ask(NORTH, 0.001)
    loop.shared.tenant(NORTH).use(2 * SHARE, loop.now)
    with pytest.raises(Overloaded):
        await loop.ask(NORTH)


async def test_tasks_that_a_request_starts_are_the_tenants(loop: Loop) -> None:
    asyncio.get_running_loop().set_task_factory(task_of_tenant)

    async def starts() -> "asyncio.Task[str]":
        return asyncio.create_task(loop.request(NORTH, 2, 0.5))

    await loop.ask(SOUTH)
    # In a task of its own, as the server has one for each request.
    further = await asyncio.create_task(loop.shared.run(NORTH, starts()))
    assert loop.waits == 0
    await further
    assert loop.waits > 0


async def test_a_flood_goes_on_when_who_was_served_has_its_answer(loop: Loop) -> None:
    await loop.ask(SOUTH)
    flood = loop.begin_flood()
    await loop.until(1.0)
    await loop.ask(SOUTH, 0.0005)
    before, answered = loop.took[NORTH], loop.now
    while loop.took[NORTH] == before:  # noqa: ASYNC110 - each iteration takes some of its time
        await asyncio.sleep(0)
    await ended(flood)
    assert loop.now - answered < QUIET_SECONDS / 2


async def test_no_step_goes_on_before_it_is_known_whose_request_has_arrived(loop: Loop) -> None:
    await loop.ask(SOUTH)
    flood = loop.begin_flood()
    await loop.until(1.0)

    async def served() -> float:
        await loop.ask(SOUTH, 0.0005)
        return loop.took[NORTH]

    for _ in range(50):
        await loop.until(loop.now + 0.05)
        # As the server, which reads a request and starts its task.
        loop.shared.arrived()
        before = loop.took[NORTH]
        assert await asyncio.create_task(served()) == before
    await ended(flood)


async def test_a_flood_does_not_starve_where_requests_arrive_all_the_time(loop: Loop) -> None:
    await loop.ask(SOUTH)
    flood = loop.begin_flood()
    await loop.until(2.0)
    began, before = loop.now, loop.took[NORTH]
    while loop.now < began + 2.0:
        loop.shared.arrived()
        await asyncio.sleep(0)
        loop.now += 0.00001
    await ended(flood)
    assert (loop.took[NORTH] - before) / (loop.now - began) > LEAST_SHARE


async def test_it_tells_while_work_of_a_tenant_waits_for_another(loop: Loop) -> None:
    told = list[bool]()
    loop.shared.contended = told.append
    await loop.ask(SOUTH)
    assert told == []
    flood = loop.begin_flood()
    await loop.until(2.0)
    assert told == [True]
    await ended(flood)
    await loop.until(4.0)
    await loop.ask(SOUTH)
    assert told == [True, False]


async def test_a_step_is_done_at_the_moment_when_its_turn_comes() -> None:
    turn, done = Turn(), list[str]()
    number: ContextVar[int] = ContextVar("number")

    async def waits() -> None:
        number.set(7)
        await turn
        done.append(f"{number.get()}")

    waiting = asyncio.create_task(waits())
    await asyncio.sleep(0)

    def comes() -> None:
        turn.come()
        done.append("came")

    asyncio.get_running_loop().call_soon(comes)
    await waiting
    assert done == ["7", "came"]


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


async def test_work_that_is_cancelled_while_it_waits_for_its_turn_ends(loop: Loop) -> None:
    asyncio.get_running_loop().set_task_factory(task_of_tenant)
    stands = LoopTime(lambda: loop.now, lambda: loop.now, never)
    cleaned = []

    async def work() -> None:
        loop.now += 2 * SHARE
        try:
            await asyncio.sleep(0)
        finally:
            cleaned.append(True)

    await stands.run(SOUTH, loop.request(SOUTH, 1, 0.001))
    waits = asyncio.create_task(stands.run(NORTH, work()))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not cleaned
    waits.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waits
    assert cleaned
