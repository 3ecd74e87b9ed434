"""Cohorts: objects that are executed together; the places of their values, whose paths are worked out on demand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import msgspec

from graph.operations.plans.plan import PlannedField, Selection
from graph.operations.plans.shapes import Shape
from models.shown_rows import ShownRows

# Where an object comes from: its row in the cohort that it was found in; within a list that and its index.
Place: TypeAlias = "int | tuple[Place, int]"

_NO_COLUMNS: Final[Mapping[str, Sequence[Any]]] = {}


class Column:
    """The values of one field for all objects of a cohort."""

    __slots__ = ("cohort", "field")

    def __init__(self, cohort: "Cohort", field: PlannedField) -> None:
        self.cohort = cohort
        self.field = field


# A struct, because there is one for each row of a column that is loaded: a dataclass is made by a function of Python.
class Slot(msgspec.Struct, eq=False):
    """Where a value goes.

    Attributes:
        column: whose value it is.
        shape: of the value.
        container: what holds it.
        key: by which it is held.
        place: where in the column it is.
    """

    column: Column
    shape: Shape
    container: Any
    key: Any
    place: Place

    # What a struct prints, its values, may be secret.
    __repr__ = object.__repr__


class Cohort:
    """Objects of one type with one selection.

    Attributes:
        selection: what is selected of them.
        objects: the objects.
        outs: what is made of each of them.
        column: whose values they are; None at the root.
        places: where in that column.
        is_list: whether `outs` is the list in the response, so that others may be put into it while they are empty.
        columns: the values of their attributes, as far as those are known for all of them.
    """

    __slots__ = ("column", "columns", "is_list", "objects", "outs", "places", "selection")

    def __init__(
        self,
        selection: Selection,
        column: Column | None,
        objects: list[Any],
        outs: list[dict[str, Any]],
        places: list[Place],
    ) -> None:
        self.selection = selection
        self.column = column
        self.objects = objects
        self.outs = outs
        self.places = places
        self.columns: Mapping[str, Sequence[Any]] = _NO_COLUMNS
        self.is_list = False

    @classmethod
    def of_list(cls, selection: Selection, column: Column, values: Sequence[Any], place: Place) -> "Cohort":
        """The objects of one list, which is as a whole at a place of the column."""
        outs: list[dict[str, Any]] = [{} for _ in values]
        cohort = cls(selection, column, list(values), outs, [(place, index) for index in range(len(values))])
        cohort.is_list = True
        if isinstance(values, ShownRows):
            cohort.columns = values.columns
        return cohort

    def add(self, value: Any, place: Place) -> dict[str, Any]:
        """Adds an object; gives what is made of it."""
        out: dict[str, Any] = {}
        self.objects.append(value)
        self.outs.append(out)
        self.places.append(place)
        return out

    def path(self, row: int) -> list[str | int]:
        """The path of an object."""
        return [] if self.column is None else PathOf(self.column, self.places[row]).as_list()

    def parts(self, most: int) -> "list[Cohort]":
        """The same objects in cohorts of at most so many."""
        return [
            Cohort(
                self.selection,
                self.column,
                self.objects[start : start + most],
                self.outs[start : start + most],
                self.places[start : start + most],
            )
            for start in range(0, len(self.objects), most)
        ]


class PathOf:
    """The path of a value of a column."""

    __slots__ = ("_column", "_place")

    def __init__(self, column: Column, place: Place) -> None:
        self._column = column
        self._place = place

    def as_list(self) -> list[str | int]:
        place, indexes = self._place, []
        while isinstance(place, tuple):
            place, index = place
            indexes.append(index)
        return [*self._column.cohort.path(place), self._column.field.key, *reversed(indexes)]


class PathsOf:
    """The paths of some values of a column, by their rows."""

    __slots__ = ("_column", "_rows")

    def __init__(self, column: Column, rows: Iterable[int]) -> None:
        self._column = column
        self._rows = rows

    def __iter__(self) -> Iterator[PathOf]:
        return (PathOf(self._column, row) for row in self._rows)
