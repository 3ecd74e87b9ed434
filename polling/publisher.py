"""Publishes polled states to the other gateways, and polls what their subscribers follow."""

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

# MongoDB refuses a document of 16 MiB, and all others of the same request.
_MOST_BYTES = 8 * 2**20

_log = logging.getLogger(__name__)


class _RemoteSubscribers(Subscriber):
    """Represents the subscribers of the other gateways: what it is notified of is published."""

    is_local = False

    def __init__(self, publisher: "Publisher") -> None:
        super().__init__()
        self._publisher = publisher

    def notify(self, key: Key) -> None:
        self._publisher.notify(key)

    def fail(self, fault: BaseException) -> None:
        """Does nothing: `Publisher.failed` receives the topics."""


class Publisher:
    """Publishes the topics of one poller.

    Args:
        poller: polls the vendor.
        place: subject and account.
        tenant: the tenant of the object ids in the interests.
        store: where to publish.
        now: returns the present time, aware, in UTC.
        wake: set when there is something to publish.
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
        # The interests of the other gateways, each with the number of the latest subscriber there.
        self._interests: dict[tuple[str, str], int] = {}
        self._to_publish: dict[Key, None] = {}
        self._to_confirm: dict[Key, None] = {}
        # What the other gateways have to poll themselves.
        self._not_shared: dict[Key, None] = {}
        # It never decreases: a lease that is taken again before its end keeps its fence.
        self._number = 0

    def notify(self, key: Key) -> None:
        """Notes that an object that other gateways follow has changed."""
        self._to_publish.setdefault(key)
        self._wake.set()

    def answered(self, topics: Iterable[Topic[Any]]) -> None:
        """Notes that objects were polled: the time of the poll is published to the other gateways."""
        for topic in topics:
            if self._remote in topic.subscribers:
                self._to_confirm[topic.key] = None
                self._wake.set()

    def failed(self, topics: Iterable[Topic[Any]]) -> None:
        """Notes that an internal error prevented a poll: the other gateways have to poll these objects themselves."""
        for topic in topics:
            if self._remote in topic.subscribers:
                self._not_shared[topic.key] = None
                self._wake.set()

    def begin_anew(self) -> None:
        """Publishes everything again, as under a new lease."""
        self._interests.clear()

    def rest(self) -> None:
        """Stops publishing, and polling for the other gateways."""
        for topic in list(self._poller.topics.values()):
            if self._remote in topic.subscribers:
                self._leave(topic)
        for waiting in (self._to_publish, self._to_confirm, self._not_shared):
            waiting.clear()

    def welcome(self, interests: Sequence[PollInterest]) -> None:
        """Lets the poller poll what the other gateways follow now."""
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
        """Publishes changed states, and confirms unchanged ones.

        Args:
            fence: of the lease under which they were polled.

        Raises:
            StoreUnavailable: MongoDB is unavailable; they are published later.
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
        """The topic's state, encrypted; if it cannot be encoded, the marker that the others have to poll themselves."""
        try:
            sealed = self._store.vault.encrypt(encoded(topic.state))
            if len(sealed) > _MOST_BYTES:
                raise ValueError("too long")
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one state must not affect the others
            # Without the message and the state: both may contain vendor data.
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
