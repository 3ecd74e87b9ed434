"""The schema as graphql-core has it, behind the one that Strawberry makes."""

import strawberry
from graphql import GraphQLSchema


def core_of(schema: strawberry.Schema) -> GraphQLSchema:
    """The schema as graphql-core has it."""
    # Strawberry has no public name for it.
    return schema._schema
