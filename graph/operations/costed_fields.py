"""The fields of an operation with what they cost: before it runs by its variables, afterwards by its result. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

Variables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cost:
    """What an operation costs.

    Attributes:
        points: the sum of the weights.
        objects: how many objects its result holds.
    """

    points: int = 0
    objects: int = 0


@dataclass(frozen=True, slots=True)
class Argument:
    """A value of the document: given there, or by a variable, whose default it is then."""

    variable: str | None
    given: Any

    def value(self, variables: Variables) -> Any:
        return self.given if self.variable is None else variables.get(self.variable, self.given)


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows a list has: as its arguments say, else as many as are assumed."""

    arguments: tuple[Argument, ...]
    assumed: int

    def expected(self, variables: Variables) -> int:
        told = [_rows(value) for each in self.arguments if (value := each.value(variables)) is not None]
        return max(told, default=self.assumed)


@dataclass(frozen=True, slots=True)
class Condition:
    """One `@skip` or `@include`."""

    argument: Argument
    includes: bool

    def holds(self, variables: Variables) -> bool:
        return bool(self.argument.value(variables)) is self.includes


@dataclass(frozen=True)
class CostedField:
    """A field with a weight, or with a selection of its own.

    Attributes:
        key: its name in the result.
        weight: what it costs for each object that it is asked of.
        row_weight: what each of its rows costs.
        rows: how many it has; None where it is no list.
        conditions: all must hold.
        inner: the fields of its selection; None where its value is no object.
    """

    key: str
    weight: int
    row_weight: int
    rows: Rows | None
    conditions: tuple[Condition, ...]
    inner: tuple["CostedField", ...] | None

    def expected(self, variables: Variables) -> Cost:
        """The cost of the field for one object, with as many rows as it may have."""
        return self._fixed or self._expected(variables)

    def used(self, values: Sequence[Any], variables: Variables) -> int:
        """The points that the field did cost for some objects, with the rows that it has of each."""
        if not self._weighs or not self._is_selected(variables):
            return 0
        rows = [row for value in values for row in (value if isinstance(value, list) else (value,))]
        objects = [row for row in rows if isinstance(row, dict)]
        constant, others = self._of_a_row
        found = self.weight * len(values) + self.row_weight * len(rows) + constant * len(objects)
        for each in others:
            found += each.used([row.get(each.key) for row in objects], variables)
        return found

    def _expected(self, variables: Variables) -> Cost:
        if not self._is_selected(variables):
            return Cost()
        points, objects = self.row_weight, 0
        if self.inner is not None:
            below = expected(self.inner, variables)
            points, objects = points + below.points, 1 + below.objects
        rows = 1 if self.rows is None else self.rows.expected(variables)
        return Cost(self.weight + rows * points, rows * objects)

    def _is_selected(self, variables: Variables) -> bool:
        return not self.conditions or all(each.holds(variables) for each in self.conditions)

    @cached_property
    def varies(self) -> bool:
        """Whether its cost depends on variables."""
        arguments = [each.argument for each in self.conditions]
        arguments += () if self.rows is None else self.rows.arguments
        return any(each.variable is not None for each in arguments) or any(
            each.varies for each in self.inner or ()
        )

    @cached_property
    def _fixed(self) -> Cost | None:
        """Its cost, where no variable changes it."""
        return None if self.varies else self._expected({})

    @cached_property
    def _weighs(self) -> bool:
        """Whether it, or a field below it, costs anything."""
        return bool(self.weight or self.row_weight or any(each._weighs for each in self.inner or ()))

    @cached_property
    def _of_a_row(self) -> tuple[int, Sequence["CostedField"]]:
        """What each of its rows costs below it, whatever they are; and the fields whose cost their values decide."""
        below = [each for each in self.inner or () if each._weighs]
        decided = [each for each in below if each._is_decided]
        constant = sum(each.weight + each.row_weight for each in decided if each._is_selected({}))
        return constant, tuple(each for each in below if not each._is_decided)

    @cached_property
    def _is_decided(self) -> bool:
        """Whether its value does not matter for what it did cost."""
        is_one = self.rows is None or not self.row_weight
        varies = any(each.argument.variable is not None for each in self.conditions)
        return is_one and not varies and not any(each._weighs for each in self.inner or ())


def expected(fields: Sequence[CostedField], variables: Variables) -> Cost:
    """The most that a selection costs for one object."""
    points = objects = 0
    for each in fields:
        found = each.expected(variables)
        points += found.points
        objects += found.objects
    return Cost(points, objects)


def fixed(fields: Sequence[CostedField]) -> Cost | None:
    """As `expected`, where no variable changes it; None elsewhere."""
    return None if any(each.varies for each in fields) else expected(fields, {})


def used(fields: Sequence[CostedField], data: Mapping[str, Any] | None, variables: Variables) -> int:
    """The points that a selection did cost for one object, by what was answered; none where that is null."""
    points = 0
    if data is not None:
        for each in fields:
            points += each.used((data.get(each.key),), variables)
    return points


def _rows(value: Any) -> int:
    """How many rows an argument's value means: a number, or its entries, of which a value alone is one."""
    if isinstance(value, int):
        return max(value, 0)
    if isinstance(value, float):
        return max(int(value), 0) if isfinite(value) else 0
    return len(value) if isinstance(value, list) else 1
