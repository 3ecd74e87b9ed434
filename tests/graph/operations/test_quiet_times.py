"""Work that gives way begins and goes on while no other tenant is served, one piece in an iteration of the loop."""

import asyncio
from collections.abc import Callable
from contextvars import Context

from graph.operations.loop_time import LEAST_SHARE, QUIET_SECONDS, LoopTime
from graph.operations.metered_work import task_of_tenant
from graph.operations.quiet_times import LONGEST_SECONDS

NORTH, SOUTH = "north-clinic", "south-clinic"


class Steps:
    """A clock that goes on whenever it is looked at, so that no step is long, however busy the machine is."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += QUIET_SECONDS / 50
        return self.now


def soon(_: float, call: Callable[[], None]) -> asyncio.Handle:
    """Calls in the next iteration of the loop."""
    return asyncio.get_running_loop().call_soon(call, context=Context())


class Served:
    """A loop on which a request of the south clinic is served until it is told to end."""

    def __init__(self) -> None:
        self.clock = Steps()
        self.shared = LoopTime(self.clock, computed=self.clock, later=soon)
        self.begun: list[int] = []
        self.ends = asyncio.Event()

    async def south(self) -> None:
        while not self.ends.is_set():  # noqa: ASYNC110 - each iteration is a step of its tenant
            await asyncio.sleep(0)

    async def north(self, number: int) -> None:
        self.begun.append(number)

    def ask(self, number: int) -> "asyncio.Task[None]":
        return asyncio.create_task(self.shared.run(NORTH, self.north(number), gives_way=True))


async def test_it_begins_when_nobody_else_is_served() -> None:
    served = Served()
    south = asyncio.create_task(served.shared.run(SOUTH, served.south()))
    await asyncio.sleep(0)
    north = [served.ask(number) for number in range(5)]
    until = served.clock() + QUIET_SECONDS * 4
    while served.clock() < until:  # noqa: ASYNC110 - the clock goes on with it
        await asyncio.sleep(0)
    assert served.begun == []
    served.ends.set()
    await asyncio.gather(south, *north)
    assert served.begun == [0, 1, 2, 3, 4]


async def test_it_begins_one_in_an_iteration() -> None:
    served = Served()
    await served.shared.run(SOUTH, asyncio.sleep(0))
    north = [served.ask(number) for number in range(5)]
    most = before = 0
    while not all(each.done() for each in north):
        await asyncio.sleep(0)
        most, before = max(most, len(served.begun) - before), len(served.begun)
    assert most == 1


async def test_it_begins_in_the_end_although_others_are_always_served() -> None:
    served = Served()
    south = asyncio.create_task(served.shared.run(SOUTH, served.south()))
    await asyncio.sleep(0)
    began = served.clock()
    await served.ask(1)
    assert served.clock() - began >= LONGEST_SECONDS
    served.ends.set()
    await south


async def test_what_has_begun_waits_while_another_tenant_is_served() -> None:
    asyncio.get_running_loop().set_task_factory(task_of_tenant)
    served = Served()
    done: list[str] = []
    may_go_on = asyncio.Event()

    async def work() -> None:
        done.append("begun")
        await may_go_on.wait()
        # In a task of its own, too.
        await asyncio.create_task(step())

    async def step() -> None:
        done.append("ended")

    north = asyncio.create_task(served.shared.run(NORTH, work(), gives_way=True))
    while not done:  # noqa: ASYNC110 - the loop itself is waited for
        await asyncio.sleep(0)
    south = asyncio.create_task(served.shared.run(SOUTH, served.south()))
    await asyncio.sleep(0)
    may_go_on.set()
    until = served.clock() + QUIET_SECONDS * 4
    while served.clock() < until:  # noqa: ASYNC110 - the clock goes on with it
        await asyncio.sleep(0)
    assert done == ["begun"]
    served.ends.set()
    await asyncio.gather(south, north)
    assert done == ["begun", "ended"]


async def test_what_has_begun_ends_although_others_are_always_served() -> None:
    asyncio.get_running_loop().set_task_factory(task_of_tenant)
    served = Served()

    async def work() -> None:
        for _ in range(10):
            await asyncio.create_task(asyncio.sleep(0))

    south = asyncio.create_task(served.shared.run(SOUTH, served.south()))
    await asyncio.sleep(0)
    began = served.clock()
    await served.shared.run(NORTH, work(), gives_way=True)
    # All of its steps together wait as long as its first one may.
    assert served.clock() - began < 2 * LONGEST_SECONDS
    served.ends.set()
    await south


async def test_a_tenant_that_is_alone_does_not_wait() -> None:
    served = Served()
    running = asyncio.create_task(served.shared.run(NORTH, served.south()))
    await asyncio.sleep(0)
    began = served.clock()
    await served.ask(1)
    assert served.clock() - began < LONGEST_SECONDS / 2
    served.ends.set()
    await running


async def test_who_leaves_while_it_waits_holds_up_nobody() -> None:
    served = Served()
    south = asyncio.create_task(served.shared.run(SOUTH, served.south()))
    await asyncio.sleep(0)
    leaves, stays = served.ask(1), served.ask(2)
    await asyncio.sleep(0)
    leaves.cancel()
    served.ends.set()
    began = served.clock()
    await stays
    assert served.clock() - began < LONGEST_SECONDS / 2
    assert served.begun == [2]
    assert leaves.cancelled()
    await south


async def test_nobody_waits_for_it_however_little_its_tenant_uses() -> None:
    asyncio.get_running_loop().set_task_factory(task_of_tenant)
    served = Served()

    async def starts() -> None:
        await asyncio.create_task(served.south())

    south = served.shared.tenant(SOUTH)
    north = asyncio.create_task(served.shared.run(NORTH, starts(), gives_way=True))
    for _ in range(10):
        await asyncio.sleep(0)
        # It uses more than nothing, and more than the north clinic.
        south.use(2 * LEAST_SHARE / 10, served.shared.clock())
    assert not served.shared.must_wait(south)
    served.ends.set()
    await north
