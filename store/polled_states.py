"""Carries what one gateway polls to the subscribers of the others: states, interests, and a change stream over both."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError, OperationFailure, PyMongoError

from models.documents.polled import PolledState, PollInterest
from models.documents.stored import SCHEMA_VERSION
from models.errors import StoreUnavailable
from store.leases import SECONDS
from store.reading import readable
from store.store import Store

# A state that nobody has confirmed for so long says nothing of the present.
VALID_SECONDS = 30.0

_BETWEEN = "|"
_PAUSE_SECONDS = 0.25
_WAITS_MS = 500
_DUPLICATE_KEY = 11000

_log = logging.getLogger(__name__)


def id_of(place: str, part: str) -> str:
    """The id of a document of a place: of one object's state, or of one gateway's interest."""
    return f"{place}{_BETWEEN}{part}"


async def tell_interest(store: Store, place: str, holder: str, joins: Mapping[str, int]) -> None:
    """Says what this gateway's subscribers follow, for as long as a lease is held.

    Raises:
        StoreUnavailable: MongoDB is away.
    """
    told = {
        "place": {"$literal": place},
        "holder": {"$literal": holder},
        "joins": {"$literal": dict(joins)},
        "until": {"$add": ["$$NOW", int(SECONDS * 1000)]},
        "schemaVersion": SCHEMA_VERSION,
    }

    async def work() -> None:
        await PollInterest.raw().update_one({"_id": id_of(place, holder)}, [{"$set": told}], upsert=True)

    await store.run(work)


async def withdraw_interest(store: Store, place: str, holder: str) -> None:
    """Says that nobody follows anything at this gateway any more.

    Raises:
        StoreUnavailable: MongoDB is away; then the interest ends by itself.
    """

    async def work() -> None:
        await PollInterest.raw().delete_one({"_id": id_of(place, holder)})

    await store.run(work)


async def interests_of_others(store: Store, place: str, holder: str) -> list[PollInterest]:
    """What the other gateways' subscribers follow.

    Raises:
        StoreUnavailable: MongoDB is away.
    """

    async def work() -> list[dict[str, Any]]:
        query = {"place": place, "holder": {"$ne": holder}, "$expr": {"$gt": ["$until", "$$NOW"]}}
        return await PollInterest.raw().find(query).to_list()

    return readable(store, PollInterest, await store.run(work))


async def publish(store: Store, states: Iterable[tuple[str, int, int, bytes | None, datetime]]) -> None:
    """Tells what was seen; what a later holder of the lease has told already stays.

    Args:
        store: where to.
        states: id, fence, number, the sealed state or None where it is the same as before, and when it was seen.

    Raises:
        StoreUnavailable: MongoDB is away.
    """
    changes = []
    for id, fence, number, sealed, as_of in states:
        if sealed is None:
            same = {"$set": {"as_of": as_of, "saved_at": "$$NOW"}}
            changes.append(UpdateOne({"_id": id, "fence": fence}, [same]))
            continue
        earlier = [{"fence": {"$lt": fence}}, {"fence": fence, "number": {"$lt": number}}]
        new = {
            "fence": fence,
            "number": number,
            "sealed": {"$literal": sealed},
            "as_of": as_of,
            "saved_at": "$$NOW",
            "schemaVersion": SCHEMA_VERSION,
        }
        changes.append(UpdateOne({"_id": id, "$or": earlier}, [{"$set": new}], upsert=True))

    async def work() -> None:
        try:
            await PolledState.raw().bulk_write(changes, ordered=False)
        except BulkWriteError as error:
            # A later state stands there.
            if any(each["code"] != _DUPLICATE_KEY for each in error.details["writeErrors"]):
                raise

    if changes:
        await store.run(work)


async def states(store: Store, ids: Sequence[str], since: datetime | None) -> list[PolledState]:
    """What was seen of some objects, and is not too old.

    Args:
        store: where to look.
        ids: of the documents.
        since: by the database's clock; what was written before does not count.

    Raises:
        StoreUnavailable: MongoDB is away.
    """
    if not ids:
        return []
    valid: dict[str, Any] = {
        "$expr": {"$gt": ["$saved_at", {"$subtract": ["$$NOW", int(VALID_SECONDS * 1000)]}]}
    }
    if since is not None:
        valid["saved_at"] = {"$gt": since}

    async def work() -> list[dict[str, Any]]:
        return await PolledState.raw().find({"_id": {"$in": list(ids)}, **valid}).to_list()

    return readable(store, PolledState, await store.run(work))


async def changes(store: Store) -> AsyncIterator[tuple[str, str] | None]:
    """Of each new state and each changed interest the place and the rest of its id, for ever.

    None where changes may have been missed. A store that is away is waited for.
    """
    while True:
        yield None
        try:
            if store.is_up:
                async for told in _watched():
                    yield told
        except (PyMongoError, OSError, StoreUnavailable) as error:
            code = error.code if isinstance(error, OperationFailure) else None
            _log.info("The change stream of polled states broke: %s, code %s.", type(error).__name__, code)
        await asyncio.sleep(_PAUSE_SECONDS)


async def _watched() -> AsyncIterator[tuple[str, str] | None]:
    fields = "updateDescription.updatedFields"
    news: list[dict[str, Any]] = [
        {"operationType": {"$in": ["insert", "replace"]}},
        {f"{fields}.number": {"$exists": True}},
        {f"{fields}.joins": {"$exists": True}},
    ]
    collections = [PolledState.collection(), PollInterest.collection()]
    pipeline: list[dict[str, Any]] = [
        {"$match": {"ns.coll": {"$in": collections}, "$or": news}},
        {"$project": {"documentKey": 1}},
    ]
    stream = await PolledState.raw().database.watch(pipeline, max_await_time_ms=_WAITS_MS)
    async with stream:
        # What came before the stream was open is read.
        yield None
        while stream.alive:
            change = await stream.try_next()
            if change is not None:
                with suppress(ValueError, AttributeError):
                    place, part = change["documentKey"]["_id"].rsplit(_BETWEEN, 1)
                    yield place, part
