"""The plan of an operation: what it selects of each type, with fragments, aliases and merged fields settled, in steps.

A plan holds no value of a variable but those by which `@skip` and `@include` decide: an operation with such variables
has a plan for each of their combinations that is met. A selection of a type is planned when an object of that type is
met for the first time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
    is_required_argument,
)
from graphql.execution.collect_fields import (
    CollectedFields,
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from graph.operations.plans.conditions import Decisions, deciding_variables, decisions
from graph.operations.plans.shapes import Leaf, Shape, Shapes, shapes_of
from graph.operations.policies import policy_of
from graph.schema.direct_resolvers import DirectResolver

# How many combinations of variables for `@skip` and `@include` are kept planned for one operation.
_COMBINATIONS = 16
# How many fields of up to a hundred objects are executed before the clock is looked at.
_FIELDS_TOGETHER = 16


class PlannedField:
    """A field of a selection.

    Attributes:
        key: its name in the response.
        name: its name in the schema.
        parent: the type that it is selected on.
        definition: the field of the schema; None for `__typename`.
        nodes: where it stands in the document; of merged fields several.
        node: names the field of the document, where that is asked for.
        shape: of its values.
        policy: what holds for its values; None if nothing does.
        arguments: the coerced arguments where they are the same for all values of variables, once that is known.
        has_constant_arguments: whether they are.
        resolve: gives a value.
        direct: the same, where it is one of our resolvers.
        read: reads the attribute that `direct` names off an object; None where a function is called.
        is_guarded: whether its values are only for principals with certain scopes.
        is_noted: whether its values are noted for the audit log.
        is_plain_leaf: whether it is a leaf of ours without arguments that everybody may see and nobody notes.
    """

    __slots__ = (
        "_details",
        "_passed",
        "_plan",
        "_selections",
        "arguments",
        "definition",
        "direct",
        "has_constant_arguments",
        "is_guarded",
        "is_noted",
        "is_plain_leaf",
        "key",
        "name",
        "node",
        "nodes",
        "parent",
        "policy",
        "read",
        "resolve",
        "shape",
    )

    def __init__(
        self, plan: "ExecutionPlan", parent: GraphQLObjectType, key: str, details: list[FieldDetails]
    ) -> None:
        self._plan, self._details = plan, details
        self._selections: dict[str, Selection] = {}
        self.key, self.parent = key, parent
        self.nodes: list[FieldNode] = [each.node for each in details]
        self.node = id(self.nodes[0])
        self.name = self.nodes[0].name.value
        self.definition = parent.fields.get(self.name)
        if self.definition is None:
            self.is_plain_leaf = True
            return
        self.shape: Shape = plan.shapes.of(self.definition.type)
        self.policy = policy_of(self.definition)
        self.resolve = self.definition.resolve if self.policy is None else self.policy.resolve
        self.arguments: dict[str, Any] | None = None if self.definition.args else {}
        self._passed = _passed(self.definition, self.nodes[0])
        self.has_constant_arguments = not any(
            _has_variable(argument.value) for argument in self.nodes[0].arguments or ()
        )
        self.direct = self.resolve if isinstance(self.resolve, DirectResolver) else None
        attribute = None if self.direct is None else self.direct.attribute
        self.read = None if attribute is None else attrgetter(attribute)
        self.is_guarded = self.policy is not None and bool(self.policy.requires)
        self.is_noted = self.policy is not None and self.policy.notes
        self.is_plain_leaf = (
            isinstance(self.shape, Leaf)
            and self.direct is not None
            and not self.definition.args
            and not self.is_guarded
            and not self.is_noted
        )

    def passed_on(self, variables: Mapping[str, Any]) -> dict[str, Any] | None:
        """The coerced arguments where each is a variable with a value; None where graphql-core has to look at them.

        Args:
            variables: the coerced values.
        """
        if self._passed is None:
            return None
        found = {name: variables.get(variable) for name, variable in self._passed}
        return None if None in found.values() else found

    def selection(self, type_: GraphQLObjectType) -> "Selection":
        """What the field selects of its values of a type."""
        found = self._selections.get(type_.name)
        if found is None:
            found = self._selections[type_.name] = self._plan.selection_below(type_, self._details)
        return found


def _passed(definition: GraphQLField, node: FieldNode) -> Sequence[tuple[str, str]] | None:
    """The arguments, as the resolver names them, with their variables; None where one is given or made otherwise."""
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    found = []
    for name, declared in definition.args.items():
        value = given.get(name)
        if isinstance(value, VariableNode):
            found.append((declared.out_name or name, value.name.value))
        elif value is not None or is_required_argument(declared) or _has_default(declared):
            return None
    return found


def _has_default(declared: GraphQLArgument) -> bool:
    return declared.default is not None or declared.default_value is not Undefined


def _has_variable(value: ValueNode) -> bool:
    match value:
        case VariableNode():
            return True
        case ListValueNode():
            return any(map(_has_variable, value.values))
        case ObjectValueNode():
            return any(_has_variable(field.value) for field in value.fields)
        case _:
            return False


class LeafRun(NamedTuple):
    """Fields that follow each other in a selection and are plain leaves, so that they are executed in one step.

    Attributes:
        keys: their names in the response.
    """

    fields: tuple[PlannedField, ...]
    keys: tuple[str, ...]


# What is executed at once.
Step: TypeAlias = LeafRun | PlannedField


def steps_of(fields: Iterable[PlannedField]) -> Iterator[Step]:
    """The steps in which fields are executed, in their order."""
    for are_plain_leaves, some in groupby(fields, key=lambda field: field.is_plain_leaf):
        if not are_plain_leaves:
            yield from some
            continue
        run = tuple(some)
        for start in range(0, len(run), _FIELDS_TOGETHER):
            part = run[start : start + _FIELDS_TOGETHER]
            yield LeafRun(part, tuple(field.key for field in part))


class Selection:
    """What is selected of the objects of one type.

    Attributes:
        type: the type.
        fields: in the order of the response.
        steps: in which they are executed.
    """

    __slots__ = ("fields", "steps", "type")

    def __init__(self, plan: "ExecutionPlan", type_: GraphQLObjectType, collected: CollectedFields) -> None:
        self.type = type_
        self.fields = tuple(
            PlannedField(plan, type_, key, details) for key, details in collected.grouped_field_set.items()
        )
        self.steps = tuple(steps_of(self.fields))


class ExecutionPlan:
    """What an operation selects, for one combination of the variables that decide.

    Attributes:
        schema: the schema.
        operation: the operation.
        fragments: the definitions of the document's fragments.
        shapes: of the schema's types.
        root: what is selected of the root.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDefinitionNode],
        decided: dict[str, bool],
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.fragments = fragments
        self.shapes: Shapes = shapes_of(schema)
        self._details = {name: FragmentDetails(fragment) for name, fragment in fragments.items()}
        self._decided = VariableValues({}, decided)
        root = schema.get_root_type(operation.operation)
        assert root is not None
        collected = collect_fields(schema, self._details, self._decided, root, operation)
        self.root = Selection(self, root, collected)

    def selection_below(self, type_: GraphQLObjectType, details: list[FieldDetails]) -> Selection:
        """What merged fields select of their values of a type."""
        collected = collect_subfields(
            self.schema, self._details, self._decided, self.operation, type_, details
        )
        return Selection(self, type_, collected)


class Plans:
    """The plans of one operation, made when they are asked for.

    Args:
        schema: the schema.
        document: the operation with the fragments beside it.
        operation: the operation itself.
    """

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
    ) -> None:
        self._schema = schema
        self._document = document
        self._operation = operation
        self._deciding: tuple[str, ...] | None = None
        self._kept: dict[Decisions, ExecutionPlan] = {}

    def __len__(self) -> int:
        """How many there are so far."""
        return len(self._kept)

    def of(self, variables: VariableValues) -> ExecutionPlan | None:
        """The plan for these variables; None where one that decides has no value."""
        if self._deciding is None:
            self._deciding = deciding_variables(self._document, self._operation)
        decided = decisions(self._deciding, variables.coerced) if self._deciding else ()
        if decided is None:
            return None
        found = self._kept.get(decided)
        if found is None:
            fragments = {
                part.name.value: part
                for part in self._document.definitions
                if isinstance(part, FragmentDefinitionNode)
            }
            named = dict(zip(self._deciding, decided, strict=True))
            if len(self._kept) >= _COMBINATIONS:
                del self._kept[next(iter(self._kept))]
            found = self._kept[decided] = ExecutionPlan(self._schema, self._operation, fragments, named)
        return found
