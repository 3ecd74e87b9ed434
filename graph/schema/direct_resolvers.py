"""Lets graphql-core call our resolvers directly where Strawberry would only pass the call on.

Strawberry converts arguments, and makes an `Info` of its own for each field of each row. A field without arguments
needs neither: its value is an attribute of the model, or a function of the object and of `info.context`, which
graphql-core's own `info` has, too. What is declared of the fields is not changed.
"""

from collections.abc import Callable
from inspect import signature
from typing import Any, cast

from graphql import GraphQLObjectType, GraphQLSchema

from graph.schema.core import definition_of
from graph.schema.declaration import Attribute, MutationRoot, SubscriptionRoot, declaration_of


def resolve_directly(schema: GraphQLSchema) -> None:
    """Replaces the resolvers of all declared fields without arguments, but those of mutations and subscriptions."""
    for type_ in schema.type_map.values():
        if not isinstance(type_, GraphQLObjectType):
            continue
        for field in type_.fields.values():
            declaration = declaration_of(field)
            if (
                declaration is None
                or field.args
                or isinstance(declaration.source, MutationRoot | SubscriptionRoot)
            ):
                continue
            if isinstance(declaration.source, Attribute):
                field.resolve = _attribute(definition_of(field).name)
            else:
                field.resolve = _called(cast("Callable[..., Any]", declaration.resolver))


def _attribute(name: str) -> Callable[[Any, Any], Any]:
    def read(root: Any, _info: Any) -> Any:
        return getattr(root, name)

    return read


def _called(function: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    """The function as graphql-core calls it, with those of the two arguments that it takes."""
    match tuple(signature(function).parameters):
        case ("info",):
            return lambda _root, info: function(info)
        case (_,):
            return lambda root, _info: function(root)
        case (_, "info"):
            return function
        case other:
            raise TypeError(f"{function} takes {other}; a field without arguments has an object and `info`.")
