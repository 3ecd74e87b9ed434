"""One polled object: its latest state, its subscribers, and which changes they are notified of."""

import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

from models.dating import dated
from models.errors import VendorError
from models.ids import Key
from polling.pace import Interval
from polling.subscriber import Subscriber

if TYPE_CHECKING:
    from polling.poller import Poller

T = TypeVar("T")

# Single failures are normal; subscribers are notified after so many in a row.
PATIENCE = 3


@dataclass(frozen=True, slots=True)
class Subject(Generic[T]):
    """What is polled and compared for objects of one kind.

    Attributes:
        name: subscriptions with the same name share pollers.
        facts: the values of a state that are compared, by name; one that a poll did not return is left out and keeps
            its previous value.
        is_last: whether a state never changes.
        shows: the attributes that a poll has to return, by which adapters choose the call.
        is_shared: whether one gateway polls for the whole fleet.
    """

    name: str
    facts: Callable[[T], Mapping[str, Any]] = lambda state: {"": state}
    is_last: Callable[[T], bool] = lambda _: False
    shows: frozenset[str] = frozenset()
    is_shared: bool = False


class NotShared:
    """The share of a poller that is not shared with other gateways: it always polls."""

    def term(self, topic: "Topic[Any]") -> Hashable:
        return True

    def awaited(self, topic: "Topic[Any]") -> None:
        pass

    def answered(self, topics: "Iterable[Topic[Any]]") -> None:
        pass

    def failed(self, topics: "Iterable[Topic[Any]]") -> None:
        pass


class Share(Protocol):
    """A poller's share in the polling of the fleet."""

    def term(self, topic: "Topic[Any]") -> Hashable:
        """The lease under which an object is polled; None if another gateway polls it.

        The result of a poll that began under another lease is discarded: another gateway may have a newer state.
        """

    def awaited(self, topic: "Topic[Any]") -> None:
        """Notes that a subscriber waits for the present state of an object."""

    def answered(self, topics: "Iterable[Topic[Any]]") -> None:
        """Notes that objects were polled."""

    def failed(self, topics: "Iterable[Topic[Any]]") -> None:
        """Notes that polling objects ended in an internal error."""


class Topic(Generic[T]):
    """One polled object: its latest state, when it is polled next, and its subscribers.

    Attributes:
        asked: whether it is being polled.
        due_at: when it is polled next, in the loop's time.
        answered_at: when it was polled last.
        made_at: when the first subscriber came.
    """

    def __init__(self, key: Key, poller: "Poller[T]", subject: Subject[T]) -> None:
        self.key = key
        self.poller = poller
        self.subscribers: set[Subscriber] = set()
        self.state: T | VendorError | None = None
        self.asked = False
        self.due_at = -math.inf
        self.answered_at = -math.inf
        self.made_at = poller.now()
        self._interval = Interval(poller.pace)
        self.failures = 0
        self._subject = subject
        self.is_known = False
        # The version of the latest state from another gateway.
        self._version = (0, 0)
        self._facts: dict[str, Any] = {}
        # Subscribers that came when the state was old: they are notified of the next one, changed or not.
        self._awaiting: set[Subscriber] = set()

    @property
    def is_over(self) -> bool:
        """Whether the latest state is the last one."""
        if not self.is_known or isinstance(self.state, VendorError):
            return False
        return self.state is None or self._subject.is_last(self.state)

    @property
    def waits(self) -> bool:
        """Whether a subscriber waits for the present state."""
        return bool(self._awaiting)

    @property
    def has_local_subscribers(self) -> bool:
        """Whether it has a subscriber at this gateway."""
        return any(subscriber.is_local for subscriber in self.subscribers)

    @property
    def known(self) -> T | None:
        return None if isinstance(self.state, VendorError) else self.state

    def subscribe(self, subscriber: Subscriber) -> None:
        """Adds a subscriber, which is notified of the present state, no older than a tick, and then of changes."""
        self.subscribers.add(subscriber)
        if self.is_over or self.poller.now() - self.answered_at < self.poller.pace.tick:
            subscriber.notify(self.key)
        else:
            self._awaiting.add(subscriber)
            self.due_at = -math.inf
            self.poller.share.awaited(self)
            self.poller.hurry()

    def answer(self, outcome: T | VendorError | None, at: float) -> None:
        """Takes the result of a poll; objects that were polled together stay in step."""
        self.answered_at = at
        self._interval.asked(at)
        if self._learn(outcome):
            self._interval.changed(at)
        self.due_at = at + self._interval.seconds
        self._notify_awaiting()

    def adopt(
        self,
        outcome: T | VendorError | None,
        version: tuple[int, int],
        as_of: datetime,
        *,
        is_later: bool = False,
    ) -> bool:
        """Takes a state from another gateway unless a later one is known, and returns whether it did.

        Args:
            outcome: as `answer` takes it.
            version: the lease's fence, and a number that increases under it.
            as_of: when the vendor last returned this state.
            is_later: whether only a later version counts, because the object was polled here meanwhile.
        """
        if version < self._version or (is_later and version == self._version):
            return False
        self._version = version
        self.answered_at = self.poller.now()
        self.due_at = self.answered_at + self.poller.pace.tick
        # The other gateway has counted the failures.
        self.failures = PATIENCE - 1
        self._learn(dated(outcome, as_of))
        self._notify_awaiting()
        return True

    def _notify_awaiting(self) -> None:
        for subscriber in self._awaiting & self.subscribers:
            subscriber.notify(self.key)
        self._awaiting.clear()

    def _learn(self, outcome: object) -> bool:
        """Takes a state or an error, notifies the subscribers of a change, and returns whether it was one."""
        if self.is_over:
            # The last state remains: its subscribers may not have received it yet.
            return False
        if isinstance(outcome, VendorError):
            self.failures += 1
            is_news = not isinstance(self.state, VendorError) and (
                not self.is_known or self.failures == PATIENCE
            )
            if not is_news:
                return False
            self.state = outcome
        else:
            self.failures = 0
            state = cast("T | None", outcome)
            is_news = self._differs(state)
            self.state = state
            if not is_news:
                return False
        self.is_known = True
        for subscriber in self.subscribers:
            subscriber.notify(self.key)
        return True

    def _differs(self, state: T | None) -> bool:
        if state is None:
            return True
        facts = self._subject.facts(state)
        is_first = not self.is_known or isinstance(self.state, VendorError)
        is_other = any(self._facts.get(name, value) != value for name, value in facts.items())
        self._facts |= facts
        return is_first or is_other
