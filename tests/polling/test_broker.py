"""One poller per resource: what those who follow it are told, and when nobody asks any more."""

import asyncio
from collections.abc import AsyncGenerator, Hashable, Mapping
from contextlib import aclosing
from typing import Any

import pytest

from models.errors import BadInput, VendorTimeout, VendorUnreachable
from models.ids import Key, Kind
from models.vendor import Vendor
from polling.broker import Broker
from polling.pace import Pace
from polling.subscriber import Subscriber
from polling.topic import NotShared, Subject, Topic
from tests.support.accounts import VSEE, a_key
from vendors.operation_scope import current_scope, operation_scope

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


def key(name: str, vendor: Vendor = Vendor.VSEE) -> Key:
    return a_key(Kind.ROOM, vendor, (name,))


QUEUES: Subject[Any] = Subject("queues")


async def follow(
    broker: Broker, name: str, resource: Resource, subject: Subject[Any] = QUEUES
) -> AsyncGenerator[Any, None]:
    """The states of one thing."""

    async def read(known: Mapping[Key, Any]) -> dict[Key, Any]:
        assert list(known) == [key(name)]
        return {key(name): await resource.read()}

    async with aclosing(broker.subscribe(subject, [key(name)], read)) as told:
        async for _, state in told:
            yield state


async def told(following: AsyncGenerator[Any, None], count: int) -> list[Any]:
    async with asyncio.timeout(20):
        return [await anext(following) for _ in range(count)]


def a_failure() -> VendorTimeout:
    return VendorTimeout(Vendor.VSEE, "read the queue")


# What is told


async def test_the_present_state_comes_first_and_then_each_change() -> None:
    resource = Resource(1, 1, 2, 2, 2, 3)
    following = follow(Broker(QUICK), "queue", resource)
    assert await told(following, 3) == [1, 2, 3]
    await following.aclose()


async def test_only_what_matters_of_a_state_is_compared() -> None:
    resource = Resource((1, "a"), (1, "b"), (2, "c"))
    following = follow(
        Broker(QUICK), "queue", resource, Subject("queues", lambda state: {"number": state[0]})
    )
    assert await told(following, 2) == [(1, "a"), (2, "c")]
    await following.aclose()


async def test_what_is_not_there_is_none_and_the_end() -> None:
    resource = Resource(None)
    assert [state async for state in follow(Broker(QUICK), "queue", resource)] == [None]


async def test_what_is_gone_is_none_and_the_end() -> None:
    broker, resource = Broker(QUICK), Resource(1, None)
    assert [state async for state in follow(broker, "queue", resource)] == [1, None]
    assert broker.subscribed == frozenset()


async def test_who_comes_later_is_told_the_present_state_without_a_call() -> None:
    broker, resource = Broker(ONCE), Resource(1)
    first = follow(broker, "queue", resource)
    await told(first, 1)
    second = follow(broker, "queue", resource)
    assert (await told(second, 1), resource.asked) == ([1], 1)
    await first.aclose()
    await second.aclose()


async def test_who_comes_when_the_state_is_old_waits_for_a_new_one() -> None:
    class Rests(Pace):
        def next(self, waited: float, *, changed: bool) -> float:
            return 1000

    broker, resource = Broker(Rests(tick=0)), Resource(1, 1, 2)
    first = follow(broker, "queue", resource)
    await told(first, 1)
    for state in (1, 2):
        another = follow(broker, "queue", resource)
        assert await told(another, 1) == [state]
        await another.aclose()
    assert resource.asked == 3
    await first.aclose()


async def test_who_is_slow_is_told_the_latest_state_only() -> None:
    broker, resource = Broker(QUICK), Resource(1, 2, 3, 4)
    following = follow(broker, "queue", resource)
    assert await told(following, 1) == [1]
    await resource.noticed.wait()
    assert await told(following, 1) == [4]
    await following.aclose()


# How many ask


async def test_a_hundred_who_follow_one_resource_share_one_poller() -> None:
    broker, resource = Broker(ONCE), Resource(1)
    subscribers = [follow(broker, "queue", resource) for _ in range(100)]
    assert await asyncio.gather(*(told(subscriber, 1) for subscriber in subscribers)) == [[1]] * 100
    assert resource.asked == 1
    for subscriber in subscribers:
        await subscriber.aclose()


class Ward:
    """What a vendor would say of many things; remembers which were asked about together."""

    def __init__(self, **states: Any) -> None:
        self.states: dict[Key, Any] = {key(name): state for name, state in states.items()}
        self.asked: list[list[Key]] = []
        self.holding: dict[Key, asyncio.Event] = {}
        self.all_at_once = asyncio.Event()

    def set(self, name: str, state: Any) -> None:
        self.states[key(name)] = state

    async def read(self, known: Mapping[Key, Any]) -> dict[Key, Any]:
        self.asked.append(list(known))
        if known.keys() == self.states.keys():
            self.all_at_once.set()
        for each in known:
            if each in self.holding:
                await self.holding[each].wait()
        return {each: self.states.get(each) for each in known}


