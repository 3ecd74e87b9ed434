"""The variables by which `@skip` and `@include` decide what an operation selects."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLIncludeDirective,
    GraphQLSkipDirective,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)

# The values of these variables, in the order of their names.
Decisions: TypeAlias = tuple[bool, ...]

_DECIDING = frozenset({GraphQLSkipDirective.name, GraphQLIncludeDirective.name})


def deciding_variables(document: DocumentNode, operation: OperationDefinitionNode) -> tuple[str, ...]:
    """The names of an operation's variables that decide what it selects."""
    found = _Deciding()
    visit(document, found)
    own = {each.variable.name.value for each in operation.variable_definitions or ()}
    return tuple(sorted(found.names & own))


def decisions(names: tuple[str, ...], values: Mapping[str, Any]) -> Decisions | None:
    """The values of these variables; None where one has none, which is an error at the place of its directive."""
    found = tuple(values.get(name) for name in names)
    return found if all(isinstance(value, bool) for value in found) else None  # type: ignore[return-value]


class _Deciding(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        if node.name.value in _DECIDING:
            for argument in node.arguments or ():
                if isinstance(argument.value, VariableNode):
                    self.names.add(argument.value.name.value)
