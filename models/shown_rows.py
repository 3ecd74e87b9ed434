"""The rows of a page with what they show, attribute by attribute."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class ShownRows(tuple[T, ...]):
    """The rows of a page.

    Attributes:
        columns: the values of attributes of all rows, in their order, as far as they were translated together.
    """

    columns: Mapping[str, Sequence[Any]]

    @classmethod
    def of(cls, rows: Iterable[T], columns: Mapping[str, Sequence[Any]]) -> "ShownRows[T]":
        """The rows with what they show."""
        shown = cls(rows)
        shown.columns = columns
        return shown
