"""Operations that are named by a hash, over every transport."""

import hashlib
import json
from typing import Any

import httpx
import pytest

from graph.serving.http.endpoint import GRAPHQL, JSON
from tests.graph.serving.streams.conftest import Gateway
from tests.graph.serving.streams.test_sse import COMPLETE, asked
from tests.support.plain_http import plain_client
from tests.support.streams import Sources, an_initialised_client
from tests.support.world import LOOPBACK

HELLO = "{ hello }"
FOLLOW = 'subscription { follow(name: "a") { value } }'
NOT_FOUND = ("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")


def named(text: str, **other: Any) -> dict[str, Any]:
    """The extensions that name a text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"persistedQuery": {"version": 1, "sha256Hash": digest, **other}}


def words(error: dict[str, Any]) -> tuple[str, str]:
    return error["message"], error["extensions"]["code"]


async def http(port: int, method: str, accept: str = JSON, **request: Any) -> httpx.Response:
    url, headers = f"http://{LOOPBACK}:{port}/graphql", {"accept": accept}
    if method == "GET":
        request = {name: json.dumps(value) if name != "query" else value for name, value in request.items()}
    how: dict[str, Any] = {"json": request} if method == "POST" else {"params": request}
    async with plain_client() as client:
        return await client.request(method, url, headers=headers, **how)


over_http = pytest.mark.parametrize("method", ["POST", "GET"])
BAD = {
    "another text's hash": named("{ another }"),
    "an unknown version": named(HELLO, version=2),
    "no version": {"persistedQuery": {"sha256Hash": "abc"}},
    "a hash that is no text": named(HELLO, sha256Hash=7),
}
each_bad = pytest.mark.parametrize("extensions", BAD.values(), ids=BAD)


# HTTP


@over_http
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_a_hash_alone_asks_for_the_text(port: int, method: str, accept: str) -> None:
    answer = await http(port, method, accept, extensions=named(HELLO))
    [error] = answer.json()["errors"]
    assert words(error) == NOT_FOUND
    # The status matters to clients that read nothing but successes.
    assert (answer.status_code, "data" in answer.json()) == (200, False)
    assert answer.headers["content-type"].startswith(accept)
    assert answer.headers["cache-control"] == "private, no-store"


@over_http
async def test_a_text_runs_with_its_hash(port: int, method: str) -> None:
    answer = await http(port, method, query=HELLO, extensions=named(HELLO))
    assert answer.json()["data"] == {"hello": "hello"}


@over_http
async def test_a_hash_may_be_written_in_capitals(port: int, method: str) -> None:
    extensions = named(HELLO)
    extensions["persistedQuery"]["sha256Hash"] = extensions["persistedQuery"]["sha256Hash"].upper()
    assert (await http(port, method, query=HELLO, extensions=extensions)).json()["data"] == {"hello": "hello"}


@over_http
@each_bad
async def test_a_hash_that_does_not_fit_is_refused_in_words(
    port: int, method: str, extensions: dict[str, Any]
) -> None:
    answer = await http(port, method, query=HELLO, extensions=extensions)
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (400, "BAD_USER_INPUT")
    assert "persistedQuery" in error["message"]


@pytest.mark.parametrize(
    "extensions",
    [None, {}, {"persistedQuery": None}, {"persistedQuery": {"version": 1}}, {"persistedQuery": "a"}],
)
async def test_extensions_without_a_hash_name_nothing(port: int, extensions: Any) -> None:
    answer = await http(port, "POST", extensions=extensions)
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (400, "The request has no `query`.")
    answer = await http(port, "POST", query=HELLO, extensions=extensions)
    assert answer.json()["data"] == {"hello": "hello"}


async def test_a_mutation_does_not_run_with_another_texts_hash(port: int, sources: Sources) -> None:
    write = 'mutation { write(text: "a") }'
    await http(port, "POST", query=write, extensions=named(HELLO))
    assert sources.written == []
    await http(port, "POST", query=write, extensions=named(write))
    assert sources.written == ["a"]


# Event streams


@over_http
async def test_an_event_stream_asks_for_the_text_in_an_event(port: int, method: str) -> None:
    extensions: Any = named(FOLLOW) if method == "POST" else json.dumps(named(FOLLOW))
    async with asked(port, "", method=method, extensions=extensions) as stream:
        assert stream.answer.status_code == 200
        refused, end = await stream.rest()
    assert ([words(error) for error in refused.data["errors"]], end) == ([NOT_FOUND], COMPLETE)


async def test_an_event_stream_follows_a_text_with_its_hash(port: int, sources: Sources) -> None:
    async with asked(port, FOLLOW, extensions=named(FOLLOW)) as stream:
        sources["a"].tell(1)
        assert (await stream.told()).data["data"] == {"follow": {"value": 1}}


@each_bad
async def test_an_event_stream_refuses_a_hash_that_does_not_fit(
    port: int, extensions: dict[str, Any]
) -> None:
    async with asked(port, HELLO, extensions=extensions) as stream:
        refused, _ = await stream.rest()
    assert [error["extensions"]["code"] for error in refused.data["errors"]] == ["BAD_USER_INPUT"]


# Sockets


async def test_a_socket_asks_for_the_text_and_goes_on(port: int, sources: Sources) -> None:
    async with an_initialised_client(port) as client:
        await client.send(type="subscribe", id="1", payload={"extensions": named(FOLLOW)})
        refused = await client.receive()
        assert (refused["type"], [words(error) for error in refused["payload"]]) == ("error", [NOT_FOUND])
        await client.subscribe(FOLLOW, extensions=named(FOLLOW))
        sources["a"].tell(1)
        assert (await client.receive())["payload"]["data"] == {"follow": {"value": 1}}


@each_bad
async def test_a_socket_refuses_a_hash_that_does_not_fit(port: int, extensions: dict[str, Any]) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe(HELLO, extensions=extensions)
        refused = await client.receive()
        assert refused["type"] == "error"
        assert [error["extensions"]["code"] for error in refused["payload"]] == ["BAD_USER_INPUT"]


async def test_a_socket_is_closed_where_there_is_neither_text_nor_hash(gateway: Gateway) -> None:
    async with gateway() as port, an_initialised_client(port) as client:
        await client.send(type="subscribe", id="1", payload={"extensions": {"other": 1}})
        assert await client.close_code() == 4400
