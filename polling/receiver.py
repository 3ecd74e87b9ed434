"""Receives the states that another gateway has polled, and polls itself if none arrive."""

import logging
from datetime import datetime
from typing import Any

from models.errors import DecryptionFailed
from models.ids import Key
from polling.poller import Poller
from polling.state_codec import decoded
from polling.topic import Topic
from store import polled_states
from store.leases import SECONDS
from store.store import Store

# The longest poll, if no time limit is configured.
_QUESTION_SECONDS = 10.0

_log = logging.getLogger(__name__)


class Receiver:
    """Receives the states of one poller's topics.

    Attributes:
        polled_here: what this gateway polls itself, because the one that polls for all does not share it.
        since: states that were published before are ignored; by the database's clock.

    Args:
        poller: has the topics.
        place: subject and account.
        store: where they are published.
    """

    def __init__(self, poller: Poller[Any], place: str, store: Store) -> None:
        self.polled_here: set[Key] = set()
        self.since: datetime | None = None
        self._poller = poller
        self._place = place
        self._store = store
        self._news: set[str] = set()
        # When each state was last written, by the database's clock, and when that was received, by this process' clock.
        self._heard: dict[Key, tuple[datetime, float]] = {}
        self._began_at = poller.now()

    @property
    def _patience(self) -> float:
        """The longest time without a confirmation; longer than the takeover from a gateway that was killed."""
        return self._poller.pace.slowest + (self._poller.seconds or _QUESTION_SECONDS) + SECONDS

    def told(self, id: str) -> None:
        """Notes that another gateway has published a state."""
        self._news.add(id)

    def missed(self) -> None:
        """Notes that published states may have been missed."""
        self._news.update(key.encoded() for key in self._poller.topics)

    def begin_anew(self) -> None:
        """Reads everything again: from now on another gateway polls."""
        self.polled_here.clear()
        self._began_at = self._poller.now()
        self.missed()

    def rest(self) -> None:
        """Stops receiving: this gateway polls."""
        self.polled_here.clear()
        self._news.clear()

    async def receive(self) -> None:
        """Reads changed states, and those that a subscriber waits for.

        Raises:
            StoreUnavailable: MongoDB is unavailable.
        """
        news, self._news = self._news, set()
        self.polled_here &= self._poller.topics.keys()
        self._heard = {key: heard for key, heard in self._heard.items() if key in self._poller.topics}
        silent_since = self._poller.now() - self._patience / 2
        topics = {
            polled_states.id_of(self._place, key.encoded()): topic
            for key, topic in self._poller.topics.items()
            if topic.waits or key.encoded() in news or self._heard_at(topic) < silent_since
        }
        try:
            found = await polled_states.states(self._store, list(topics), self.since)
        except BaseException:
            self._news |= news
            raise
        for each in found:
            topic = topics[each.id]
            if self._heard.get(topic.key, (None, 0.0))[0] != each.saved_at:
                self._heard[topic.key] = each.saved_at, self._poller.now()
            try:
                state = decoded(self._store.vault.decrypt(each.sealed))
            except (DecryptionFailed, KeyError, TypeError, ValueError):
                self._poll_here(topic, "cannot be read")
                continue
            if topic.adopt(
                state, (each.fence, each.number), each.as_of, is_later=topic.key in self.polled_here
            ):
                self.polled_here.discard(topic.key)
        for topic in topics.values():
            if self._heard_at(topic) < self._poller.now() - self._patience:
                self._poll_here(topic, "is not confirmed")

    def _heard_at(self, topic: Topic[Any]) -> float:
        if topic.is_over:
            return self._poller.now()
        _, heard_at = self._heard.get(topic.key, (None, topic.made_at))
        return max(heard_at, topic.made_at, self._began_at)

    def _poll_here(self, topic: Topic[Any], why: str) -> None:
        if topic.key not in self.polled_here:
            _log.warning(
                "A state of %s that another gateway polls %s; it is polled here, too.", self._place, why
            )
            self.polled_here.add(topic.key)
            topic.due_at = self._poller.now()
            self._poller.hurry()
