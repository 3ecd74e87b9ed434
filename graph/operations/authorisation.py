"""Enforces the scopes of fields: what a principal may not see is null, and nobody is asked for it.

Whatever leads to a field, the resolver of the field itself refuses it: through interfaces and fragments, `node`,
payloads of mutations and `_entities` alike.
"""

from collections.abc import Callable, Hashable
from typing import Any

from graphql import GraphQLError

from graph.operations import audit
from models.denial import Forbidden
from models.error_code import ErrorCode
from models.scope import Scope
from resolvers.context import Context
from resolvers.denied import DeniedField

Resolver = Callable[..., Any]


def deny(
    context: Context, place: str, required: frozenset[Scope], node: Hashable, path: Any, count: int
) -> None:
    """Notes values of a field that are null because its principal lacks scopes.

    Args:
        place: the field in the schema.
        node: names the field of the document.
        path: the path of the first of them.
        count: how many they are.
    """
    found = context.denied.find(node)
    if found is None:
        found = DeniedField(place, context.principal.lacks(required), path.as_list())
        context.denied.add(node, found)
    found.count += count


def errors_of(context: Context) -> list[GraphQLError]:
    """The errors for what was denied, one for each field of the document."""
    return [
        GraphQLError(
            denied.message,
            path=list(denied.path),
            extensions={
                "code": ErrorCode.FORBIDDEN.value,
                "retryable": False,
                "scopes": sorted(denied.scopes),
                "count": denied.count,
                "requestId": context.request_id,
            },
        )
        for denied in context.denied
    ]


def refusing(subscribe: Resolver, place: str, required: frozenset[Scope]) -> Resolver:
    """A subscription that does not start for a principal that lacks scopes."""

    def subscribe_if_allowed(root: object, info: Any, **arguments: Any) -> Any:
        lacking = info.context.principal.lacks(required)
        if lacking:
            audit.write_refusal(info.context, [place], lacking)
            raise Forbidden(place, lacking)
        return subscribe(root, info, **arguments)

    return subscribe_if_allowed
