"""Leases: which replica runs a task that only one may run at a time, by the database's clock."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from models.documents.lease import Lease
from models.documents.stored import SCHEMA_VERSION
from models.errors import UnreadableDocument
from store.store import Store

SECONDS = 15.0
RENEWED_SECONDS = 5.0

_SOUND = {
    "$and": [
        {"$isNumber": "$fence"},
        {"$eq": [{"$type": "$holder"}, "string"]},
        {"$eq": [{"$type": "$until"}, "date"]},
        # The longest lease.
        {"$lt": ["$until", {"$add": ["$$NOW", int(2 * SECONDS * 1000)]}]},
    ]
}
_RUNS = {"$and": [_SOUND, {"$gt": ["$until", "$$NOW"]}]}


async def take(store: Store, name: str, holder: str) -> Lease | None:
    """Takes or renews a lease; None if another replica holds it.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    runs = {"$and": [_RUNS, {"$ne": ["$holder", {"$literal": holder}]}]}
    continues = {"$and": [_RUNS, {"$eq": ["$holder", {"$literal": holder}]}]}
    risen = {"$add": [{"$cond": [{"$isNumber": "$fence"}, "$fence", 0]}, 1]}
    is_new = {"$eq": [{"$type": "$until"}, "missing"]}
    change = {
        "holder": {"$cond": [runs, "$holder", {"$literal": holder}]},
        "fence": {"$cond": [{"$or": [runs, continues]}, "$fence", risen]},
        "until": {"$cond": [runs, "$until", {"$add": ["$$NOW", int(SECONDS * 1000)]}]},
        "schemaVersion": SCHEMA_VERSION,
        # A garbled lease is taken over, and its content is kept for inspection.
        "set_aside": {"$cond": [{"$or": [_SOUND, is_new]}, "$set_aside", "$$ROOT"]},
    }

    async def work() -> Any:
        # An upsert's query cannot use the database's clock, so the update checks the holder.
        while True:
            with suppress(DuplicateKeyError):  # Another replica created it first.
                found: Any = await Lease.raw().find_one_and_update(
                    {"_id": name}, [{"$set": change}], upsert=True, return_document=ReturnDocument.AFTER
                )
                return found

    found = await store.run(work)
    if found.get("set_aside"):
        store.unreadable.note(UnreadableDocument(Lease.collection(), name))
    return Lease.read(found) if found["holder"] == holder else None


async def held_by_others(store: Store, names: Sequence[str], holder: str) -> set[str]:
    """The names whose leases other replicas hold now.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    if not names:
        return set()

    async def work() -> list[dict[str, Any]]:
        # `distinct` cannot use the database's clock.
        query = {"_id": {"$in": list(names)}, "holder": {"$ne": holder}, "$expr": _RUNS}
        return await Lease.raw().find(query, {"_id": 1}).to_list()

    return {found["_id"] for found in await store.run(work)}


async def release(store: Store, lease: Lease) -> None:
    """Releases a lease, so that another replica need not wait for its expiry.

    Raises:
        StoreUnavailable: MongoDB is unavailable; then it expires.
    """

    async def work() -> None:
        await Lease.raw().update_one(
            {"_id": lease.id, "holder": lease.holder, "fence": lease.fence}, [{"$set": {"until": "$$NOW"}}]
        )

    await store.run(work)
