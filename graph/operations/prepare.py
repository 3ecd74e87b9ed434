"""Prepares an operation: parses and validates a text into a `PreparedOperation` before anything runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    parse,
    specified_rules,
    type_from_ast,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.utils.str_converters import to_snake_case

from graph.operations import costed_fields, document_limits
from graph.operations.cost import costed
from graph.operations.costed_fields import Cost, CostedField
from graph.operations.document_limits import DOCUMENT_LIMITS, DocumentLimits
from graph.operations.plans.plan import Plans
from graph.operations.variables import DeclaredVariables
from graph.schema.declaration import FieldDeclaration, declaration_of
from models.scope import Scope

_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)

# Comparing fields of one name costs the square of their number: with graphql-core's own budget of 500,000, a query of
# 2.5 KB takes up to 3.6 seconds. The budget is an attribute of its module, for the whole process.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = DOCUMENT_LIMITS.comparisons

# The fields that tell the schema.
_OF_THE_SCHEMA = frozenset({"__schema", "__type", "_service"})
# For how many sets of scopes an operation knows what it shows.
_SCOPES_KEPT = 64

NO_QUERY = "The request has no `query`."


class NotPrepared(Exception):
    """A text holds no operation that could run.

    Attributes:
        errors: why, as the library says it.
        kind: of the operation that was requested; None if it cannot be determined.
    """

    def __init__(self, *errors: GraphQLError, kind: OperationType | None = None) -> None:
        self.errors = errors
        self.kind = kind
        super().__init__(", ".join(error.message for error in errors))


@dataclass(frozen=True, slots=True)
class SelectedField:
    """A field that an operation selects.

    Attributes:
        parent: the name of the object type that it is selected on; a selection on an interface is one on all of them.
        name: its name in the schema.
        declaration: how the schema declares it; None for what is the libraries' own, such as introspection.
        node: where it stands in the document, the first time.
    """

    parent: str
    name: str
    declaration: FieldDeclaration | None
    node: FieldNode = field(repr=False)

    @property
    def requires(self) -> frozenset[Scope]:
        return frozenset() if self.declaration is None else self.declaration.requires


@dataclass(frozen=True)
class PreparedOperation:
    """One operation of a document that is valid; it holds no variable's value, so that all requests share it.

    Attributes:
        text: the source text.
        document: the operation with the fragments beside it.
        definition: the operation itself.
        kind: query, mutation or subscription.
        name: the operation's own; None where it has none.
        variables: the types of its variables, by their names.
        declared: coerces their values.
        depth: the levels of fields, fragments followed.
        tokens: of the whole document.
        costed: its fields with what they cost.
        fields: what it selects, each field of a type once, in the order of the document; introspection included.
        plans: by which it is executed, made when they are needed.
    """

    text: str = field(repr=False)
    document: DocumentNode = field(repr=False)
    definition: OperationDefinitionNode = field(repr=False)
    kind: OperationType
    name: str | None
    variables: Mapping[str, GraphQLType]
    declared: DeclaredVariables = field(repr=False, compare=False)
    depth: int
    tokens: int
    costed: tuple[CostedField, ...] = field(repr=False)
    fields: tuple[SelectedField, ...]
    plans: Plans = field(repr=False, compare=False)

    @property
    def reads_only(self) -> bool:
        """Whether the operation is not a mutation."""
        return self.kind is not OperationType.MUTATION

    @cached_property
    def introspects(self) -> bool:
        """Whether it asks for the schema."""
        return any(each.name in _OF_THE_SCHEMA for each in self.fields)

    @cached_property
    def fixed_cost(self) -> Cost | None:
        """What it may cost at most; None where variables decide that."""
        return costed_fields.fixed(self.costed)

    def attributes_for(self, scopes: frozenset[Scope]) -> frozenset[str]:
        """The names of our models' attributes that it shows to a principal: adapters choose the calls for them."""
        found = self._attributes.get(scopes)
        if found is None:
            shown = [each for each in self.fields if each.requires <= scopes]
            names = {to_snake_case(each.name) for each in shown}
            found = frozenset(names.union(*(each.declaration.shows for each in shown if each.declaration)))
            if len(self._attributes) >= _SCOPES_KEPT:
                self._attributes.clear()
            self._attributes[scopes] = found
        return found

    def secrets_for(self, scopes: frozenset[Scope]) -> Sequence[str]:
        """The secret fields that it shows to a principal, such as "Pins.moderator"."""
        return sorted(place for place, requires in self.secrets if requires <= scopes)

    @cached_property
    def secrets(self) -> Sequence[tuple[str, frozenset[Scope]]]:
        """The secret fields that it selects, with the scopes that each needs."""
        return tuple(
            (f"{each.parent}.{each.name}", each.requires)
            for each in self.fields
            if each.declaration is not None and each.declaration.secret
        )

    @cached_property
    def _attributes(self) -> dict[frozenset[Scope], frozenset[str]]:
        return {}


