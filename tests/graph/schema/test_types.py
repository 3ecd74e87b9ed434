"""Every GraphQL type fits the model behind it: what is misspelt would only fail when somebody asks for it."""

import dataclasses
import typing
from functools import cache
from typing import Any, NamedTuple

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_introspection_query,
    get_named_type,
    is_leaf_type,
)
from strawberry.federation.schema_directives import Tag
from strawberry.schema.config import StrawberryConfig

from graph.schema.core import definition_of
from graph.schema.declaration import FieldDeclaration, Part, declaration_of, model_of
from graph.schema.fields import computed, loaded
from graph.schema.secrecy import SECRET_TAG
from models.ids import Kind
from models.partial import Unfetched
from tests.support.graph import data, the_schema

# What a model names only for resolvers to follow, and what it shows under another name.
LINKS = {"key", "journey", "meeting_key", "state_is_kept", "vendor_room_id", "command_key"}
LINKS |= {"meeting", "asks_for_pin", "caller", "credential"}

TYPE_MAP = the_schema().core.type_map
NAMES = StrawberryConfig().name_converter
OBJECTS = [
    type_ for type_ in TYPE_MAP.values() if isinstance(type_, GraphQLObjectType) and type_.name[0] != "_"
]
CONNECTIONS = [type_ for type_ in OBJECTS if type_.name.endswith("Connection")]
each_connection = pytest.mark.parametrize("connection", CONNECTIONS, ids=str)


class Declared(NamedTuple):
    """One field of a type that a model stands behind."""

    model: type[Any]
    strawberry: Any
    graphql: GraphQLField

    @property
    def declaration(self) -> FieldDeclaration:
        """What it is; every field of ours has one."""
        found = declaration_of(self.graphql)
        assert found is not None
        return found

    @property
    def name(self) -> str:
        return str(self.strawberry.python_name)

    @property
    def resolver(self) -> Any:
        """The function that computes it; None where it is read off the model."""
        return self.declaration.resolver

    @property
    def annotation(self) -> Any:
        """What the model says of it."""
        attribute = getattr(self.model, self.name, None)
        if isinstance(attribute, property):
            return typing.get_type_hints(attribute.fget)["return"]
        return typing.get_type_hints(self.model).get(self.name, None)


@cache
def declared(type_: GraphQLObjectType) -> list[Declared]:
    definition = definition_of(type_)
    by_name = {NAMES.from_field(field): field for field in definition.fields}
    return [Declared(definition.origin.model, field, type_.fields[name]) for name, field in by_name.items()]


MODELLED = [type_ for type_ in OBJECTS if model_of(type_)]
FIELDS = [(f"{type_.name}.{field.name}", field) for type_ in MODELLED for field in declared(type_)]
each_type = pytest.mark.parametrize("type_", MODELLED, ids=str)


def plain(type_: GraphQLObjectType) -> list[Declared]:
    """The fields that are read off the model."""
    return [field for field in declared(type_) if not field.resolver]


def members(annotation: Any) -> tuple[Any, ...]:
    return typing.get_args(annotation) or (annotation,)


def test_most_types_have_a_model_behind_them() -> None:
    assert {type_.name for type_ in OBJECTS if not model_of(type_)} == {
        "Query",
        "PageInfo",
        *(type_.name for type_ in CONNECTIONS),
        *(type_.name.removesuffix("Connection") + "Edge" for type_ in CONNECTIONS),
    } | ({"Mutation", "Subscription"} & TYPE_MAP.keys())


def test_every_field_is_declared_but_what_belongs_to_federation() -> None:
    undeclared = {
        f"{type_.name}.{name}"
        for type_ in OBJECTS
        for name, field in type_.fields.items()
        if declaration_of(field) is None
    }
    assert undeclared == {"Query._entities", "Query._service"}


async def _asked(root: object) -> None: ...


def _known(root: object) -> None: ...


def test_what_asks_is_loaded_and_what_knows_is_computed() -> None:
    with pytest.raises(TypeError):
        loaded(_known, description="Any.")
    with pytest.raises(TypeError):
        computed(_asked, description="Any.")


