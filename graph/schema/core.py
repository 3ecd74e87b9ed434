"""The schema as graphql-core has it, and what Strawberry made each element of it from."""

from typing import Any

import strawberry
from graphql import GraphQLArgument, GraphQLField, GraphQLInputField, GraphQLNamedType, GraphQLSchema
from strawberry.schema.schema_converter import GraphQLCoreConverter


def core_of(schema: strawberry.Schema) -> GraphQLSchema:
    """The schema as graphql-core has it."""
    # Strawberry has no public name for it.
    return schema._schema


def definition_of(element: GraphQLNamedType | GraphQLField | GraphQLInputField | GraphQLArgument) -> Any:
    """What Strawberry made an element of the schema from; None for what is graphql-core's own."""
    return element.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)


def metadata_of(element: GraphQLField | GraphQLInputField | GraphQLArgument) -> dict[Any, Any]:
    """What was declared of an element beside what Strawberry needs."""
    return getattr(definition_of(element), "metadata", None) or {}


def class_of(type_: GraphQLNamedType) -> Any:
    """The class that declares a type; None if there is none."""
    return getattr(definition_of(type_), "origin", None)