def prepare(
    schema: GraphQLSchema,
    text: str,
    name: str | None,
    *,
    limits: DocumentLimits = DOCUMENT_LIMITS,
    suggestions: bool = False,
) -> PreparedOperation:
    """Parses and validates a text, and collects the fields of the operation that was requested.

    Args:
        text: a GraphQL document.
        name: which of its operations; may be left out where there is one.
        limits: what a document may have.
        suggestions: whether errors name what a misspelt name may mean; they tell the schema to whoever guesses.

    Raises:
        NotPrepared: the text is no document, too large or not valid, or the operation is not in it.
    """
    if not text:
        raise NotPrepared(GraphQLError(NO_QUERY))
    document = _parsed(text, limits)
    definition = _meant(document, name)
    if too_much := document_limits.excess(document, limits):
        raise NotPrepared(*too_much, kind=definition.operation)
    if invalid := validate(
        schema, document, _RULES, max_errors=limits.errors, hide_suggestions=not suggestions
    ):
        raise NotPrepared(*invalid, kind=definition.operation)
    fields, depth = _Selection(schema, document).of(definition)
    return PreparedOperation(
        text=text,
        document=document,
        definition=definition,
        kind=definition.operation,
        name=None if definition.name is None else definition.name.value,
        variables={
            each.variable.name.value: type_
            for each in definition.variable_definitions or ()
            if (type_ := type_from_ast(schema, each.type)) is not None
        },
        declared=DeclaredVariables(schema, definition.variable_definitions or ()),
        depth=depth,
        tokens=document.token_count,
        costed=costed(schema, document, definition),
        fields=fields,
        plans=Plans(schema, document, definition),
    )


def _parsed(text: str, limits: DocumentLimits) -> DocumentNode:
    try:
        return parse(
            text,
            max_source_length=limits.characters,
            max_lexical_tokens=limits.tokens,
            max_comments=limits.comments,
        )
    except GraphQLError as error:
        raise NotPrepared(error) from None
    except (ValueError, RecursionError) as error:
        # For example, Python refuses to parse a number of 5,000 digits.
        raise NotPrepared(GraphQLError("The query could not be parsed.", original_error=error)) from None


def _meant(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [part for part in document.definitions if isinstance(part, OperationDefinitionNode)]
    if name is None and len(operations) > 1:
        told = "The query has several operations: name one in `operationName`."
        raise NotPrepared(GraphQLError(told, operations))
    for operation in operations:
        if name is None or (operation.name is not None and operation.name.value == name):
            return operation
    raise NotPrepared(GraphQLError(f"The query has no operation{'' if name is None else ' of that name'}."))


class _Selection:
    """Walks an operation's selections; each fragment once for each type, however often it is spread."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            part.name.value: part for part in document.definitions if isinstance(part, FragmentDefinitionNode)
        }
        self._depths: dict[str, int] = {}
        self._fields: dict[tuple[str, str], SelectedField] = {}

    def of(self, definition: OperationDefinitionNode) -> tuple[tuple[SelectedField, ...], int]:
        """The fields, and how deep they are nested."""
        depth = self._walk(definition.selection_set, self._schema.get_root_type(definition.operation))
        return tuple(self._fields.values()), depth

    def _walk(self, selections: SelectionSetNode | None, type_: GraphQLNamedType | None) -> int:
        if selections is None:
            return 0
        depth = 0
        for node in selections.selections:
            match node:
                case FieldNode():
                    depth = max(depth, 1 + self._walk(node.selection_set, self._select(node, type_)))
                case InlineFragmentNode():
                    named = node.type_condition
                    inner = type_ if named is None else self._schema.get_type(named.name.value)
                    depth = max(depth, self._walk(node.selection_set, inner))
                case FragmentSpreadNode():
                    depth = max(depth, self._spread(node.name.value))
        return depth

    def _spread(self, name: str) -> int:
        if name not in self._depths:
            fragment = self._fragments[name]
            self._depths[name] = self._walk(
                fragment.selection_set, self._schema.get_type(fragment.type_condition.name.value)
            )
        return self._depths[name]

    def _select(self, node: FieldNode, type_: GraphQLNamedType | None) -> GraphQLNamedType | None:
        """Notes a field, and gives its type."""
        if not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
            return None
        objects = [type_] if isinstance(type_, GraphQLObjectType) else self._schema.get_possible_types(type_)
        for each in objects:
            key = (each.name, node.name.value)
            field = self._schema.get_field(each, node.name.value)
            if key not in self._fields and field is not None:
                self._fields[key] = SelectedField(*key, declaration_of(field), node)
        found = self._schema.get_field(type_, node.name.value)
        return None if found is None else get_named_type(found.type)
