"""Limits on documents: what a text may hold, counted between parsing and validation, which costs more than reading it.

Fragments are expanded as often as they are spread, each counted once: a few hundred characters can name millions of
fields. What is counted here does not depend on variables; `cost` does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    TokenKind,
)

# Both are asked deeper than data; graphql-core limits how their lists are nested.
_INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLimits:
    """The most that a document may have; of fields, aliases and directives, each of its operations alone.

    Attributes:
        characters: of the text.
        tokens: of the text, without comments.
        comments: of the text.
        depth: levels of nested fields.
        introspection_depth: the same below `__schema` and `__type`; GraphiQL asks for 14.
        fields: selected fields.
        aliases: fields with an alias.
        directives: directives of fields and fragments.
        value_levels: levels of nested lists and objects in an argument or a default.
        query_roots: root fields of a query or subscription.
        mutation_roots: root fields of a mutation.
        comparisons: the budget of graphql-core for comparing fields of one name.
        errors: how many errors of validation are told.
    """

    characters: int = 16_384
    tokens: int = 1_000
    comments: int = 200
    depth: int = 12
    introspection_depth: int = 20
    fields: int = 500
    aliases: int = 15
    directives: int = 20
    value_levels: int = 32
    query_roots: int = 10
    mutation_roots: int = 5
    comparisons: int = 20_000
    errors: int = 5


DOCUMENT_LIMITS = DocumentLimits()


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a selection, with its fragments.

    Attributes:
        depth: levels of nested fields, introspection's apart.
        introspection_depth: those below `__schema` and `__type`.
        fields: all fields.
        roots: the fields of the first level.
        aliases: fields with an alias.
        directives: all directives.
    """

    depth: int = 0
    introspection_depth: int = 0
    fields: int = 0
    roots: int = 0
    aliases: int = 0
    directives: int = 0

    def __add__(self, other: "Size") -> "Size":
        return Size(
            max(self.depth, other.depth),
            max(self.introspection_depth, other.introspection_depth),
            self.fields + other.fields,
            self.roots + other.roots,
            self.aliases + other.aliases,
            self.directives + other.directives,
        )


def excess(document: DocumentNode, limits: DocumentLimits = DOCUMENT_LIMITS) -> list[GraphQLError]:
    """What is too much in a document: one error for each limit that one of its operations exceeds."""
    if (levels := _value_levels(document)) > limits.value_levels:
        told = f"The document nests {levels} levels of values; at most {limits.value_levels} are allowed."
        return [GraphQLError(told)]
    sizes = _Sizes(document)
    found: dict[str, GraphQLError] = {}
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            for message in _too_much(definition, sizes.of(definition.selection_set), limits):
                found.setdefault(message, GraphQLError(message, definition))
    return list(found.values())


def _too_much(definition: OperationDefinitionNode, size: Size, limits: DocumentLimits) -> Iterator[str]:
    is_mutation = definition.operation is OperationType.MUTATION
    counted = (
        (size.depth, limits.depth, "nests {} levels of fields"),
        (size.introspection_depth, limits.introspection_depth, "nests {} levels of introspection"),
        (size.fields, limits.fields, "selects {} fields, fragments included"),
        (size.aliases, limits.aliases, "has {} aliases, fragments included"),
        (size.directives, limits.directives, "has {} directives, fragments included"),
        (size.roots, limits.mutation_roots if is_mutation else limits.query_roots, "has {} root fields"),
    )
    for given, most, words in counted:
        if given > most:
            # The number itself may have hundreds of digits.
            told = str(given) if given <= 100 * most else f"more than {100 * most}"
            yield f"The operation {words.format(told)}; at most {most} are allowed."


def _value_levels(document: DocumentNode) -> int:
    """How deep lists and objects are nested in values, which stand between parentheses, and only they do."""
    deepest = level = 0
    is_value = False
    token = document.loc.start_token if document.loc else None
    while token is not None:
        match token.kind:
            case TokenKind.PAREN_L:
                is_value, level = True, 0
            case TokenKind.PAREN_R:
                is_value = False
            case TokenKind.BRACE_L | TokenKind.BRACKET_L if is_value:
                level += 1
                deepest = max(deepest, level)
            case TokenKind.BRACE_R | TokenKind.BRACKET_R if is_value:
                level -= 1
        token = token.next
    return deepest


class _Sizes:
    """The sizes of a document's selections; each fragment is measured once."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            part.name.value: part for part in document.definitions if isinstance(part, FragmentDefinitionNode)
        }
        self._known: dict[str, Size] = {}

    def of(self, selections: SelectionSetNode | None) -> Size:
        total = Size()
        for node in () if selections is None else selections.selections:
            total += self._of_node(node)
        return total

    def _of_node(self, node: SelectionNode) -> Size:
        own = Size(directives=len(node.directives or ()))
        match node:
            case FieldNode():
                return own + self._of_field(node)
            case InlineFragmentNode():
                return own + self.of(node.selection_set)
            case FragmentSpreadNode():
                return own + self._of_fragment(node.name.value)
        return own

    def _of_field(self, node: FieldNode) -> Size:
        inner = self.of(node.selection_set)
        is_introspection = node.name.value in _INTROSPECTION
        levels = max(inner.depth, inner.introspection_depth)
        return Size(
            depth=1 if is_introspection else 1 + inner.depth,
            introspection_depth=levels if is_introspection else inner.introspection_depth,
            fields=1 + inner.fields,
            roots=1,
            aliases=inner.aliases + (node.alias is not None),
            directives=inner.directives,
        )

    def _of_fragment(self, name: str) -> Size:
        if name not in self._known:
            # A fragment that contains itself adds nothing here; validation refuses it.
            self._known[name] = Size()
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._known[name] = self.of(fragment.selection_set)
        return self._known[name]
