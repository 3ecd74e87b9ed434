"""Stale-if-error: answers with stale data from the cache while a vendor is down, and marks it as stale.

No secret is cached. Such a field of a stale answer fails like any other call to a vendor that is down when it is
fetched, or is null if its model cannot mark it as unfetched.
"""

import time
from collections.abc import Awaitable, Callable, Hashable, Mapping
from datetime import datetime, timedelta
from functools import partial
from inspect import get_annotations
from typing import Any

from models.dating import dated
from models.errors import DeadlineExceeded, VendorBusy, VendorError, VendorTimeout, VendorUnreachable
from models.ids import Key
from models.listing import Batch
from models.view import plain, with_changes
from vendors.base import Adapter
from vendors.cooperative import cooperatively
from vendors.declarations import Effect, Layout, MethodDeclaration, declarations
from vendors.named_account import naming
from vendors.operation_scope import current_scope
from vendors.resilience.cache import AnswerCache, CachedAnswer
from vendors.resilience.secretless import NOT_KEPT, Inseparable, without_secrets
from vendors.worker_thread import in_worker_thread

# A cached answer is not replaced within so many seconds: converting a view to a plain model translates all fields,
# which is more than most operations do.
RENEWED_AFTER_SECONDS = 5.0

# The errors after which a vendor counts as down. A vendor that refuses, throttles or returns invalid data is up.
_DOWN = (VendorTimeout, VendorUnreachable, VendorBusy, DeadlineExceeded)


class StaleIfError(Adapter):
    """Wraps an adapter with a cache of its last good answers, which it returns as stale while the vendor is down.

    Each method's declaration says whether its answers are cached; a write clears the cache.

    Args:
        inner: the wrapped adapter.
        seconds: the maximum age of an answer; with 0 nothing is cached.
        things: how many models are cached at most.
        now: returns the present time, aware, in UTC.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        inner: Adapter,
        *,
        seconds: float,
        things: int,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._inner = inner
        self._now = now
        self._clock = clock
        self._kept = AnswerCache(seconds=seconds, things=things, clock=clock)
        for name in get_annotations(Adapter):
            setattr(self, name, getattr(inner, name))
        for declared in declarations(Adapter).values():
            setattr(self, declared.name, naming(self.account, self._before(declared)))

    def _before(self, declared: MethodDeclaration) -> Callable[..., Any]:
        """The wrapper of the inner adapter's method; none if it is neither cached nor a write."""
        method = declared.on(self._inner)
        if not self._kept.keeps:
            by_key = declared.may_be_kept and declared.layout is Layout.BY_KEY
            return partial(_with_each_failed, declared, method) if by_key else method
        if declared.effect is Effect.WRITES:
            return partial(self._written, method)
        if not declared.may_be_kept:
            return method
        return partial(self._mapped if declared.layout is Layout.BY_KEY else self._whole, declared, method)

    async def _mapped(
        self,
        declared: MethodDeclaration,
        method: Callable[..., Awaitable[Mapping[Key, Any]]],
        *arguments: Any,
    ) -> Mapping[Key, Any]:
        keys, others = declared.asked(arguments)
        if NOT_KEPT in others:
            raise VendorUnreachable(self.vendor, "read what is kept nowhere", may_have_arrived=False)
        since = self._clock()
        try:
            found = dict(await method(*arguments))
        except _DOWN as error:
            found = dict.fromkeys(keys, error)
        for key, answer in found.items():
            question = (declared.name, others, key)
            if isinstance(answer, _DOWN):
                found[key] = await self._served(question, answer)
            elif not isinstance(answer, VendorError):
                await self._keep(question, answer, since)
        return found

    async def _whole(
        self, declared: MethodDeclaration, method: Callable[..., Awaitable[Any]], *arguments: Any
    ) -> Any:
        question = (declared.name, arguments)
        since = self._clock()
        try:
            answer = await method(*arguments)
        except _DOWN as error:
            kept = await self._served(question, error)
            if isinstance(kept, VendorError):
                raise
            return kept
        things = 1 + (len(answer.items) + len(answer.meetings) if declared.layout is Layout.PAGE else 0)
        await self._keep(question, answer, since, things)
        return answer

    async def _keep(self, question: Hashable, answer: Any, since: float, things: int = 1) -> None:
        held = self._kept.find(question)
        if held is not None and held.age < RENEWED_AFTER_SECONDS and (held.value is None) == (answer is None):
            return
        self._kept.drop(question)
        if not self._kept.has_room(things):
            return
        try:
            # A view would keep its row, which contains secrets.
            kept = await in_worker_thread(lambda: without_secrets(plain(answer)))
        except Inseparable:
            return
        self._kept.keep(question, kept, since=since, things=things)

    async def _written(self, method: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
        self._kept.clear()
        try:
            return await method(*arguments)
        finally:
            # A concurrent read may have cached the state before the write.
            self._kept.clear()

    async def _served(self, question: Hashable, error: VendorError) -> Any:
        kept: CachedAnswer | None = self._kept.find(question)
        if kept is None:
            return error
        scope = current_scope()
        if scope is not None:
            meter = scope.meter[self.account]
            meter.stale = max(kept.age, meter.stale or 0.0)
        return await _dated(kept.value, self._now() - timedelta(seconds=kept.age))


async def _with_each_failed(
    declared: MethodDeclaration,
    method: Callable[..., Awaitable[Mapping[Key, Any]]],
    *arguments: Any,
) -> Mapping[Key, Any]:
    """The answers of a method, whose failure stands in the place of each."""
    try:
        return await method(*arguments)
    except _DOWN as error:
        return dict.fromkeys(declared.asked(arguments)[0], error)


async def _dated(answer: Any, at: datetime) -> Any:
    if not isinstance(answer, Batch):
        return dated(answer, at)
    return with_changes(
        answer,
        items=tuple([dated(row, at) async for row in cooperatively(answer.items)]),
        meetings=tuple([dated(row, at) async for row in cooperatively(answer.meetings)]),
    )
