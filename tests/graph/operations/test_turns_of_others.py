"""Nobody waits for what the work of another tenant holds while that waits for its turn."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from commands.events import READS_AT_ONCE, CommandEvents
from graph.operations.loop_time import LoopTime
from graph.operations.metered_work import task_of_tenant
from graph.operations.tenant_use import SHARE
from graph.operations.time_slices import TimeSlices
from graph.serving.app import utc_now
from store.deadline import within
from store.settings import StoreSettings
from store.store import Store

NORTH, SOUTH = "north-clinic", "south-clinic"


@asynccontextmanager
async def stuck(work: Callable[[], Awaitable[object]]) -> AsyncIterator[LoopTime]:
    """Work of a tenant that has used more than its share, none of whose turns comes until the end."""
    asyncio.get_running_loop().set_task_factory(task_of_tenant)
    now = 0.0
    shared = LoopTime(lambda: now, lambda: 0.0)

    async def heavy() -> None:
        mine = shared.tenant(NORTH)
        mine.use(2 * SHARE, now)
        await work()

    await shared.run(SOUTH, asyncio.sleep(0))
    running = asyncio.create_task(shared.run(NORTH, heavy()))
    for _ in range(3):
        await asyncio.sleep(0)
    assert not running.done()
    yield shared
    now = 60.0
    running.cancel()
    await asyncio.wait((running,))


async def test_an_execution_goes_on_before_one_of_another_tenant_whose_turn_does_not_come() -> None:
    slices = TimeSlices()
    async with stuck(slices.next) as shared, asyncio.timeout(5):
        await shared.run(SOUTH, slices.next())


async def test_a_call_to_mongodb_ends_although_the_turn_of_its_tenant_does_not_come() -> None:
    connection, called = asyncio.Lock(), asyncio.Event()

    async def call() -> None:
        async with connection:
            called.set()
            await asyncio.sleep(0)

    async with stuck(lambda: within(call(), 60.0)), asyncio.timeout(5):
        await called.wait()
        async with connection:
            pass


async def test_a_subscription_begins_beside_one_of_another_tenant_whose_turn_does_not_come() -> None:
    events = CommandEvents(Store(StoreSettings(), now=utc_now))

    async def present() -> None:
        await asyncio.sleep(0)

    over = asyncio.Event()
    others = [asyncio.create_task(events.read(over.wait)) for _ in range(READS_AT_ONCE - 1)]
    async with stuck(lambda: events.read(present)) as shared, asyncio.timeout(5):
        await shared.run(SOUTH, events.read(present))
    over.set()
    await asyncio.gather(*others)


@pytest.mark.parametrize("tenant", [NORTH, SOUTH])
async def test_executions_of_one_tenant_go_on_in_the_order_in_which_they_wait(tenant: str) -> None:
    slices, shared, done = TimeSlices(), LoopTime(), list[int]()

    async def execution(number: int) -> None:
        await slices.next()
        done.append(number)

    await asyncio.gather(*(shared.run(tenant, execution(number)) for number in range(20)))
    assert done == list(range(20))
