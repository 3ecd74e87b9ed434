"""Translations of whole columns of rows, which call no function for the usual values."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

F = TypeVar("F", bound=Callable[[Any], Any])

# What a translation gives for each of several values.
Column: TypeAlias = Callable[[Sequence[Any]], list[Any]]

_COLUMN = "column"


def strips_texts(translate: F) -> F:
    """Marks a translation that gives a text without the blanks around it, and None for an empty one."""

    def column(values: Sequence[Any]) -> list[Any]:
        return [value.strip() or None if value.__class__ is str else translate(value) for value in values]

    setattr(translate, _COLUMN, column)
    return translate


def column_of(translate: Callable[[Any], Any]) -> Column:
    """How a translation translates several values."""
    column: Column | None = getattr(translate, _COLUMN, None)
    return column or (lambda values: list(map(translate, values)))
