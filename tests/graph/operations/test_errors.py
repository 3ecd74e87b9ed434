"""What clients read of an error repeats nothing that a caller has sent."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLNamedType,
    OperationDefinitionNode,
    is_input_type,
    parse,
)
from graphql.execution.values import get_variable_values

from graph.operations.errors import for_client
from models.vendor import Vendor
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import errors, the_schema

CANARY = "Ada-Berg-4711"
SCHEMA = the_schema().core
INPUTS = [
    type_
    for type_ in SCHEMA.type_map.values()
    if is_input_type(type_) and not type_.name.startswith(("_", "link__"))
]
WRONG: dict[str, Any] = {
    "a text": CANARY,
    "a list": [CANARY],
    "an object": {"a": CANARY},
    "a fraction": 4711.5,
    "words of ours": f"{CANARY}' does not exist in 'Vendor' enum. {CANARY}",
    "a long number": 4711 * 10**4_000,
}


def refusals(type_: GraphQLNamedType, value: Any) -> list[GraphQLError]:
    """What graphql-core says of a variable."""
    [operation] = parse(f"query ($v: {type_.name}!) {{ a }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    found = get_variable_values(SCHEMA, operation.variable_definitions or (), {"v": value})
    return found if isinstance(found, list) else []


def values(type_: GraphQLNamedType, wrong: Any) -> Iterator[Any]:
    """A wrong value of a type, and one in each field of an input."""
    yield wrong
    if isinstance(type_, GraphQLInputObjectType):
        for name in type_.fields:
            yield {name: wrong}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("type_", INPUTS, ids=str)
def test_no_error_of_a_variable_repeats_its_value(type_: GraphQLNamedType, wrong: Any) -> None:
    found = [error for value in values(type_, wrong) for error in refusals(type_, value)]
    for error in found:
        told = for_client(error, "r").message
        assert told.startswith("Variable '$v' has invalid value")
        assert "4711" not in told


def test_what_is_sent_here_is_refused() -> None:
    refused = {type_.name for type_ in INPUTS for wrong in WRONG.values() if refusals(type_, wrong)}
    assert refused == {type_.name for type_ in INPUTS}


SAID = {
    "enum": (
        "query ($v: Vendor!) { timeZones(vendor: $v) { vendorId } }",
        "This value does not exist in 'Vendor' enum.",
    ),
    "number": (
        "query ($v: Int) { meetings(first: $v) { nodes { id } } }",
        "Int cannot represent non-integer value.",
    ),
}


@pytest.mark.parametrize(("query", "said"), SAID.values(), ids=SAID)
async def test_an_error_of_a_variable_names_its_place_and_type(query: str, said: str) -> None:
    [error] = await errors(query, [FakeVendor(Vendor.VSEE)], {"v": CANARY})
    assert error["message"] == f"Variable '$v' has invalid value: {said}"


@pytest.mark.parametrize("type_", ["Vendor!", "Vendor = VSEE"])
async def test_what_is_null_and_must_not_be_is_told_of_in_the_words_of_clients(type_: str) -> None:
    query = f"query ($v: {type_}) {{ timeZones(vendor: $v) {{ vendorId }} }}"
    [error] = await errors(query, [FakeVendor(Vendor.VSEE)], {"v": None})
    assert error["message"].endswith("not to be null.")


LITERALS = {
    "a word": "{ timeZones(vendor: Ada_Berg_4711) { vendorId } }",
    "a text for a word": '{ timeZones(vendor: "Ada-Berg-4711") { vendorId } }',
    "a text too many": '{ meeting(id: "x" "Ada-Berg-4711") { id } }',
    "a block too many": '{ meeting(id: "x" """Ada-Berg-4711""") { id } }',
    "a number too many": '{ meeting(id: "x" 4711) { id } }',
    "a text at the start": '"Ada-Berg-4711" "Ada-Berg-4711"',
}


@pytest.mark.parametrize("query", LITERALS.values(), ids=LITERALS)
async def test_no_error_of_a_document_repeats_a_value_in_it(query: str) -> None:
    [error] = await errors(query, [FakeVendor(Vendor.VSEE)])
    assert "4711" not in error["message"]


# A slip that graphql-core answers with a suggestion, or would with one.
SLIPS = {
    "a field": "{ meetngs { nodes { id } } }",
    "a field of an object": "{ meetings { nodes { titel } } }",
    "no selection": "{ meetings }",
    "a selection too many": "{ viewer { id { name } } }",
    "an argument": "{ meetings(frst: 1) { nodes { id } } }",
    "an input's field": "{ meetings(filter: { vendrs: [VSEE] }) { nodes { id } } }",
    "a value of an enum": "{ meetings(filter: { vendors: [VSEEE] }) { nodes { id } } }",
    "a type": "{ ... on Meetng { id } }",
    "a variable's type": "query ($v: Strng) { viewer { id @skip(if: $v) } }",
    "a directive": "{ viewer @skp(if: true) { id } }",
    "a fragment": "{ ...Viewr } fragment Viewer on Query { viewer { id } }",
}


@pytest.mark.parametrize("query", SLIPS.values(), ids=SLIPS)
async def test_no_error_suggests_what_may_have_been_meant(query: str) -> None:
    found = await errors(query, [FakeVendor(Vendor.VSEE)])
    assert found
    assert not [error for error in found if "did you mean" in error["message"].lower()]


NULL_VARIABLES = {
    "a condition of a field": "query ($v: Boolean = true) { viewer { id @skip(if: $v) } }",
    "a condition of a fragment": "query ($v: Boolean = true) { viewer { ... @include(if: $v) { id } } }",
    "a condition of a root field": "query ($v: Boolean = true) { viewer @skip(if: $v) { id } }",
    "an argument": 'query ($v: ID = "x") { node(id: $v) { id } }',
    "an item of a list": 'query ($v: ID = "x") { nodes(ids: [$v]) { id } }',
    "an enum": "query ($v: Vendor = VSEE) { timeZones(vendor: $v) { name } }",
    "a field of an input": (
        'mutation ($v: ID = "x") { cancelMeeting(input: {meeting: $v}) { problems { message } } }'
    ),
}


@pytest.mark.parametrize("query", NULL_VARIABLES.values(), ids=NULL_VARIABLES)
async def test_a_null_variable_where_null_cannot_be_is_the_callers_mistake_and_named(
    query: str, caplog: pytest.LogCaptureFixture
) -> None:
    [error] = await errors(query, [FakeVendor(Vendor.VSEE)], {"v": None})
    assert (error["extensions"]["code"], caplog.records) == ("BAD_USER_INPUT", [])
    assert "'$v'" in error["message"]
