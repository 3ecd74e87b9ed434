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


# What all gateways keep of one caller's bucket together, and one of them at most, as shares of the bucket. It fills up
# meanwhile, so what they keep may come on top of a full one.
KEPT_TOGETHER, KEPT_BY_ONE = 0.09, 0.03
# How far the clocks of MongoDB's members may be apart.
_CLOCKS_DIFFER_SECONDS = 10.0
# For how long a gateway may keep points after it has last taken some; then its place is another's.
KEPT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Portion:
    """What a gateway got of a bucket.

    Attributes:
        granted: how many points.
        left: how many are left in the store.
        kept: how many the gateway may keep that no operation has paid with.
    """

    granted: float
    left: float
    kept: float


async def lease(
    store: Store, caller: Caller, size: BucketSize, *, needed: float, gateway: str, held: float = 0.0
) -> Portion:
    """Takes points out of a caller's bucket: those needed, or none; and as many more as the gateway may keep.

    Args:
        store: the store.
        caller: whose bucket it is.
        size: of the bucket.
        needed: without as many, none are taken.
        gateway: names the gateway among those that keep points of the caller.
        held: how many it has already.

    Raises:
        StoreUnavailable: MongoDB is unavailable; a portion that was taken all the same is lost, and restored in time.
    """
    together, by_one = size.points * KEPT_TOGETHER, size.points * KEPT_BY_ONE
    share = {"$divide": [together, {"$add": [{"$size": "$holders"}, 1]}]}
    free = {"$subtract": [together, {"$sum": "$holders.kept"}]}
    wanted = {"$max": [needed, {"$subtract": ["$kept", held]}]}
    until = {"$add": ["$$NOW", int(KEPT_SECONDS * 1000)]}
    holder = {"gateway": gateway, "kept": "$kept", "until": until}
    change = [
        *_restored(size, 0),
        _without(gateway),
        # What it has was counted already when it was kept.
        {"$set": {"kept": {"$max": [held, {"$min": [by_one, share, free]}]}}},
        {"$set": {"granted": {"$cond": [{"$gte": ["$points", needed]}, {"$min": ["$points", wanted]}, 0]}}},
        {
            "$set": {
                "points": {"$subtract": ["$points", "$granted"]},
                "holders": {"$concatArrays": ["$holders", [holder]]},
            }
        },
    ]

    async def work() -> Portion:
        while True:
            with suppress(DuplicateKeyError):  # Another gateway created it first.
                found: Any = await PointsBucket.raw().find_one_and_update(
                    _of(caller), change, upsert=True, return_document=ReturnDocument.AFTER
                )
                return Portion(found["granted"], found["points"], found["kept"])

    return await store.run(work)


async def give_back(
    store: Store, caller: Caller, size: BucketSize, points: float, *, leaves: str | None = None
) -> None:
    """Gives back what a gateway did not use of its portions.

    Args:
        store: the store.
        caller: whose bucket it is.
        size: of the bucket.
        points: how many.
        leaves: the gateway if it keeps no points any more.

    Raises:
        StoreUnavailable: MongoDB is unavailable; then the points are restored in time.
    """
    change = [*_restored(size, points), *(() if leaves is None else (_without(leaves),))]

    async def work() -> None:
        await PointsBucket.raw().update_one(_of(caller), change)

    await store.run(work)


def _without(gateway: str) -> Mapping[str, Any]:
    """Leaves those that may keep points now, except a gateway."""
    counts = {"$and": [{"$gt": ["$$each.until", "$$NOW"]}, {"$ne": ["$$each.gateway", gateway]}]}
    others = {"$filter": {"input": "$holders", "as": "each", "cond": counts}}
    return {"$set": {"holders": {"$cond": [{"$isArray": "$holders"}, others, []]}}}


def _of(caller: Caller) -> Mapping[str, str]:
    return {"tenant": caller.tenant, "caller": caller.id}


def _restored(size: BucketSize, more: float) -> Sequence[Mapping[str, Any]]:
    """Brings a bucket up to now; one that is new, or garbled, is full."""
    not_after = {"$add": ["$$NOW", int(_CLOCKS_DIFFER_SECONDS * 1000)]}
    is_sound = {
        "$and": [{"$isNumber": "$points"}, {"$eq": [{"$type": "$at"}, "date"]}, {"$lte": ["$at", not_after]}]
    }
    seconds = {"$divide": [{"$max": [0, {"$subtract": ["$$NOW", "$at"]}]}, 1000]}
    grown = {"$add": ["$points", {"$multiply": [seconds, size.per_second]}, more]}
    # A command that waited for others has an earlier time than theirs, and must not restore it once more.
    latest = {"$cond": [is_sound, {"$max": ["$at", "$$NOW"]}, "$$NOW"]}
    until_full = {"$add": ["$$NOW", int(size.seconds * 1000) + 1]}
    return [
        {
            "$set": {
                "points": {"$cond": [is_sound, {"$min": [size.points, grown]}, size.points]},
                "at": latest,
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
