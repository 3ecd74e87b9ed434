"""Every input is declared and fits the model that is made of it; what is secret there is secret here."""

import dataclasses
from itertools import groupby
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    get_named_type,
    is_leaf_type,
)
from strawberry.federation.schema_directives import Tag

from graph.schema.core import class_of, definition_of
from graph.schema.fields import computed
from graph.schema.input_fields import (
    InputDeclaration,
    input_declaration_of,
    input_field,
    inputs_of,
    limits_of,
)
from graph.schema.secrecy import SECRET_TAG
from models.bounds import VENDOR_ID, between
from tests.support.graph import the_schema

Given = GraphQLArgument | GraphQLInputField

CORE = the_schema().core
INPUTS = dict(inputs_of(CORE))


def _owner(entry: tuple[str, Given]) -> str:
    """The type that an argument or a field of an input belongs to."""
    return entry[0].partition(".")[0]


TYPES = [type_ for type_ in CORE.type_map.values() if isinstance(type_, GraphQLInputObjectType)]
# Those of one type together: there are hundreds.
GROUPS = {owner: dict(group) for owner, group in groupby(sorted(INPUTS.items(), key=_owner), key=_owner)}
each_group = pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS)
each_type = pytest.mark.parametrize("type_", TYPES, ids=str)

# What a model calls otherwise than the input that it is made of.
OTHER_NAMES = {"FileInput.base64": "content"}
# A picture or a sound is kept out of representations for its length.
NOT_SECRET = {"FileInput.base64"}
# What no caller gives: the time by which a window is judged.
NOT_GIVEN = {"now"}


def declaration(given: Given) -> InputDeclaration:
    found = input_declaration_of(given)
    assert found is not None
    return found


def fills(type_: GraphQLInputObjectType) -> Any:
    """The model that is made of an input; None where there is none."""
    return class_of(type_).fills


def filled(type_: GraphQLInputObjectType) -> dict[str, GraphQLInputField]:
    """The fields of an input by the attributes of the model that is made of it."""
    return {
        OTHER_NAMES.get(f"{type_.name}.{name}", definition_of(field).python_name): field
        for name, field in type_.fields.items()
    }


def test_every_input_field_and_argument_is_declared_but_what_belongs_to_federation() -> None:
    undeclared = {place for place, given in INPUTS.items() if input_declaration_of(given) is None}
    assert undeclared == {"Query._entities(representations:)"}


def test_an_argument_that_is_not_declared_does_not_build() -> None:
    def known(root: object, size: int) -> int:
        return size

    for arguments in ({}, {"size": "Any.", "weight": "Any."}):
        with pytest.raises(TypeError):
            computed(known, description="Any.", arguments=arguments)


@each_group
def test_clients_and_routers_read_which_inputs_are_secret(group: dict[str, Given]) -> None:
    for place, given in group.items():
        found = input_declaration_of(given)
        secret = found is not None and found.secret
        tagged = [each.name for each in definition_of(given).directives if isinstance(each, Tag)] == [
            SECRET_TAG
        ]
        told = (given.description or "").endswith(" Secret.")
        assert (tagged, told) == (secret, secret), place
        assert (given.description or "").count("Secret") == secret, place


def test_an_argument_can_be_secret_too() -> None:
    def known(root: object, pin: str) -> str:
        return pin

    made = computed(
        known, description="Any.", arguments={"pin": InputDeclaration(description="Any.", secret=True)}
    )
    [argument] = made.arguments
    assert argument.directives == (Tag(name=SECRET_TAG),)


@each_type
def test_what_is_secret_in_an_input_is_what_drafts_keep_out_of_their_representations(
    type_: GraphQLInputObjectType,
) -> None:
    if fills(type_) is None:
        return
    held = {own.name: own for own in dataclasses.fields(fills(type_))}
    for name, field in filled(type_).items():
        if name in held and is_leaf_type(get_named_type(field.type)):
            place = f"{type_.name}.{definition_of(field).python_name}"
            assert declaration(field).secret == (not held[name].repr and place not in NOT_SECRET), place


def test_whatever_drafts_keep_out_of_their_representations_is_filled_by_an_input_that_says_so() -> None:
    models = {model for type_ in TYPES if (model := fills(type_)) is not None}
    for model in models:
        hidden = {own.name for own in dataclasses.fields(model) if not own.repr}
        shown = {
            name
            for type_ in TYPES
            if fills(type_) is not None and issubclass(model, fills(type_))
            for name, field in filled(type_).items()
            if declaration(field).secret or f"{type_.name}.{definition_of(field).python_name}" in NOT_SECRET
        }
        assert hidden <= shown | NOT_GIVEN, model


@each_type
def test_only_an_input_of_ids_and_other_inputs_fills_no_model(type_: GraphQLInputObjectType) -> None:
    if fills(type_) is None:
        leaves = {
            name
            for name, field in type_.fields.items()
            if is_leaf_type(named := get_named_type(field.type))
            and named.name not in ("ID", "Vendor")
            and limits_of(field).characters is not VENDOR_ID
        }
        assert leaves <= {"idempotencyKey"}


@each_group
def test_a_bound_stands_where_its_type_can_have_it(group: dict[str, Given]) -> None:
    for place, given in group.items():
        found, limits = input_declaration_of(given) or InputDeclaration(description=""), limits_of(given)
        assert found.characters in (None, limits.characters), place
        assert found.entries in (None, limits.entries), place
        assert found.number is None or get_named_type(given.type) is GraphQLInt, place


def test_a_declaration_says_what_it_was_given() -> None:
    made = input_field(description="How much.", number=between(1, 3), secret=True)
    assert made.metadata == {
        InputDeclaration: InputDeclaration(description="How much.", number=between(1, 3), secret=True)
    }
