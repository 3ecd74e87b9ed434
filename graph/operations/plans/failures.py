"""Errors as values: left where they occurred, and brought into the response in one pass if there is any."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError, located_error

from graph.operations.plans.plan import PlannedField, Selection
from graph.operations.plans.shapes import Many, One, OneOf, Shape


class Failed:
    """Stands in the place of a value that there is none of.

    Attributes:
        error: why.
    """

    __slots__ = ("error",)

    def __init__(self, error: Exception) -> None:
        self.error = error


class _Bubbling(Exception):
    """An error whose place may not be null, on its way to one that may."""

    def __init__(self, error: GraphQLError) -> None:
        self.error = error
        super().__init__()


class Settlement:
    """Replaces failures by null, and collects their errors in the order of the response.

    Of several errors below one place that became null, the response has the first.

    Args:
        selections: what is selected of objects of abstract types, by the identity of what was made of them.

    Attributes:
        errors: the errors so far.
    """

    def __init__(self, selections: Mapping[int, Selection]) -> None:
        self.errors: list[GraphQLError] = []
        self._selections = selections
        self._path: list[str | int] = []

    def settle(self, out: dict[str, Any], fields: tuple[PlannedField, ...]) -> bool:
        """Settles fields of the root; whether there are data then."""
        before = len(self.errors)
        try:
            self._fields(out, fields)
        except _Bubbling as bubbling:
            self._path.clear()
            self.errors[before:] = [bubbling.error]
            return False
        return True

    def _fields(self, out: dict[str, Any], fields: tuple[PlannedField, ...]) -> None:
        path = self._path
        for field in fields:
            value = out[field.key]
            if value is None or field.definition is None:
                continue
            if isinstance(value, dict | list | Failed):
                path.append(field.key)
                out[field.key] = self._value(field, field.shape, value)
                path.pop()

    def _value(self, field: PlannedField, shape: Shape, value: Any) -> Any:
        before, depth = len(self.errors), len(self._path)
        try:
            if isinstance(value, Failed):
                raise _Bubbling(located_error(value.error, field.nodes, list(self._path)))
            match shape:
                case Many(item):
                    self._items(field, item, value)
                case One(type_):
                    self._fields(value, field.selection(type_).fields)
                case OneOf():
                    self._fields(value, self._selections[id(value)].fields)
        except _Bubbling as bubbling:
            if not shape.nullable:
                raise
            del self._path[depth:]
            self.errors[before:] = [bubbling.error]
            return None
        return value

    def _items(self, field: PlannedField, item: Shape, values: list[Any]) -> None:
        path = self._path
        for index, value in enumerate(values):
            if isinstance(value, dict | list | Failed):
                path.append(index)
                values[index] = self._value(field, item, value)
                path.pop()
