"""Whoever reads the schema finds every word of it explained."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    is_specified_scalar_type,
)

from tests.support.graph import the_schema

# They belong to Apollo Federation, which does not describe them.
NOT_OURS = {"_entities", "_service"}

TYPES = [
    type_
    for type_ in the_schema().core.type_map.values()
    if not type_.name.startswith(("_", "link__")) and not is_specified_scalar_type(type_)
]


def described(type_: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    yield type_.name, type_.description
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in type_.fields.items():
            if name not in NOT_OURS:
                yield f"{type_.name}.{name}", field.description
                for argument, declared in field.args.items():
                    yield f"{type_.name}.{name}({argument})", declared.description
    if isinstance(type_, GraphQLEnumType):
        for name, value in type_.values.items():
            yield f"{type_.name}.{name}", value.description
    if isinstance(type_, GraphQLInputObjectType):
        for name, input_field in type_.fields.items():
            yield f"{type_.name}.{name}", input_field.description


DESCRIPTIONS = dict(found for type_ in TYPES for found in described(type_))


@pytest.mark.parametrize("type_", TYPES, ids=str)
def test_everything_is_described_in_a_sentence(type_: GraphQLNamedType) -> None:
    for name, told in described(type_):
        text = told or ""
        assert text == text.strip(), name
        assert text.endswith("."), name
        assert text[:1].isupper() or text[:1] == "`", name


@pytest.mark.parametrize("word", ["hello", "dummy", "example", "test"])
def test_nothing_is_left_over_from_trying_things_out(word: str) -> None:
    assert [name for name in DESCRIPTIONS if word in name.lower()] == []
