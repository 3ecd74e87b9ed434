"""What converts arguments gives what Strawberry's own conversion gives, for every field."""

import random
from typing import Any

import pytest
import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    Undefined,
)
from strawberry.types.arguments import convert_arguments

from graph.schema.argument_conversion import conversion_of
from graph.schema.build import build
from graph.schema.core import core_of, definition_of
from graph.schema.declaration import declaration_of
from graph.schema.direct_resolvers import DirectResolver
from graph.schema.secret_types import object_fields

SCHEMA = build()


def a_value(type_: Any, chance: random.Random, depth: int = 0) -> Any:
    """A value of a type as an executor has coerced it; a leaf is any object, as no conversion looks into it."""
    if isinstance(type_, GraphQLNonNull):
        return a_value(type_.of_type, chance, depth)
    if chance.random() < 0.15 and depth:
        return None
    if isinstance(type_, GraphQLList):
        return [a_value(type_.of_type, chance, depth + 1) for _ in range(chance.randrange(3))]
    if isinstance(type_, GraphQLInputObjectType):
        return {
            name: a_value(field.type, chance, depth + 1)
            for name, field in type_.fields.items()
            if isinstance(field.type, GraphQLNonNull) or chance.random() < 0.6
        }
    if isinstance(type_, GraphQLEnumType):
        return chance.choice([value.value for value in type_.values.values()])
    return f"text {chance.random()}"


def fields() -> list[Any]:
    found = []
    for _, _, field in object_fields(core_of(SCHEMA)):
        resolve = declaration_of(field) and field.resolve
        while resolve is not None and not isinstance(resolve, DirectResolver):
            resolve = getattr(resolve, "__wrapped__", None)
        if resolve is not None and resolve.convert is not None:
            found.append((field, resolve.convert))
    return found


def test_arguments_of_all_fields_are_converted_as_by_strawberry() -> None:
    chance = random.Random(14)
    converting = fields()
    assert len(converting) > 40
    for field, convert in converting:
        for _ in range(20):
            given = {
                name: a_value(argument.type, chance)
                for name, argument in field.args.items()
                if argument.default_value is Undefined or chance.random() < 0.5
            }
            expected = convert_arguments(
                given,
                definition_of(field).arguments,
                SCHEMA.schema_converter.scalar_registry,
                SCHEMA.config,
            )
            assert convert(given) == expected


@strawberry.input
class Chained:
    name: str = "none"
    next: "Chained | None" = strawberry.UNSET
    more: "strawberry.Maybe[list[int] | None]" = None


@strawberry.type
class Query:
    @strawberry.field
    def found(self, chain: Chained | None = None, chains: list[Chained] | None = None) -> int:
        return 0


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"chain": None, "chains": None},
        {"chain": {"name": "a", "next": {"name": "b", "next": None, "more": [1]}}},
        {"chain": {"more": None}, "chains": [{}, {"next": {}}]},
    ],
)
def test_an_input_within_itself_and_a_perhaps_are_converted_as_by_strawberry(given: dict[str, Any]) -> None:
    schema = strawberry.Schema(Query)
    arguments = definition_of(core_of(schema).type_map["Query"].fields["found"]).arguments  # type: ignore[attr-defined]
    expected = convert_arguments(given, arguments, schema.schema_converter.scalar_registry, schema.config)
    assert conversion_of(arguments, schema)(given) == expected
