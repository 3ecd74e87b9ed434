"""Enforces the scopes of fields: what a principal may not see is null, and nobody is asked for it.

Whatever leads to a field, the resolver of the field itself refuses it: through interfaces and fragments, `node`,
payloads of mutations and `_entities` alike.
"""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLError, GraphQLNonNull, GraphQLSchema, default_field_resolver

from graph.operations import audit
from graph.schema.declaration import MutationRoot, SubscriptionRoot, declaration_of
from graph.schema.secret_types import object_fields
from models.denial import Forbidden
from models.error_code import ErrorCode
from models.scope import Scope
from resolvers.context import Context
from resolvers.denied import DeniedField

Resolver = Callable[..., Any]


def enforce_scopes(schema: GraphQLSchema) -> None:
    """Wraps the resolvers of all fields that require scopes.

    Raises:
        TypeError: one of them may not be null, or a mutation or subscription requires no scope.
    """
    for type_, name, field in object_fields(schema):
        declaration, place = declaration_of(field), f"{type_.name}.{name}"
        if declaration is None:
            continue
        if not declaration.requires:
            if isinstance(declaration.source, MutationRoot | SubscriptionRoot):
                raise TypeError(f"{place} requires no scope.")
            continue
        if isinstance(field.type, GraphQLNonNull):
            raise TypeError(f"{place} requires scopes, so it may be null.")
        if field.subscribe is not None:
            field.subscribe = _refusing(field.subscribe, place, declaration.requires)
        else:
            field.resolve = _nulling(field.resolve or default_field_resolver, place, declaration.requires)


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


def _nulling(resolve: Resolver, place: str, required: frozenset[Scope]) -> Resolver:
    def resolve_if_allowed(root: object, info: Any, **arguments: Any) -> Any:
        context: Context = info.context
        if required <= context.principal.scopes:
            return resolve(root, info, **arguments)
        node = id(info.field_nodes[0])
        found = context.denied.find(node)
        if found is None:
            found = DeniedField(place, context.principal.lacks(required), info.path.as_list())
            context.denied.add(node, found)
        found.count += 1
        return None

    return resolve_if_allowed


def _refusing(subscribe: Resolver, place: str, required: frozenset[Scope]) -> Resolver:
    def subscribe_if_allowed(root: object, info: Any, **arguments: Any) -> Any:
        lacking = info.context.principal.lacks(required)
        if lacking:
            audit.write_refusal(info.context, [place], lacking)
            raise Forbidden(place, lacking)
        return subscribe(root, info, **arguments)

    return subscribe_if_allowed