@each_type
def test_every_plain_field_is_an_attribute_of_its_model(type_: GraphQLObjectType) -> None:
    for field in plain(type_):
        names = {own.name for own in dataclasses.fields(field.model)}
        assert field.name in names or isinstance(getattr(field.model, field.name, None), property), field.name


@each_type
def test_no_plain_field_can_hand_out_the_mark_of_what_is_missing(type_: GraphQLObjectType) -> None:
    for field in plain(type_):
        assert Unfetched not in members(field.annotation), field.name


@each_type
def test_every_plain_field_that_may_be_missing_is_nullable(type_: GraphQLObjectType) -> None:
    for field in plain(type_):
        if type(None) in members(field.annotation):
            assert not isinstance(field.graphql.type, GraphQLNonNull), field.name


@each_type
def test_every_part_is_an_attribute_of_its_model_under_its_fields_own_name(type_: GraphQLObjectType) -> None:
    for field in declared(type_):
        if isinstance(field.declaration.source, Part):
            assert field.declaration.source.name == field.name, field.name
            assert field.name in {own.name for own in dataclasses.fields(field.model)}, field.name


@each_type
def test_what_is_secret_in_the_graph_is_what_models_keep_out_of_their_representations(
    type_: GraphQLObjectType,
) -> None:
    for field in declared(type_):
        held = [own for own in dataclasses.fields(field.model) if own.name == field.name]
        if not held:
            # What is computed when it is asked for is in no model that could be printed.
            assert not field.declaration.secret or field.resolver, field.name
        elif is_leaf_type(get_named_type(field.graphql.type)):
            assert [own.repr for own in held] == [not field.declaration.secret], field.name
        elif not held[0].repr:
            parts = declared(typing.cast("GraphQLObjectType", get_named_type(field.graphql.type)))
            assert any(part.declaration.secret for part in parts), field.name


@each_type
def test_clients_and_routers_read_which_fields_are_secret(type_: GraphQLObjectType) -> None:
    for field in declared(type_):
        tagged = [each.name for each in field.strawberry.directives if isinstance(each, Tag)] == [SECRET_TAG]
        told = (field.graphql.description or "").endswith(" Secret.")
        assert (tagged, told) == (field.declaration.secret, field.declaration.secret), field.name


