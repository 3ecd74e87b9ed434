"""The rate limit of callers: each has a bucket of points, from which all gateways lease portions.

An operation pays from the portion that its gateway holds, so that the usual one asks nothing of the store. While
MongoDB is unavailable, each gateway goes on with what it knows of the bucket.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from models.caller import Caller
from models.errors import StoreUnavailable
from models.rate_limit import CallerRateLimit
from models.refusal import RateLimited
from runtime.background_tasks import BackgroundTasks
from store import rate_limits
from store.rate_limits import BucketSize
from store.store import Store

# After how long without an operation a gateway gives its portion back, and how often it looks.
_IDLE_SECONDS = 2.0
_LOOKS_SECONDS = 1.0
# After how long points that a gateway kept are no longer its: well before the store gives its place to another.
_KEPT_SECONDS = rate_limits.KEPT_SECONDS / 2
# How long an operation waits for a portion before it goes on without the store.
_WAITS_SECONDS = 0.5
# For how long a refusal holds without asking again: others may have given something back.
_REFUSED_SECONDS = 0.25


@dataclass(slots=True)
class _Bucket:
    """What this gateway knows of one caller's bucket.

    Attributes:
        held: points of leased portions that are not used.
        kept: how many of them this gateway may keep; the store says so, by how many gateways keep some.
        points: how many were left in the store at `at`.
        used_at: when an operation last paid.
        returning: points on their way back to the store.
    """

    points: float
    at: float
    used_at: float
    held: float = 0.0
    kept: float = 0.0
    returning: float = 0.0
    is_leasing: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class RateLimits:
    """The buckets of all callers that ask this gateway.

    Args:
        store: where the buckets are.
        size: of each bucket.
        now: returns the present time, aware, in UTC.
        clock: returns seconds that only increase.
    """

    def __init__(
        self,
        store: Store,
        size: BucketSize,
        *,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.size = size
        self._store = store
        self._now = now
        self._clock = clock
        self._name = secrets.token_hex(8)
        self._buckets: dict[Caller, _Bucket] = {}
        self._tasks = BackgroundTasks("rate limits")
        # It never ends by itself, so that a stop must not wait for it.
        self._watch = BackgroundTasks("the watch over idle buckets")

    async def aclose(self) -> None:
        """Gives all portions back."""
        await self._watch.aclose()
        for caller, bucket in self._buckets.items():
            self._leave(caller, bucket)
        await self._tasks.aclose(seconds=_WAITS_SECONDS)

    async def take(self, caller: Caller, points: int) -> None:
        """Takes points out of a caller's bucket.

        Raises:
            RateLimited: it does not hold as many now; none are taken.
        """
        if self.take_held(caller, points):
            return
        bucket = self._of(caller)
        async with bucket.lock:
            await self._take_more(caller, bucket, points)
        self._lease_soon(caller, bucket)

    def take_held(self, caller: Caller, points: int) -> bool:
        """Takes points out of the portion that this gateway holds; whether that has as many."""
        bucket = self._buckets.get(caller) or self._of(caller)
        bucket.used_at = now = self._clock()
        if now - bucket.at > _KEPT_SECONDS:
            bucket.held = bucket.kept = 0.0
        if bucket.held < points:
            return False
        bucket.held -= points
        if bucket.held < bucket.kept / 2:
            self._lease_soon(caller, bucket)
        return True

    def give_back(self, caller: Caller, points: int) -> None:
        """Puts points back that an operation has paid and not used."""
        bucket = self._of(caller)
        bucket.held += points
        self._trim(caller, bucket)

    def of(self, caller: Caller) -> CallerRateLimit:
        """What is left to a caller, as far as this gateway knows."""
        left = self._left_to(caller)
        missing = (self.size.points - left) / self.size.per_second
        return CallerRateLimit(
            limit=self.size.points,
            available=int(left),
            restore_rate=self.size.per_second,
            reset_at=self._now() + timedelta(seconds=missing),
        )

    def available(self, caller: Caller) -> int:
        """How many points are left to a caller, as far as this gateway knows."""
        return int(self._left_to(caller))

    def _left_to(self, caller: Caller) -> float:
        bucket, most = self._buckets.get(caller) or self._of(caller), float(self.size.points)
        left = bucket.held + bucket.returning + self._left(bucket)
        return left if left < most else most

    def _of(self, caller: Caller) -> _Bucket:
        bucket = self._buckets.get(caller)
        if bucket is None:
            now = self._clock()
            # Until the store has told what is left, as before the first operation.
            bucket = self._buckets[caller] = _Bucket(float(self.size.points), now - _REFUSED_SECONDS, now)
            if "look" not in self._watch:
                self._start(self._looking(), "look", self._watch)
        return bucket

    def _left(self, bucket: _Bucket) -> float:
        """How many points are left in the store, if nobody else has used any since it was asked."""
        most = float(self.size.points)
        if bucket.points >= most:
            return most
        grown = bucket.points + (self._clock() - bucket.at) * self.size.per_second
        return grown if grown < most else most

    async def _take_more(self, caller: Caller, bucket: _Bucket, points: int) -> None:
        """Takes what the gateway holds, and the rest from the store.

        Raises:
            RateLimited: the caller has not enough; nothing is taken.
        """
        # Operations that need less must not take it in the meantime.
        ours, bucket.held = min(bucket.held, points), max(bucket.held - points, 0.0)
        try:
            granted = await self._granted(caller, bucket, points - ours)
        except BaseException:
            bucket.held += ours
            raise
        if ours + granted < points:
            bucket.held += ours + granted
            seconds = (points - bucket.held - self._left(bucket)) / self.size.per_second
            raise RateLimited(
                f"The operation may cost {points:,} points, and the caller has fewer left now; "
                f"{self.size.per_second:,} are restored each second.",
                seconds=max(seconds, 0.0),
            )
        bucket.held += ours + granted - points

    async def _granted(self, caller: Caller, bucket: _Bucket, needed: float) -> float:
        """The points that the store grants: those needed, or a portion, or none; or what is known if it is down."""
        if needed <= 0:
            return 0.0
        left = self._left(bucket)
        if self._clock() - bucket.at < _REFUSED_SECONDS and left < needed:
            return 0.0
        if self._store.is_up:
            try:
                async with asyncio.timeout(_WAITS_SECONDS):
                    return await self._lease(caller, bucket, needed)
            except (TimeoutError, StoreUnavailable):
                left = self._left(bucket)
        granted = needed if left >= needed else 0.0
        bucket.points, bucket.at = left - granted, self._clock()
        return granted

    async def _lease(self, caller: Caller, bucket: _Bucket, needed: float) -> float:
        portion = await rate_limits.lease(
            self._store, caller, self.size, needed=needed, gateway=self._name, held=bucket.held
        )
        bucket.points, bucket.at, bucket.kept = portion.left, self._clock(), portion.kept
        return portion.granted

    def _lease_soon(self, caller: Caller, bucket: _Bucket) -> None:
        """Asks for another portion, so that the next operations need not wait for it."""
        if bucket.held < bucket.kept / 2 and not bucket.is_leasing and self._store.is_up:
            bucket.is_leasing = True
            self._start(self._lease_ahead(caller, bucket), "lease", self._tasks)

    async def _lease_ahead(self, caller: Caller, bucket: _Bucket) -> None:
        try:
            async with bucket.lock:
                granted = await self._lease(caller, bucket, 0.0)
            bucket.held += granted
            self._trim(caller, bucket)
        except StoreUnavailable:
            pass
        finally:
            bucket.is_leasing = False

    def _trim(self, caller: Caller, bucket: _Bucket) -> None:
        """Gives back what is more than this gateway may keep."""
        if bucket.held > bucket.kept:
            self._return(caller, bucket, bucket.held - bucket.kept)

    def _leave(self, caller: Caller, bucket: _Bucket) -> None:
        """Gives back everything, and the gateway's place among those that keep points."""
        if bucket.kept:
            bucket.kept = 0.0
            self._return(caller, bucket, bucket.held, leaves=self._name)

    def _return(self, caller: Caller, bucket: _Bucket, points: float, leaves: str | None = None) -> None:
        bucket.held -= points
        if not self._store.is_up:
            # They are restored there in time.
            bucket.points += points
            return
        bucket.returning += points
        self._start(self._returned(caller, bucket, points, leaves), "return", self._tasks)

    async def _returned(self, caller: Caller, bucket: _Bucket, points: float, leaves: str | None) -> None:
        # What the store tells meanwhile would be without them.
        async with bucket.lock:
            try:
                await rate_limits.give_back(self._store, caller, self.size, points, leaves=leaves)
            except StoreUnavailable:
                pass
            finally:
                bucket.returning -= points
                bucket.points += points

    async def _looking(self) -> None:
        """Gives back what idle callers leave, and forgets those whose buckets are full."""
        while self._buckets:
            await asyncio.sleep(_LOOKS_SECONDS)
            before = self._clock() - _IDLE_SECONDS
            for caller, bucket in list(self._buckets.items()):
                if bucket.used_at < before:
                    self._leave(caller, bucket)
                    is_whole = self._left(bucket) >= self.size.points
                    if is_whole and not (bucket.is_leasing or bucket.returning or bucket.held):
                        del self._buckets[caller]

    def _start(self, work: Coroutine[Any, Any, None], name: str, among: BackgroundTasks) -> None:
        if among.is_closed:
            work.close()
        else:
            # In an empty context: what looks after all callers outlives the operation that happened to start it.
            among.start(work, name=name, context=Context())
