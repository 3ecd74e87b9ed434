"""The queue of one subscriber: the changed objects whose state it has not received yet."""

import asyncio

from models.ids import Key


class Subscriber:
    """A subscriber, and the changed objects whose state it has not received yet.

    Attributes:
        is_local: whether it subscribes at this gateway.
    """

    is_local = True

    def __init__(self) -> None:
        self._news: dict[Key, None] = {}
        self._bell = asyncio.Event()
        self._fault: BaseException | None = None

    def notify(self, key: Key) -> None:
        """Adds a changed object; one that is in the queue already keeps its position."""
        self._news.setdefault(key)
        self._bell.set()

    def fail(self, fault: BaseException) -> None:
        """Ends the subscription with an error."""
        self._fault = fault
        self._bell.set()

    async def next(self) -> Key:
        """The object that has waited longest."""
        while not self._news:
            if self._fault is not None:
                raise self._fault
            self._bell.clear()
            await self._bell.wait()
        key = next(iter(self._news))
        del self._news[key]
        return key
