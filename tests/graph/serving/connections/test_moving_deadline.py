"""A deadline that is moved passes once, when its last place is reached, and never after it was taken away."""

import asyncio

from graph.serving.connections.moving_deadline import MovingDeadline


class Watch:
    """A deadline, and when it passed."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.began = self.loop.time()
        self.passed: list[float] = []
        self.deadline = MovingDeadline(self.loop, lambda: self.passed.append(self.loop.time() - self.began))


async def test_it_passes_once() -> None:
    watch = Watch()
    watch.deadline.set(0.01)
    await asyncio.sleep(0.05)
    assert len(watch.passed) == 1


async def test_it_is_moved_away() -> None:
    watch = Watch()
    watch.deadline.set(0.02)
    watch.deadline.set(0.1)
    await asyncio.sleep(0.2)
    [at] = watch.passed
    assert at >= 0.09


async def test_it_is_moved_nearer() -> None:
    watch = Watch()
    watch.deadline.set(30.0)
    watch.deadline.set(0.01)
    await asyncio.sleep(0.05)
    assert len(watch.passed) == 1


async def test_what_was_taken_away_never_passes_and_may_be_set_again() -> None:
    watch = Watch()
    watch.deadline.set(0.01)
    watch.deadline.unset()
    await asyncio.sleep(0.03)
    assert watch.passed == []
    watch.deadline.set(0.01)
    await asyncio.sleep(0.05)
    assert len(watch.passed) == 1
    watch.deadline.set(0.01)
    watch.deadline.close()
    await asyncio.sleep(0.03)
    assert len(watch.passed) == 1