def holds_secrets(type_: GraphQLNamedType, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a secret can be selected on a type, or below it, before there is a thing with an id of its own."""
    if isinstance(type_, GraphQLUnionType):
        return any(holds_secrets(each, seen) for each in type_.types)
    if not isinstance(type_, GraphQLObjectType) or type_.name in seen or "id" in type_.fields:
        return False
    return any(
        ((found := declaration_of(field)) is not None and found.secret)
        or holds_secrets(get_named_type(field.type), seen | {type_.name})
        for field in type_.fields.values()
    )


def test_whatever_holds_a_secret_or_leads_to_one_says_so() -> None:
    for type_ in OBJECTS:
        for name, field in type_.fields.items():
            told = (field.description or "").endswith(" Holds secrets.")
            assert told == holds_secrets(get_named_type(field.type)), f"{type_.name}.{name}"
        if type_.name not in ("Query", "Mutation", "Subscription"):
            assert (type_.description or "").endswith(" Holds secrets.") == holds_secrets(type_), type_.name


@each_type
def test_no_description_is_written_with_the_words_that_mark_secrets(type_: GraphQLObjectType) -> None:
    for field in declared(type_):
        assert not field.declaration.description.endswith(("Secret.", "Holds secrets.")), field.name


@each_type
def test_everything_that_a_model_holds_can_be_asked_for(type_: GraphQLObjectType) -> None:
    held = {field.name for field in dataclasses.fields(model_of(type_))} - LINKS
    assert held <= {field.name for field in declared(type_)}


@each_type
def test_a_type_knows_the_values_of_its_model_and_no_others(type_: GraphQLObjectType) -> None:
    assert type_.is_type_of is not None
    value = object.__new__(model_of(type_))
    assert (type_.is_type_of(value, None), type_.is_type_of(object(), None)) == (True, False)  # type: ignore[arg-type]


# Relay


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_id_is_a_node_of_the_schema(kind: Kind) -> None:
    node = TYPE_MAP[kind.value]
    assert isinstance(node, GraphQLObjectType)
    assert "Node" in {interface.name for interface in node.interfaces}


def test_every_node_has_a_kind_of_id() -> None:
    nodes = {type_.name for type_ in OBJECTS if "Node" in {interface.name for interface in type_.interfaces}}
    assert nodes == {kind.value for kind in Kind}


def test_a_nodes_id_is_an_id_and_never_null() -> None:
    node = TYPE_MAP["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    assert str(node.fields["id"].type) == "ID!"


@each_connection
def test_a_connection_has_edges_nodes_and_page_info(connection: GraphQLObjectType) -> None:
    name = connection.name.removesuffix("Connection")
    assert {field: str(connection.fields[field].type) for field in ("edges", "nodes", "pageInfo")} == {
        "edges": f"[{name}Edge!]!",
        "nodes": f"[{name}!]!",
        "pageInfo": "PageInfo!",
    }


@each_connection
def test_an_edge_has_a_node_and_a_cursor(connection: GraphQLObjectType) -> None:
    edge = get_named_type(connection.fields["edges"].type)
    assert isinstance(edge, GraphQLObjectType)
    assert {name: str(field.type) for name, field in edge.fields.items()} == {
        "node": f"{connection.name.removesuffix('Connection')}!",
        "cursor": "String!",
    }


def test_page_info_has_relays_four_fields() -> None:
    page_info = TYPE_MAP["PageInfo"]
    assert isinstance(page_info, GraphQLObjectType)
    assert {name: str(field.type) for name, field in page_info.fields.items()} == {
        "hasNextPage": "Boolean!",
        "hasPreviousPage": "Boolean!",
        "startCursor": "String",
        "endCursor": "String",
    }


PAGED = {
    f"{type_.name}.{name}": field
    for type_ in OBJECTS
    for name, field in type_.fields.items()
    if get_named_type(field.type) in CONNECTIONS
}


@pytest.mark.parametrize("field", PAGED.values(), ids=PAGED)
def test_a_field_of_a_connection_can_be_paged_forwards(field: GraphQLField) -> None:
    assert {name: str(field.args[name].type) for name in ("first", "after")} in (
        {"first": "Int", "after": "String"},
        {"first": "Int!", "after": "String"},
    )


@pytest.mark.parametrize("field", PAGED.values(), ids=PAGED)
def test_a_field_that_is_paged_backwards_takes_both_arguments(field: GraphQLField) -> None:
    assert ("last" in field.args) == ("before" in field.args)


# The whole


def test_nothing_below_a_vendor_is_non_null_but_what_its_own_answer_carries() -> None:
    computed = {name: field for name, field in FIELDS if field.resolver}
    non_null = {name for name, field in computed.items() if isinstance(field.graphql.type, GraphQLNonNull)}
    # They are computed from what the gateway knows itself, or have a value of their own where a call fails.
    reckoned = {"Meeting.state", "Meeting.state_is_reckoned"}
    reckoned |= {"Meeting.as_of", "Room.as_of", "RoomQueue.as_of"}
    of_the_caller = {"Viewer.scopes"}
    told = {"Command.delivery", "Meeting.capabilities", "Room.capabilities"}
    assert non_null == told | reckoned | of_the_caller


def test_lists_hold_no_nulls_but_where_each_entry_stands_for_itself() -> None:
    nullable = {
        f"{type_.name}.{name}"
        for type_ in OBJECTS
        for name, field in type_.fields.items()
        for inner in [field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type]
        if isinstance(inner, GraphQLList) and not isinstance(inner.of_type, GraphQLNonNull)
    }
    assert nullable == {"Query.nodes", "Query._entities"}


async def test_the_schema_can_be_introspected() -> None:
    introspection = await data(get_introspection_query(specified_by_url=True, input_value_deprecation=True))
    assert {type_["name"] for type_ in introspection["__schema"]["types"]} >= {kind.value for kind in Kind}
