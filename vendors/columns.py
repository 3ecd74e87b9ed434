"""Translations of whole columns of rows, which call no function for the usual values."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

from models.columns import column_of, in_columns

F = TypeVar("F", bound=Callable[[Any], Any])

# What a translation gives for each of several values.
Column: TypeAlias = Callable[[Sequence[Any]], Sequence[Any]]

# Equal values of one of these classes are the same, where 1, 1.0 and True are equal and are not.
_ONE_CLASS = (frozenset({int}), frozenset({str}))


def strips_texts(translate: F) -> F:
    """Marks a translation that gives a text without the blanks around it, and None for an empty one."""

    def column(values: Sequence[Any]) -> list[Any]:
        return [value.strip() or None if value.__class__ is str else translate(value) for value in values]

    return in_columns(column)(translate)


def of_few_values(translate: F) -> F:
    """Marks a translation of what few different values are usual for, such as lengths: each is translated once."""

    def column(values: Sequence[Any]) -> list[Any]:
        if frozenset(map(type, values)) not in _ONE_CLASS:
            return list(map(translate, values))
        table = {value: translate(value) for value in set(values)}
        return [table[value] for value in values]

    return in_columns(column)(translate)


def translation_of_columns(translate: Callable[[Any], Any]) -> Column:
    """How a translation translates several values."""
    return column_of(translate) or (lambda values: list(map(translate, values)))
