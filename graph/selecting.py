"""Tells the vendors' adapters which fields an operation shows, so that they choose the calls that carry them."""

from collections.abc import Iterator
from functools import cache, partial

from graphql import DocumentNode, FieldNode, Node
from strawberry.extensions import SchemaExtension
from strawberry.utils.str_converters import to_snake_case

from vendors.scope import OperationScope, current_scope

# What a field shows beside what it is named for.
_ALSO = {"ical": frozenset({"invitees"})}


class Selecting(SchemaExtension):
    """Tells it of each query and mutation; of a subscription's events the subscription does."""

    def on_execute(self) -> Iterator[None]:
        tell(current_scope(), self.execution_context.graphql_document)
        yield


def tell(scope: OperationScope | None, document: DocumentNode | None) -> None:
    """Puts into an operation's scope what its document shows; it is worked out where an adapter asks."""
    if scope is not None and document is not None:
        scope.selected = cache(partial(shown, document))


def shown(document: DocumentNode) -> frozenset[str]:
    """The names of all fields anywhere in a document, as our models have them."""
    names: set[str] = set()
    left: list[Node] = list(document.definitions)
    while left:
        node = left.pop()
        if isinstance(node, FieldNode):
            name = to_snake_case(node.name.value)
            names.add(name)
            names |= _ALSO.get(name, frozenset())
        selections = getattr(node, "selection_set", None)
        left += selections.selections if selections is not None else ()
    return frozenset(names)
