"""Reads off an operation what its fields cost, for all values of its variables.

The cost is the sum of the weights of all fields, each as often as the lists around it may have rows; weights and sizes
are declared with the fields and stand in the schema as `@cost` and `@listSize`. Objects are counted, too: they cost
this API memory and time, and vendors nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
)

from graph.operations.costed_fields import Argument, Condition, CostedField, Rows
from graph.schema.declaration import (
    ASSUMED_SIZE,
    REFERENCE_WEIGHT,
    ROOT_WEIGHT,
    SIZED_FIELDS,
    SLICING_ARGUMENTS,
    declaration_of,
)

# The arguments of a list that has a row for each of their entries.
LENGTHS = ("ids", "representations")
# Federation's own, which the library declares.
_ENTITIES = "_entities"


def costed(
    schema: GraphQLSchema, document: DocumentNode, definition: OperationDefinitionNode
) -> tuple[CostedField, ...]:
    """The fields of a valid operation with what they cost; made once, for all values of its variables."""
    root = schema.get_root_type(definition.operation)
    return tuple(_Costing(schema, document, definition).of(definition.selection_set, root))


class _Costing:
    """Reads costs off the fields of a document."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, definition: OperationDefinitionNode
    ) -> None:
        self._schema = schema
        self._fragments = {
            part.name.value: part for part in document.definitions if isinstance(part, FragmentDefinitionNode)
        }
        self._defaults = {
            each.variable.name.value: each.default_value for each in definition.variable_definitions or ()
        }

    def of(
        self,
        selections: SelectionSetNode | None,
        parent: GraphQLNamedType | None,
        rows: Rows | None = None,
        conditions: tuple[Condition, ...] = (),
    ) -> Iterator[CostedField]:
        """The fields of a selection.

        Args:
            rows: how many rows the parent's lists have, where the parent is a connection.
            conditions: those of the fragments around.
        """
        for node in () if selections is None else selections.selections:
            own = (*conditions, *self._conditions(node.directives or ()))
            match node:
                case FieldNode():
                    yield from self._field(node, parent, rows, own)
                case InlineFragmentNode():
                    named = node.type_condition
                    inner = parent if named is None else self._schema.get_type(named.name.value)
                    yield from self.of(node.selection_set, inner, rows, own)
                case FragmentSpreadNode():
                    fragment = self._fragments[node.name.value]
                    inner = self._schema.get_type(fragment.type_condition.name.value)
                    yield from self.of(fragment.selection_set, inner, rows, own)

    def _field(
        self,
        node: FieldNode,
        parent: GraphQLNamedType | None,
        rows: Rows | None,
        conditions: tuple[Condition, ...],
    ) -> Iterator[CostedField]:
        declared = self._declared(parent, node.name.value)
        if declared is None:
            return
        type_, weight = get_named_type(declared.type), _weight(declared, node.name.value)
        if not is_composite_type(type_) and not weight:
            return
        own = self._rows(node, declared)
        is_list = isinstance(get_nullable_type(declared.type), GraphQLList)
        if is_list and rows is not None and node.name.value in SIZED_FIELDS:
            own = rows
        yield CostedField(
            key=node.alias.value if node.alias else node.name.value,
            weight=weight,
            row_weight=REFERENCE_WEIGHT if is_list and _named(declared, LENGTHS) else 0,
            rows=own if is_list else None,
            conditions=conditions,
            inner=tuple(self.of(node.selection_set, type_, None if is_list else own))
            if is_composite_type(type_)
            else None,
        )

    def _declared(self, parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
        """How a field is declared; of an abstract type, the dearest of its objects."""
        if isinstance(parent, GraphQLInterfaceType | GraphQLUnionType):
            objects = self._schema.get_possible_types(parent)
            found = [each.fields[name] for each in objects if name in each.fields]
            return max(found, key=lambda each: _weight(each, name), default=None)
        return self._schema.get_field(parent, name) if isinstance(parent, GraphQLObjectType) else None

    def _rows(self, node: FieldNode, declared: GraphQLField) -> Rows:
        names = _named(declared, (*SLICING_ARGUMENTS, *LENGTHS))
        declaration = declaration_of(declared)
        size = None if declaration is None else declaration.size
        given = (each.value for each in node.arguments or () if each.name.value in names)
        return Rows(tuple(map(self._argument, given)), ASSUMED_SIZE if size is None else size)

    def _conditions(self, directives: Sequence[DirectiveNode]) -> Iterator[Condition]:
        for directive in directives:
            if directive.name.value in ("skip", "include"):
                for argument in directive.arguments or ():
                    yield Condition(self._argument(argument.value), directive.name.value == "include")

    def _argument(self, value: ValueNode) -> Argument:
        if isinstance(value, VariableNode):
            return Argument(value.name.value, _literal(self._defaults.get(value.name.value)))
        return Argument(None, _literal(value))


def _weight(declared: GraphQLField, name: str) -> int:
    declaration = declaration_of(declared)
    if declaration is None:
        return ROOT_WEIGHT if name == _ENTITIES else 0
    return declaration.weight


def _named(declared: GraphQLField, names: Sequence[str]) -> list[str]:
    return [name for name in names if name in declared.args]


def _literal(value: ValueNode | None) -> Any:
    """What a value of the document means here: a condition, a number of rows, or their list; else nothing."""
    match value:
        case BooleanValueNode():
            return value.value
        case IntValueNode():
            return int(value.value)
        case ListValueNode():
            return list(value.values)
        case _:
            return None
