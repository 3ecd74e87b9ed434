"""The part of the gateway that polls for all: it takes in what the others follow, and publishes what it sees."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from models.documents.polled import PollInterest
from models.errors import MeetgraphError, StoreUnavailable
from models.ids import Key, decode
from polling.poller import Poller
from polling.state_codec import NOT_SHARED, encoded
from polling.subscriber import Subscriber
from polling.topic import Topic
from store import polled_states
from store.store import Store

# MongoDB takes no document of 16 MiB, and refuses the others with it.
_MOST_BYTES = 8 * 2**20

_log = logging.getLogger(__name__)


class _RemoteSubscribers(Subscriber):
    """Stands for the subscribers of the other gateways: what it is notified of is published."""

    is_local = False

    def __init__(self, publisher: "Publisher") -> None:
        super().__init__()
        self._publisher = publisher

    def notify(self, key: Key) -> None:
        self._publisher.notify(key)

    def fail(self, fault: BaseException) -> None:
        """The publisher is told of the topics by `failed`."""


class Publisher:
    """Publishes the topics of one poller.

    Args:
        poller: asks the vendor.
        place: subject and account.
        tenant: whose ids the other gateways name.
        store: where to publish.
        now: tells aware UTC time.
        wake: set where there is something to publish.
    """

    def __init__(
        self,
        poller: Poller[Any],
        place: str,
        tenant: str,
        store: Store,
        now: Callable[[], datetime],
        wake: asyncio.Event,
    ) -> None:
        self._poller = poller
        self._place = place
        self._tenant = tenant
        self._store = store
        self._now = now
        self._wake = wake
        self._remote = _RemoteSubscribers(self)
        # What the other gateways have said that they follow, and the number of the last who joined there.
        self._interests: dict[tuple[str, str], int] = {}
        self._to_publish: dict[Key, None] = {}
        self._to_confirm: dict[Key, None] = {}
        # What the others have to ask about themselves.
        self._not_shared: dict[Key, None] = {}
        # It rises for ever: who takes a lease again in time has the fence of before.
        self._number = 0

    def notify(self, key: Key) -> None:
        """Notes news of an object that other gateways follow."""
        self._to_publish.setdefault(key)
        self._wake.set()

    def answered(self, topics: Iterable[Topic[Any]]) -> None:
        """Notes that the vendor has been asked: those who follow at other gateways may come and see when."""
        for topic in topics:
            if self._remote in topic.subscribers:
                self._to_confirm[topic.key] = None
                self._wake.set()

    def failed(self, topics: Iterable[Topic[Any]]) -> None:
        """Notes that a fault of ours kept objects from being asked about: the other gateways have to ask themselves."""
        for topic in topics:
            if self._remote in topic.subscribers:
                self._not_shared[topic.key] = None
                self._wake.set()

    def begin_anew(self) -> None:
        """Has everything published again, as under a new lease."""
        self._interests.clear()

    def rest(self) -> None:
        """Publishes nothing, and has nothing asked for the other gateways."""
        for topic in list(self._poller.topics.values()):
            if self._remote in topic.subscribers:
                self._leave(topic)
        for waiting in (self._to_publish, self._to_confirm, self._not_shared):
            waiting.clear()

    def welcome(self, interests: Sequence[PollInterest]) -> None:
        """Has the poller ask about what the other gateways follow now."""
        joined = {(each.holder, text): n for each in interests for text, n in each.joins.items()}
        for (holder, text), n in joined.items():
            if self._interests.get((holder, text)) != n:
                with suppress(MeetgraphError):
                    self._poller.topic(decode(text, self._tenant)).subscribe(self._remote)
        self._interests = joined
        followed = {text for _, text in joined}
        for topic in list(self._poller.topics.values()):
            if self._remote in topic.subscribers and topic.key.encoded() not in followed:
                self._leave(topic)

    async def publish(self, fence: int) -> None:
        """Publishes what is new, and confirms what is as before.

        Args:
            fence: of the lease under which it was seen.

        Raises:
            StoreUnavailable: MongoDB is away; it is published later.
        """
        news, confirmed, unshared = self._to_publish, self._to_confirm, self._not_shared
        self._to_publish, self._to_confirm, self._not_shared = {}, {}, {}
        try:
            states = [
                state
                for key in {**confirmed, **news, **unshared}
                if (state := self._state(key, fence, is_news=key in news, is_shared=key not in unshared))
            ]
            await polled_states.publish(self._store, states)
        except StoreUnavailable:
            self._to_publish = news | self._to_publish
            self._not_shared = unshared | self._not_shared
            raise

    def _state(
        self, key: Key, fence: int, *, is_news: bool, is_shared: bool
    ) -> tuple[str, int, int, bytes | None, datetime] | None:
        topic = self._poller.topics.get(key)
        sealed, as_of = None, self._now()
        if not is_shared:
            sealed = self._store.vault.encrypt(NOT_SHARED)
        elif topic is None or not topic.is_known:
            return None
        else:
            as_of = getattr(topic.state, "as_of", None) or as_of
            if is_news:
                sealed = self._sealed(topic)
        if sealed is not None:
            self._number += 1
        return polled_states.id_of(self._place, key.encoded()), fence, self._number, sealed, as_of

    def _sealed(self, topic: Topic[Any]) -> bytes:
        """The topic's state, encrypted; where it cannot be encoded, the word that the others have to ask themselves."""
        try:
            sealed = self._store.vault.encrypt(encoded(topic.state))
            if len(sealed) > _MOST_BYTES:
                raise ValueError("too long")
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one state must not cost the others
            # Neither its words nor the state's: both may quote what a vendor has told.
            _log.error(
                "A state of %s cannot be shared with other gateways: %s in %s.",
                self._place,
                type(error).__name__,
                type(topic.state).__name__,
            )
            self._leave(topic)
            return self._store.vault.encrypt(NOT_SHARED)
        return sealed

    def _leave(self, topic: Topic[Any]) -> None:
        topic.subscribers.discard(self._remote)
        if not topic.subscribers:
            for task in self._poller.drop(topic):
                task.cancel()
