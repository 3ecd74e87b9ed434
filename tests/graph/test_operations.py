"""Which operation of a document runs, and what is said of a document that cannot run."""

import pytest

from tests.support.builders import a_meeting
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, ask, the_schema


async def test_of_several_operations_the_named_one_runs() -> None:
    result = await the_schema().execute(
        "query A { __typename } query B { vendors { name } }",
        operation_name="B",
        context_value=a_context(),
    )
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
    assert len(result.data["vendors"]) == 4
