"""Executions give way: how long they hold the loop, that batches stay whole, and that a deadline ends them."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest

from graph.operations.admission import requested
from graph.operations.executable_schema import ExecutableSchema
from graph.operations.request import GraphQLRequest
from graph.operations.results import OperationFailed
from graph.schema.build import build
from models.vendor import Vendor
from resolvers.context import Context
from tests.support.builders import a_meeting, a_room
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, the_schema
from tests.support.loop_probe import collected_as_served, probed

# What the promise is, and a margin for a busy machine is in it: it is 20 ms on an idle one.
AT_MOST = 0.1

FREE = """id vendor vendorId title description welcomeText state stateIsReckoned startsAt endsAt durationMinutes
  createdAt hostId accountId externalId uuid uri isWebinar capacity { __typename } host { __typename } capabilities"""


@pytest.fixture(autouse=True)
def _collected_as_served() -> Iterator[None]:
    with collected_as_served():
        yield


def vendors() -> list[FakeVendor]:
    """Four vendors, with a hundred meetings each that have a room."""
    return [
        FakeVendor(
            vendor,
            a_room("r1", vendor),
            *(
                a_meeting(f"m{number}", vendor, title="A title", description="Words. " * 30)
                for number in range(100)
            ),
        )
        for vendor in Vendor
    ]


def lists(selection: str, number: int, first: int) -> str:
    roots = (f"a{place}: meetings(first: {first}) {{ {selection} }}" for place in range(number))
    return f"query {{ {' '.join(roots)} }}"


# The dearest of their kinds: by objects, by fields of each, by loaded parts, by lists in lists.
SHAPES = {
    "many roots": lists(f"nodes {{ {FREE} }}", 10, 100),
    "nodes and edges": lists(f"nodes {{ {FREE} }} edges {{ cursor node {{ id title state asOf }} }}", 3, 90),
    "loaded parts": lists(f"nodes {{ {FREE} settings {{ record }} pins {{ moderator }} asOf }}", 1, 100),
    "lists in lists": lists(f"nodes {{ {FREE} sessions(first: 45) {{ nodes {{ id vendorId }} }} }}", 1, 100),
}


async def ran(query: str, context: Context) -> Any:
    prepared = the_schema().prepare(GraphQLRequest(query), context)
    assert requested(prepared, {})
    return await the_schema().execute(prepared, {}, context)


@pytest.mark.parametrize("query", SHAPES.values(), ids=SHAPES)
async def test_the_dearest_operations_hold_the_loop_for_a_moment_only(query: str) -> None:
    context = a_context(*vendors())
    async with probed() as probe:
        result = await ran(query, context)
    assert result.data["a0"]["nodes"][99 if "first: 100" in query else 89]["title"] == "A title"
    assert probe.longest < AT_MOST


async def test_many_at_once_hold_the_loop_no_longer() -> None:
    contexts = [a_context(*vendors()) for _ in range(4)]
    async with probed() as probe:
        await asyncio.gather(*(ran(SHAPES["loaded parts"], context) for context in contexts))
    assert probe.longest < AT_MOST


async def test_rows_that_wait_for_their_turn_share_their_batches() -> None:
    fakes = vendors()
    query = lists(f"nodes {{ {FREE} settings {{ record }} asOf }}", 2, 100)
    await ran(query, a_context(*fakes))
    for fake in fakes:
        assert len(fake.asked("complete_meetings")) <= 1


async def test_an_execution_that_never_awaits_ends_at_its_deadline() -> None:
    schema = ExecutableSchema(build(), 0.2)
    query = schema.core.query_type
    assert query is not None
    told = query.fields["vendors"].resolve
    assert told is not None

    def slowly(root: Any, info: Any) -> Iterator[Any]:
        vendor = told(root, info)[0]
        for _ in range(10_000):
            time.sleep(0.001)
            yield vendor

    query.fields["vendors"].resolve = slowly
    context = a_context(FakeVendor(Vendor.VSEE))
    prepared = schema.prepare(GraphQLRequest("{ vendors { vendor } }"), context)
    began = time.monotonic()
    result = await schema.execute(prepared, {}, context)
    assert time.monotonic() - began < 4
    [error] = result.errors or []
    assert (error.extensions or {})["code"] == "DEADLINE_EXCEEDED"
    assert result.data is None


async def test_a_subscription_that_does_not_start_ends_at_its_deadline() -> None:
    schema = ExecutableSchema(build(), 0.1)
    field = schema.core.subscription_type.fields["roomQueue"]  # type: ignore[union-attr]

    async def never(_root: object, _info: Any, **_: Any) -> None:
        await asyncio.Event().wait()

    field.subscribe = never
    context = a_context()
    text = 'subscription { roomQueue(id: "a") { id } }'
    prepared = schema.prepare(GraphQLRequest(text), context)
    with pytest.raises(OperationFailed) as failed:
        await schema.subscribe(prepared, {}, context)
    [error] = failed.value.errors
    assert (error.extensions or {})["code"] == "DEADLINE_EXCEEDED"


async def test_an_answer_that_is_too_large_is_refused_whole() -> None:
    schema = ExecutableSchema(build(), answer_bytes=2_000)
    context = a_context(*vendors())
    small = schema.prepare(GraphQLRequest("{ meetings(first: 2) { nodes { id } } }"), context)
    large = schema.prepare(
        GraphQLRequest("{ meetings(first: 50) { nodes { id title description } } }"), context
    )
    assert (await schema.execute(small, {}, context)).data is not None
    result = await schema.execute(large, {}, context)
    assert result.data is None
    [error] = result.errors or []
    assert error.message == "The answer is larger than 2,000 bytes. Ask for fewer rows, or for fewer fields."
    assert (error.extensions or {})["code"] == "BAD_USER_INPUT"
