"""The audit log's outbox: entries that stand in the transaction of what they are about, until they are linked.

A chain has one writer, which a transaction cannot wait for. So its entry is stored beside what it is about, and linked
after the commit: at once by the process that stored it, or later by any other if that was killed in between.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from pymongo.asynchronous.client_session import AsyncClientSession

from models.documents.audit import Audit, OutboxEntry
from models.errors import StoreUnavailable
from store.audit_log import AuditLog
from store.reading import readable
from store.store import Store

# The process that stored it is gone by then, or MongoDB was away.
LEFT_AFTER = timedelta(seconds=10)
_AT_ONCE = 500


async def add(entries: Sequence[Audit], session: AsyncClientSession) -> None:
    """Adds entries in the transaction of what they are about."""
    await OutboxEntry.raw().insert_many([entry.bson() for entry in entries], session=session)


def link_soon(store: Store, log: AuditLog, entries: Sequence[Audit]) -> None:
    """Links entries whose transaction was committed; nobody waits for it."""

    async def work() -> None:
        with suppress(StoreUnavailable):
            await _link(store, log, entries)

    store.in_background(work(), name="audit outbox")


async def link_left(store: Store, log: AuditLog) -> None:
    """Links the entries that other processes have left.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    milliseconds = LEFT_AFTER // timedelta(milliseconds=1)
    old = {"$expr": {"$lt": ["$at", {"$subtract": ["$$NOW", milliseconds]}]}}

    async def work() -> list[dict[str, Any]]:
        return await OutboxEntry.raw().find(old).sort("at", 1).limit(_AT_ONCE).to_list()

    left = readable(store, Audit, await store.run(work))
    if left:
        await _link(store, log, left)


async def _link(store: Store, log: AuditLog, entries: Sequence[Audit]) -> None:
    # Linked at first: an entry that is linked again is written once.
    for durable in [log.record(entry, urgent=False) for entry in entries]:
        await durable
    ids = [entry.id for entry in entries]

    async def work() -> None:
        await OutboxEntry.raw().delete_many({"_id": {"$in": ids}})

    await store.run(work)
