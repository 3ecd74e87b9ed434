"""Rate limits in the store, true over all gateways: portions of buckets and recent uses, by the database's clock."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from models.caller import Caller
from models.documents.rate_limit import PointsBucket, RecentUses
from models.documents.stored import SCHEMA_VERSION
from store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketSize:
    """How large the bucket of every caller is.

    Attributes:
        points: how many points it holds.
        per_second: how many are restored each second.
    """

    points: int = 2_000
    per_second: int = 100

    @property
    def seconds(self) -> float:
        """How long an empty one takes until it is full."""
        return self.points / self.per_second


@dataclass(frozen=True, slots=True)
class Portion:
    """What a gateway got of a bucket.

    Attributes:
        granted: how many points.
        left: how many are left in the store.
    """

    granted: float
    left: float


async def lease(store: Store, caller: Caller, size: BucketSize, *, needed: float, wanted: float) -> Portion:
    """Takes a portion out of a caller's bucket: `wanted` points, or what is there, but nothing below `needed`.

    Raises:
        StoreUnavailable: MongoDB is unavailable; a portion that was taken all the same is lost, and restored in time.
    """
    granted = {"$cond": [{"$gte": ["$points", needed]}, {"$min": ["$points", wanted]}, 0]}
    change = [
        *_restored(size, 0),
        {"$set": {"granted": granted}},
        {"$set": {"points": {"$subtract": ["$points", "$granted"]}}},
    ]

    async def work() -> Portion:
        while True:
            with suppress(DuplicateKeyError):  # Another gateway created it first.
                found: Any = await PointsBucket.raw().find_one_and_update(
                    _of(caller), change, upsert=True, return_document=ReturnDocument.AFTER
                )
                return Portion(found["granted"], found["points"])

    return await store.run(work)


async def give_back(store: Store, caller: Caller, size: BucketSize, points: float) -> None:
    """Gives back what a gateway did not use of its portions.

    Raises:
        StoreUnavailable: MongoDB is unavailable; then the points are restored in time.
    """

    async def work() -> None:
        await PointsBucket.raw().update_one(_of(caller), _restored(size, points))

    await store.run(work)


def _of(caller: Caller) -> Mapping[str, str]:
    return {"tenant": caller.tenant, "caller": caller.id}


def _restored(size: BucketSize, more: float) -> Sequence[Mapping[str, Any]]:
    """Brings a bucket up to now; one that is new, or garbled, is full."""
    is_sound = {"$and": [{"$isNumber": "$points"}, {"$eq": [{"$type": "$at"}, "date"]}]}
    seconds = {"$divide": [{"$max": [0, {"$subtract": ["$$NOW", "$at"]}]}, 1000]}
    grown = {"$add": ["$points", {"$multiply": [seconds, size.per_second]}, more]}
    until_full = {"$add": ["$$NOW", int(size.seconds * 1000) + 1]}
    return [
        {
            "$set": {
                "points": {"$cond": [is_sound, {"$min": [size.points, grown]}, size.points]},
                "at": "$$NOW",
                "expires_at": until_full,
                "schemaVersion": SCHEMA_VERSION,
            }
        }
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class UseLimit:
    """How often something may be used, in every window of time.

    Attributes:
        of: what it is counted for, such as a room; its kind and its id.
        most: how many uses.
        seconds: the length of the window.
    """

    of: tuple[str, str]
    most: int
    seconds: int = 60


async def use(store: Store, tenant: str, limit: UseLimit, token: str) -> float:
    """Counts one use, unless there were too many.

    Args:
        tenant: whose uses they are.
        limit: what is used, and how often it may be.
        token: names the use; the same use is counted once.

    Returns:
        0.0 if it was counted; else after how many seconds it may be tried again.

    Raises:
        StoreUnavailable: MongoDB is unavailable; it may have been counted all the same.
    """
    begin = {"$subtract": ["$$NOW", limit.seconds * 1000]}
    recent = {"$filter": {"input": "$uses", "as": "use", "cond": {"$gt": ["$$use.at", begin]}}}
    is_counted = {"$in": [token, "$uses.token"]}
    counts = {"$and": [{"$not": [is_counted]}, {"$lt": [{"$size": "$uses"}, limit.most]}]}
    change: list[Mapping[str, Any]] = [
        {"$set": {"uses": {"$cond": [{"$isArray": "$uses"}, recent, []]}}},
        {
            "$set": {
                "uses": {
                    "$cond": [
                        counts,
                        {"$concatArrays": ["$uses", [{"token": token, "at": "$$NOW"}]]},
                        "$uses",
                    ]
                },
                "at": "$$NOW",
                "expires_at": {"$add": ["$$NOW", limit.seconds * 1000]},
                "schemaVersion": SCHEMA_VERSION,
            }
        },
    ]
    place = {"tenant": tenant, "subject": _subject(store, limit)}

    async def work() -> float:
        while True:
            with suppress(DuplicateKeyError):  # Another gateway created it first.
                found: Any = await RecentUses.raw().find_one_and_update(
                    place, change, upsert=True, return_document=ReturnDocument.AFTER
                )
                uses = found["uses"]
                if any(each["token"] == token for each in uses):
                    return 0.0
                passed: float = (found["at"] - uses[0]["at"]).total_seconds()
                return max(limit.seconds - passed, 0.001)

    return await store.run(work)


async def withdraw(store: Store, tenant: str, limit: UseLimit, token: str) -> None:
    """Takes a use back, because it was refused elsewhere.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    place = {"tenant": tenant, "subject": _subject(store, limit)}

    async def work() -> None:
        await RecentUses.raw().update_one(place, {"$pull": {"uses": {"token": token}}})

    await store.run(work)


def _subject(store: Store, limit: UseLimit) -> str:
    return store.vault.fingerprint(list(limit.of), purpose="use")
