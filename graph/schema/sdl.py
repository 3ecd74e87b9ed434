"""The schema as text, for routers that refuse some of its directives."""

from typing import Any

from graphql import (
    DirectiveNode,
    ListValueNode,
    StringValueNode,
    Visitor,
    VisitorAction,
    parse,
    print_ast,
    visit,
)

# Apollo Gateway (not Apollo Router) refuses supergraphs that have them.
_OF_SCOPES = frozenset({"authenticated", "requiresScopes"})


def without_scopes(sdl: str) -> str:
    """A schema without `@authenticated` and `@requiresScopes`; this API enforces them whatever a router does."""
    return print_ast(visit(parse(sdl), _Removing()))


class _Removing(Visitor):
    def enter_directive(self, node: DirectiveNode, *_: Any) -> VisitorAction:
        return self.REMOVE if node.name.value in _OF_SCOPES else None

    def leave_list_value(self, node: ListValueNode, *_: Any) -> ListValueNode | None:
        kept = tuple(each for each in node.values if not _names_one(each))
        return None if len(kept) == len(node.values) else ListValueNode(values=kept)


def _names_one(value: Any) -> bool:
    return isinstance(value, StringValueNode) and value.value.removeprefix("@") in _OF_SCOPES
