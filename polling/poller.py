"""Polls vendors for subscriptions; objects that are due at about the same time share one request."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from contextvars import Context as ContextVars
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar, cast

from models.errors import VendorError, VendorUnreachable
from models.ids import Key
from polling.pace import Interval, Pace
from runtime.background_tasks import BackgroundTasks
from vendors.found import Found
from vendors.operation_scope import operation_scope

T = TypeVar("T")

# A vendor may stumble; only one that has failed so often in a row makes what is shown doubtful.
PATIENCE = 3

Read: TypeAlias = Callable[[Mapping[Key, T | None]], Awaitable[Found[T]]]


@dataclass(frozen=True, slots=True)
class Subject(Generic[T]):
    """What subscribers follow of objects of one kind.

    Attributes:
        name: whoever gives the same name shares pollers.
        facts: what of a state makes a difference, by name; what a look did not show is left out, and stays as it was.
        is_last: whether a state is one that never changes.
        shows: the names of what a look has to show, so that vendors can choose the call that shows it.
    """

    name: str
    facts: Callable[[T], Mapping[str, Any]] = lambda state: {"": state}
    is_last: Callable[[T], bool] = lambda _: False
    shows: frozenset[str] = frozenset()


class Follower:
    """A subscriber: the objects whose news it has not received yet."""

    def __init__(self) -> None:
        self._news: dict[Key, None] = {}
        self._bell = asyncio.Event()
        self._fault: BaseException | None = None

    def put(self, key: Key) -> None:
        """Notes news; a thing of which there is some already keeps its place."""
        self._news.setdefault(key)
        self._bell.set()

    def fail(self, fault: BaseException) -> None:
        """Ends the following with a fault that is no vendor's."""
        self._fault = fault
        self._bell.set()

    async def next(self) -> Key:
        """The thing whose news has waited longest."""
        while not self._news:
            if self._fault is not None:
                raise self._fault
            self._bell.clear()
            await self._bell.wait()
        key = next(iter(self._news))
        del self._news[key]
        return key


