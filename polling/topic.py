"""One polled object: its latest state, its subscribers, and what of a state is news to them."""

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

# A vendor may stumble; only one that has failed so often in a row makes what is shown doubtful.
PATIENCE = 3


@dataclass(frozen=True, slots=True)
class Subject(Generic[T]):
    """What subscribers follow of objects of one kind.

    Attributes:
        name: whoever gives the same name shares pollers.
        facts: what of a state makes a difference, by name; what a look did not show is left out, and stays as it was.
        is_last: whether a state is one that never changes.
        shows: the names of what a look has to show, so that vendors can choose the call that shows it.
        is_shared: whether one gateway asks for the whole fleet.
    """

    name: str
    facts: Callable[[T], Mapping[str, Any]] = lambda state: {"": state}
    is_last: Callable[[T], bool] = lambda _: False
    shows: frozenset[str] = frozenset()
    is_shared: bool = False


class NotShared:
    """A poller's part where there is no other gateway: it asks its vendor itself."""

    def term(self, topic: "Topic[Any]") -> Hashable:
        return True

    def awaited(self, topic: "Topic[Any]") -> None:
        pass

    def answered(self, topics: "Iterable[Topic[Any]]") -> None:
        pass

    def failed(self, topics: "Iterable[Topic[Any]]") -> None:
        pass


class Share(Protocol):
    """A poller's part in the fleet."""

    def term(self, topic: "Topic[Any]") -> Hashable:
        """Under what right the vendor is asked about an object; None where another gateway asks.

        What was asked under another right than the present one is not used: somebody else may have learnt more by now.
        """

    def awaited(self, topic: "Topic[Any]") -> None:
        """Notes that somebody wants the present state of an object."""

    def answered(self, topics: "Iterable[Topic[Any]]") -> None:
        """Notes that the vendor has been asked about objects."""

    def failed(self, topics: "Iterable[Topic[Any]]") -> None:
        """Notes that a question about objects ended in a fault that is no vendor's."""


class Topic(Generic[T]):
    """One polled object: its latest state, when it is polled next, and its subscribers.

    Attributes:
        asked: whether a question about it is under way.
        due_at: when it is to be asked about, in the loop's time.
        answered_at: when it was.
        made_at: since when somebody follows it.
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
        # Of the last state that another gateway has told.
        self._version = (0, 0)
        self._facts: dict[str, Any] = {}
        # Who has come when the state was old, and is told the next answer whatever it is.
        self._awaiting: set[Subscriber] = set()

    @property
    def is_over(self) -> bool:
        """Whether nothing can follow what is known."""
        if not self.is_known or isinstance(self.state, VendorError):
            return False
        return self.state is None or self._subject.is_last(self.state)

    @property
    def waits(self) -> bool:
        """Whether somebody waits for the present state."""
        return bool(self._awaiting)

    @property
    def has_local_subscribers(self) -> bool:
        """Whether somebody subscribes to it at this gateway."""
        return any(subscriber.is_local for subscriber in self.subscribers)

    @property
    def known(self) -> T | None:
        return None if isinstance(self.state, VendorError) else self.state

    def subscribe(self, subscriber: Subscriber) -> None:
        """Has somebody told the present state, once it is no older than a tick, and then what changes."""
        self.subscribers.add(subscriber)
        if self.is_over or self.poller.now() - self.answered_at < self.poller.pace.tick:
            subscriber.notify(self.key)
        else:
            self._awaiting.add(subscriber)
            self.due_at = -math.inf
            self.poller.share.awaited(self)
            self.poller.hurry()

    def answer(self, outcome: T | VendorError | None, at: float) -> None:
        """Takes over what a question about it has found; things that were asked about together stay in step."""
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
        """Takes over what another gateway has seen, unless something later is known; whether it has.

        Args:
            outcome: as `answer` takes it.
            version: the lease's fence and a number that rises under it.
            as_of: when the vendor was asked for the last time, and said the same.
            is_later: whether only a later version counts, since the object was asked about here meanwhile.
        """
        if version < self._version or (is_later and version == self._version):
            return False
        self._version = version
        self.answered_at = self.poller.now()
        self.due_at = self.answered_at + self.poller.pace.tick
        # The other gateway has counted how often the vendor failed.
        self.failures = PATIENCE - 1
        self._learn(dated(outcome, as_of))
        self._notify_awaiting()
        return True

    def _notify_awaiting(self) -> None:
        for subscriber in self._awaiting & self.subscribers:
            subscriber.notify(self.key)
        self._awaiting.clear()

    def _learn(self, outcome: object) -> bool:
        """Takes a state over, or an error in its place, and tells the subscribers; answers whether it was news."""
        if self.is_over:
            # What is gone stays gone for those who follow it: they may not have been told yet.
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
