"""A text that cannot run is refused alike each time, and validated once."""

import pickle

import pytest
from graphql import GraphQLError, OperationType

from graph.operations.executable_schema import ExecutableSchema
from graph.operations.prepare import NotPrepared
from graph.operations.refused_texts import BYTES_KEPT, RefusedTexts
from graph.operations.request import GraphQLRequest
from graph.operations.results import OperationFailed
from graph.schema.build import build
from tests.support.graph import a_context


@pytest.fixture(scope="module")
def schema() -> ExecutableSchema:
    return ExecutableSchema(build())


def refusal(schema: ExecutableSchema, text: str, name: str | None = None) -> OperationFailed:
    with pytest.raises(OperationFailed) as refused:
        schema.prepare(GraphQLRequest(text, operation_name=name), a_context())
    return refused.value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{ gone }", None),
        ("mutation {\n  gone\n  missing }", None),
        ('{ meetings(first: "4711") { nodes { id } } }', None),
        ("{ a", None),
        ("query A { __typename } query B { __typename }", None),
        ("query A { __typename } query B { __typename }", "C"),
        ("", None),
    ],
)
def test_a_refusal_is_the_same_the_second_time_without_a_second_validation(
    schema: ExecutableSchema, text: str, name: str | None
) -> None:
    first = refusal(schema, text, name)
    assert schema._operations._refused.find(text, name) is not None
    second = refusal(schema, text, name)
    assert [error.formatted for error in second.errors] == [error.formatted for error in first.errors]
    assert second.kind == first.kind


def test_what_is_kept_of_a_refusal_holds_no_value_of_the_text() -> None:
    schema = ExecutableSchema(build())
    refusal(schema, '{ meetings(first: "4711", search: 4711) { nodes { id } } }')
    assert b"4711" not in pickle.dumps(list(schema._operations._refused._kept.items()))


def test_a_refusal_by_the_cause_of_an_error_is_looked_at_each_time() -> None:
    texts = RefusedTexts()
    texts.keep("{ a }", None, NotPrepared(GraphQLError("no", original_error=ValueError("4711"))))
    assert texts.find("{ a }", None) is None


def test_refusals_are_bounded_by_bytes() -> None:
    texts = RefusedTexts()
    for number in range(1_000):
        texts.keep(f"{{ a{number} }}", None, NotPrepared(GraphQLError("é" * 1_000), kind=OperationType.QUERY))
    kept = [number for number in range(1_000) if texts.find(f"{{ a{number} }}", None) is not None]
    assert 0 < len(kept) < BYTES_KEPT / 800
    assert kept[-1] == 999
