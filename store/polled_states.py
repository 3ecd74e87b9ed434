"""Shares polled states with the other gateways: states, interests, and a change stream over both."""

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

# A state that was not confirmed for so long is out of date.
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
    """Stores what this gateway's subscribers follow, with an expiry like a lease's.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
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
    """Removes this gateway's interest, because it has no subscribers any more.

    Raises:
        StoreUnavailable: MongoDB is unavailable; then the interest expires.
    """

    async def work() -> None:
        await PollInterest.raw().delete_one({"_id": id_of(place, holder)})

    await store.run(work)


async def interests_of_others(store: Store, place: str, holder: str) -> list[PollInterest]:
    """What the other gateways' subscribers follow.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> list[dict[str, Any]]:
        query = {"place": place, "holder": {"$ne": holder}, "$expr": {"$gt": ["$until", "$$NOW"]}}
        return await PollInterest.raw().find(query).to_list()

    return readable(store, PollInterest, await store.run(work))


async def publish(store: Store, states: Iterable[tuple[str, int, int, bytes | None, datetime]]) -> None:
    """Publishes polled states; states of a later lease holder are not replaced.

    Args:
        store: the store.
        states: id, fence, number, the encrypted state or None if it is unchanged, and the time of the poll.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
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
            # A later state is stored already.
            if any(each["code"] != _DUPLICATE_KEY for each in error.details["writeErrors"]):
                raise

    if changes:
        await store.run(work)


async def states(store: Store, ids: Sequence[str], since: datetime | None) -> list[PolledState]:
    """The recent polled states of some objects.

    Args:
        store: the store.
        ids: of the documents.
        since: by the database's clock; older states are ignored.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
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
    """Yields the place of each new state and each changed interest, with the rest of its id.

    Yields None if changes may have been missed. Waits while the store is unavailable.
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
        # Changes from before the stream was open must be read.
        yield None
        while stream.alive:
            change = await stream.try_next()
            if change is not None:
                with suppress(ValueError, AttributeError):
                    place, part = change["documentKey"]["_id"].rsplit(_BETWEEN, 1)
                    yield place, part
