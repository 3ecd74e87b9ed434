"""Cache of the last good answers of one vendor: bounded, time-limited, and without secrets."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CachedAnswer:
    """A cached answer.

    Attributes:
        age: in seconds.
    """

    value: Any
    age: float


class AnswerCache:
    """The cached answers by request, with eviction of the least recently used.

    Args:
        seconds: the maximum age of an answer; with 0 nothing is cached.
        things: how many models may be cached; a list counts its rows.
        clock: monotonic seconds.
    """

    def __init__(self, *, seconds: float, things: int, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._things = things
        self._clock = clock
        self._held = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int, float]] = OrderedDict()

    @property
    def keeps(self) -> bool:
        """Whether anything is cached."""
        return self._seconds > 0

    def keep(self, question: Hashable, value: Any, *, since: float, things: int = 1) -> None:
        """Caches an answer without secrets, and replaces an earlier one.

        Args:
            since: when it was requested, by the clock.
            things: the number of models in it.
        """
        self.drop(question)
        self._kept[question] = (value, things, since)
        self._held += things
        while self._held > self._things:
            _, (_, gone, _) = self._kept.popitem(last=False)
            self._held -= gone

    def has_room(self, things: int) -> bool:
        """Whether an answer of this size can be cached at all."""
        return self._seconds > 0 and things <= self._things

    def find(self, question: Hashable) -> CachedAnswer | None:
        """The answer to a request; None if there is none, or if it is too old."""
        kept = self._kept.get(question)
        if kept is None:
            return None
        value, _, since = kept
        age = self._clock() - since
        if age > self._seconds:
            self.drop(question)
            return None
        self._kept.move_to_end(question)
        return CachedAnswer(value, age)

    def drop(self, question: Hashable) -> None:
        _, things, _ = self._kept.pop(question, (None, 0, 0.0))
        self._held -= things

    def clear(self) -> None:
        self._kept.clear()
        self._held = 0
