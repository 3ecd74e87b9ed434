"""What a transaction says in the audit log is linked after it, by this process or by another, once."""

from datetime import UTC, datetime, timedelta

import pytest

from models.documents.audit import Audit, OutboxEntry
from models.documents.command import CommandRecord
from models.errors import WriteRefused
from store.audit_chain import ChainKeys
from store.audit_log import AuditLog
from store.audit_outbox import link_left
from store.audit_writer import OPENING
from store.encryption import Vault
from store.store import Store
from tests.support.engine import a_bench, an_order, until
from tests.support.mongo import KEY
from tests.support.stores import clock, store
from tests.support.tablets import MEETING, Tablets

__all__ = ["clock", "store"]

KEYS = ChainKeys(Vault([KEY.encode()]))


async def is_linked(record: CommandRecord) -> bool:
    return (
        await Audit.raw().find_one({"subject": record.id, "result": "ACCEPTED"}) is not None
        and await OutboxEntry.raw().count_documents({}) == 0
    )


async def test_the_acceptance_of_a_command_is_linked_with_the_things_that_it_is_about(store: Store) -> None:
    async with a_bench(store, Tablets(), running=False) as bench:
        record = await bench.give(an_order())
        await until(lambda: is_linked(record))
    entry = await Audit.raw().find_one({"subject": record.id})
    assert entry is not None
    assert KEYS.prover(entry) is not None
    assert entry["sequence"] == 2
    assert set(entry["things"]) == {record.key.encoded(), record.device_key.encoded(), MEETING.encoded()}


async def test_what_a_killed_process_left_is_linked_by_another_once(store: Store) -> None:
    async with a_bench(store, Tablets(), running=False) as bench:
        record = await bench.give(an_order())
        await until(lambda: is_linked(record))
    linked = await Audit.raw().find_one_and_delete({"subject": record.id})
    assert linked is not None
    left = Audit.read(linked).model_copy(
        update={"chain": None, "sequence": None, "at": datetime.now(UTC) - timedelta(minutes=1)}
    )
    # Once it stands in the outbox alone, once it was linked and not removed from there.
    for _ in range(2):
        await OutboxEntry.raw().insert_one(left.bson())
        await link_left(store, AuditLog(store))
        assert await is_linked(record)
    assert await Audit.raw().count_documents({"subject": record.id}) == 1


async def test_what_has_just_been_stored_is_left_to_who_stored_it(store: Store) -> None:
    young = OutboxEntry(
        id="young", at=datetime.now(UTC), tenant="t", caller="a", action="a", result="ACCEPTED"
    )
    await OutboxEntry.raw().insert_one(young.bson())
    await link_left(store, AuditLog(store))
    assert await OutboxEntry.raw().count_documents({}) == 1


async def test_a_command_that_was_not_accepted_leaves_no_entry(store: Store) -> None:
    async with a_bench(store, Tablets(), running=False) as bench:
        record = await bench.give(an_order(key="a-key-for-the-first"))
        await until(lambda: is_linked(record))
        with pytest.raises(WriteRefused):
            await bench.commands.accept(an_order(key="a-key-for-the-first", seconds=7), {})
    assert await OutboxEntry.raw().count_documents({}) == 0
    assert await Audit.raw().count_documents({"action": {"$ne": OPENING}}) == 1
