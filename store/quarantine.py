"""Quarantine for unreadable commands: processing reads commands through it, so that none blocks its queue."""

from collections.abc import Iterable, Mapping
from typing import Any

from models.documents.command import CommandRecord
from models.documents.stored import NOT_NEWER
from store.reading import readable
from store.store import Store

# Replaces the stage of a quarantined command; it is no stage's name.
QUARANTINED = "UNREADABLE"


def after(field: str, milliseconds: Any) -> dict[str, Any]:
    """An expression for a time after the one in a field; null, which is before all times, if the field has no time.

    MongoDB fails the whole query if one document has a value that it cannot add to.
    """
    return {"$cond": [{"$eq": [{"$type": f"${field}"}, "date"]}, {"$add": [f"${field}", milliseconds]}, None]}


async def readable_commands(store: Store, query: dict[str, Any], *, limit: int) -> list[CommandRecord]:
    """The commands of a query, in the order of their devices' queues; see `without_unreadable`.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> list[dict[str, Any]]:
        return (
            await CommandRecord.raw().find({**query, **NOT_NEWER}).sort("sequence", 1).limit(limit).to_list()
        )

    return await without_unreadable(store, await store.run(work))


async def without_unreadable(store: Store, rows: Iterable[Mapping[str, Any]]) -> list[CommandRecord]:
    """Decodes the rows that can be read; the others are quarantined: their stage is replaced, and kept in another
    field.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    lost: list[Any] = []
    records: list[CommandRecord] = []
    for row in rows:
        sound = readable(store, CommandRecord, [row])
        records += sound
        if not sound:
            lost.append(row["_id"])
    if lost:

        async def work() -> None:
            aside = {"stage": "$stage", "at": "$$NOW"}
            await CommandRecord.raw().update_many(
                {"_id": {"$in": lost}, "stage": {"$ne": QUARANTINED}, **NOT_NEWER},
                [{"$set": {"set_aside": aside, "stage": QUARANTINED}}],
            )

        await store.run(work)
    return records
