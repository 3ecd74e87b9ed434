"""What is known of an operation before it runs, and what is said of a document that cannot run."""

import pytest
from graphql import OperationType, parse

from graph.operations.prepare import NotPrepared, PreparedOperation, prepare
from graph.schema.declaration import Attribute, Loaded, Part
from models.bounds import Bounds
from models.roles import ROLES
from models.vendor import Vendor
from tests.support.builders import a_meeting
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, ask, run, the_schema


async def test_of_several_operations_the_named_one_runs() -> None:
    result = await run("query A { __typename } query B { vendors { name } }", a_context(), operation_name="B")
    assert result.errors is None
    assert list(result.data or {}) == ["vendors"]


async def test_several_operations_without_a_name_are_refused() -> None:
    result = await ask("query A { __typename } query B { vendors { name } }")
    assert result.data is None
    assert [error.message for error in result.errors or ()] == [
        "The query has several operations: name one in `operationName`."
    ]


@pytest.mark.parametrize("value", ["9" * 5000, '"' + "x" * 5000 + '"'])
async def test_a_huge_value_is_bad_input_and_not_repeated_at_length(value: str) -> None:
    result = await ask(f"{{ meetings(first: {value}) {{ nodes {{ id }} }} }}")
    [error] = result.errors or ()
    assert (error.extensions or {})["code"] == "BAD_USER_INPUT"
    assert len(error.message) <= 400


async def test_a_value_that_does_not_fit_its_field_is_our_fault_and_not_shown() -> None:
    meeting = a_meeting(duration_minutes=2**40)
    result = await ask(
        "query ($id: ID!) { meeting(id: $id) { vendor durationMinutes } }",
        [FakeVendor(meeting.vendor, meeting)],
        {"id": meeting.id},
    )
    [error] = result.errors or ()
    assert (error.extensions or {})["code"] == "INTERNAL"
    assert str(2**40) not in error.message


async def test_a_list_that_is_asked_wrongly_leaves_the_rest_of_the_answer() -> None:
    result = await ask("{ meetings(first: 0) { nodes { id } } vendors { name } }")
    assert result.data is not None
    assert result.data["meetings"] is None
    assert len(result.data["vendors"]) == len(Vendor)


def prepared(text: str, name: str | None = None) -> PreparedOperation:
    return prepare(the_schema().core, text, name)


def test_a_selected_field_knows_the_declarations_of_its_arguments() -> None:
    [meetings, *_] = prepared("{ meetings(first: 1) { nodes { id } } }").fields
    assert meetings.declaration is not None
    assert meetings.declaration.arguments["first"].number == Bounds(1, 100)


MEETING = """query Board($id: ID!, $more: Boolean! = false) {
  meeting(id: $id) { ...Head pins @include(if: $more) { moderator } room { name } }
}
fragment Head on Meeting { title startsAt room { ...Place } }
fragment Place on Room { name }"""


def test_an_operation_is_known_before_it_runs() -> None:
    operation = prepared(MEETING)
    assert (operation.kind, operation.name, operation.depth) == (OperationType.QUERY, "Board", 3)
    assert {name: str(type_) for name, type_ in operation.variables.items()} == {
        "id": "ID!",
        "more": "Boolean!",
    }
    assert operation.tokens == parse(operation.text).token_count > 40
    assert [f"{each.parent}.{each.name}" for each in operation.fields] == [
        "Query.meeting",
        "Meeting.title",
        "Meeting.startsAt",
        "Meeting.room",
        "Room.name",
        "Meeting.pins",
        "Pins.moderator",
    ]


def test_every_field_comes_with_its_declaration() -> None:
    text = '{ meeting(id: "m") { title pins { moderator } } __typename }'
    meeting, title, pins, moderator, typename = prepared(text).fields
    assert isinstance(meeting.declaration and meeting.declaration.source, Loaded)
    assert isinstance(title.declaration and title.declaration.source, Attribute)
    assert pins.declaration is not None
    assert pins.declaration.source == Part("pins")
    assert moderator.declaration is not None
    assert moderator.declaration.secret
    assert typename.declaration is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{ a: meeting { startsAt } }", {"meeting", "starts_at"}),
        (
            "{ node(id: 1) { ... on Meeting { title } ...Rest } } fragment Rest on Room { isOpen }",
            {"node", "title", "is_open"},
        ),
        # An invitation names who was invited.
        ("{ meeting { ical } }", {"meeting", "ical", "invitees"}),
    ],
)
def test_what_an_operation_shows_is_named_as_our_models_have_it(text: str, names: set[str]) -> None:
    assert prepared(text).attributes_for(ROLES["admin"]) == names


def test_only_the_operation_that_is_meant_counts() -> None:
    text = "query A { meeting { title } } mutation B { cancelMeeting(input: {meeting: 1}) { replayed } }"
    of_a, of_b = prepared(text, "A"), prepared(text, "B")
    assert (of_a.reads_only, of_b.reads_only) == (True, False)
    assert tuple("title" in each.attributes_for(frozenset()) for each in (of_a, of_b)) == (True, False)


def test_fragments_that_multiply_cost_no_more_than_their_text() -> None:
    head = "{ meeting { room { ...F0 } } }"
    spreads = [
        f"fragment F{n} on Room {{ meeting {{ room {{ ...F{n + 1} }} }} also: meeting {{ room {{ ...F{n + 1} }} }} }}"
        for n in range(4)
    ]
    operation = prepared("\n".join([head, *spreads, "fragment F4 on Room { name }"]))
    assert operation.depth == 2 + 4 * 2 + 1
    assert len(operation.fields) == 4


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("subscription { nobodyHasThis }", OperationType.SUBSCRIPTION),
        ("mutation { nobodyHasThis }", OperationType.MUTATION),
        ("subscription {", None),
        ("query A { __typename } query B { __typename }", None),
        ("fragment F on Query { __typename }", None),
        ("", None),
    ],
)
def test_what_cannot_run_is_refused_with_its_kind_where_that_is_known(
    text: str, kind: OperationType | None
) -> None:
    with pytest.raises(NotPrepared) as refused:
        prepared(text)
    assert refused.value.kind is kind
    assert refused.value.errors


def test_no_representation_shows_the_text() -> None:
    assert "4711" not in repr(prepared('{ meeting(id: "4711") { title } }'))
