"""Which prepared operations are kept, and when those of new texts are prepared."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.operations import prepared_operations
from graph.operations.executable_schema import ExecutableSchema
from graph.operations.prepare import PreparedOperation
from graph.operations.prepared_operations import LARGEST_KEPT, OPERATIONS_KEPT
from graph.operations.request import GraphQLRequest
from graph.operations.results import OperationFailed
from graph.schema.build import build
from tests.support.graph import a_context, the_schema


def asked_again(schema: ExecutableSchema, text: str) -> bool:
    request = GraphQLRequest(text)
    return schema.prepare(request, a_context()) is schema.prepare(request, a_context())


@pytest.mark.parametrize(("length", "is_kept"), [(LARGEST_KEPT, True), (LARGEST_KEPT + 1, False)])
def test_only_texts_that_are_not_long_are_kept(length: int, is_kept: bool) -> None:
    text = f"query OfLength{length} {{ __typename }} # é"
    assert asked_again(the_schema(), text.ljust(length - 1)) is is_kept


def test_a_text_counts_by_its_bytes() -> None:
    letters = "é" * (LARGEST_KEPT // 2)
    assert not asked_again(the_schema(), f"{{ __typename }} # {letters}")


def test_what_is_kept_is_bounded_by_number_and_by_length() -> None:
    schema = ExecutableSchema(build())
    first, context = GraphQLRequest("{ __typename }"), a_context()
    kept = schema.prepare(first, context)
    for number in range(OPERATIONS_KEPT - 1):
        schema.prepare(GraphQLRequest(f"{{ n{number}: __typename }}"), context)
    assert schema.prepare(first, context) is kept
    for number in range(70):
        schema.prepare(GraphQLRequest(f"{{ l{number}: __typename }}".ljust(LARGEST_KEPT)), context)
    assert schema.prepare(first, context) is not kept


@pytest.fixture
async def iterations(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[int]]:
    """In which iterations of the event loop texts are prepared."""
    seen: list[int] = []
    number, is_over = 0, asyncio.Event()
    prepare = prepared_operations.prepare

    def counted(*args: Any, **more: Any) -> PreparedOperation:
        seen.append(number)
        return prepare(*args, **more)

    def tick() -> None:
        nonlocal number
        number += 1
        if not is_over.is_set():
            asyncio.get_running_loop().call_soon(tick)

    monkeypatch.setattr(prepared_operations, "prepare", counted)
    tick()
    yield seen
    is_over.set()


@pytest.mark.parametrize("field", ["__typename", "nothing"], ids=["valid", "invalid"])
async def test_many_new_texts_at_once_hold_the_event_loop_for_one_of_them(
    field: str, iterations: list[int]
) -> None:
    schema, context = ExecutableSchema(build()), a_context()
    texts = (GraphQLRequest(f"{{ n{number}: {field} }}") for number in range(20))
    found = await asyncio.gather(*(schema.prepared_in_turn(each, context) for each in texts))
    kind = PreparedOperation if field == "__typename" else OperationFailed
    assert [type(each) for each in found] == [kind] * 20
    assert len(iterations) == 20
    assert max(Counter(iterations).values()) == 1


async def test_only_new_texts_wait() -> None:
    schema, context = ExecutableSchema(build()), a_context()
    valid, invalid = GraphQLRequest("{ __typename }"), GraphQLRequest("{ nothing }")
    known = [await schema.prepared_in_turn(each, context) for each in (valid, invalid)]
    assert schema.prepared_at_once(GraphQLRequest("{ a: __typename }"), context) is None
    assert schema.prepared_at_once(valid, context) is known[0]
    assert isinstance(schema.prepared_at_once(invalid, context), OperationFailed)


async def test_who_leaves_keeps_no_turn() -> None:
    schema, context = ExecutableSchema(build()), a_context()
    texts = [GraphQLRequest(f"{{ n{number}: __typename }}") for number in range(4)]
    first, *waiting = (asyncio.create_task(schema.prepared_in_turn(each, context)) for each in texts)
    await asyncio.sleep(0)
    waiting[0].cancel()
    found = await asyncio.gather(first, *waiting, return_exceptions=True)
    assert [type(each) for each in found] == [
        PreparedOperation,
        asyncio.CancelledError,
        PreparedOperation,
        PreparedOperation,
    ]
