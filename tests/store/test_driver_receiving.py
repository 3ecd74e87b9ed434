"""The MongoDB driver waits for a response without tasks, and still ends a call that its pool interrupts."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from pymongo.errors import AutoReconnect

from store.connection import close, connected


@pytest.fixture
async def client(mongodb: str) -> AsyncIterator[AsyncMongoClient[dict[str, Any]]]:
    client = connected(mongodb, seconds=2.0)
    await client.admin.command("ping")
    yield client
    await close(client, seconds=2.0)


def slow(client: AsyncMongoClient[dict[str, Any]]) -> Coroutine[Any, Any, Any]:
    # It waits for a change that does not come.
    pipeline = [{"$changeStream": {}}]
    database = client["receiving"]

    async def waits() -> None:
        cursor = await database.aggregate(pipeline, maxAwaitTimeMS=20_000)
        await cursor.next()

    return waits()


async def test_a_call_takes_no_task(client: AsyncMongoClient[dict[str, Any]]) -> None:
    loop, mine, began = asyncio.get_running_loop(), asyncio.current_task(), 0

    def count(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], **named: Any) -> Any:
        nonlocal began
        # The driver's monitors have tasks of their own.
        began += asyncio.current_task() is mine
        return asyncio.Task(work, loop=loop, **named)

    loop.set_task_factory(count)
    try:
        await client["receiving"]["things"].insert_one({})
    finally:
        loop.set_task_factory(None)
    assert began == 0


async def test_a_call_ends_when_its_pool_is_interrupted(client: AsyncMongoClient[dict[str, Any]]) -> None:
    call = asyncio.create_task(slow(client))
    await asyncio.sleep(0.3)
    assert not call.done()
    [server] = client._topology._servers.values()
    await server.pool.reset(interrupt_connections=True)
    async with asyncio.timeout(2):
        with pytest.raises(AutoReconnect):
            await call


async def test_the_connection_of_a_cancelled_call_serves_no_other(
    client: AsyncMongoClient[dict[str, Any]],
) -> None:
    call = asyncio.create_task(slow(client))
    await asyncio.sleep(0.3)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    assert (await client.admin.command("ping"))["ok"] == 1
