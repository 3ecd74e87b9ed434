"""A call to MongoDB that is cancelled while it waits for a server leaves the driver's locks to the others."""

import asyncio

import pymongo.lock

from store.driver_locks import mend

mend()


async def test_a_wait_that_is_cancelled_as_it_times_out_leaves_its_lock_to_others() -> None:
    lock = pymongo.lock._async_create_lock()
    condition = pymongo.lock._async_create_condition(lock)

    async def wait() -> None:
        async with condition:
            await pymongo.lock._async_cond_wait(condition, 0.01)

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    async with lock:
        # It has timed out, and waits for the lock.
        await asyncio.sleep(0.05)
        waiting.cancel()
        await asyncio.sleep(0.01)
        # Or it would have unlocked, on its way out, what is locked here.
        assert not waiting.done()
    [ended] = await asyncio.gather(waiting, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError)
    await asyncio.sleep(0.01)
    assert not lock.locked()


async def test_a_wait_that_is_cancelled_ends_although_it_was_told_something_just_then() -> None:
    lock = pymongo.lock._async_create_lock()
    condition = pymongo.lock._async_create_condition(lock)

    async def wait() -> None:
        async with condition:
            await pymongo.lock._async_cond_wait(condition, 60)

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0.01)
    async with condition:
        condition.notify_all()
    waiting.cancel()
    [ended] = await asyncio.gather(waiting, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError)
    assert not lock.locked()
