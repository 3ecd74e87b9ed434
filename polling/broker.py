"""Shares one poller per object and account among all subscribers of this process."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from typing import Any, TypeVar

from models.account import Account
from models.errors import MeetgraphError, VendorError
from models.ids import Key
from polling.fleet import Fleet
from polling.pace import SUBSCRIPTIONS, Pace
from polling.poller import Poller, Read
from polling.subscriber import Subscriber
from polling.topic import Subject, Topic
from runtime.background_tasks import BackgroundTasks

T = TypeVar("T")


class Broker:
    """Subscribes many clients to many objects, and polls each vendor for all of them together.

    Args:
        pace: how often a vendor is polled.
        seconds: the time limit of one poll; None for no limit.
        fleet: shares polled states with the other gateways; None if this gateway is the only one.
    """

    def __init__(
        self, pace: Pace | None = None, seconds: float | None = None, fleet: Fleet | None = None
    ) -> None:
        self._pace = pace or SUBSCRIPTIONS
        self._seconds = seconds
        self._fleet = fleet
        self._pollers: dict[tuple[str, Account], Poller[Any]] = {}
        self._tasks = BackgroundTasks("polling")

    @property
    def subscribed(self) -> frozenset[Key]:
        """The objects with subscribers."""
        return frozenset(key for poller in self._pollers.values() for key in poller.topics)

    async def subscribe(
        self, subject: Subject[T], keys: Iterable[Key], read: Read[T]
    ) -> AsyncGenerator[tuple[Key, T | VendorError | None], None]:
        """Yields the present state of each object, and then each changed state.

        Objects are yielded in the order of their changes; a slow subscriber receives only the latest state of each.
        A vendor that fails is polled further. Its error is yielded if there is no state yet, and once after three
        failures in a row; the next state is always yielded. None, for an object that does not exist or was deleted,
        is the last item of the object, and so is a state that never changes.

        Args:
            subject: what is polled of the objects.
            keys: the objects, without duplicates.
            read: reads some of them from the vendor, in an operation scope of its own; is given their latest states.
        """
        subscriber = Subscriber()
        topics = {key: self._topic(subject, key, read) for key in dict.fromkeys(keys)}
        for topic in topics.values():
            topic.subscribe(subscriber)
        try:
            while topics:
                key = await subscriber.next()
                state = topics[key].state
                if state is None or topics[key].is_over:
                    await self._leave(subscriber, (topics.pop(key),))
                yield key, state
        finally:
            await self._leave(subscriber, topics.values())

    def end(self, account: Account, error: MeetgraphError) -> None:
        """Ends the subscriptions to an account's objects with an error; used when the account is removed."""
        for (_, of), poller in self._pollers.items():
            if of == account:
                poller.end(error)

    async def aclose(self) -> None:
        """Ends all polling."""
        await self._tasks.aclose()
        if self._fleet is not None:
            await self._fleet.aclose()

    def _topic(self, subject: Subject[T], key: Key, read: Read[T]) -> "Topic[T]":
        place = subject.name, key.account
        poller = self._pollers.get(place)
        if poller is None:
            poller = self._pollers[place] = Poller(subject, read, self._pace, self._seconds, self._tasks)
            if self._fleet is not None and subject.is_shared:
                self._fleet.join(poller, *place)
        return poller.topic(key)

    async def _leave(self, subscriber: "Subscriber", topics: "Iterable[Topic[Any]]") -> None:
        ending: list[asyncio.Task[None]] = []
        for topic in topics:
            topic.subscribers.discard(subscriber)
            if not topic.subscribers:
                ending += topic.poller.drop(topic)
        for place, poller in list(self._pollers.items()):
            if not poller.is_wanted:
                del self._pollers[place]
                ending += [poller.task, *poller.questions]
                if self._fleet is not None:
                    self._fleet.leave(poller)
        for task in ending:
            task.cancel()
        if ending:
            await asyncio.wait(ending)
