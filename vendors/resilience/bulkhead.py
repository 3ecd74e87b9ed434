"""Bulkhead: limits the concurrent calls of one vendor account, and shares the places among operations."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import takewhile


class Full(Exception):
    """The bulkhead is full: no place is free, and too many calls wait, or the vendor hangs."""


# A vendor that has been silent for so many times the longest of its latest answers gives no sign of life.
_SILENT_FOR = 2.0
# How much of that longest answer is still remembered after each further one.
_REMEMBERED = 0.95
# Seconds between two looks at whether the vendor hangs, at least. A look that is late by as much was held up by this
# process itself, and so may be answers that have come.
_LOOKS_EVERY = 0.05


@dataclass(slots=True, eq=False)
class _Waiter:
    """A call that waits.

    Attributes:
        turn: is done when it has a place, or is told why it gets none.
        since: when it began to wait.
    """

    operation: Hashable
    turn: asyncio.Future[None]
    since: float


class Bulkhead:
    """The places of one account, with a queue for each operation; a free place goes to the next operation in turn.

    While the vendor answers, a call waits for as long as it has. While it hangs, which is when all places are taken and
    none of their calls was answered for longer than its answers usually take, a call waits for `patience`.

    Args:
        places: how many calls may be under way.
        waiting: how many may wait; beyond it, an operation may still add to its own share of so many.
        waiting_of_one: how many of one operation may wait.
        patience: how many seconds a call waits while the vendor hangs.
        silence: the shortest silence in seconds that is taken for hanging.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        places: int,
        waiting: int,
        waiting_of_one: int,
        patience: float,
        silence: float,
        clock: Callable[[], float],
    ) -> None:
        self._places = places
        self._most = waiting
        self._most_of_one = waiting_of_one
        self._patience = patience
        self._shortest_silence = silence
        self._clock = clock
        # Ordered dicts, since both ends and any element in between are taken out at the same small cost.
        self._queues: OrderedDict[Hashable, OrderedDict[_Waiter, None]] = OrderedDict()
        self._usual = 0.0
        self._alive_at = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self.waiting = 0
        self.in_flight = 0

    @property
    def is_hung(self) -> bool:
        """Whether all places are taken, and for too long no call of theirs was answered."""
        return self.in_flight >= self._places and self._silence() >= self._bearable()

    async def enter(self, seconds: float, operation: Hashable) -> None:
        """Takes a place.

        Args:
            seconds: how long the caller has.
            operation: on whose behalf; places go to operations in turn, and within one in order of arrival.

        Raises:
            Full: too many wait, or the vendor hangs.
            TimeoutError: the caller's time is over.
        """
        if self.in_flight < self._places:
            self.in_flight += 1
            if self.in_flight == self._places:
                self._alive_at = self._clock()
            return
        if self._is_crowded(operation):
            raise Full
        waiter = self._queued(operation)
        late = asyncio.get_running_loop().call_later(max(0.0, seconds), self._refuse, waiter, TimeoutError)
        try:
            await waiter.turn
        except asyncio.CancelledError:
            if waiter.turn.cancelled():
                self._withdraw(waiter)
            elif waiter.turn.exception() is None:
                # The place came in the very moment in which the caller went.
                self.leave()
            raise
        finally:
            late.cancel()

    def leave(self, answered_in: float | None = None) -> None:
        """Gives the place back, or on to the operation whose turn it is.

        Args:
            answered_in: the seconds that the vendor took to answer; None where it did not.
        """
        if answered_in is not None:
            self._alive_at = self._clock()
            self._usual = max(answered_in, self._usual * _REMEMBERED)
        while self._queues:
            operation, queue = self._queues.popitem(last=False)
            waiter, _ = queue.popitem(last=False)
            self.waiting -= 1
            if queue:
                # Behind all others, until its turn comes again.
                self._queues[operation] = queue
            if not waiter.turn.done():
                waiter.turn.set_result(None)
                return
        self.in_flight -= 1

    def _is_crowded(self, operation: Hashable) -> bool:
        own = len(self._queues.get(operation, ()))
        if self.waiting >= self._most:
            # Few large operations must not keep out many small ones, so the queue may be overrun by one share each.
            operations = len(self._queues) + (not own)
            return own >= self._most // operations
        return own >= self._most_of_one

    def _queued(self, operation: Hashable) -> _Waiter:
        waiter = _Waiter(operation, asyncio.get_running_loop().create_future(), self._clock())
        self._queues.setdefault(operation, OrderedDict())[waiter] = None
        self.waiting += 1
        if self._watch is None:
            self._look_in(self._patience)
        return waiter

    def _withdraw(self, waiter: _Waiter) -> None:
        queue = self._queues.get(waiter.operation)
        # A place that came after it was cancelled may have passed it over already.
        if queue is None or waiter not in queue:
            return
        del queue[waiter]
        self.waiting -= 1
        if not queue:
            del self._queues[waiter.operation]

    def _look_in(self, seconds: float, *, is_doubted: bool = False) -> None:
        due = self._clock() + seconds
        self._watch = asyncio.get_running_loop().call_later(seconds, self._look, due, is_doubted)

    def _look(self, due: float, is_doubted: bool) -> None:
        """Ends the waiting for a vendor that hung at the last look and still does; one timer watches for all."""
        self._watch = None
        if not self.waiting:
            return
        is_hung = self.is_hung and self._clock() - due < _LOOKS_EVERY
        if is_hung and is_doubted:
            for waiter in self._impatient():
                self._refuse(waiter, Full)
        left = 0.0 if self.is_hung else self._bearable() - self._silence()
        self._look_in(max(left, _LOOKS_EVERY), is_doubted=is_hung)

    def _impatient(self) -> list[_Waiter]:
        """Who has waited for as long as a vendor that hangs is waited for."""
        before = self._clock() - self._patience
        # Each queue is in order of arrival.
        return [
            waiter
            for queue in self._queues.values()
            for waiter in takewhile(lambda waiter: waiter.since <= before, queue)
        ]

    def _refuse(self, waiter: _Waiter, failure: type[Exception]) -> None:
        if not waiter.turn.done():
            self._withdraw(waiter)
            waiter.turn.set_exception(failure())

    def _silence(self) -> float:
        return self._clock() - self._alive_at

    def _bearable(self) -> float:
        return max(self._shortest_silence, _SILENT_FOR * self._usual)
