"""The types of objects: judged where a field has one type, found where it has several."""

from typing import Any

from graphql import GraphQLError, GraphQLObjectType, GraphQLSchema, default_type_resolver

from graph.operations.plans.cohort import Column
from graph.operations.plans.shapes import OneOf


def judge(type_: GraphQLObjectType, value: Any, info: Any, column: Column) -> None:
    """Checks that an object is of a type.

    Raises:
        GraphQLError: it is not.
    """
    if type_.is_type_of is not None and not type_.is_type_of(value, info):
        raise GraphQLError(f"Expected value of type '{type_}', but got another.", column.field.nodes)


def type_of(schema: GraphQLSchema, column: Column, shape: OneOf, value: Any, info: Any) -> GraphQLObjectType:
    """The type of an object.

    Raises:
        GraphQLError: it has none that is possible.
    """
    resolve = shape.type.resolve_type or default_type_resolver
    name = resolve(value, info, shape.type)
    found = schema.get_type(name) if isinstance(name, str) else None
    if not isinstance(found, GraphQLObjectType) or not schema.is_sub_type(shape.type, found):
        raise GraphQLError(
            f"A value of '{shape.type}' is of none of its types at '{column.field.name}'.",
            column.field.nodes,
        )
    return found
