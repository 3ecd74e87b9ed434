"""One poller's part in the fleet: it asks for all gateways under a lease, or is told what another one sees."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from models.documents.polled import PolledState
from models.errors import MeetgraphError, StoreUnavailable
from polling.lease import LOOKED_EVERY_SECONDS, PollingLease
from polling.poller import Poller
from polling.publisher import Publisher
from polling.receiver import Receiver
from polling.topic import Topic
from store import polled_states, server_clock
from store.leases import RENEWED_SECONDS, SECONDS
from store.store import Store

# What happens at about the same time is carried together.
_GATHERED_SECONDS = 0.02
# After so many turns in a row without MongoDB a gateway polls for itself: a hiccup must not have all of them poll.
_TURNS_WITHOUT_STORE = 2
_ALONE = "alone"
# Of no lease: their fences rise from 1.
_NO_FENCE = 0

_log = logging.getLogger(__name__)


class FleetShare:
    """One poller's part: it asks for all while it holds the lease, for itself while MongoDB is away, else not at all.

    Attributes:
        place: subject and account, which is what the gateways share.
        wake: set where there is something to do.
    """

    task: asyncio.Task[None]

    def __init__(
        self,
        poller: Poller[Any],
        place: str,
        tenant: str,
        store: Store,
        now: Callable[[], datetime],
        released: Callable[[str], None],
    ) -> None:
        self.place = place
        self.wake = asyncio.Event()
        self._poller = poller
        self._store = store
        self._released = released
        # Another one of this gateway may begin before this one has let go.
        self._holder = secrets.token_hex(8)
        self._lease = PollingLease(store, f"watch:{place}", self._holder, poller.now)
        self._publisher = Publisher(poller, place, tenant, store, now, self.wake)
        self._receiver = Receiver(poller, place, store)
        # The number of the last who joined a topic; it rises for ever, so that each newcomer is noticed.
        self._joined = 0
        self._joins: dict[str, int] = {}
        self._told_joins: dict[str, int] = {}
        self._told_at = 0.0
        self._is_alone = False
        self._turns_without_store = _TURNS_WITHOUT_STORE - 1
        self._stands_back_until = 0.0
        # Under which fence it publishes; None where it is told by another.
        self._fence: int | None = _NO_FENCE

    def term(self, topic: Topic[Any]) -> Hashable:
        """Under what right the vendor may be asked from here; None where another gateway asks."""
        if self._is_alone:
            return _ALONE
        if (fence := self._lease.fence) is not None:
            return fence
        return _ALONE if topic.key in self._receiver.polled_here else None

    def awaited(self, topic: Topic[Any]) -> None:
        """Notes that somebody wants the present state of an object."""
        self._join(topic)
        self.wake.set()

    def _join(self, topic: Topic[Any]) -> None:
        self._joined += 1
        self._joins[topic.key.encoded()] = self._joined

    def answered(self, topics: Iterable[Topic[Any]]) -> None:
        """Notes that the vendor has been asked about objects."""
        self._publisher.answered(topics)

    def failed(self, topics: Iterable[Topic[Any]]) -> None:
        """Notes that a question about objects ended in a fault that is no vendor's."""
        self._publisher.failed(topics)

    def told(self, part: str) -> None:
        """Notes that another gateway has told a state, or what it follows."""
        if part != self._holder:
            self._receiver.told(part)
            self.wake.set()

    def missed(self) -> None:
        """Notes that something may have been told without being heard."""
        self._receiver.missed()
        self.wake.set()

    async def run(self) -> None:
        """Takes part until it is cancelled; then lets another go on."""
        try:
            while True:
                self.wake.clear()
                if self._poller.now() >= self._stands_back_until:
                    await self._try_a_turn()
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOKED_EVERY_SECONDS):
                        await self.wake.wait()
                        await asyncio.sleep(_GATHERED_SECONDS)
        finally:
            with suppress(MeetgraphError):
                await polled_states.withdraw_interest(self._store, self.place, self._holder)
            await self._let_go()

    async def _try_a_turn(self) -> None:
        try:
            await self._turn()
            self._turns_without_store = 0
        except StoreUnavailable:
            self._turns_without_store += 1
            if self._turns_without_store >= _TURNS_WITHOUT_STORE:
                self._go_on_alone()
        except Exception:  # noqa: BLE001 - subscriptions must go on
            _log.exception("A fault in polling for the fleet; this gateway polls for itself meanwhile.")
            self._stands_back_until = self._poller.now() + SECONDS
            self._go_on_alone()
            # Those that it should have told must not wait for it.
            await self._let_go()

    async def _let_go(self) -> None:
        if await self._lease.release():
            self._released(self.place)

    async def _turn(self) -> None:
        if not self._store.is_up:
            raise StoreUnavailable
        if self._is_alone:
            # What was told before may be older than what was seen here meanwhile.
            self._receiver.since = await server_clock.now(self._store, PolledState)
            # The one that asks then tells all of it anew.
            for topic in self._poller.topics.values():
                self._join(topic)
        await self._tell_interest()
        is_held = await self._hold()
        self._is_alone = False
        fence = self._lease.fence if is_held else None
        is_new, self._fence = fence != self._fence, fence
        if fence is None:
            if is_new:
                self._publisher.rest()
                self._receiver.begin_anew()
            await self._receiver.receive()
            return
        self._receiver.rest()
        if is_new:
            self._publisher.begin_anew()
            self._poller.hurry()
        self._publisher.welcome(
            await polled_states.interests_of_others(self._store, self.place, self._holder)
        )
        await self._publisher.publish(fence)

    async def _hold(self) -> bool:
        # Most turns are of gateways that another polls for, and they write nothing.
        if not self._lease.is_held and await self._lease.is_elsewhere():
            return False
        return await self._lease.hold()

    def _go_on_alone(self) -> None:
        if not self._is_alone:
            self._is_alone = True
            # Whatever it is next, it begins anew.
            self._fence = _NO_FENCE
            self._publisher.rest()
            self._poller.hurry()

    async def _tell_interest(self) -> None:
        followed = {
            key.encoded() for key, topic in self._poller.topics.items() if topic.has_local_subscribers
        }
        self._joins = {text: self._joins.get(text, 0) for text in followed}
        joins = dict(self._joins)
        now = self._poller.now()
        # Whoever asks knows its own interest; it is told for the time after.
        is_due = now - self._told_at >= RENEWED_SECONDS
        if is_due or (not self._lease.is_held and joins != self._told_joins):
            await polled_states.tell_interest(self._store, self.place, self._holder, joins)
            self._told_joins, self._told_at = joins, now
