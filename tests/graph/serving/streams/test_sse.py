"""graphql-sse over a real connection: what is streamed, to whom, and what ends with the stream."""

import asyncio
from typing import Any

import pytest
from graphql import GraphQLSchema

from graph.operations.prepare import PreparedOperation, prepare
from graph.operations.prepared_operations import LARGEST_KEPT
from graph.serving.streams.sse import EVENTS
from models.errors import BadInput
from tests.graph.serving.streams.conftest import Gateway
from tests.support.events import COMMENT, COMPLETE, Event, asked
from tests.support.plain_http import plain_client
from tests.support.streamed import happens
from tests.support.streams import END, Raised, Sources
from tests.support.world import LOOPBACK

HELLO = "{ hello }"
FOLLOW = 'subscription { follow(name: "a") { value } }'
# What urql sends with every query.
URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, "
    "multipart/mixed"
)


def value(event: Event) -> Any:
    assert event.name == "next", event
    return event.data["data"]["follow"]["value"]


def codes(event: Event) -> list[str]:
    assert event.name == "next", event
    return [error["extensions"]["code"] for error in event.data["errors"]]


# What is streamed


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_a_query_is_one_event_and_complete(port: int, method: str) -> None:
    async with asked(port, HELLO, method=method) as stream:
        answer, end = await stream.rest()
    assert (answer.name, answer.data["data"], end) == ("next", {"hello": "hello"}, COMPLETE)


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_a_subscription_tells_every_event_as_it_comes(port: int, sources: Sources, method: str) -> None:
    async with asked(port, FOLLOW, method=method) as stream:
        for number in (1, 2):
            sources["a"].tell(number)
            assert value(await stream.told()) == number
        sources["a"].tell(END)
        assert await stream.rest() == [COMPLETE]


@pytest.mark.parametrize(
    ("accept", "text"),
    [
        (EVENTS, HELLO),
        (EVENTS, "{ nobodyHasThis }"),
        (URQL, 'subscription { follow(name: "nobody") { value } }'),
        (URQL, "subscription { nobodyHasThis }"),
    ],
)
async def test_an_operation_is_prepared_once(
    port: int, monkeypatch: pytest.MonkeyPatch, accept: str, text: str
) -> None:
    texts: list[str] = []

    def counting(schema: GraphQLSchema, text: str, name: str | None, **more: Any) -> PreparedOperation:
        texts.append(text)
        return prepare(schema, text, name, **more)

    monkeypatch.setattr("graph.operations.prepared_operations.prepare", counting)
    # Too long to be kept, so that a second look would show.
    async with asked(port, f"{text} # {'é' * (LARGEST_KEPT // 2)}", accept=accept) as stream:
        await stream.rest()
    assert len(texts) == 1


async def test_a_stream_says_what_it_is_and_that_nobody_may_keep_it(port: int) -> None:
    async with asked(port, HELLO) as stream:
        headers = stream.answer.headers
    assert stream.answer.status_code == 200
    assert headers["content-type"] == EVENTS
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-accel-buffering"] == "no"
    assert headers["vary"] == "accept"


async def test_a_stream_carries_the_callers_request_id(port: int) -> None:
    url = f"http://{LOOPBACK}:{port}/graphql"
    async with plain_client() as client:
        headers = {"accept": EVENTS, "x-request-id": "call-7"}
        answer = await client.post(url, json={"query": "{"}, headers=headers)
    assert answer.headers["x-request-id"] == "call-7"
    assert '"requestId":"call-7"' in answer.text


async def test_each_event_has_a_context_of_its_own(port: int, sources: Sources) -> None:
    async with asked(port, 'subscription { follow(name: "a") { seen } }') as stream:
        sources["a"].tell(1, 2, END)
        await stream.rest()
    first, second = sources.contexts
    assert first.loaders is not second.loaders


async def test_an_event_that_is_an_error_leaves_the_stream(port: int, sources: Sources) -> None:
    async with asked(port, FOLLOW) as stream:
        sources["a"].tell(BadInput("not now"), 2, END)
        failed, next_, _ = await stream.rest()
    assert (codes(failed), failed.data["data"]) == (["BAD_USER_INPUT"], {"follow": None})
    assert value(next_) == 2


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "{ nobodyHasThis }",
        "query A { hello } query B { hello }",
        "subscription { follow { value } }",
        'mutation { write(text: "a") }',
    ],
)
@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_what_cannot_run_is_told_in_an_event(port: int, query: str, method: str) -> None:
    async with asked(port, query, method=method) as stream:
        assert stream.answer.status_code == 200
        refused, end = await stream.rest()
    assert (codes(refused), "data" in refused.data, end) == (["BAD_USER_INPUT"], False, COMPLETE)


