"""Writes in batches: those that come while one is under way go together, and each has its own outcome."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import pytest
from pymongo.errors import DuplicateKeyError, WriteError

from models.documents.remembered import Remembered
from models.errors import StoreUnavailable
from store.mongod import Mongod
from store.settings import StoreSettings
from store.store import Store
from store.write_batches import WriteBatches
from tests.support.mongo import a_store, empty, frozen, on
from tests.support.stores import Clock

T = TypeVar("T")


class Held(WriteBatches):
    """The batches of a store, which sends none while it is held."""

    def __init__(self, store: Store) -> None:
        super().__init__(self)
        self.store = store
        self.sent = 0
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    @property
    def is_up(self) -> bool:
        return self.store.is_up

    async def run(self, work: Callable[[], Awaitable[T]]) -> T:
        self.sent += 1
        await self.goes_on.wait()
        return await self.store.run(work)

    def in_background(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        self.store.in_background(work, name=name)


@pytest.fixture
def batches(store: Store) -> Held:
    return Held(store)


@pytest.fixture
async def hasty(mongodb: str, clock: Clock) -> AsyncIterator[Store]:
    """An empty store that does not wait long."""
    async with a_store(StoreSettings(**on(mongodb), store_seconds=0.5), clock) as store:
        await empty(store)
        yield store


def insert(batches: WriteBatches, name: str, **more: Any) -> asyncio.Task[None]:
    return asyncio.create_task(batches.insert_one(Remembered, {"_id": name, **more}))


async def stored() -> set[str]:
    return {row["_id"] for row in await Remembered.raw().find({}).to_list()}


async def test_what_comes_while_one_is_under_way_goes_together(batches: Held) -> None:
    batches.goes_on.clear()
    writes = [insert(batches, "a:0")]
    await asyncio.sleep(0)
    writes += [insert(batches, f"a:{number}") for number in range(1, 20)]
    await asyncio.sleep(0)
    batches.goes_on.set()
    await asyncio.gather(*writes)
    assert batches.sent == 2
    assert await stored() == {f"a:{number}" for number in range(20)}


async def test_a_statement_that_is_refused_fails_alone(batches: Held, store: Store) -> None:
    await Remembered.raw().insert_one({"_id": "a:1", "facts": "garbled"})
    batches.goes_on.clear()
    first = insert(batches, "a:1")
    await asyncio.sleep(0)
    others = [
        insert(batches, "a:2"),
        insert(batches, "a:1"),
        asyncio.create_task(batches.update_one(Remembered, {"_id": "a:1"}, {"$set": {"facts.x": 1}})),
        asyncio.create_task(batches.update_one(Remembered, {"_id": "a:3"}, {"$set": {"n": 1}}, upsert=True)),
        asyncio.create_task(batches.update_one(Remembered, {"_id": "a:4"}, {"$set": {"n": 1}})),
    ]
    await asyncio.sleep(0)
    batches.goes_on.set()
    outcomes = await asyncio.gather(first, *others, return_exceptions=True)
    assert batches.sent == 2
    assert isinstance(outcomes[0], DuplicateKeyError)
    assert outcomes[1] is None
    assert isinstance(outcomes[2], DuplicateKeyError)
    assert isinstance(outcomes[3], WriteError)
    assert outcomes[3].code == 28
    assert outcomes[4:] == [None, None]
    assert await stored() == {"a:1", "a:2", "a:3"}
    # A refused statement is no failure of the store.
    assert store.is_up


async def test_a_statement_that_was_cancelled_while_it_waited_is_not_written(batches: Held) -> None:
    batches.goes_on.clear()
    first = insert(batches, "a:1")
    await asyncio.sleep(0)
    second, third = insert(batches, "a:2"), insert(batches, "a:3")
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    batches.goes_on.set()
    await asyncio.gather(first, third)
    assert await stored() == {"a:1", "a:3"}


async def test_the_others_are_written_when_one_is_cancelled_on_its_way(batches: Held) -> None:
    batches.goes_on.clear()
    first = insert(batches, "a:1")
    await asyncio.sleep(0)
    first.cancel()
    second = insert(batches, "a:2")
    await asyncio.sleep(0)
    batches.goes_on.set()
    await second
    assert "a:2" in await stored()


async def test_a_write_that_the_database_did_not_make_durable_is_not_done(
    batches: Held, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def without(work: Callable[[], Awaitable[T]]) -> T:
        raise StoreUnavailable

    monkeypatch.setattr(store, "run", without)
    outcomes = await asyncio.gather(
        insert(batches, "a:1"), insert(batches, "a:2"), insert(batches, "a:3"), return_exceptions=True
    )
    monkeypatch.undo()
    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 3
    assert await stored() == set()


async def test_a_frozen_mongodb_costs_all_that_wait_one_bound(hasty: Store, mongod: Mongod) -> None:
    with frozen(mongod):
        began = asyncio.get_running_loop().time()
        first = asyncio.create_task(hasty.batches.insert_one(Remembered, {"_id": "a:1"}))
        await asyncio.sleep(0.05)
        rest = [
            asyncio.create_task(hasty.batches.insert_one(Remembered, {"_id": f"a:{n}"})) for n in range(2, 9)
        ]
        outcomes = await asyncio.gather(first, *rest, return_exceptions=True)
        took = asyncio.get_running_loop().time() - began
    assert {type(outcome) for outcome in outcomes} == {StoreUnavailable}
    # Each by itself would take half a second; a busy machine takes some of it.
    assert took < 2.5


async def test_nothing_waits_for_a_store_that_is_away(clock: Clock) -> None:
    away = Store(StoreSettings(), now=clock)
    with pytest.raises(StoreUnavailable):
        await away.batches.insert_one(Remembered, {"_id": "a:1"})
