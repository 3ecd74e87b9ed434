"""Gateways over one MongoDB: one asks for all, and what goes wrong there leaves nobody waiting."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

import pytest

from models.documents.lease import Lease
from models.documents.polled import PollInterest
from models.ids import Key, Kind
from models.vendor import Vendor
from models.view import View
from polling import receiver
from polling.broker import Broker
from polling.fleet import Fleet
from polling.fleet_share import FleetShare
from polling.pace import Pace
from polling.topic import Subject
from store.store import Store
from tests.support.accounts import VCONNCT, a_key
from vendors.vconnct.mapping.meetings import listed
from vendors.vconnct.payloads import MeetingListItem
from vendors.views import Answer

TICK = 0.05
QUEUES: Subject[Any] = Subject("queues", is_shared=True)
PLACE = "queues:default/VSEE"
PATIENCE = 20.0


def key(name: str) -> Key:
    return a_key(Kind.ROOM, Vendor.VSEE, (name,))


class Odd:
    """A state that no other gateway can be told."""

    def __repr__(self) -> str:
        return "a canary of clinical text"


class Gateway:
    """One gateway: it shares the vendor with the others.

    Attributes:
        asked: what it has asked the vendor about.
        before: is awaited before each question.
    """

    def __init__(self, store: Store, vendor: dict[Key, Any]) -> None:
        self.asked: set[Key] = set()
        self.vendor = vendor
        self.before: Callable[[Mapping[Key, Any]], Any] = _at_once
        self.fleet = Fleet(store, lambda: datetime.now(UTC))
        self.broker = Broker(Pace(tick=TICK, slowest=TICK), 1.0, self.fleet)

    def subscribe(self, *names: str) -> AsyncGenerator[tuple[Key, Any], None]:
        return self.broker.subscribe(QUEUES, [key(name) for name in names], self._read)

    @property
    def share(self) -> FleetShare:
        return self.fleet._shares[PLACE]

    async def _read(self, known: Mapping[Key, Any]) -> dict[Key, Any]:
        self.asked.update(known)
        await self.before(known)
        return {each: self.vendor.get(each) for each in known}


async def _at_once(_: Mapping[Key, Any]) -> None:
    return


async def _for_ever(_: Mapping[Key, Any]) -> None:
    await asyncio.Event().wait()


async def told(states: AsyncGenerator[tuple[Key, Any], None], count: int = 1) -> dict[Key, Any]:
    async with asyncio.timeout(PATIENCE):
        return dict([await anext(states) for _ in range(count)])


@pytest.fixture
def vendor() -> dict[Key, Any]:
    return {}


@pytest.fixture
async def gateways(store: Store, vendor: dict[Key, Any]) -> AsyncIterator[tuple[Gateway, Gateway]]:
    pair = Gateway(store, vendor), Gateway(store, vendor)
    yield pair
    for gateway in pair:
        await gateway.broker.aclose()


async def leases_of(gateway: Gateway) -> bool:
    found = await Lease.raw().find_one({"_id": f"watch:{PLACE}", "$expr": {"$gt": ["$until", "$$NOW"]}})
    return found is not None and found["holder"] == gateway.share._holder


async def test_one_asks_for_both(gateways: tuple[Gateway, Gateway], vendor: dict[Key, Any]) -> None:
    one, other = gateways
    vendor[key("a")] = 1
    async with aclosing(one.subscribe("a")) as first, aclosing(other.subscribe("a")) as second:
        assert await told(first) == {key("a"): 1}
        assert await told(second) == {key("a"): 1}
        vendor[key("a")] = 2
        assert await told(second) == {key("a"): 2}
        assert (one.asked, other.asked) == ({key("a")}, set())


async def test_a_view_over_a_vendors_row_is_shared_and_kept_without_the_row(
    gateways: tuple[Gateway, Gateway], vendor: dict[Key, Any]
) -> None:
    one, other = gateways
    row = MeetingListItem(meeting_id="m-1", title="Follow-up", is_running=True)
    meeting = listed(row, Answer(VCONNCT, "list meetings", datetime(2030, 1, 31, tzinfo=UTC)))
    assert isinstance(meeting, View)
    vendor[key("a")] = meeting
    async with aclosing(one.subscribe("a")) as first, aclosing(other.subscribe("a")) as second:
        states = (await told(first))[key("a")], (await told(second))[key("a")]
        assert [state.title for state in states] == ["Follow-up"] * 2
        assert not any(isinstance(state, View) for state in states)
        assert (one.asked, other.asked) == ({key("a")}, set())


async def test_a_state_that_cannot_be_shared_costs_its_own_topic_alone(
    gateways: tuple[Gateway, Gateway], vendor: dict[Key, Any], caplog: pytest.LogCaptureFixture
) -> None:
    one, other = gateways
    odd = Odd()
    vendor |= {key("good"): 1, key("odd"): odd}
    async with (
        aclosing(one.subscribe("good", "odd")) as first,
        aclosing(other.subscribe("good", "odd")) as second,
    ):
        assert await told(first, 2) == vendor
        assert await told(second, 2) == vendor
        assert (other.asked, await leases_of(one)) == ({key("odd")}, True)
        vendor[key("good")] = 2
        assert await told(second) == {key("good"): 2}
        # It can be shared again.
        vendor[key("odd")] = 3
        assert await told(second) == {key("odd"): 3}
        assert await told(first, 2) == vendor
    assert "Odd" in caplog.text
    assert repr(odd) not in caplog.text


async def test_a_fault_in_publishing_has_the_other_ask(
    gateways: tuple[Gateway, Gateway], vendor: dict[Key, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: int) -> None:
        raise RuntimeError("a fault of ours")

    one, other = gateways
    vendor[key("a")] = 1
    async with aclosing(one.subscribe("a")) as first, aclosing(other.subscribe("a")) as second:
        assert await told(first) == {key("a"): 1}
        monkeypatch.setattr(one.share._publisher, "publish", broken)
        assert await told(second) == {key("a"): 1}
        async with asyncio.timeout(PATIENCE):
            while not await leases_of(other):  # noqa: ASYNC110
                await asyncio.sleep(TICK)
        vendor[key("a")] = 2
        for states in (first, second):
            assert await told(states) == {key("a"): 2}


async def test_a_fault_in_asking_has_the_other_ask(
    gateways: tuple[Gateway, Gateway], vendor: dict[Key, Any]
) -> None:
    async def broken(known: Mapping[Key, Any]) -> None:
        if key("bad") in known:
            raise RuntimeError("a fault of ours")

    one, other = gateways
    vendor |= {key("good"): 1, key("bad"): 1}
    one.before = broken
    async with aclosing(one.subscribe("good")) as first, aclosing(other.subscribe("bad")) as second:
        assert await told(first) == {key("good"): 1}
        assert await told(second) == {key("bad"): 1}
        assert key("bad") in other.asked


async def test_where_the_one_that_asks_is_stuck_the_other_asks(
    gateways: tuple[Gateway, Gateway], vendor: dict[Key, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # With a question's second it is as long as the lease and a question are in a real fleet.
    monkeypatch.setattr(receiver, "SECONDS", 0.5)
    one, other = gateways
    vendor[key("a")] = 1
    async with aclosing(one.subscribe("a")) as first, aclosing(other.subscribe("a")) as second:
        assert await told(first) == {key("a"): 1}
        assert await told(second) == {key("a"): 1}
        assert not other.asked
        one.before = _for_ever
        vendor[key("a")] = 2
        assert await told(second) == {key("a"): 2}
        assert await leases_of(one)


async def test_what_was_asked_about_once_is_not_kept_in_mind_for_ever(
    gateways: tuple[Gateway, Gateway], vendor: dict[Key, Any]
) -> None:
    names = [f"room{number}" for number in range(30)]
    one, other = gateways
    vendor |= {key(name): 1 for name in ("kept", *names)}
    async with aclosing(one.subscribe("kept")) as first, aclosing(other.subscribe("kept")) as second:
        for states in (first, second):
            assert await told(states) == {key("kept"): 1}
        for gateway in gateways:
            async with aclosing(gateway.subscribe(*names)) as states:
                await told(states, len(names))
        for gateway in gateways:
            async with asyncio.timeout(PATIENCE):
                while len(gateway.share._joins) > 1 or len(gateway.broker.subscribed) > 1:  # noqa: ASYNC110
                    await asyncio.sleep(TICK)
        interests = await PollInterest.raw().find({"holder": other.share._holder}).to_list()
        assert [list(each["joins"]) for each in interests] == [[key("kept").encoded()]]
        # Whoever comes again is told again.
        async with aclosing(other.subscribe(names[0])) as states:
            assert await told(states) == {key(names[0]): 1}
        assert not other.asked
