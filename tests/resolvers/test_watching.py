"""One poller per resource: what those who follow it are told, and when nobody asks any more."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from models.errors import BadInput, VendorTimeout, VendorUnreachable
from models.vendor import Vendor
from resolvers.watching import Hub, Pace
from vendors.scope import current_scope, operation_scope

QUICK = Pace(tick=0.001, slowest=0.001)
# Long enough for nobody to be asked twice.
ONCE = Pace(tick=1000, slowest=1000)


class Resource:
    """What a vendor would say; each question waits until it may be answered."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.scopes: list[Any] = []
        self.noticed = asyncio.Event()
        self.ended = asyncio.Event()

    async def read(self) -> Any:
        self.asked += 1
        self.scopes.append(current_scope())
        if not self.answers:
            self.noticed.set()
            try:
                await asyncio.Event().wait()
            finally:
                self.ended.set()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def told(following: AsyncGenerator[Any, None], count: int) -> list[Any]:
    async with asyncio.timeout(20):
        return [await anext(following) for _ in range(count)]


def a_failure() -> VendorTimeout:
    return VendorTimeout(Vendor.VSEE, "read the queue")


# What is told


async def test_the_present_state_comes_first_and_then_each_change() -> None:
    resource = Resource(1, 1, 2, 2, 2, 3)
    following = Hub(QUICK).follow("queue", resource.read)
    assert await told(following, 3) == [1, 2, 3]
    await following.aclose()


async def test_only_what_matters_of_a_state_is_compared() -> None:
    resource = Resource((1, "a"), (1, "b"), (2, "c"))
    following = Hub(QUICK).follow("queue", resource.read, by=lambda state: state[0])
    assert await told(following, 2) == [(1, "a"), (2, "c")]
    await following.aclose()


async def test_what_is_not_there_is_none_and_the_end() -> None:
    resource = Resource(None)
    assert [state async for state in Hub(QUICK).follow("queue", resource.read)] == [None]


async def test_what_is_gone_is_none_and_the_end() -> None:
    hub, resource = Hub(QUICK), Resource(1, None)
    assert [state async for state in hub.follow("queue", resource.read)] == [1, None]
    assert hub.resources == frozenset()


async def test_who_comes_later_is_told_the_present_state_without_a_call() -> None:
    hub, resource = Hub(ONCE), Resource(1)
    first = hub.follow("queue", resource.read)
    await told(first, 1)
    second = hub.follow("queue", resource.read)
    assert (await told(second, 1), resource.asked) == ([1], 1)
    await first.aclose()
    await second.aclose()


async def test_who_comes_when_the_state_is_old_waits_for_a_new_one() -> None:
    class Rests(Pace):
        def next(self, waited: float, *, changed: bool) -> float:
            return 1000

    hub, resource = Hub(Rests(tick=0)), Resource(1, 1, 2)
    first = hub.follow("queue", resource.read)
    await told(first, 1)
    for state in (1, 2):
        another = hub.follow("queue", resource.read)
        assert await told(another, 1) == [state]
        await another.aclose()
    assert resource.asked == 3
    await first.aclose()


async def test_who_is_slow_is_told_the_latest_state_only() -> None:
    hub, resource = Hub(QUICK), Resource(1, 2, 3, 4)
    following = hub.follow("queue", resource.read)
    assert await told(following, 1) == [1]
    await resource.noticed.wait()
    assert await told(following, 1) == [4]
    await following.aclose()


async def test_a_state_that_is_handed_in_is_told() -> None:
    hub, resource = Hub(ONCE), Resource(1)
    following = hub.follow("queue", resource.read)
    await told(following, 1)
    hub.tell("queue", 2)
    assert await told(following, 1) == [2]
    await following.aclose()


async def test_a_resource_that_is_told_to_be_gone_ends() -> None:
    hub, resource = Hub(ONCE), Resource(1)
    following = hub.follow("queue", resource.read)
    await told(following, 1)
    hub.tell("queue", None)
    assert [state async for state in following] == [None]


async def test_what_is_gone_does_not_come_back() -> None:
    hub, resource = Hub(ONCE), Resource(1)
    following = hub.follow("queue", resource.read)
    await told(following, 1)
    hub.tell("queue", None)
    hub.tell("queue", 2)
    assert [state async for state in following] == [None]
    assert resource.asked == 1


async def test_what_nobody_follows_may_be_told_of() -> None:
    Hub().tell("queue", 1)


# How many ask


async def test_a_hundred_who_follow_one_resource_share_one_poller() -> None:
    hub, resource = Hub(ONCE), Resource(1)
    followers = [hub.follow("queue", resource.read) for _ in range(100)]
    assert await asyncio.gather(*(told(follower, 1) for follower in followers)) == [[1]] * 100
    assert resource.asked == 1
    for follower in followers:
        await follower.aclose()


