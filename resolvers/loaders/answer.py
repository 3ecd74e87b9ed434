"""What a loader answers about one item, to everyone who asks for it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from vendors.missing_data import MissingItem

V = TypeVar("V")


class LoadOutcome(NamedTuple):
    """What a batch has for one item of whose value something is missing; of others it has the value alone."""

    value: Any
    gaps: Sequence[MissingItem]


class LoadAnswer(msgspec.Struct, Generic[V], eq=False):
    """The value of an item, or the exception in its place, once it is there.

    It tells by callbacks: a future costs its waiter an iteration of the event loop, for each row of a list. A batch of
    aiodataloader settles it as it would settle a future.

    Attributes:
        is_there: whether it is.
        outcome: the value or the exception, once it is there.
        gaps: what is missing from the value.
    """

    is_there: bool = False
    outcome: V | BaseException | None = None
    gaps: Sequence[MissingItem] = ()
    _told: list[Callable[[Any], object]] = []

    # What a struct prints, its values, may be secret.
    __repr__ = object.__repr__

    @classmethod
    def of(cls, value: V) -> "LoadAnswer[V]":
        """An answer that is there."""
        return cls(True, value)

    def done(self) -> bool:
        """Whether it is there."""
        return self.is_there

    def set_result(self, outcome: Any) -> None:
        """Tells everyone who waits for it the value or the exception, or a `LoadOutcome`."""
        if isinstance(outcome, LoadOutcome):
            outcome, self.gaps = outcome
        self.is_there, self.outcome = True, outcome
        told, self._told = self._told, []
        for tell in told:
            tell(self)

    # aiodataloader tells so of an exception among the outcomes, and of a batch that failed as a whole.
    set_exception = set_result

    def when_there(self, tell: "Callable[[LoadAnswer[V]], object]") -> None:
        """Calls a function when it is there, which may be now."""
        if self.is_there:
            tell(self)
        else:
            self._told.append(tell)

    def future(self) -> "asyncio.Future[V]":
        """A future of one's own: whoever cancels it cancels nobody else's."""
        own: asyncio.Future[V] = asyncio.get_running_loop().create_future()
        self.when_there(partial(_settle, own))
        return own


async def until_there(answers: Iterable[LoadAnswer[Any]]) -> None:
    """Waits for all of these answers."""
    awaited = [answer.future() for answer in answers if not answer.is_there]
    if awaited:
        await asyncio.wait(awaited)


def _settle(future: "asyncio.Future[Any]", answer: LoadAnswer[Any]) -> None:
    if future.done():
        return
    match answer.outcome:
        case asyncio.CancelledError():
            future.cancel()
        case BaseException() as error:
            future.set_exception(error)
            # Its waiter may leave first, and asyncio logs an exception that nobody retrieves.
            future.exception()
        case value:
            future.set_result(value)
