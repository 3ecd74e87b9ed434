"""What an operation costs before it runs, for every value of its variables, and what it did cost."""

from typing import Any

import pytest

from graph.operations.admission import requested
from graph.operations.costed_fields import Cost, expected, used
from graph.operations.prepare import PreparedOperation, prepare
from models.refusal import TooExpensive
from tests.support.graph import the_schema


def prepared(text: str) -> PreparedOperation:
    return prepare(the_schema().core, text, None)


def cost(text: str, **variables: Any) -> Cost:
    return expected(prepared(text).costed, variables)


@pytest.mark.parametrize(
    ("text", "points", "objects"),
    [
        ("{ __typename }", 0, 0),
        ("{ vendors { name } }", 0, 4),
        # The list, and its rows in a connection.
        ("{ meetings(first: 50) { nodes { title } } }", 10, 51),
        ("{ meetings { nodes { title } } }", 10, 21),
        ("{ meetings(first: 50) { pageInfo { hasNextPage } } }", 10, 2),
        ("{ meetings(first: 10) { edges { node { title } } } }", 10, 21),
        # A part of each row, shared by the calls of the list.
        ("{ meetings(first: 50) { nodes { pins { moderator } } } }", 110, 101),
        # Lists in lists multiply.
        ("{ meetings(first: 10) { nodes { sessions(first: 4) { nodes { vendorId } } } } }", 30, 61),
        ("{ meetings(first: 10) { nodes { sessions(last: 4) { nodes { vendorId } } } } }", 30, 61),
        ("{ meetings(first: 10) { nodes { sessions { nodes { vendorId } } } } }", 30, 51),
        (
            "{ meetings(first: 10) { nodes { sessions(first: 4) { nodes { attendance(first: 5) { nodes "
            "{ joinedAt } } } } } } }",
            110,
            301,
        ),
        # Ids by their number.
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 13, 3),
        ('{ _entities(representations: [{__typename: "Room", id: "a"}]) { __typename } }', 11, 1),
        ('mutation { cancelMeeting(input: {meeting: "a"}) { problems { code } } }', 10, 6),
        ('subscription { meetingState(id: "a") { title } }', 10, 1),
    ],
)
def test_an_operation_costs(text: str, points: int, objects: int) -> None:
    assert cost(text) == Cost(points, objects)


LIST = "query($first: Int = 30, $ids: [ID!] = [1], $more: Boolean! = false) {"


@pytest.mark.parametrize(
    ("selection", "variables", "points", "objects"),
    [
        ("meetings(first: $first) { nodes { id } }", {}, 10, 31),
        ("meetings(first: $first) { nodes { id } }", {"first": 7}, 10, 8),
        ("meetings(first: $first) { nodes { id } }", {"first": 7.0}, 10, 8),
        # Refused later, whatever it costs.
        ("meetings(first: $first) { nodes { id } }", {"first": -5}, 10, 1),
        ("nodes(ids: $ids) { id }", {}, 11, 1),
        ("nodes(ids: $ids) { id }", {"ids": ["a"] * 100}, 110, 100),
        # A single value is a list of one.
        ("nodes(ids: $ids) { id }", {"ids": "a"}, 11, 1),
        ("meetings(first: 2) @include(if: $more) { nodes { id } }", {}, 0, 0),
        ("meetings(first: 2) @include(if: $more) { nodes { id } }", {"more": True}, 10, 3),
        ("meetings(first: 2) @skip(if: $more) { nodes { id } }", {}, 10, 3),
        ("... @skip(if: $more) { meetings(first: 2) { nodes { id } } }", {"more": True}, 0, 0),
        ("...A @include(if: $more)", {}, 0, 0),
    ],
)
def test_variables_count_as_they_are_given(
    selection: str, variables: dict[str, Any], points: int, objects: int
) -> None:
    fragment = " fragment A on Query { meetings(first: 2) { nodes { id } } }" if "...A" in selection else ""
    unused = "a: nodes(ids: $ids) @skip(if: true) { id } b: meetings(first: $first) @skip(if: true) { __typename } "
    text = f"{LIST} {selection} {unused} c: __typename @skip(if: $more) }}{fragment}"
    assert cost(text, **variables) == Cost(points, objects)


def test_fragments_cost_each_time_they_are_spread() -> None:
    text = "{ a: meetings { ...A } b: meetings { ...A } } fragment A on MeetingConnection { nodes { ...B } } "
    assert cost(text + "fragment B on Meeting { pins { moderator } }") == Cost(2 * (10 + 20 * 2), 2 * 41)


def test_a_field_of_an_interface_costs_as_much_as_the_dearest_of_its_types() -> None:
    assert cost('{ node(id: "a") { ... on Meeting { sessions { nodes { id } } } id } }').points == 12


ENTITIES = "query ($these: [_Any!]!) { _entities(representations: $these) { ... on Meeting { %s } } }"


def test_a_routers_batch_of_as_many_references_as_are_taken_is_no_more_than_an_operation_may_cost() -> None:
    these = {"these": [{"__typename": "Meeting", "id": "a"}] * 500}
    assert requested(prepared(ENTITIES % "title startsAt state"), these).points == 510


def test_a_batch_whose_references_lead_to_lists_or_parts_pays_for_each_of_them() -> None:
    these = [{"__typename": "Meeting", "id": "a"}] * 500
    with pytest.raises(TooExpensive):
        requested(prepared(ENTITIES % "pins { moderator }"), {"these": these})
    with pytest.raises(TooExpensive):
        requested(prepared(ENTITIES % "sessions(first: 100) { nodes { vendorId } }"), {"these": these[:50]})


def test_what_it_did_cost_is_told_by_its_result() -> None:
    operation = prepared("{ meetings(first: 50) { nodes { sessions { nodes { vendorId } } } } }")
    rows = [
        {"sessions": {"nodes": [{"vendorId": "1"}, {"vendorId": "2"}]}},
        {"sessions": None},
        {"sessions": {"nodes": []}},
    ]
    assert used(operation.costed, {"meetings": {"nodes": rows}}, {}) == 10 + 3 * 2
    assert used(operation.costed, {"meetings": None}, {}) == 10
    assert used(operation.costed, None, {}) == 0


def test_it_never_did_cost_more_than_was_expected() -> None:
    operation = prepared('{ nodes(ids: ["a", "b"]) { ... on Meeting { pins { moderator } } } }')
    found = used(operation.costed, {"nodes": [{"pins": {"moderator": "1"}}, None]}, {})
    assert found <= expected(operation.costed, {}).points