def all_of(broker: Broker, ward: Ward, *names: str) -> AsyncGenerator[tuple[Key, Any], None]:
    return broker.subscribe(QUEUES, [key(name) for name in names], ward.read)


async def test_things_that_are_followed_together_are_asked_about_together() -> None:
    names = [f"room{number}" for number in range(100)]
    ward = Ward(**dict.fromkeys(names, 1))
    following = all_of(Broker(QUICK), ward, *names)
    assert await told(following, 100) == [(key(name), 1) for name in names]
    ward.set("room7", 2)
    assert await told(following, 1) == [(key("room7"), 2)]
    assert all(len(asked) == 100 for asked in ward.asked)
    await following.aclose()


async def test_things_that_different_subscribers_follow_fall_into_step() -> None:
    broker, ward = Broker(Pace(tick=0.01, slowest=0.05)), Ward(one=1, two=1)
    first, second = all_of(broker, ward, "one"), all_of(broker, ward, "two")
    await told(first, 1)
    await told(second, 1)
    async with asyncio.timeout(20):
        await ward.all_at_once.wait()
    ward.asked.clear()
    ward.set("one", 2)
    await told(first, 1)
    assert ward.asked[0] == [key("one"), key("two")]
    await first.aclose()
    await second.aclose()


async def test_each_vendor_is_asked_by_itself() -> None:
    ward = Ward()
    keys = [key("one"), key("one", Vendor.ENABLEX)]
    ward.states = dict.fromkeys(keys, 1)
    following = Broker(ONCE).subscribe(QUEUES, keys, ward.read)
    assert set(await told(following, 2)) == {(each, 1) for each in keys}
    assert sorted(ward.asked, key=str) == sorted(([each] for each in keys), key=str)
    await following.aclose()


async def test_one_that_changes_at_every_look_keeps_no_other_from_being_told() -> None:
    subscriber, noisy, quiet = Subscriber(), key("noisy"), key("quiet")
    for changed in (noisy, noisy, noisy, quiet):
        subscriber.notify(changed)
    assert await subscriber.next() == noisy
    subscriber.notify(noisy)
    assert [await subscriber.next() for _ in range(2)] == [quiet, noisy]


async def test_one_that_is_not_there_ends_alone() -> None:
    ward = Ward(one=1)
    following = all_of(Broker(QUICK), ward, "nowhere", "one")
    assert dict(await told(following, 2)) == {key("nowhere"): None, key("one"): 1}
    ward.set("one", 2)
    assert await told(following, 1) == [(key("one"), 2)]
    assert ward.asked[-1] == [key("one")]
    await following.aclose()


async def test_what_fails_keeps_the_others_waiting_once_only() -> None:
    ward = Ward(ill=a_failure(), well=1)
    following = all_of(Broker(QUICK), ward, "ill", "well")
    await told(following, 2)
    ward.holding[key("ill")] = asyncio.Event()
    ward.set("well", 2)
    assert await told(following, 1) == [(key("well"), 2)]
    await following.aclose()


async def test_a_state_that_never_changes_is_the_last_and_is_not_asked_about_again() -> None:
    final: Subject[Any] = Subject("queues", is_last=lambda state: state == "over")
    broker, ward = Broker(QUICK), Ward(one="on")
    following = broker.subscribe(final, [key("one")], ward.read)
    assert await told(following, 1) == [(key("one"), "on")]
    ward.set("one", "over")
    assert [state async for _, state in following] == ["over"]
    assert broker.subscribed == frozenset()


async def test_a_fact_that_a_look_does_not_show_is_as_it_was() -> None:
    shown: Subject[Any] = Subject("queues", lambda state: state)
    resource = Resource(
        {"title": "a", "word": "x"}, {"title": "a"}, {"title": "a", "word": "x"}, {"title": "b"}
    )
    following = follow(Broker(QUICK), "queue", resource, shown)
    assert await told(following, 2) == [{"title": "a", "word": "x"}, {"title": "b"}]
    await following.aclose()


async def test_a_fact_that_is_shown_late_is_no_change() -> None:
    shown: Subject[Any] = Subject("queues", lambda state: state)
    resource = Resource({"title": "a"}, {"title": "a", "word": "x"}, {"title": "a", "word": "y"})
    following = follow(Broker(QUICK), "queue", resource, shown)
    assert await told(following, 2) == [{"title": "a"}, {"title": "a", "word": "y"}]
    await following.aclose()


async def test_a_look_that_nobody_waits_for_any_more_is_given_up_and_others_go_on() -> None:
    broker, ward = Broker(QUICK), Ward(one=1, two=1)
    first, second = all_of(broker, ward, "one", "two"), all_of(broker, ward, "two")
    await told(first, 2)
    await told(second, 1)
    await first.aclose()
    assert broker.subscribed == {key("two")}
    ward.set("two", 2)
    assert await told(second, 1) == [(key("two"), 2)]
    await second.aclose()
    assert broker.subscribed == frozenset()


