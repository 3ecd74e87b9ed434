"""How the values of a column come about: read off the objects, or given by the field's function, under its policy."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import repeat
from types import GeneratorType, NoneType
from typing import Any

from graphql import GraphQLResolveInfo, default_field_resolver, get_argument_values
from graphql.execution.values import VariableValues
from graphql.pyutils import Path

from graph.operations.plans.cohort import Cohort, Column, PathOf, PathsOf, Slot
from graph.operations.plans.plan import ExecutionPlan, PlannedField
from models.columns import column_of
from models.partial import Unfetched
from resolvers.context import Context


class FieldInfo:
    """What our functions are told of the execution: the same for all fields, so nothing but the context."""

    __slots__ = ("context",)

    def __init__(self, context: Context) -> None:
        self.context = context


class Columns:
    """Gives the values of columns for one execution; an exception among them is an error in its place.

    Args:
        plan: of the operation.
        variables: their values.
        context: of the operation.
        root: the value of the root.
        is_awaitable: whether a value must be awaited.
        hide_suggestions: whether errors name no other names of the schema.
    """

    def __init__(
        self,
        plan: ExecutionPlan,
        variables: VariableValues,
        context: Context,
        root: Any,
        is_awaitable: Callable[[Any], bool],
        *,
        hide_suggestions: bool,
    ) -> None:
        self._plan = plan
        self._variables = variables
        self._context = context
        self._root = root
        self._is_awaitable = is_awaitable
        self._hide_suggestions = hide_suggestions
        self._info = FieldInfo(context)
        self._arguments: dict[PlannedField, dict[str, Any] | Exception] = {}

    def is_denied(self, column: Column) -> bool:
        """Whether the principal may not see the values of a guarded field; then that is noted."""
        policy = column.field.policy
        assert policy is not None
        if policy.allows(self._context):
            return False
        policy.deny(self._context, column.field.node, PathOf(column, 0), len(column.cohort.objects))
        return True

    def values(self, column: Column) -> Sequence[Any]:
        """The values of a column that the principal may see; those that are there are noted for the audit log."""
        found = self.read(column.field, column.cohort)
        if column.field.is_noted:
            kinds = set(map(type, found))
            absent = set(filter(_is_absent, kinds))
            if absent or GeneratorType in kinds:
                rows = [row for row, value in enumerate(found) if value.__class__ not in absent]
                if GeneratorType in kinds:
                    rows = [row for row in rows if self.is_there(found[row])]
                if rows:
                    self.note(column, rows, [found[row] for row in rows])
            else:
                self.note(column, range(len(found)), found)
        return found

    def read(self, field: PlannedField, cohort: Cohort) -> Sequence[Any]:
        """The values of a field, whoever may see them: attributes, or what its function gives for each object."""
        read, direct, objects = field.read, field.direct, cohort.objects
        if read is None or direct is None or direct.attribute is None:
            return self._called(field, cohort)
        if len(objects) == 1:
            return [self.read_one(field, objects[0])]
        known, fetch = cohort.columns.get(direct.attribute), direct.function
        if known is not None and fetch is None:
            return known
        found = _attributes(objects, read, direct.attribute) if known is None else list(known)
        if fetch is not None and Unfetched in set(map(type, found)):
            lacking = [row for row, value in enumerate(found) if value.__class__ is Unfetched]
            fetched = _each(fetch, [objects[row] for row in lacking], self._info, {})
            for row, value in zip(lacking, fetched, strict=True):
                found[row] = value
        return found

    def read_one(self, field: PlannedField, thing: Any) -> Any:
        """The value of a field of ours without arguments of one object; where there is none, the exception."""
        direct = field.direct
        assert direct is not None
        try:
            if field.read is not None:
                value = field.read(thing)
                if value.__class__ is not Unfetched or direct.function is None:
                    return value
            assert direct.function is not None
            return direct.function(thing, self._info)
        except Exception as error:  # noqa: BLE001 - it becomes an error of the response
            return error

    def note(self, column: Column, rows: Sequence[int], values: Sequence[Any]) -> None:
        """Notes values for the audit log, each with its row."""
        objects, policy = column.cohort.objects, column.field.policy
        assert policy is not None
        policy.note_all(
            self._context,
            values,
            [objects[row] for row in rows],
            column.field.node,
            lambda shown: PathsOf(column, [rows[number] for number in shown]),
        )

    def note_late(self, late: Iterable[tuple[Any, Slot]]) -> None:
        """Notes values that were loaded or awaited, those of a column that follow each other together."""
        column: Column | None = None
        rows: list[int] = []
        values: list[Any] = []
        for value, slot in late:
            if not slot.column.field.is_noted or _is_absent(value.__class__):
                continue
            if isinstance(slot.place, int) and (value.__class__ is not GeneratorType or self.is_there(value)):
                if slot.column is not column:
                    if column is not None:
                        self.note(column, rows, values)
                    column, rows, values = slot.column, [], []
                rows.append(slot.place)
                values.append(value)
        if column is not None:
            self.note(column, rows, values)

    def is_there(self, value: Any) -> bool:
        """Whether there is a value, and not an exception or something to await in its place."""
        return value is not None and not isinstance(value, Exception) and not self._is_awaitable(value)

    def info(self, column: Column) -> GraphQLResolveInfo[Any]:
        """What graphql-core tells resolvers that are not ours; the path is that of the first value."""
        field, plan = column.field, self._plan
        assert field.definition is not None
        path: Path | None = None
        for step in PathOf(column, 0).as_list():
            path = Path(path, step, None)
        assert path is not None
        return GraphQLResolveInfo(
            field.name,
            field.nodes,
            field.definition.type,
            field.parent,
            path._replace(typename=field.parent.name),
            plan.schema,
            plan.fragments,
            self._root,
            plan.operation,
            self._variables,
            self._context,
            self._is_awaitable,  # type: ignore[arg-type]
            None,
            None,  # type: ignore[arg-type]
        )

    def _called(self, field: PlannedField, cohort: Cohort) -> list[Any]:
        """The values that a function gives for each object."""
        objects = cohort.objects
        arguments = self._arguments_of(field)
        if isinstance(arguments, Exception):
            return [arguments] * len(objects)
        policy, direct = field.policy, field.direct
        if policy is not None and policy.limits is not None and arguments:
            try:
                refused = policy.limits(arguments)
            except Exception as error:  # noqa: BLE001 - it becomes an error of the response
                return [error] * len(objects)
            if refused is not None:
                return [refused] * len(objects)
        info: Any = self._info
        if direct is None:
            resolve, info = field.resolve or default_field_resolver, self.info(Column(cohort, field))
        else:
            resolve = direct.function
            assert resolve is not None
            if direct.convert is not None and arguments:
                try:
                    arguments = direct.convert(arguments)
                except Exception as error:  # noqa: BLE001 - likewise
                    return [error] * len(objects)
        return _each(resolve, objects, info, arguments)

    def _arguments_of(self, field: PlannedField) -> dict[str, Any] | Exception:
        """The coerced arguments of a field, once for all its columns."""
        assert field.definition is not None
        if field.arguments is not None:
            return field.arguments
        found = self._arguments.get(field)
        if found is None:
            try:
                found = field.passed_on(self._variables.coerced) or get_argument_values(
                    field.definition,
                    field.nodes[0],
                    self._variables,
                    hide_suggestions=self._hide_suggestions,
                )
                if field.has_constant_arguments:
                    field.arguments = found
            except Exception as error:  # noqa: BLE001 - likewise
                found = error
            self._arguments[field] = found
        return found


def _attributes(objects: list[Any], read: Callable[[Any], Any], name: str) -> list[Any]:
    """An attribute of each object."""
    try:
        # Most are no properties, so the classes of the others do not matter.
        columns = set(map(_property_column, set(map(type, objects)), repeat(name)))
        column = columns.pop() if len(columns) == 1 else None
        return list(map(read, objects) if column is None else column(objects))
    except Exception:  # noqa: BLE001 - each object has its own error, or none
        found: list[Any] = []
        for each in objects:
            try:
                found.append(read(each))
            except Exception as error:  # noqa: BLE001 - likewise
                found.append(error)
        return found


@lru_cache(maxsize=4096)
def _property_column(kind: Any, name: str) -> Callable[[list[Any]], Sequence[Any]] | None:
    """How a property of a class is read of many objects."""
    return column_of(getattr(getattr(kind, name, None), "fget", None))


@lru_cache(maxsize=4096)
def _is_absent(kind: type) -> bool:
    """Whether values of a class are null, errors, or something to await or to load; a generator may be."""
    return hasattr(kind, "__await__") or issubclass(kind, Exception | NoneType)


def _each(
    resolve: Callable[..., Any], objects: list[Any], info: Any, arguments: Mapping[str, Any]
) -> list[Any]:
    """What a function gives for each object."""
    column = column_of(resolve)
    if column is not None:
        with suppress(Exception):
            return list(column(objects, info, **arguments))
    found: list[Any] = []
    for each in objects:
        try:
            found.append(resolve(each, info, **arguments))
        except Exception as error:  # noqa: BLE001 - it becomes an error of the response
            found.append(error)
    return found
