"""Decides for one poller whether it polls for all gateways, receives states from another one, or polls for itself."""

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

# Changes within this time are sent together.
_GATHERED_SECONDS = 0.02
# After so many turns without MongoDB a gateway polls for itself; a short outage must not make all of them poll.
_TURNS_WITHOUT_STORE = 2
_ALONE = "alone"
# The fence of no lease; leases have fences from 1.
_NO_FENCE = 0

_log = logging.getLogger(__name__)


class FleetShare:
    """The share of one poller: it polls for all while it holds the lease, and for itself while MongoDB is unavailable.

    Attributes:
        place: subject and account; the gateways share the states of one place.
        wake: set when there is something to do.
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
        # A later share of this gateway may begin before this one has released the lease.
        self._holder = secrets.token_hex(8)
        self._lease = PollingLease(store, f"watch:{place}", self._holder, poller.now)
        self._publisher = Publisher(poller, place, tenant, store, now, self.wake)
        self._receiver = Receiver(poller, place, store)
        # The number of the latest subscriber; it never decreases, so that each new one is noticed.
        self._joined = 0
        self._joins: dict[str, int] = {}
        self._told_joins: dict[str, int] = {}
        self._told_at = 0.0
        self._is_alone = False
        self._turns_without_store = _TURNS_WITHOUT_STORE - 1
        self._stands_back_until = 0.0
        # The fence under which it publishes; None while it receives.
        self._fence: int | None = _NO_FENCE

    def term(self, topic: Topic[Any]) -> Hashable:
        """The lease under which this gateway polls an object; None if another gateway polls it."""
        if self._is_alone:
            return _ALONE
        if (fence := self._lease.fence) is not None:
            return fence
        return _ALONE if topic.key in self._receiver.polled_here else None

    def awaited(self, topic: Topic[Any]) -> None:
        """Notes that a subscriber waits for the present state of an object."""
        self._join(topic)
        self.wake.set()

    def _join(self, topic: Topic[Any]) -> None:
        self._joined += 1
        self._joins[topic.key.encoded()] = self._joined

    def answered(self, topics: Iterable[Topic[Any]]) -> None:
        """Notes that objects were polled."""
        self._publisher.answered(topics)

    def failed(self, topics: Iterable[Topic[Any]]) -> None:
        """Notes that polling objects ended in an internal error."""
        self._publisher.failed(topics)

    def told(self, part: str) -> None:
        """Notes that another gateway has published a state, or its interests."""
        if part != self._holder:
            self._receiver.told(part)
            self.wake.set()

    def missed(self) -> None:
        """Notes that changes may have been missed."""
        self._receiver.missed()
        self.wake.set()

    async def run(self) -> None:
        """Polls or receives until it is cancelled; then releases the lease."""
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
            # The other gateways must not wait for this one.
            await self._let_go()

    async def _let_go(self) -> None:
        if await self._lease.release():
            self._released(self.place)

    async def _turn(self) -> None:
        if not self._store.is_up:
            raise StoreUnavailable
        if self._is_alone:
            # States from before may be older than what this gateway has polled meanwhile.
            self._receiver.since = await server_clock.now(self._store, PolledState)
            # The gateway with the lease then publishes all of them again.
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
        # Most turns are of gateways without the lease; they write nothing.
        if not self._lease.is_held and await self._lease.is_elsewhere():
            return False
        return await self._lease.hold()

    def _go_on_alone(self) -> None:
        if not self._is_alone:
            self._is_alone = True
            # It starts afresh, with or without the lease.
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
        # The gateway with the lease knows its own interests; they are stored for its successor.
        is_due = now - self._told_at >= RENEWED_SECONDS
        if is_due or (not self._lease.is_held and joins != self._told_joins):
            await polled_states.tell_interest(self._store, self.place, self._holder, joins)
            self._told_joins, self._told_at = joins, now
