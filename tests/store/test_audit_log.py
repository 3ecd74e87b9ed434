"""What must hold up nobody reaches the audit log soon, once, and in bounds, whatever MongoDB does."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from models.account import DEFAULT_TENANT
from models.caller import Caller
from models.documents.audit import Audit
from store import audit_log
from store.audit_log import AuditLog, Reveal
from store.settings import StoreSettings
from store.store import Store
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
        caller=Caller(DEFAULT_TENANT, "dr-noor"),
        fields=("Pins.moderator",),
        things=("t",),
        request_id="request-1",
    )


async def until_written(audit: AuditLog) -> None:
    await until(lambda: not audit.waiting)


async def test_many_entries_are_one_write_of_the_stores(store: Store) -> None:
    audit = AuditLog(store)
    for number in range(1200):
        audit.add(a_reveal(number))
    assert store.waiting == 1
    await until_written(audit)
    assert await Audit.find_all().count() == 1200


async def test_what_comes_later_is_written_too(store: Store) -> None:
    audit = AuditLog(store)
    for number in range(2):
        audit.add(a_reveal(number))
        await until_written(audit)
    assert await Audit.find({"things": "t"}).count() == 2


async def test_an_entry_that_was_written_though_nobody_heard_is_written_once(store: Store) -> None:
    audit = AuditLog(store)
    for _ in range(2):
        audit.add(a_reveal(1))
        await until_written(audit)
    assert await Audit.find_all().count() == 1


async def test_while_mongodb_is_away_entries_wait_and_no_more_than_so_many(
    mongodb: str, caplog: pytest.LogCaptureFixture
) -> None:
    away = Store.open(StoreSettings(**on(mongodb)), now=lambda: NOON)
    kept = AuditLog(away)
    for number in range(audit_log.WAITING_AT_MOST + 3):
        kept.add(a_reveal(number))
    assert (kept.waiting, away.waiting) == (audit_log.WAITING_AT_MOST, 1)
    # Once, however many are refused.
    assert [message.split(";")[1] for message in caplog.messages] == [" the next ones are lost."]


async def test_what_waited_is_written_when_mongodb_is_there(mongodb: str) -> None:
    later = Store.open(StoreSettings(**on(mongodb)), now=lambda: NOON)
    kept = AuditLog(later)
    kept.add(a_reveal(77))
    await later.start()
    try:
        await until_written(kept)
        entry = await Audit.get_pymongo_collection().find_one({"_id": "reveal_77"})
    finally:
        await later.aclose()
    assert entry is not None
    assert (entry["caller"], entry["at"], entry["things"]) == ("dr-noor", NOON, ["t"])
