"""Bulkhead: limits the concurrent calls of one vendor account, and shares the places among operations."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import takewhile


class Full(Exception):
    """The bulkhead is full: no place is free, and too many calls wait, or the vendor hangs."""


class Crowded(Full):
    """Too many calls of one operation wait."""


# A vendor hangs if it has not responded for this multiple of its longest recent response time.
_SILENT_FOR = 2.0
# The decay of the longest response time with each further response.
_REMEMBERED = 0.95
# The interval of checks whether the vendor hangs, in seconds. If a check is late by this much, this process was
# blocked, and so may be responses that have arrived.
_LOOKS_EVERY = 0.05


@dataclass(slots=True, eq=False)
class _Waiter:
    """A call that waits.

    Attributes:
        turn: is done when the call has a place, or fails with the reason why it gets none.
        since: when it began to wait.
    """

    operation: Hashable
    turn: asyncio.Future[None]
    since: float


class Bulkhead:
    """The places of one account, with a queue for each operation; a free place goes to the next operation in turn.

    While the vendor responds, a call waits until its deadline. While the vendor hangs, which means that all places are
    taken and none of their calls was answered for longer than usual, a call waits for `patience`.

    Args:
        places: the limit of concurrent calls.
        waiting: the limit of waiting calls; beyond it, an operation may still use its own share.
        waiting_of_one: the limit of waiting calls of one operation.
        patience: how long a call waits while the vendor hangs, in seconds.
        silence: the shortest time without a response that counts as hanging, in seconds.
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
        # Ordered dicts, because removing both ends and any element between is cheap.
        self._queues: OrderedDict[Hashable, OrderedDict[_Waiter, None]] = OrderedDict()
        self._usual = 0.0
        self._alive_at = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self.waiting = 0
        self.in_flight = 0

    @property
    def is_hung(self) -> bool:
        """Whether all places are taken, and none of their calls was answered for too long."""
        return self.in_flight >= self._places and self._silence() >= self._bearable()

    def enter_at_once(self) -> bool:
        """Takes a place if one is free."""
        if self.in_flight >= self._places:
            return False
        self.in_flight += 1
        if self.in_flight == self._places:
            self._alive_at = self._clock()
        return True

    async def enter(self, seconds: float, operation: Hashable) -> None:
        """Takes a place.

        Args:
            seconds: the caller's remaining time.
            operation: the operation of the call; places go to operations in turn, and within one in order of arrival.

        Raises:
            Crowded: too many wait.
            Full: the vendor hangs.
            TimeoutError: the caller's time has passed.
        """
        if self.enter_at_once():
            return
        if self._is_crowded(operation):
            raise Crowded
        waiter = self._queued(operation)
        late = asyncio.get_running_loop().call_later(max(0.0, seconds), self._refuse, waiter, TimeoutError)
        try:
            await waiter.turn
        except asyncio.CancelledError:
            if waiter.turn.cancelled():
                self._withdraw(waiter)
            elif waiter.turn.exception() is None:
                # The place was granted at the moment in which the caller was cancelled.
                self.leave()
            raise
        finally:
            late.cancel()

    def leave(self, answered_in: float | None = None, now: float | None = None) -> None:
        """Releases the place, or passes it to the next operation in turn.

        Args:
            answered_in: the vendor's response time in seconds; None without a response.
            now: by the clock, if it is known.
        """
        if answered_in is not None:
            self._alive_at = self._clock() if now is None else now
            usual = self._usual * _REMEMBERED
            self._usual = answered_in if answered_in > usual else usual
        while self._queues:
            operation, queue = self._queues.popitem(last=False)
            waiter, _ = queue.popitem(last=False)
            self.waiting -= 1
            if queue:
                # The operation goes to the end of the round.
                self._queues[operation] = queue
            if not waiter.turn.done():
                waiter.turn.set_result(None)
                return
        self.in_flight -= 1

    def _is_crowded(self, operation: Hashable) -> bool:
        own = len(self._queues.get(operation, ()))
        if self.waiting >= self._most:
            # A few large operations must not keep out many small ones, so each operation may exceed the limit by one
            # share.
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
        # A place that became free after the cancellation may have skipped it already.
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
        """Ends the wait for a vendor that hangs in two successive checks; one timer serves all waiters."""
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
        """The calls that have waited for `patience`."""
        before = self._clock() - self._patience
        # Each queue is sorted by arrival.
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
