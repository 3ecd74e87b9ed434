"""Functions of one value with a way of their own for all values of a column, which calls no function for each."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_COLUMN = "column"


def in_columns(column: Callable[..., Sequence[Any]]) -> Callable[[F], F]:
    """Marks a function of one value.

    Args:
        column: gives what the function gives for each of several values, of their sequence and the same other
            arguments. It may raise where the function does, for any of the values.
    """

    def mark(function: F) -> F:
        setattr(function, _COLUMN, column)
        return function

    return mark


def column_of(function: Callable[..., Any] | None) -> Callable[..., Sequence[Any]] | None:
    """The way of a function for several values; None if it has none."""
    return getattr(function, _COLUMN, None)


def attribute_column(path: str) -> Callable[[Sequence[Any]], list[Any]]:
    """The attribute at a path, of each of several objects."""
    read = attrgetter(path)
    return lambda objects: list(map(read, objects))
