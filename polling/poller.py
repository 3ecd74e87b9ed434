"""Polls vendors for subscriptions; objects that are due at about the same time share one request."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from contextvars import Context as ContextVars
from typing import Generic, TypeAlias, TypeVar

from models.errors import MeetgraphError, VendorError, VendorUnreachable
from models.ids import Key
from models.view import plain
from polling.pace import Pace
from polling.topic import NotShared, Share, Subject, Topic
from runtime.background_tasks import BackgroundTasks
from vendors.cooperative import cooperatively
from vendors.operation_scope import operation_scope
from vendors.partial_results import PartialResults

T = TypeVar("T")

Read: TypeAlias = Callable[[Mapping[Key, T | None]], Awaitable[PartialResults[T]]]


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
        self.seconds = seconds
        self._tasks = tasks
        self.share: Share = NotShared()
        self._hurry = asyncio.Event()
        self._questions: dict[asyncio.Task[None], Sequence[Topic[T]]] = {}
        # In an empty context: the poller outlives the operation that happened to start it.
        self.task = tasks.start(self._poll(), name=subject.name, context=ContextVars())
        self.task.add_done_callback(self._stopped)

    def topic(self, key: Key) -> Topic[T]:
        known = self.topics.get(key)
        # An object in its last state is not polled any more, so a much later subscriber starts a new topic.
        if known is None or (known.is_over and known.answered_at < self.now() - self.pace.tick):
            known = self.topics[key] = Topic(key, self, self._subject)
        return known

    def drop(self, topic: Topic[T]) -> list["asyncio.Task[None]"]:
        """Stops polling an object, and returns the running polls that have no subscriber left."""
        if self.topics.get(topic.key) is topic:
            del self.topics[topic.key]
        return [
            task for task, asked in self._questions.items() if not any(each.subscribers for each in asked)
        ]

    @property
    def is_wanted(self) -> bool:
        """Whether there is a subscriber at this gateway; the other gateways then poll for theirs."""
        return any(topic.has_local_subscribers for topic in self.topics.values())

    @property
    def questions(self) -> list["asyncio.Task[None]"]:
        """The running polls."""
        return list(self._questions)

    def hurry(self) -> None:
        self._hurry.set()

    def end(self, error: MeetgraphError) -> None:
        """Ends all subscriptions with an error."""
        self._fail(list(self.topics.values()), error)

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _poll(self) -> None:
        while True:
            self._hurry.clear()
            for together in self._due():
                self._begin(together)
            next_at = min((topic.due_at for topic in self._idle()), default=math.inf)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(None if next_at == math.inf else next_at):
                    await self._hurry.wait()

    def _idle(self) -> list[Topic[T]]:
        """The topics that this gateway may poll and is not polling at the moment."""
        return [
            topic
            for topic in self.topics.values()
            if not topic.asked and not topic.is_over and self.share.term(topic) is not None
        ]

    def _due(self) -> Iterable[Sequence[Topic[T]]]:
        now = self.now()
        idle = self._idle()
        if all(topic.due_at > now for topic in idle):
            return ()
        # Topics that are due soon are included, so that all are polled together.
        due = [
            topic
            for topic in idle
            if topic.due_at <= now
            or (topic.due_at <= now + self.pace.tick and topic.answered_at <= now - self.pace.tick)
        ]
        # An object whose poll hangs delays the others once only.
        well: list[Topic[T]] = []
        ill: list[Topic[T]] = []
        for topic in due:
            (ill if topic.failures else well).append(topic)
        return [together for together in (well, ill) if together]

    def _begin(self, together: Sequence[Topic[T]]) -> None:
        for topic in together:
            topic.asked = True
        # Subscribers receive its failure.
        task = self._tasks.start(
            self._question(together), name=self._subject.name, attended=True, context=ContextVars()
        )
        self._questions[task] = together
        task.add_done_callback(self._end)

    async def _question(self, together: Sequence[Topic[T]]) -> None:
        terms = [self.share.term(topic) for topic in together]
        try:
            found = await self._fresh({topic.key: topic.known for topic in together})
        except VendorError as error:
            found = dict.fromkeys((topic.key for topic in together), error)
        at = self.now()
        # If this process was frozen meanwhile, other gateways may have newer states.
        current = [
            topic
            for topic, term in zip(together, terms, strict=True)
            if term is not None and self.share.term(topic) == term
        ]
        for topic in current:
            topic.answer(found.get(topic.key), at)
        self.share.answered(current)

    async def _fresh(self, known: Mapping[Key, T | None]) -> PartialResults[T]:
        with operation_scope(self.seconds) as scope:
            scope.selected = self._subject.shows
            try:
                found = await self._read(known)
                # States are kept longer than the poll, and other gateways receive them, so none may be a view.
                states = {key: plain(state) async for key, state in cooperatively(found.items())}
            except asyncio.CancelledError:
                scope.abandon()
                raise
        old = next((account for account in scope.meter if scope.is_stale(account)), None)
        if old is not None:
            # A stale answer is not the present state.
            raise VendorUnreachable(old.vendor, "follow what changes")
        return states

    def _end(self, task: "asyncio.Task[None]") -> None:
        together = self._questions.pop(task)
        fault = None if task.cancelled() else task.exception()
        for topic in together:
            topic.asked = False
        if fault is not None:
            self.share.failed(together)
            self._fail(together, fault)
        self.hurry()

    def _stopped(self, task: "asyncio.Task[None]") -> None:
        fault = None if task.cancelled() else task.exception()
        if fault is not None:
            self._fail(list(self.topics.values()), fault)

    def _fail(self, topics: Iterable[Topic[T]], fault: BaseException) -> None:
        """Ends the subscriptions to topics with an error; a later subscriber starts a new poll."""
        for topic in topics:
            if self.topics.get(topic.key) is topic:
                del self.topics[topic.key]
            for subscriber in topic.subscribers:
                subscriber.fail(fault)
