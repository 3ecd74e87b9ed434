"""What must hold up nobody reaches the audit log soon, once, and in bounds, whatever MongoDB does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from models.account import DEFAULT_TENANT
from models.caller import Caller
from models.documents.audit import Audit
from store import audit_log
from store.audit_log import AuditLog, Reveal
from store.settings import StoreSettings
from store.store import Store, Work
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
        caller=Caller(DEFAULT_TENANT, "dr-noor"),
        fields=("Pins.moderator",),
        things=("t",),
        request_id="request-1",
    )


async def until_written(*numbers: int) -> None:
    """Waits until these stand in the log."""
    ids = [f"reveal_{number}" for number in numbers]
    async with asyncio.timeout(20):
        while await Audit.find({"_id": {"$in": ids}}).count() < len(ids):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_many_entries_are_one_write_of_the_stores(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Work] = []
    with monkeypatch.context() as patch:
        patch.setattr(store, "later", asked.append)
        audit = AuditLog(store)
        for number in range(1200):
            audit.add(a_reveal(number))
    [write] = asked
    store.later(write)
    await until_written(*range(1200))
    assert await Audit.find_all().count() == 1200


async def test_what_comes_later_is_written_too(store: Store) -> None:
    audit = AuditLog(store)
    for number in range(2):
        audit.add(a_reveal(number))
        await until_written(number)
    assert await Audit.find({"things": "t"}).count() == 2


async def test_an_entry_that_was_written_though_nobody_heard_is_written_once(store: Store) -> None:
    audit = AuditLog(store)
    for number in (1, 1, 2):
        audit.add(a_reveal(number))
        await until_written(number)
    # The last one comes after those before it.
    assert await Audit.find_all().count() == 2


async def test_while_mongodb_is_away_entries_wait_and_no_more_than_so_many(
    store: Store, mongodb: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "WAITING_AT_MOST", 600)
    away = Store.open(StoreSettings(**on(mongodb)), now=lambda: NOON)
    kept = AuditLog(away)
    for number in range(603):
        kept.add(a_reveal(number))
    # Once, however many are refused.
    assert [message.split(";")[1] for message in caplog.messages] == [" the next ones are lost."]
    await away.start()
    try:
        await until_written(*range(600))
        # There is room again.
        kept.add(a_reveal(700))
        await until_written(700)
        assert await Audit.find_all().count() == 601
    finally:
        await away.aclose()


async def test_what_waited_is_written_when_mongodb_is_there(mongodb: str) -> None:
    later = Store.open(StoreSettings(**on(mongodb)), now=lambda: NOON)
    kept = AuditLog(later)
    kept.add(a_reveal(77))
    await later.start()
    try:
        assert await later.until_up(20)
        await until_written(77)
        entry = await Audit.get_pymongo_collection().find_one({"_id": "reveal_77"})
    finally:
        await later.aclose()
    assert entry is not None
    assert (entry["caller"], entry["at"], entry["things"]) == ("dr-noor", NOON, ["t"])