async def test_the_last_who_leaves_stops_the_poller() -> None:
    broker, resource = Broker(QUICK), Resource(1)
    first, second = follow(broker, "queue", resource), follow(broker, "queue", resource)
    await told(first, 1)
    await told(second, 1)
    await resource.noticed.wait()
    await first.aclose()
    assert not resource.ended.is_set()
    await second.aclose()
    assert resource.ended.is_set()
    assert broker.subscribed == frozenset()


async def test_who_is_cancelled_leaves() -> None:
    broker, resource = Broker(QUICK), Resource(1)
    following = follow(broker, "queue", resource)
    task = asyncio.create_task(told(following, 2))
    await resource.noticed.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert resource.ended.is_set()


async def test_who_comes_after_the_last_has_left_starts_anew() -> None:
    broker = Broker(ONCE)
    for number in (1, 2):
        following = follow(broker, "queue", Resource(number))
        assert await told(following, 1) == [number]
        await following.aclose()


async def test_each_question_has_a_scope_of_its_own() -> None:
    resource = Resource(1, 2)
    with operation_scope() as operation:
        following = follow(Broker(QUICK), "queue", resource)
        await told(following, 2)
        await following.aclose()
    first, second = resource.scopes[:2]
    assert len({id(scope) for scope in (operation, first, second)}) == 3


# Under what right


class Leased(NotShared):
    """A part in a fleet that has a lease, or none."""

    def __init__(self) -> None:
        self.fence: int | None = 1

    def term(self, topic: Topic[Any]) -> Hashable:
        return self.fence


@pytest.mark.parametrize("fence", [2, None])
async def test_an_answer_that_comes_after_the_lease_under_which_it_was_asked_is_not_told(
    fence: int | None,
) -> None:
    broker, lease, asked, comes = Broker(QUICK), Leased(), asyncio.Event(), asyncio.Event()
    looks = 0

    async def read(known: Mapping[Key, Any]) -> dict[Key, Any]:
        nonlocal looks
        looks += 1
        look = looks
        if look == 2:
            asked.set()
            await comes.wait()
        return dict.fromkeys(known, look)

    states = broker.subscribe(QUEUES, [key("queue")], read)
    told = [await anext(states)]
    [poller] = broker._pollers.values()
    poller.share = lease
    async with asyncio.timeout(20):
        await asked.wait()
        # The process was frozen, and another one may have polled meanwhile.
        lease.fence = fence
        comes.set()
        while poller.questions:
            await asyncio.wait(poller.questions)
            if fence is None:
                break
        lease.fence = 3
        poller.hurry()
        told.append(await anext(states))
    await states.aclose()
    assert told[1][1] > 2


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
    following = follow(Broker(QUICK), "queue", resource)
    assert await told(following, 2) == [failure, 1]
    await following.aclose()


async def test_a_failure_that_passes_is_not_told() -> None:
    resource = Resource(1, a_failure(), a_failure(), 1, a_failure(), 2)
    following = follow(Broker(QUICK), "queue", resource)
    assert await told(following, 2) == [1, 2]
    await following.aclose()


async def test_a_failure_that_lasts_is_told_once_and_then_the_state_even_if_it_is_the_same() -> None:
    last = VendorUnreachable(Vendor.VSEE, "read the queue")
    resource = Resource(1, a_failure(), a_failure(), last, a_failure(), a_failure(), 1)
    following = follow(Broker(QUICK), "queue", resource)
    assert await told(following, 3) == [1, last, 1]
    await following.aclose()


async def test_an_answer_from_better_days_is_a_failure() -> None:
    class Stale(Resource):
        async def read(self) -> Any:
            state = await super().read()
            if state == "old":
                scope = current_scope()
                assert scope is not None
                scope.meter[VSEE].stale = 60.0
            return state

    resource = Stale("old", "new")
    following = follow(Broker(QUICK), "queue", resource)
    failure, state = await told(following, 2)
    assert (type(failure), state) == (VendorUnreachable, "new")
    await following.aclose()


async def test_each_question_has_a_deadline() -> None:
    resource = Resource(1)
    following = follow(Broker(QUICK, seconds=10), "queue", resource)
    await told(following, 1)
    assert 0 < resource.scopes[0].left() <= 10
    await following.aclose()


async def test_any_other_fault_ends_it_for_all() -> None:
    broker, resource = Broker(QUICK), Resource(BadInput("no account"))
    subscribers = [follow(broker, "queue", resource) for _ in range(3)]
    ends = await asyncio.gather(*(told(subscriber, 1) for subscriber in subscribers), return_exceptions=True)
    assert [str(end) for end in ends] == ["no account"] * 3
    assert broker.subscribed == frozenset()
