"""Rate limits in the store, true over all gateways: portions of callers' buckets, by the database's clock."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from models.caller import Caller
from models.documents.rate_limit import PointsBucket
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
