"""Translations of whole columns of rows, which call no function for the usual values."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
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


def told_by(name: str, table: Mapping[Any, Any]) -> Callable[[F], F]:
    """Marks a function of a view that gives what a table has for the value of an attribute, if it has that.

    Args:
        name: of the attribute.
        table: by its values.
    """
    words = attrgetter(name)

    def mark(function: F) -> F:
        def column(views: Sequence[Any]) -> list[Any]:
            return [
                table[word] if word in table else function(view)
                for view, word in zip(views, map(words, views), strict=True)
            ]

        return in_columns(column)(function)

    return mark


def translation_of_columns(translate: Callable[[Any], Any]) -> Column:
    """How a translation translates several values."""
    return column_of(translate) or (lambda values: list(map(translate, values)))