async def test_two_resources_have_a_poller_each() -> None:
    hub, one, two = Hub(ONCE), Resource(1), Resource(2)
    first, second = hub.follow("one", one.read), hub.follow("two", two.read)
    assert [await told(first, 1), await told(second, 1)] == [[1], [2]]
    assert hub.resources == {"one", "two"}
    await first.aclose()
    await second.aclose()


async def test_the_last_who_leaves_stops_the_poller() -> None:
    hub, resource = Hub(QUICK), Resource(1)
    first, second = hub.follow("queue", resource.read), hub.follow("queue", resource.read)
    await told(first, 1)
    await told(second, 1)
    await resource.noticed.wait()
    await first.aclose()
    assert not resource.ended.is_set()
    await second.aclose()
    assert resource.ended.is_set()
    assert hub.resources == frozenset()


async def test_who_is_cancelled_leaves() -> None:
    hub, resource = Hub(QUICK), Resource(1)
    following = hub.follow("queue", resource.read)
    task = asyncio.create_task(told(following, 2))
    await resource.noticed.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert resource.ended.is_set()


async def test_who_comes_after_the_last_has_left_starts_anew() -> None:
    hub = Hub(ONCE)
    for number in (1, 2):
        following = hub.follow("queue", Resource(number).read)
        assert await told(following, 1) == [number]
        await following.aclose()


async def test_each_question_has_a_scope_of_its_own() -> None:
    resource = Resource(1, 2)
    with operation_scope() as operation:
        following = Hub(QUICK).follow("queue", resource.read)
        await told(following, 2)
        await following.aclose()
    first, second = resource.scopes[:2]
    assert len({id(scope) for scope in (operation, first, second)}) == 3


# How often


def test_the_pace_slackens_while_nothing_changes_and_no_further_than_set() -> None:
    pace, waits = Pace(tick=2.0, slowest=10.0), [2.0]
    for _ in range(5):
        waits.append(pace.next(waits[-1], changed=False))
    assert waits == [2.0, 3.0, 4.5, 6.75, 10.0, 10.0]


def test_a_change_brings_the_pace_back() -> None:
    assert Pace(tick=2.0, slowest=10.0).next(10.0, changed=True) == 2.0


# Failures


async def test_a_failure_comes_in_the_place_of_a_state_that_is_not_known_yet() -> None:
    failure = a_failure()
    resource = Resource(failure, a_failure(), a_failure(), a_failure(), 1)
    following = Hub(QUICK).follow("queue", resource.read)
    assert await told(following, 2) == [failure, 1]
    await following.aclose()


async def test_a_failure_that_passes_is_not_told() -> None:
    resource = Resource(1, a_failure(), a_failure(), 1, a_failure(), 2)
    following = Hub(QUICK).follow("queue", resource.read)
    assert await told(following, 2) == [1, 2]
    await following.aclose()


async def test_a_failure_that_lasts_is_told_once_and_then_the_state_even_if_it_is_the_same() -> None:
    last = VendorUnreachable(Vendor.VSEE, "read the queue")
    resource = Resource(1, a_failure(), a_failure(), last, a_failure(), a_failure(), 1)
    following = Hub(QUICK).follow("queue", resource.read)
    assert await told(following, 3) == [1, last, 1]
    await following.aclose()


async def test_an_answer_from_better_days_is_a_failure() -> None:
    class Stale(Resource):
        async def read(self) -> Any:
            state = await super().read()
            if state == "old":
                scope = current_scope()
                assert scope is not None
                scope.meter[Vendor.VSEE].stale = 60.0
            return state

    resource = Stale("old", "new")
    following = Hub(QUICK).follow("queue", resource.read)
    failure, state = await told(following, 2)
    assert (type(failure), state) == (VendorUnreachable, "new")
    await following.aclose()


async def test_each_question_has_a_deadline() -> None:
    resource = Resource(1)
    following = Hub(QUICK, seconds=10).follow("queue", resource.read)
    await told(following, 1)
    assert 0 < resource.scopes[0].left() <= 10
    await following.aclose()


async def test_any_other_fault_ends_it_for_all() -> None:
    hub, resource = Hub(QUICK), Resource(BadInput("no account"))
    followers = [hub.follow("queue", resource.read) for _ in range(3)]
    ends = await asyncio.gather(*(told(follower, 1) for follower in followers), return_exceptions=True)
    assert [str(end) for end in ends] == ["no account"] * 3
    assert hub.resources == frozenset()
