"""One poller's part in the fleet: it asks for all gateways under a lease, or is told what another one sees."""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from models.documents.lease import Lease
from models.documents.polled import PolledState, PollInterest
from models.errors import MeetgraphError, SealBroken, StoreUnavailable
from models.ids import Key, decode
from polling.poller import Poller
from polling.state_codec import decoded, encoded
from polling.subscriber import Subscriber
from polling.topic import Topic
from store import leases, polled_states, server_clock
from store.leases import RENEWED_SECONDS, SECONDS
from store.store import Store

_LOOKED_EVERY_SECONDS = 1.0
# What happens at about the same time is carried together.
_GATHERED_SECONDS = 0.02
# A lease that could not be renewed is given up so long before its end.
_MARGIN_SECONDS = 3.0

_log = logging.getLogger(__name__)


class _RemoteSubscribers(Subscriber):
    """Stands for the subscribers of the other gateways: what is put to it is published."""

    is_local = False

    def __init__(self, share: "FleetShare") -> None:
        super().__init__()
        self._share = share

    def notify(self, key: Key) -> None:
        self._share.to_publish.setdefault(key)
        self._share.wake.set()

    def fail(self, fault: BaseException) -> None:
        self._share.welcomed.clear()


class FleetShare:
    """One poller's part: it asks for all while it holds the lease, for itself while MongoDB is away, else not at all.

    Attributes:
        wake: set where there is something to do.
        to_publish: of which objects there is news for the other gateways.
        welcomed: what the other gateways have said that they follow, and how often.
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
        self._released = released
        self.place = place
        self.wake = asyncio.Event()
        self.to_publish: dict[Key, None] = {}
        self.welcomed: dict[tuple[str, str], int] = {}
        self._to_confirm: dict[Key, None] = {}
        self._poller = poller
        self._tenant = tenant
        self._store = store
        self._now = now
        # Another one of this gateway may begin before this one has let go.
        self._holder = secrets.token_hex(8)
        self._remote = _RemoteSubscribers(self)
        self._joins: Counter[str] = Counter()
        self._told_joins: dict[str, int] = {}
        self._told_at = 0.0
        self._lease: Lease | None = None
        self._taken_at = 0.0
        # It rises for ever: who takes a lease again in time has the fence of before.
        self._number = 0
        self._is_alone = False
        self._is_told = False
        self._since: datetime | None = None
        self._news: set[str] = set()

    @property
    def may_ask(self) -> bool:
        """Whether the vendor may be asked from here."""
        return self._is_alone or self._leads

    @property
    def _leads(self) -> bool:
        return self._lease is not None and self._poller.now() - self._taken_at < SECONDS - _MARGIN_SECONDS

    def awaited(self, key: Key) -> None:
        """Notes that somebody wants the present state of an object."""
        self._joins[key.encoded()] += 1
        self.wake.set()

    def answered(self, topics: Iterable[Topic[Any]]) -> None:
        """Notes that the vendor has been asked: those who follow at other gateways may come and see when."""
        for topic in topics:
            if self._remote in topic.subscribers:
                self._to_confirm[topic.key] = None
                self.wake.set()

    def told(self, part: str) -> None:
        """Notes that another gateway has told a state, or what it follows."""
        if part != self._holder:
            self._news.add(part)
            self.wake.set()

    def missed(self) -> None:
        """Notes that something may have been told without being heard."""
        self._news.update(key.encoded() for key in self._poller.topics)
        self.wake.set()

    async def run(self) -> None:
        """Takes part until it is cancelled; then lets another go on."""
        try:
            while True:
                self.wake.clear()
                try:
                    await self._turn()
                except StoreUnavailable:
                    self._go_on_alone()
                except Exception:  # noqa: BLE001 - subscriptions must go on
                    _log.exception("A fault in polling for the fleet.")
                    self._go_on_alone()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOKED_EVERY_SECONDS):
                        await self.wake.wait()
                        await asyncio.sleep(_GATHERED_SECONDS)
        finally:
            with suppress(MeetgraphError):
                await polled_states.withdraw_interest(self._store, self.place, self._holder)
                if self._lease is not None:
                    await leases.release(self._store, self._lease)
                    self._released(self.place)

    async def _turn(self) -> None:
        if not self._store.is_up:
            raise StoreUnavailable
        if self._is_alone:
            # What was told before may be older than what was seen here meanwhile.
            self._since = await server_clock.now(self._store, PolledState)
            # The one that asks then tells all of it anew.
            self._joins.update(key.encoded() for key in self._poller.topics)
        await self._tell_interest()
        await self._take_or_renew()
        self._is_alone = False
        if self._leads:
            self._is_told = False
            self._news.clear()
            self._welcome(await polled_states.interests_of_others(self._store, self.place, self._holder))
            await self._publish()
        else:
            await self._follow()

    def _go_on_alone(self) -> None:
        if not self._is_alone:
            self._is_alone, self._lease = True, None
            self._poller.hurry()

    async def _tell_interest(self) -> None:
        followed = {key.encoded() for key, topic in self._poller.topics.items() if self._is_ours(topic)}
        joins = {text: self._joins[text] for text in followed}
        now = self._poller.now()
        # Whoever asks knows its own interest; it is told for the time after.
        is_due = now - self._told_at >= RENEWED_SECONDS
        if is_due or (not self._leads and joins != self._told_joins):
            await polled_states.tell_interest(self._store, self.place, self._holder, joins)
            self._told_joins, self._told_at = joins, now

    def _is_ours(self, topic: Topic[Any]) -> bool:
        return any(subscriber.is_local for subscriber in topic.subscribers)

    async def _take_or_renew(self) -> None:
        name, now = f"watch:{self.place}", self._poller.now()
        if self._leads and now - self._taken_at < RENEWED_SECONDS:
            return
        if not self._leads and await leases.held_by_others(self._store, [name], self._holder):
            self._lease = None
            return
        led = self._leads
        self._lease = await leases.take(self._store, name, self._holder)
        self._taken_at = now
        if self._lease is not None and not led:
            self.welcomed.clear()
            self._poller.hurry()

    def _welcome(self, interests: Sequence[PollInterest]) -> None:
        awaited = {(each.holder, text): n for each in interests for text, n in each.joins.items()}
        for (holder, text), n in awaited.items():
            if self.welcomed.get((holder, text)) != n:
                with suppress(MeetgraphError):
                    self._poller.topic(decode(text, self._tenant)).subscribe(self._remote)
        self.welcomed = awaited
        followed = {text for _, text in awaited}
        for topic in list(self._poller.topics.values()):
            if self._remote in topic.subscribers and topic.key.encoded() not in followed:
                topic.subscribers.discard(self._remote)
                if not topic.subscribers:
                    for task in self._poller.drop(topic):
                        task.cancel()

    async def _publish(self) -> None:
        news, confirmed = self.to_publish, self._to_confirm
        self.to_publish, self._to_confirm = {}, {}
        if not self._leads or self._lease is None:
            return
        states: list[tuple[str, int, int, bytes | None, datetime]] = []
        for key in {**confirmed, **news}:
            topic = self._poller.topics.get(key)
            if topic is None or not topic.is_known:
                continue
            sealed = None
            if key in news:
                self._number += 1
                sealed = self._store.vault.seal(encoded(topic.state))
            as_of = getattr(topic.state, "as_of", None) or self._now()
            id = polled_states.id_of(self.place, key.encoded())
            states.append((id, self._lease.fence, self._number, sealed, as_of))
        try:
            await polled_states.publish(self._store, states)
        except StoreUnavailable:
            self.to_publish = news | self.to_publish
            raise

    async def _follow(self) -> None:
        if not self._is_told:
            self._is_told = True
            self.missed()
        self.to_publish.clear()
        self._to_confirm.clear()
        news, self._news = self._news, set()
        topics = {
            polled_states.id_of(self.place, key.encoded()): topic
            for key, topic in self._poller.topics.items()
            if topic.waits or key.encoded() in news
        }
        for found in await polled_states.states(self._store, list(topics), self._since):
            try:
                state = decoded(self._store.vault.unseal(found.sealed))
            except (SealBroken, KeyError, TypeError, ValueError):
                _log.warning("A state that another gateway has told cannot be read.")
                continue
            topics[found.id].adopt(state, (found.fence, found.number), found.as_of)
