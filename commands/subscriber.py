"""The queue of one subscriber: the latest state of each command that it has not received yet."""

import asyncio
import time
from collections.abc import Callable, Iterator

from models.command import Command
from models.documents.command import CommandRecord
from models.errors import FellBehind, MeetgraphError

# A subscriber that reads within this time receives every step; a slower one receives each command's latest state.
PROMPT_SECONDS = 1.0
STANDSTILL_SECONDS = 10.0


class CommandSubscriber:
    """The queue of one subscriber.

    Attributes:
        reread: whether the present state must be read again, because events may have been missed.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.reread = True
        self._clock = clock
        self._waiting: dict[str, tuple[float, CommandRecord]] = {}
        self._told: dict[str, int] = {}
        self._something = asyncio.Event()
        self._fault: MeetgraphError | None = None

    def put(self, record: CommandRecord, *, is_new: bool = False) -> None:
        """Adds a command's state, and replaces an older one.

        Args:
            record: the command.
            is_new: whether it was accepted after the subscription began, so that all of its steps are new.
        """
        if is_new or len(record.history) == 1:
            self._told.setdefault(record.id, 0)
        at, before = self._waiting.get(record.id, (self._clock(), None))
        if before is None or before.version < record.version:
            self._waiting[record.id] = (at, record)
            self._something.set()

    def miss(self) -> None:
        """Records that events may have been missed."""
        self.reread = True
        self._something.set()

    def fail(self, fault: MeetgraphError) -> None:
        """Ends the subscription with an error."""
        self._fault = fault
        self._something.set()

    def begin_anew(self) -> None:
        """Measures the subscriber's delay from now on."""
        now = self._clock()
        self._waiting = {id: (now, record) for id, (_, record) in self._waiting.items()}

    async def wait(self, seconds: float | None) -> bool:
        """Waits until there are events, or the state must be read again; False if nothing came in time."""
        try:
            async with asyncio.timeout(seconds):
                await self._something.wait()
        except TimeoutError:
            return False
        return True

    def take(self) -> Iterator[Command]:
        """The events for the subscriber, each command's steps in their order.

        Raises:
            FellBehind: it has not read for so long that it must subscribe again.
            MeetgraphError: the subscription was ended.
        """
        if self._fault is not None:
            raise self._fault
        while self._waiting:
            id = next(iter(self._waiting))
            at, record = self._waiting.pop(id)
            waited = self._clock() - at
            if waited >= STANDSTILL_SECONDS:
                self._waiting.clear()
                raise FellBehind
            known, steps = self._told.get(id), len(record.history)
            self._told[id] = steps
            # First the present state, then every step, unless the subscriber is slow.
            first = steps if known is None or waited > PROMPT_SECONDS else known + 1
            if known is None or known < steps:
                for step in range(first, steps + 1):
                    yield record.command(steps=step)
        if not self.reread:
            self._something.clear()
