"""Background tasks are kept while they run, told of when they fail, and none outlives a stop."""

import asyncio
import gc
import inspect
import logging

import pytest

from runtime.background_tasks import BackgroundTasks

SECRET = "pin 4711"


async def for_ever() -> None:
    await asyncio.Event().wait()


async def failing() -> None:
    raise ValueError(SECRET)


async def ended(tasks: BackgroundTasks) -> None:
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(tasks) == 0


async def test_a_failure_takes_no_other_task_along_and_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tasks = BackgroundTasks("kitchen")
    other = tasks.start(for_ever(), name="oven")
    await asyncio.wait((tasks.start(failing(), name="kettle"),))
    assert "kettle" not in tasks
    assert not other.done()
    assert "oven" in tasks
    await tasks.aclose()
    gc.collect()
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == "kitchen: the task 'kettle' failed."
    assert record.exc_info is not None
    assert record.exc_info[0] is ValueError


async def test_a_failure_that_a_waiter_meets_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    tasks = BackgroundTasks("kitchen")
    with pytest.raises(ValueError, match=SECRET):
        await tasks.to_its_end(failing(), name="kettle")
    await ended(tasks)
    gc.collect()
    assert caplog.records == []


async def test_work_goes_on_without_its_waiter_and_then_its_failure_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tasks = BackgroundTasks("kitchen")
    goes_on = asyncio.Event()

    async def work() -> None:
        await goes_on.wait()
        await failing()

    waiting = asyncio.create_task(tasks.to_its_end(work(), name="kettle"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait((waiting,))
    assert waiting.cancelled()
    assert "kettle" in tasks
    goes_on.set()
    await ended(tasks)
    assert [record.getMessage() for record in caplog.records] == ["kitchen: the task 'kettle' failed."]


async def test_a_stop_waits_for_what_ends_in_time_and_for_what_that_starts() -> None:
    tasks = BackgroundTasks("kitchen")
    done = []

    async def second() -> None:
        await asyncio.sleep(0.01)
        done.append(2)

    async def first() -> None:
        await asyncio.sleep(0.01)
        done.append(1)
        tasks.start(second(), name="second")

    tasks.start(first(), name="first")
    await tasks.aclose(seconds=5)
    assert done == [1, 2]
    assert len(tasks) == 0


async def test_a_stop_cancels_what_takes_longer() -> None:
    tasks = BackgroundTasks("kitchen")
    left = [tasks.start(for_ever(), name=name) for name in ("a", "a", "b")]
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await tasks.aclose(seconds=0.05)
    assert all(task.cancelled() for task in left)
    assert ("a" in tasks, "b" in tasks, len(tasks)) == (False, False, 0)


async def test_nothing_starts_after_a_stop_and_nothing_is_left_of_it() -> None:
    tasks = BackgroundTasks("kitchen")
    await tasks.aclose()
    work = for_ever()
    with pytest.raises(RuntimeError, match="kitchen: 'kettle' was to start after the end"):
        tasks.start(work, name="kettle")
    assert (inspect.getcoroutinestate(work), len(tasks)) == (inspect.CORO_CLOSED, 0)
