"""What must hold up nobody reaches the trail soon, once, and in bounds, whatever MongoDB does."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from models.documents import trail
from models.documents.audit import Audit
from models.documents.settings import StoreSettings
from models.documents.store import Store
from models.documents.trail import Reveal, Trail
from tests.support.fleet import until
from tests.support.mongo import a_store, empty, on

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
async def store(mongodb: str) -> AsyncIterator[Store]:
    async with a_store(StoreSettings(**on(mongodb))) as store:
        await empty(store)
        yield store


def a_reveal(number: int) -> Reveal:
    return Reveal(
        id=f"reveal_{number}",
        at=NOON,
        caller="dr-noor",
        fields=("Pins.moderator",),
        things=("t",),
        request_id="request-1",
    )


async def until_written(trail: Trail) -> None:
    await until(lambda: not trail.waiting)


async def test_many_entries_are_one_write_of_the_stores(store: Store) -> None:
    trail = Trail(store)
    for number in range(1200):
        trail.add(a_reveal(number))
    assert store.waiting == 1
    await until_written(trail)
    assert await Audit.find_all().count() == 1200


async def test_what_comes_later_is_written_too(store: Store) -> None:
    trail = Trail(store)
    for number in range(2):
        trail.add(a_reveal(number))
        await until_written(trail)
    assert await Audit.find({"things": "t"}).count() == 2


async def test_an_entry_that_was_written_though_nobody_heard_is_written_once(store: Store) -> None:
    trail = Trail(store)
    for _ in range(2):
        trail.add(a_reveal(1))
        await until_written(trail)
    assert await Audit.find_all().count() == 1


async def test_while_mongodb_is_away_entries_wait_and_no_more_than_so_many(mongodb: str) -> None:
    away = Store.open(StoreSettings(**on(mongodb)), now=lambda: NOON)
    kept = Trail(away)
    for number in range(trail.WAITING_AT_MOST + 3):
        kept.add(a_reveal(number))
    assert (kept.waiting, kept.lost, away.waiting) == (trail.WAITING_AT_MOST, 3, 1)


async def test_what_waited_is_written_when_mongodb_is_there(mongodb: str) -> None:
    later = Store.open(StoreSettings(**on(mongodb)), now=lambda: NOON)
    kept = Trail(later)
    kept.add(a_reveal(77))
    await later.start()
    try:
        await until_written(kept)
        entry = await Audit.get_pymongo_collection().find_one({"_id": "reveal_77"})
    finally:
        await later.aclose()
    assert entry is not None
    assert (entry["caller"], entry["at"], entry["things"]) == ("dr-noor", NOON, ["t"])
