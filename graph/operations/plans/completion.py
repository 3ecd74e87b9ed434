"""Completes the values of a column: leaves are written, lists are opened, and objects become cohorts of their own.

What is not a plain value of its shape is looked at one by one: null, an exception, something to await, or a value that
only its type can judge.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from typing import Any

from graphql import Undefined

from graph.operations.plans.cohort import Cohort, Column, Place, Slot
from graph.operations.plans.columns import Columns
from graph.operations.plans.failures import Failed
from graph.operations.plans.leaves import complete_leaf, complete_together
from graph.operations.plans.lists import exhausted, items_of
from graph.operations.plans.loaded import reserved
from graph.operations.plans.objects import judge, type_of
from graph.operations.plans.plan import ExecutionPlan, Selection
from graph.operations.plans.shapes import Leaf, Many, One, OneOf, Shape
from graph.operations.time_slices import TimeSlices
from models.shown_rows import ShownRows
from resolvers.loads import AfterOthers, Load

_LISTS = frozenset({list, tuple, ShownRows})


class Completion:
    """Completes values for one execution.

    Args:
        plan: of the operation.
        columns: gives the values of columns.
        is_awaitable: whether a value must be awaited.
        time_slices: how long it may go on without a break.

    Attributes:
        cohorts: the objects that were found, to be executed.
        awaited: what was found that must be awaited, each with its slot.
        deferred: what is made when all have asked for their loads, likewise.
        loads: what was found that must be loaded, likewise.
        has_failed: whether there is a failure in the response.
        selections: what is selected of objects of abstract types, by the identity of what is made of them.
    """

    def __init__(
        self,
        plan: ExecutionPlan,
        columns: Columns,
        is_awaitable: Callable[[Any], bool],
        time_slices: TimeSlices,
    ) -> None:
        self.cohorts: list[Cohort] = []
        self.awaited: list[tuple[Any, Slot]] = []
        self.deferred: list[tuple[Any, Slot]] = []
        self.loads: list[tuple[Load[Any], Slot]] = []
        self.has_failed = False
        self.selections: dict[int, Selection] = {}
        self._plan = plan
        self._columns = columns
        self._is_awaitable = is_awaitable
        self._time_slices = time_slices

    def complete(self, column: Column, values: Sequence[Any]) -> None:
        """Completes all values of a column."""
        outs, field = column.cohort.outs, column.field
        if isinstance(shape := field.shape, Leaf):
            leaves = complete_together(shape.quick, values, nullable=shape.nullable)
            if leaves is not None:
                key = field.key
                for out, leaf in zip(outs, leaves, strict=True):
                    out[key] = leaf
                return
        if {Load}.issuperset(map(type, values)):
            self.loads += reserved(column, values)
            return
        self._fill(column, shape, values, outs, (field.key,) * len(outs), range(len(outs)))

    def complete_late(self, found: Sequence[tuple[Any, Slot]]) -> None:
        """Completes values that were awaited; those of one shape of one column together."""
        if len(found) == 1:
            value, slot = found[0]
            self._fill(slot.column, slot.shape, (value,), (slot.container,), (slot.key,), (slot.place,))
            return
        groups: dict[tuple[int, int], list[tuple[Any, Slot]]] = {}
        column = shape = None
        for each in found:
            slot = each[1]
            if slot.column is not column or slot.shape is not shape:
                column, shape = slot.column, slot.shape
                group = groups.setdefault((id(column), id(shape)), [])
            group.append(each)
        for group in groups.values():
            slot = group[0][1]
            self._fill(
                slot.column,
                slot.shape,
                [value for value, _ in group],
                [slot.container for _, slot in group],
                [slot.key for _, slot in group],
                [slot.place for _, slot in group],
            )

    def _fill(
        self,
        column: Column,
        shape: Shape,
        values: Sequence[Any],
        containers: Sequence[Any],
        keys: Sequence[Any],
        places: Sequence[Place],
    ) -> None:
        match shape:
            case Leaf():
                self.leaves(column, shape, values, containers, keys, places)
            case Many():
                self._lists(column, shape, values, containers, keys, places)
            case One():
                self._objects(column, shape, values, containers, keys, places)
            case OneOf():
                self._objects_of_several(column, shape, values, containers, keys, places)

    def leaves(
        self,
        column: Column,
        shape: Leaf,
        values: Sequence[Any],
        containers: Sequence[Any],
        keys: Sequence[Any],
        places: Sequence[Place],
    ) -> None:
        (itself, by_class), nullable = shape.quick, shape.nullable
        for value, container, key, place in zip(values, containers, keys, places, strict=False):
            kind = value.__class__
            if kind is itself or (value is None and nullable):
                container[key] = value
                continue
            quick = by_class.get(kind)
            if quick is not None:
                try:
                    container[key] = quick(value)
                    continue
                except Exception:  # noqa: BLE001 - the type says why
                    pass
            if self._is_plain(column, shape, container, key, place, value):
                try:
                    container[key] = complete_leaf(shape.type, value)
                except Exception as error:  # noqa: BLE001 - it becomes an error of the response
                    self._fail(container, key, error)
                else:
                    shape.learn(kind)

    def _lists(
        self,
        column: Column,
        shape: Many,
        values: Sequence[Any],
        containers: Sequence[Any],
        keys: Sequence[Any],
        places: Sequence[Place],
    ) -> None:
        if len(values) == 1 and values[0].__class__ in _LISTS and values[0]:
            self._list(column, shape.item, values[0], containers[0], keys[0], places[0])
            return
        items: list[Any] = []
        lists: list[list[Any]] = []
        indexes: list[int] = []
        places_of_items: list[Place] = []
        for value, container, key, place in zip(values, containers, keys, places, strict=False):
            found: Sequence[Any]
            if value.__class__ in _LISTS:
                found = value
            elif value is None and shape.nullable:
                container[key] = None
                continue
            elif self._is_plain(column, shape, container, key, place, value):
                if isinstance(value, Iterator):
                    container[key] = None
                    slot = Slot(column, shape, container, key, place)
                    self.awaited.append((exhausted(value, self._time_slices), slot))
                    continue
                try:
                    found = items_of(column, value)
                except Exception as error:  # noqa: BLE001 - it becomes an error of the response
                    self._fail(container, key, error)
                    continue
            else:
                continue
            number = len(found)
            container[key] = made = [None] * number
            items += found
            lists += repeat(made, number)
            indexes += range(number)
            places_of_items += [(place, index) for index in range(number)]
        if items:
            self._fill(column, shape.item, items, lists, indexes, places_of_items)

    def _list(
        self, column: Column, item: Shape, values: Sequence[Any], container: Any, key: Any, place: Place
    ) -> None:
        """Completes one list."""
        if isinstance(item, One) and item.accepted.issuperset(map(type, values)):
            self.cohorts.append(Cohort.of_list(column.field.selection(item.type), column, values, place))
            container[key] = self.cohorts[-1].outs
            return
        container[key] = made = [None] * len(values)
        places = [(place, index) for index in range(len(values))]
        self._fill(column, item, values, (made,) * len(values), range(len(values)), places)

    def _objects(
        self,
        column: Column,
        shape: One,
        values: Sequence[Any],
        containers: Sequence[Any],
        keys: Sequence[Any],
        places: Sequence[Place],
    ) -> None:
        accepted, selection = shape.accepted, column.field.selection(shape.type)
        if values and accepted.issuperset(map(type, values)):
            outs: list[dict[str, Any]] = [{} for _ in values]
            for out, container, key in zip(outs, containers, keys, strict=True):
                container[key] = out
            self.cohorts.append(Cohort(selection, column, list(values), outs, list(places)))
            return
        found = Cohort(selection, column, [], [], [])
        for value, container, key, place in zip(values, containers, keys, places, strict=True):
            if value.__class__ not in accepted:
                if value is None and shape.nullable:
                    container[key] = None
                    continue
                if not self._is_plain(column, shape, container, key, place, value):
                    continue
                try:
                    judge(shape.type, value, self._columns.info(column), column)
                except Exception as error:  # noqa: BLE001 - it becomes an error of the response
                    self._fail(container, key, error)
                    continue
                if shape.by_class:
                    accepted.add(value.__class__)
            container[key] = found.add(value, place)
        if found.objects:
            self.cohorts.append(found)

    def _objects_of_several(
        self,
        column: Column,
        shape: OneOf,
        values: Sequence[Any],
        containers: Sequence[Any],
        keys: Sequence[Any],
        places: Sequence[Place],
    ) -> None:
        cohorts: dict[str, Cohort] = {}
        info = self._columns.info(column)
        for value, container, key, place in zip(values, containers, keys, places, strict=False):
            if not self._is_plain(column, shape, container, key, place, value):
                continue
            try:
                type_ = type_of(self._plan.schema, column, shape, value, info)
                judge(type_, value, info, column)
            except Exception as error:  # noqa: BLE001 - it becomes an error of the response
                self._fail(container, key, error)
                continue
            cohort = cohorts.get(type_.name)
            if cohort is None:
                cohort = cohorts[type_.name] = Cohort(column.field.selection(type_), column, [], [], [])
            container[key] = out = cohort.add(value, place)
            self.selections[id(out)] = cohort.selection
        self.cohorts += cohorts.values()

    def _is_plain(
        self, column: Column, shape: Shape, container: Any, key: Any, place: Place, value: Any
    ) -> bool:
        """Whether a value is to be completed by its shape; otherwise its place is filled."""
        # What is not there yet is reserved, so that keys are in the order of the document.
        if isinstance(value, Load):
            container[key] = None
            self.loads.append((value, Slot(column, shape, container, key, place)))
        elif value is None or value is Undefined:
            if shape.nullable:
                container[key] = None
            else:
                field = column.field
                told = f"Cannot return null for non-nullable field {field.parent}.{field.name}."
                self._fail(container, key, TypeError(told))
        elif isinstance(value, Exception):
            self._fail(container, key, value)
        elif self._is_awaitable(value):
            container[key] = None
            found = self.deferred if isinstance(value, AfterOthers) else self.awaited
            found.append((value, Slot(column, shape, container, key, place)))
        else:
            return True
        return False

    def _fail(self, container: Any, key: Any, error: Exception) -> None:
        self.has_failed = True
        container[key] = Failed(error)
