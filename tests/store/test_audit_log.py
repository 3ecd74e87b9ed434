"""What must hold up nobody reaches the audit log soon, once, in its chain and in bounds, whatever MongoDB does."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from models.account import DEFAULT_TENANT
from models.documents.audit import Audit, NewEntry
from models.errors import StoreUnavailable
from store import audit_log
from store.audit_chain import ChainKeys
from store.audit_log import AuditLog
from store.audit_writer import OPENING
from store.encryption import Vault
from store.settings import StoreSettings
from store.store import Store
from tests.support.mongo import KEY, a_store, empty, on

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
KEYS = ChainKeys(Vault([KEY.encode()]))


@pytest.fixture
async def store(mongodb: str) -> AsyncIterator[Store]:
    async with a_store(StoreSettings(**on(mongodb))) as store:
        await empty(store)
        yield store


def an_entry(number: int, tenant: str = DEFAULT_TENANT) -> Audit:
    return Audit(
        id=f"reveal_{number}",
        at=NOON,
        tenant=tenant,
        caller="dr-noor",
        action="reveal",
        things=("t",),
        details={"fields": ("Pins.moderator",)},
        result="REVEALED",
        request_id="request-1",
    )


def test_an_entry_about_an_operation_is_stored_as_any_other() -> None:
    entry = an_entry(1)
    told = {name: getattr(entry, name) for name in NewEntry._fields}
    assert NewEntry(**told).bson() == entry.bson()
    assert list(NewEntry(**told).bson()) == list(entry.bson())


async def rows(**more: Any) -> list[dict[str, Any]]:
    """The entries in the order of their chains, without those that open one."""
    found = Audit.raw().find({"action": {"$ne": OPENING}, **more}).sort([("chain", 1), ("sequence", 1)])
    return await found.to_list()


async def until_written(*numbers: int) -> None:
    """Waits until these stand in the log."""
    ids = [f"reveal_{number}" for number in numbers]
    async with asyncio.timeout(20):
        while await Audit.find({"_id": {"$in": ids}}).count() < len(ids):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def is_a_chain(found: Iterable[dict[str, Any]]) -> bool:
    """Whether these follow each other without a gap, from the second place on, and each is proven."""
    entries = list(found)
    return (
        [row["sequence"] for row in entries] == list(range(2, len(entries) + 2))
        and all(row["previous"] == before["mac"] for before, row in pairwise(entries))
        and all(KEYS.prover(row) for row in entries)
    )


async def test_many_entries_at_once_are_few_writes_and_one_chain(store: Store) -> None:
    log, asked = AuditLog(store), 0
    run = store.run

    async def counted(work: Any) -> Any:
        nonlocal asked
        asked += 1
        return await run(work)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "run", counted)
        await asyncio.gather(*(log.record(an_entry(number)) for number in range(1200)))
    assert asked == 3
    found = await rows()
    assert [row["_id"] for row in found] == [f"reveal_{number}" for number in range(1200)]
    assert is_a_chain(found)


async def test_an_entry_is_durable_when_it_says_so(store: Store) -> None:
    await AuditLog(store).record(an_entry(1))
    assert len(await rows()) == 1


async def test_what_comes_later_goes_on_with_the_chain(store: Store) -> None:
    log = AuditLog(store)
    for number in range(3):
        await log.record(an_entry(number))
    found = await rows()
    assert len({row["chain"] for row in found}) == 1
    assert is_a_chain(found)


async def test_each_tenant_has_a_chain_of_its_own(store: Store) -> None:
    log = AuditLog(store)
    await asyncio.gather(*(log.record(an_entry(number, f"clinic-{number % 2}")) for number in range(20)))
    for tenant in ("clinic-0", "clinic-1"):
        found = await rows(tenant=tenant)
        assert len(found) == 10
        assert is_a_chain(found)


async def test_chains_of_a_tenant_are_numbered_and_linked_to_each_other(store: Store) -> None:
    for number in range(3):
        await AuditLog(store).record(an_entry(number))
    openings = await Audit.raw().find({"action": OPENING}).sort("opening", 1).to_list()
    assert [row["opening"] for row in openings] == [1, 2, 3]
    assert [row["details"]["after"] for row in openings] == ["", *(row["mac"] for row in openings[:2])]


async def test_an_entry_that_is_there_is_written_once_and_breaks_no_chain(store: Store) -> None:
    one, other = AuditLog(store), AuditLog(store)
    await one.record(an_entry(1))
    await asyncio.gather(*(other.record(an_entry(number)) for number in (0, 1, 1, 2)))
    found = await rows()
    assert sorted(row["_id"] for row in found) == ["reveal_0", "reveal_1", "reveal_2"]
    for chain in {row["chain"] for row in found}:
        assert is_a_chain(row for row in found if row["chain"] == chain)


async def test_a_write_of_which_nobody_heard_is_repeated_and_stands_once(store: Store) -> None:
    log, run = AuditLog(store), store.run
    await log.record(an_entry(0))
    lost = 1

    async def unheard(work: Any) -> Any:
        nonlocal lost
        told = await run(work if lost == 0 else lambda: _unheard(log, work))
        return told

    async def _unheard(log: AuditLog, work: Any) -> Any:
        nonlocal lost
        lost -= 1
        heads = {tenant: chain.head for tenant, chain in log._writer._chains.items()}
        await work()
        for tenant, head in heads.items():
            log._writer._chains[tenant].head = head
        raise StoreUnavailable

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "run", unheard)
        waiting = [log.record(an_entry(number)) for number in range(1, 4)]
        for durable in waiting:
            with pytest.raises(StoreUnavailable):
                await durable
        await log.record(an_entry(4))
    found = await rows()
    assert [row["_id"] for row in found] == [f"reveal_{number}" for number in range(5)]
    assert is_a_chain(found)


async def test_while_mongodb_is_away_entries_wait_and_no_more_than_so_many(
    store: Store, mongodb: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "WAITING_AT_MOST", 600)
    away = Store(StoreSettings(**on(mongodb)), now=lambda: NOON)
    kept = AuditLog(away)
    for number in range(603):
        kept.record(an_entry(number))
    # Once, however many are refused.
    assert [message.split(";")[1] for message in caplog.messages] == [" the next ones are lost."]
    await away.start()
    try:
        await until_written(*range(600))
        # There is room again.
        await kept.record(an_entry(700))
        assert len(await rows()) == 601
    finally:
        await away.aclose()


async def test_what_waited_is_written_when_mongodb_is_there(store: Store, mongodb: str) -> None:
    later = Store(StoreSettings(**on(mongodb)), now=lambda: NOON)
    kept = AuditLog(later)
    with pytest.raises(StoreUnavailable):
        await kept.record(an_entry(77))
    await later.start()
    try:
        await until_written(77)
        [entry] = await rows()
    finally:
        await later.aclose()
    assert (entry["caller"], entry["at"], entry["things"]) == ("dr-noor", NOON, ["t"])


async def test_what_waited_is_written_by_a_stop_that_comes_before_mongodb_has_answered(
    store: Store, mongodb: str
) -> None:
    stops = Store(StoreSettings(**on(mongodb), store_seconds=8.0), now=lambda: NOON)
    AuditLog(stops).record(an_entry(77))
    await stops.start()
    await stops.aclose()
    async with a_store(StoreSettings(**on(mongodb))) as next:
        assert await next.until_up(20)
        assert [row["_id"] for row in await rows()] == ["reveal_77"]


async def test_a_change_of_accounts_or_keys_is_durable_when_it_is_recorded(store: Store) -> None:
    await audit_log.record(store, tenant="clinic-1", action="createApiKey", subject="key_1")
    [entry] = await rows()
    assert (entry["tenant"], entry["action"], entry["subject"]) == ("clinic-1", "createApiKey", "key_1")
    assert is_a_chain([entry])


async def test_what_nobody_waits_for_is_written_with_what_somebody_waits_for(store: Store) -> None:
    log = AuditLog(store)
    lingering = log.record(an_entry(1), urgent=False)
    await log.record(an_entry(2))
    assert lingering.done()
    # And without it soon.
    async with asyncio.timeout(5):
        await log.record(an_entry(3), urgent=False)
