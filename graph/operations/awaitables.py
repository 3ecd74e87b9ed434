"""Recognizes the awaitables of one execution, and closes those that it left when it was cancelled."""

import inspect
from types import CoroutineType
from typing import Any

from strawberry.execution.is_awaitable import optimized_is_awaitable

# Most values of a response.
_PLAIN = frozenset({type(None), bool, int, float, str, list, tuple, dict})


class Awaitables:
    """The coroutines that an execution has met: those of resolvers, and graphql-core's own around them.

    graphql-core awaits the fields of a selection in tasks. If the operation is cancelled before such a task has begun,
    the coroutines within it are never awaited, of which Python warns on stderr.

    Attributes:
        met: all of them, also those that have ended.
    """

    def __init__(self) -> None:
        self.met: list[CoroutineType[Any, Any, Any]] = []

    def is_awaitable(self, value: Any) -> bool:
        """Whether graphql-core has to await a value."""
        if type(value) in _PLAIN:
            return False
        if isinstance(value, CoroutineType):
            self.met.append(value)
            return True
        return optimized_is_awaitable(value)

    def close(self) -> None:
        """Closes the coroutines that have not begun; call it when the execution has ended."""
        for each in self.met:
            _close(each)


def _close(coroutine: "CoroutineType[Any, Any, Any]") -> None:
    if inspect.getcoroutinestate(coroutine) != inspect.CORO_CREATED:
        return
    # Our wrappers of resolvers hold a coroutine that graphql-core has not met.
    within = [
        each for each in inspect.getcoroutinelocals(coroutine).values() if isinstance(each, CoroutineType)
    ]
    coroutine.close()
    for each in within:
        _close(each)
