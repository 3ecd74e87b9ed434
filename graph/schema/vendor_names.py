"""Writes the names of vendors into the descriptions of what only some vendors return or take.

Such a description has the marker `{vendors}` where the names belong; each vendor's folder says where it is named.
"""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)

from vendors.registry import VENDORS

MARKER = "{vendors}"


def describe(schema: GraphQLSchema) -> None:
    """Replaces the marker in every description by the names, in the registry's order."""
    for place, element in described_elements(schema):
        if element.description and MARKER in element.description:
            names = ", ".join(row.name for row in VENDORS if place in row.named_in)
            element.description = element.description.replace(MARKER, f"({names})")


def described_elements(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """All that has a description, with its coordinate, such as `Meeting.title` or `Query.node(id:)`."""
    for type_ in schema.type_map.values():
        yield type_.name, type_
        if isinstance(type_, GraphQLEnumType):
            for name, value in type_.values.items():
                yield f"{type_.name}.{name}", value
        elif isinstance(type_, GraphQLInputObjectType):
            for name, given in type_.fields.items():
                yield f"{type_.name}.{name}", given
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field
                for argument, declared in field.args.items():
                    yield f"{type_.name}.{name}({argument}:)", declared
