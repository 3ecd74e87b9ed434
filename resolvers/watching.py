"""Follows what no vendor tells of by itself: one poller per resource, however many follow it in this process."""

import asyncio
import math
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable
from contextvars import Context as ContextVars
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from models.errors import VendorError, VendorUnreachable
from vendors.scope import operation_scope

T = TypeVar("T")

# A vendor may stumble; only one that has failed so often in a row makes what is shown doubtful.
PATIENCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a vendor is asked about one resource.

    Attributes:
        tick: seconds between two questions while the answers change, and never less.
        slowest: seconds between two questions when nothing has changed for long.
    """

    tick: float = 2.0
    slowest: float = 10.0

    def next(self, waited: float, *, changed: bool) -> float:
        """The seconds to wait, after the wait before and what came of it."""
        return self.tick if changed else min(waited * 1.5, self.slowest)


class Hub:
    """Lets many follow one resource, and asks its vendor for all of them together.

    Args:
        pace: how often a vendor is asked.
        seconds: how long one question may take; None sets no end.
    """

    def __init__(self, pace: Pace | None = None, seconds: float | None = None) -> None:
        self._pace = pace or Pace()
        self._seconds = seconds
        self._topics: dict[Hashable, _Topic[Any]] = {}

    @property
    def resources(self) -> frozenset[Hashable]:
        """What is being followed."""
        return frozenset(self._topics)

    async def follow(
        self,
        resource: Hashable,
        read: Callable[[], Awaitable[T | None]],
        *,
        by: Callable[[T], Any] = lambda state: state,
    ) -> AsyncGenerator[T | VendorError | None, None]:
        """The present state, and then each state that differs from the one before.

        Who is slow meets the latest state only. A vendor that fails is asked on; its error comes in place of a state
        where none is known yet, and once when it has failed three times in a row; the next state follows in any case.
        None, for a resource that is not there or no longer, is the last that comes.

        Args:
            resource: names what is followed; whoever gives the same name shares one poller.
            read: asks the vendor, in a scope of its own; None where there is no such thing.
            by: what of a state makes a difference.
        """
        topic: _Topic[T] = self._topic(resource, read, by)
        topic.followers += 1
        try:
            await topic.be_current()
            seen = 0
            while True:
                if topic.version != seen:
                    seen, state = topic.version, topic.state
                    yield state
                    if state is None:
                        return
                elif topic.is_over:
                    topic.task.result()
                    return
                else:
                    await topic.changed.heard()
        finally:
            topic.followers -= 1
            if not topic.followers:
                if self._topics.get(resource) is topic:
                    del self._topics[resource]
                topic.task.cancel()
                await asyncio.wait((topic.task,))

    def _topic(
        self, resource: Hashable, read: Callable[[], Awaitable[T | None]], by: Callable[[T], Any]
    ) -> "_Topic[T]":
        topic = self._topics.get(resource)
        if topic is None or topic.is_over:
            topic = self._topics[resource] = _Topic(read, by, self._pace, self._seconds)
        return topic

    def tell(self, resource: Hashable, state: object) -> None:
        """Hands in a state that was learnt in another way than by this process' poller; None for «gone»."""
        topic = self._topics.get(resource)
        if topic is not None:
            topic.tell(state)


class _Bell:
    """Wakes all who listen at the moment."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def heard(self) -> None:
        await self._event.wait()


class _Topic(Generic[T]):
    """One resource: its latest state, its poller, and how many follow it."""

    def __init__(
        self,
        read: Callable[[], Awaitable[T | None]],
        by: Callable[[T], Any],
        pace: Pace,
        seconds: float | None,
    ) -> None:
        self.followers = 0
        self.version = 0
        self.state: T | VendorError | None = None
        self.changed = _Bell()
        self._answered = _Bell()
        self._hurry = asyncio.Event()
        self._read = read
        self._by = by
        self._pace = pace
        self._seconds = seconds
        self._mark: object = _UNKNOWN
        self._failures = 0
        self._answered_at = -math.inf
        # In an empty context: the poller outlives the operation that happened to start it.
        self.task = asyncio.get_running_loop().create_task(self._poll(), context=ContextVars())
        self.task.add_done_callback(self._end)

    @property
    def is_over(self) -> bool:
        return self.task.done()

    async def be_current(self) -> None:
        """Waits until the state is no older than a tick."""
        if not self.is_over and self._now() - self._answered_at >= self._pace.tick:
            self._hurry.set()
            await self._answered.heard()

    def tell(self, state: object) -> bool:
        """Takes a state over; tells whether it makes a difference."""
        self._failures = 0
        told = cast("T | None", state)
        return self._show(told, None if told is None else self._by(told))

    async def _poll(self) -> None:
        wait = self._pace.tick
        while self.version == 0 or self.state is not None:
            wait = self._pace.next(wait, changed=await self._ask())
            self._answered_at = self._now()
            self._answered.ring()
            self._hurry.clear()
            try:
                async with asyncio.timeout(wait):
                    await self._hurry.wait()
            except TimeoutError:
                pass

    async def _ask(self) -> bool:
        try:
            state = await self._fresh()
        except VendorError as error:
            self._failures += 1
            is_news = self._mark is _UNKNOWN or self._failures == PATIENCE
            return is_news and not isinstance(self.state, VendorError) and self._show(error, error)
        return self.tell(state)

    async def _fresh(self) -> T | None:
        with operation_scope(self._seconds) as scope:
            try:
                state = await self._read()
            except asyncio.CancelledError:
                scope.abandon()
                raise
        old = next((vendor for vendor, meter in scope.meter.items() if meter.stale is not None), None)
        if old is not None:
            # An answer from better days says nothing of the present.
            raise VendorUnreachable(old, "follow what changes")
        return state

    def _show(self, state: T | VendorError | None, mark: object) -> bool:
        # What is gone stays gone for those who follow it: they may not have been told yet.
        if mark == self._mark or (self.version and self.state is None):
            return False
        self.state, self._mark = state, mark
        self.version += 1
        self.changed.ring()
        if state is None:
            self._hurry.set()
        return True

    def _end(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled():
            # Whoever follows raises it; asyncio complains of an exception that nobody has looked at.
            task.exception()
        self._answered.ring()
        self.changed.ring()

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


_UNKNOWN = object()
