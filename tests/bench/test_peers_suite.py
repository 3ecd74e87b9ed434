"""What is compared is comparable: the operations, the peers' part of the schema, and what the peers are made of."""

import json
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    parse,
    validate,
)

from bench.peers.comparing import difference
from bench.peers.gateways import FOLDER, PEERS
from bench.suite import OPERATIONS, SCHEDULING

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ours() -> GraphQLSchema:
    return build_schema((ROOT / "schema.graphql").read_text("utf-8"), assume_valid=True)


@pytest.fixture(scope="module")
def theirs() -> GraphQLSchema:
    return build_schema((FOLDER / "schema.graphql").read_text("utf-8"))


@pytest.mark.parametrize("query", OPERATIONS.values(), ids=OPERATIONS)
def test_an_operation_is_valid_everywhere(ours: GraphQLSchema, theirs: GraphQLSchema, query: str) -> None:
    assert validate(ours, parse(query)) == []
    assert validate(theirs, parse(query)) == []


def test_the_mutation_is_valid_here(ours: GraphQLSchema) -> None:
    assert validate(ours, parse(SCHEDULING[1])) == []


def test_the_peers_schema_is_a_part_of_ours(ours: GraphQLSchema, theirs: GraphQLSchema) -> None:
    for name, type in theirs.type_map.items():
        if name.startswith("__"):
            continue
        own = ours.type_map[name]
        if isinstance(type, GraphQLEnumType):
            assert isinstance(own, GraphQLEnumType)
            assert type.values.keys() <= own.values.keys(), name
        if isinstance(type, GraphQLObjectType | GraphQLInputObjectType):
            assert isinstance(own, GraphQLObjectType | GraphQLInputObjectType)
            assert type.fields.keys() <= own.fields.keys(), name


def test_a_peer_is_one_file() -> None:
    assert all((FOLDER / script).is_file() for script in PEERS.values())


def test_the_lock_has_what_is_wanted_and_no_registry() -> None:
    wanted = json.loads((FOLDER / "package.json").read_text("utf-8"))
    lock = (FOLDER / "package-lock.json").read_text("utf-8")
    packages = json.loads(lock)["packages"]
    assert packages[""]["dependencies"] == wanted["dependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted["dependencies"]} == wanted[
        "dependencies"
    ]
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        ({"a": [{"b": 2}]}, "2 in place of 1 at data.a[0].b"),
        ({"a": []}, "[] in place of [{'b': 1}] at data.a"),
        ({"c": 1}, "{'c': 1} in place of {'a': [{'b': 1}]} at data"),
    ],
)
def test_a_difference_is_told_with_its_place(one: object, told: str) -> None:
    assert difference(one, {"a": [{"b": 1}]}) == told