class Topic(Generic[T]):
    """One polled object: its latest state, when it is polled next, and its subscribers.

    Attributes:
        asked: whether a question about it is under way.
        due_at: when it is to be asked about, in the loop's time.
        answered_at: when it was.
    """

    def __init__(self, key: Key, poller: "Poller[T]", subject: Subject[T]) -> None:
        self.key = key
        self.poller = poller
        self.followers: set[Follower] = set()
        self.state: T | VendorError | None = None
        self.asked = False
        self.due_at = -math.inf
        self.answered_at = -math.inf
        self._interval = Interval(poller.pace)
        self.failures = 0
        self._subject = subject
        self._is_known = False
        self._facts: dict[str, Any] = {}
        # Who has come when the state was old, and is told the next answer whatever it is.
        self._late: set[Follower] = set()

    @property
    def is_over(self) -> bool:
        """Whether nothing can follow what is known."""
        if not self._is_known or isinstance(self.state, VendorError):
            return False
        return self.state is None or self._subject.is_last(self.state)

    @property
    def known(self) -> T | None:
        return None if isinstance(self.state, VendorError) else self.state

    def join(self, follower: Follower) -> None:
        """Has somebody told the present state, once it is no older than a tick, and then what changes."""
        self.followers.add(follower)
        if self.is_over or self.poller.now() - self.answered_at < self.poller.pace.tick:
            follower.put(self.key)
        else:
            self._late.add(follower)
            self.due_at = -math.inf
            self.poller.hurry()

    def answer(self, outcome: T | VendorError | None, at: float) -> None:
        """Takes over what a question about it has found; things that were asked about together stay in step."""
        self.answered_at = at
        self._interval.asked(at)
        if self._learn(outcome):
            self._interval.changed(at)
        self.due_at = at + self._interval.seconds
        for follower in self._late & self.followers:
            follower.put(self.key)
        self._late.clear()

    def _learn(self, outcome: object) -> bool:
        """Takes a state over, or an error in its place, and tells the followers; answers whether it was news."""
        if self.is_over:
            # What is gone stays gone for those who follow it: they may not have been told yet.
            return False
        if isinstance(outcome, VendorError):
            self.failures += 1
            is_news = not isinstance(self.state, VendorError) and (
                not self._is_known or self.failures == PATIENCE
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
        self._is_known = True
        for follower in self.followers:
            follower.put(self.key)
        return True

    def _differs(self, state: T | None) -> bool:
        if state is None:
            return True
        facts = self._subject.facts(state)
        is_first = not self._is_known or isinstance(self.state, VendorError)
        is_other = any(self._facts.get(name, value) != value for name, value in facts.items())
        self._facts |= facts
        return is_first or is_other


class Poller(Generic[T]):
    """Polls one vendor for all objects of one subject that have subscribers."""

    def __init__(
        self,
        subject: Subject[T],
        read: Read[T],
        pace: Pace,
        seconds: float | None,
        tasks: BackgroundTasks,
    ) -> None:
        self.pace = pace
        self.topics: dict[Key, Topic[T]] = {}
        self._subject = subject
        self._read = read
        self._seconds = seconds
        self._tasks = tasks
        self._hurry = asyncio.Event()
        self._questions: dict[asyncio.Task[None], Sequence[Topic[T]]] = {}
        # In an empty context: the poller outlives the operation that happened to start it.
        self.task = tasks.start(self._poll(), name=subject.name, context=ContextVars())

    def topic(self, key: Key) -> Topic[T]:
        known = self.topics.get(key)
        # What is over is not asked about any more, so whoever comes much later asks anew.
        if known is None or (known.is_over and known.answered_at < self.now() - self.pace.tick):
            known = self.topics[key] = Topic(key, self, self._subject)
        return known

    def drop(self, topic: Topic[T]) -> list["asyncio.Task[None]"]:
        """Follows a thing no longer; gives the questions under way that nobody wants the answer of any more."""
        if self.topics.get(topic.key) is topic:
            del self.topics[topic.key]
        return [task for task, asked in self._questions.items() if not any(each.followers for each in asked)]

    def hurry(self) -> None:
        self._hurry.set()

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _poll(self) -> None:
        while True:
            self._hurry.clear()
            for together in self._due():
                self._begin(together)
            next_at = min(
                (topic.due_at for topic in self.topics.values() if not topic.asked and not topic.is_over),
                default=math.inf,
            )
            with suppress(TimeoutError):
                async with asyncio.timeout_at(None if next_at == math.inf else next_at):
                    await self._hurry.wait()

    def _due(self) -> Iterable[Sequence[Topic[T]]]:
        now = self.now()
        idle = [topic for topic in self.topics.values() if not topic.asked and not topic.is_over]
        if all(topic.due_at > now for topic in idle):
            return ()
        # Whatever is due soon comes along, so that all fall into step.
        due = [
            topic
            for topic in idle
            if topic.due_at <= now
            or (topic.due_at <= now + self.pace.tick and topic.answered_at <= now - self.pace.tick)
        ]
        # One that hangs keeps those that fare well waiting once only.
        well: list[Topic[T]] = []
        ill: list[Topic[T]] = []
        for topic in due:
            (ill if topic.failures else well).append(topic)
        return [together for together in (well, ill) if together]

    def _begin(self, together: Sequence[Topic[T]]) -> None:
        for topic in together:
            topic.asked = True
        # Whoever follows is told of its failure.
        task = self._tasks.start(
            self._question(together), name=self._subject.name, attended=True, context=ContextVars()
        )
        self._questions[task] = together
        task.add_done_callback(self._end)

    async def _question(self, together: Sequence[Topic[T]]) -> None:
        try:
            found = await self._fresh({topic.key: topic.known for topic in together})
        except VendorError as error:
            found = dict.fromkeys((topic.key for topic in together), error)
        at = self.now()
        for topic in together:
            topic.answer(found.get(topic.key), at)

    async def _fresh(self, known: Mapping[Key, T | None]) -> Found[T]:
        with operation_scope(self._seconds) as scope:
            scope.selected = self._subject.shows
            try:
                found = await self._read(known)
            except asyncio.CancelledError:
                scope.abandon()
                raise
        old = next((vendor for vendor, meter in scope.meter.items() if meter.stale is not None), None)
        if old is not None:
            # A stale answer says nothing about the present.
            raise VendorUnreachable(old, "follow what changes")
        return found

    def _end(self, task: "asyncio.Task[None]") -> None:
        together = self._questions.pop(task)
        fault = None if task.cancelled() else task.exception()
        for topic in together:
            topic.asked = False
            if fault is not None:
                # Whoever follows raises it, and whoever comes later asks anew.
                if self.topics.get(topic.key) is topic:
                    del self.topics[topic.key]
                for follower in topic.followers:
                    follower.fail(fault)
        self.hurry()