async def test_no_mutation_runs(port: int, sources: Sources) -> None:
    async with asked(port, 'mutation { write(text: "a") }') as stream:
        refused, _ = await stream.rest()
    assert "HTTP" in refused.data["errors"][0]["message"]
    assert sources.written == []


async def test_a_source_that_breaks_ends_the_stream_and_says_nothing_of_it(
    port: int, sources: Sources, caplog: pytest.LogCaptureFixture
) -> None:
    async with asked(port, FOLLOW) as stream:
        sources["a"].tell(Raised(RuntimeError("pin 4711")))
        broken, end = await stream.rest()
    assert (codes(broken), "4711" in str(broken), end) == (["INTERNAL"], False, COMPLETE)
    assert broken.data["errors"][0]["extensions"]["requestId"] in caplog.text


async def test_what_is_no_request_is_an_ordinary_error(port: int) -> None:
    url = f"http://{LOOPBACK}:{port}/graphql"
    async with plain_client() as client:
        for body, status in ((b"nonsense", 400), (b"{}", 400), (b" " * 300_000, 413)):
            headers = {"accept": EVENTS, "content-type": "application/json"}
            answer = await client.post(url, content=body, headers=headers)
            assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (
                status,
                "BAD_USER_INPUT",
            )


# To whom


@pytest.mark.parametrize(
    "accept", [EVENTS, f"{EVENTS}, */*;q=0.1", f"application/json;q=0.5, {EVENTS};q=0.6"]
)
async def test_who_prefers_events_gets_them(port: int, accept: str) -> None:
    async with asked(port, HELLO, accept) as stream:
        assert stream.answer.headers["content-type"] == EVENTS


@pytest.mark.parametrize(
    "accept", [URQL, "*/*", "text/*, application/json", f"{EVENTS}, application/json", f"{EVENTS};q=0, */*"]
)
async def test_who_only_mentions_events_gets_an_ordinary_answer(port: int, accept: str) -> None:
    async with asked(port, HELLO, accept) as stream:
        assert "json" in stream.answer.headers["content-type"]


async def test_a_subscription_goes_to_whoever_mentions_events(port: int, sources: Sources) -> None:
    async with asked(port, FOLLOW, URQL) as stream:
        sources["a"].tell(1)
        assert value(await stream.told()) == 1


async def test_a_mutation_of_a_client_that_only_mentions_events_runs(port: int, sources: Sources) -> None:
    async with asked(port, 'mutation { write(text: "a") }', URQL) as stream:
        assert "json" in stream.answer.headers["content-type"]
    assert sources.written == ["a"]


async def test_head_opens_no_stream(port: int) -> None:
    url = f"http://{LOOPBACK}:{port}/graphql"
    async with plain_client() as client:
        answer = await client.head(url, params={"query": FOLLOW}, headers={"accept": EVENTS})
    assert answer.status_code == 406


# What ends with it


async def test_a_client_that_goes_away_ends_the_source_at_once(port: int, sources: Sources) -> None:
    async with asked(port, FOLLOW):
        await happens(sources["a"].begun)
    await happens(sources["a"].ended)


async def test_an_idle_stream_is_sent_signs_of_life(gateway: Gateway) -> None:
    async with gateway(ping_seconds=0.01) as port, asked(port, FOLLOW) as stream:
        assert [await stream.next() for _ in range(3)] == [COMMENT] * 3


async def test_a_stuck_client_is_cut(gateway: Gateway, sources: Sources) -> None:
    async with gateway(stall_seconds=0.2) as port, asked(port, "subscription { long(length: 200000) }"):
        await happens(sources["long"].ended)


async def test_a_gateway_that_stops_ends_its_streams_as_what_is_not_complete(
    gateway: Gateway, sources: Sources
) -> None:
    stack = gateway()
    port = await stack.__aenter__()
    async with asked(port, FOLLOW) as stream:
        await happens(sources["a"].begun)
        stopping = asyncio.create_task(stack.__aexit__(None, None, None))
        assert await stream.rest() == []
        await stopping
    assert sources["a"].ended.is_set()
