"""graphql-sse's single connection mode over real connections: reserve, open, ask, stop, and the end of it all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from graph.serving.streams.shared import ID_CHARACTERS, SharedLimits
from graph.serving.streams.sse import EVENTS
from models.errors import BadInput
from tests.graph.serving.streams.conftest import Gateway
from tests.support.events import COMMENT, Event, Stream
from tests.support.plain_http import plain_client
from tests.support.streamed import happens
from tests.support.streams import END, PATIENCE, Raised, Sources
from tests.support.world import LOOPBACK

PATH = "/graphql"
HELLO = "{ hello }"
FOLLOW = 'subscription { follow(name: "a") { value } }'
TOKEN = "x-graphql-event-stream-token"


def follow(name: str) -> str:
    return f'subscription {{ follow(name: "{name}") {{ value }} }}'


class Client:
    """A client with one event stream, and requests beside it."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.token = ""

    async def reserve(self) -> None:
        answer = await self.http.put(PATH, headers={"accept": "text/plain"})
        assert answer.status_code == 201, answer.text
        self.token = answer.text

    @asynccontextmanager
    async def stream(self, method: str = "GET") -> AsyncIterator[Stream]:
        async with self.http.stream(method, PATH, headers={TOKEN: self.token, "accept": EVENTS}) as answer:
            assert answer.status_code == 200, await answer.aread()
            yield Stream(answer)

    async def ask(self, query: str, id: Any = "1", **more: Any) -> httpx.Response:
        request = {"query": query, "extensions": {"operationId": id}, **more}
        return await self.http.post(PATH, json=request, headers={TOKEN: self.token})

    async def stop(self, id: str = "1") -> httpx.Response:
        return await self.http.delete(PATH, params={"operationId": id}, headers={TOKEN: self.token})


@asynccontextmanager
async def a_client(port: int) -> AsyncIterator[Client]:
    url = f"http://{LOOPBACK}:{port}"
    async with plain_client(timeout=PATIENCE, base_url=url) as http:
        yield Client(http)


@pytest.fixture
async def client(port: int) -> AsyncIterator[Client]:
    """One that has reserved a stream."""
    async with a_client(port) as client:
        await client.reserve()
        yield client


def value(event: Event, id: str = "1") -> Any:
    assert (event.name, event.data["id"]) == ("next", id), event
    return event.data["payload"]["data"]["follow"]["value"]


def complete(id: str = "1") -> Event:
    return Event("complete", {"id": id})


def code(answer: httpx.Response) -> Any:
    return answer.json()["errors"][0]["extensions"]["code"]


# Reserving and opening


@pytest.mark.parametrize("accept", ["text/plain", "*/*", "application/json, text/*"])
async def test_a_reservation_is_a_token_in_plain_text_that_nobody_may_keep(port: int, accept: str) -> None:
    async with a_client(port) as client:
        answers = [await client.http.put(PATH, headers={"accept": accept}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].headers["content-type"] == "text/plain; charset=utf-8"
    assert answers[0].headers["cache-control"] == "private, no-store"
    first, second = (answer.text for answer in answers)
    assert first != second
    assert len(first) >= 32


async def test_a_reservation_is_not_made_for_who_cannot_read_it(port: int) -> None:
    async with a_client(port) as client:
        answer = await client.http.put(PATH, headers={"accept": "application/json"})
    assert answer.status_code == 406


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_stream_opens_at_once(client: Client, method: str) -> None:
    async with client.stream(method) as stream:
        assert stream.answer.headers["content-type"] == EVENTS
        assert stream.answer.headers["x-accel-buffering"] == "no"
        assert await stream.next() == COMMENT


async def test_the_token_may_stand_in_the_address(client: Client) -> None:
    address, client.token = f"{PATH}?token={client.token}", ""
    async with client.http.stream("GET", address, headers={"accept": EVENTS}) as answer:
        request = {"query": HELLO, "extensions": {"operationId": "1"}}
        assert (await client.http.post(address, json=request)).status_code == 202
        assert (await Stream(answer).told()).data["payload"]["data"] == {"hello": "hello"}
        assert (await client.http.delete(f"{address}&operationId=1")).status_code == 200


async def test_a_stream_is_opened_once(client: Client) -> None:
    async with client.stream():
        answer = await client.http.get(PATH, headers={TOKEN: client.token, "accept": EVENTS})
        assert (answer.status_code, code(answer)) == (409, "BAD_USER_INPUT")


async def test_without_a_reservation_there_is_nothing(port: int) -> None:
    async with a_client(port) as client:
        client.token = "nobodys"
        opened = await client.http.get(PATH, headers={TOKEN: client.token, "accept": EVENTS})
        answers = [opened, await client.ask(HELLO), await client.stop(), await client.http.delete(PATH)]
    assert [(answer.status_code, code(answer)) for answer in answers] == [(404, "NOT_FOUND")] * 4


async def test_a_reservation_that_is_not_used_lapses_with_what_runs_in_it(
    gateway: Gateway, sources: Sources
) -> None:
    async with gateway(shared=SharedLimits(open_seconds=0.2)) as port, a_client(port) as client:
        await client.reserve()
        assert (await client.ask(FOLLOW)).status_code == 202
        await happens(sources["a"].ended)
        assert (await client.ask(FOLLOW)).status_code == 404


async def test_only_so_many_reservations_wait(gateway: Gateway) -> None:
    async with (
        gateway(shared=SharedLimits(reservations=1)) as port,
        a_client(port) as client,
        a_client(port) as other,
    ):
        await client.reserve()
        answer = await other.http.put(PATH, headers={"accept": "text/plain"})
        assert (answer.status_code, code(answer)) == (503, "SERVICE_UNAVAILABLE")
        assert answer.json()["errors"][0]["extensions"]["retryable"]
        async with client.stream():
            await other.reserve()


async def test_an_idle_stream_is_sent_signs_of_life(gateway: Gateway) -> None:
    async with gateway(ping_seconds=0.01) as port, a_client(port) as client:
        await client.reserve()
        async with client.stream() as stream:
            assert [await stream.next() for _ in range(3)] == [COMMENT] * 3


# Asking


async def test_all_operations_are_told_of_in_one_stream(client: Client, sources: Sources) -> None:
    async with client.stream() as stream:
        for id in ("a", "b"):
            answer = await client.ask(follow(id), id)
            assert (answer.status_code, answer.content) == (202, b"")
        sources["a"].tell(1)
        assert value(await stream.told(), "a") == 1
        sources["b"].tell(2)
        assert value(await stream.told(), "b") == 2
        sources["a"].tell(END)
        assert await stream.told() == complete("a")
        sources["b"].tell(3)
        assert value(await stream.told(), "b") == 3


async def test_a_query_is_answered_in_the_stream(client: Client) -> None:
    async with client.stream() as stream:
        assert (await client.ask(HELLO)).status_code == 202
        assert (await stream.told()).data == {
            "id": "1",
            "payload": {
                "data": {"hello": "hello"},
                "extensions": {"vendors": [], "cost": {"requested": 1, "actual": 1}},
            },
        }
        assert await stream.told() == complete()


async def test_a_query_may_come_in_the_address(client: Client) -> None:
    parameters = {"query": HELLO, "extensions": '{"operationId": "1"}'}
    async with client.stream() as stream:
        answer = await client.http.get(PATH, params=parameters, headers={TOKEN: client.token})
        assert answer.status_code == 202
        assert (await stream.told()).data["payload"]["data"] == {"hello": "hello"}


async def test_a_mutation_is_carried_out_and_told(client: Client, sources: Sources) -> None:
    async with client.stream() as stream:
        assert (await client.ask('mutation { write(text: "x") }')).status_code == 202
        assert (await stream.told()).data["payload"]["data"] == {"write": "x"}
    assert sources.written == ["x"]


async def test_no_mutation_comes_in_an_address(client: Client, sources: Sources) -> None:
    parameters = {"query": 'mutation { write(text: "x") }', "extensions": '{"operationId": "1"}'}
    answer = await client.http.get(PATH, params=parameters, headers={TOKEN: client.token})
    assert (answer.status_code, answer.headers["allow"], sources.written) == (405, "POST", [])


async def test_what_is_asked_for_before_the_stream_is_open_is_told_then(
    client: Client, sources: Sources
) -> None:
    assert (await client.ask(FOLLOW, "1")).status_code == 202
    assert (await client.ask(HELLO, "2")).status_code == 202
    sources["a"].tell(1)
    async with client.stream() as stream:
        told = [await stream.told() for _ in range(3)]
    assert {event.data["id"] for event in told if event.name == "next"} == {"1", "2"}


async def test_an_id_is_free_again_when_its_operation_is_complete(client: Client) -> None:
    async with client.stream() as stream:
        for _ in range(2):
            assert (await client.ask(HELLO)).status_code == 202
            assert (await stream.told()).name == "next"
            assert await stream.told() == complete()


async def test_an_id_in_use_is_refused(client: Client) -> None:
    assert (await client.ask(FOLLOW)).status_code == 202
    answer = await client.ask(FOLLOW)
    assert (answer.status_code, code(answer)) == (409, "BAD_USER_INPUT")


@pytest.mark.parametrize("id", ["", None, 7, {"a": 1}, "x" * (ID_CHARACTERS + 1)])
async def test_an_operation_needs_an_id(client: Client, id: object) -> None:
    answer = await client.ask(FOLLOW, id)
    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")


async def test_only_so_many_operations_run(gateway: Gateway) -> None:
    async with gateway(shared=SharedLimits(operations=2)) as port, a_client(port) as client:
        await client.reserve()
        answers = [await client.ask(FOLLOW, id) for id in ("1", "2", "3")]
        assert [answer.status_code for answer in answers] == [202, 202, 429]
        assert code(answers[-1]) == "RATE_LIMITED"
        await client.stop("1")
        assert (await client.ask(FOLLOW, "3")).status_code == 202


@pytest.mark.parametrize(
    "query",
    ["{", "{ nobodyHasThis }", "query A { hello } query B { hello }", "subscription { follow { value } }"],
)
async def test_what_cannot_run_is_an_ordinary_error_and_frees_its_id(client: Client, query: str) -> None:
    for _ in range(2):
        answer = await client.ask(query)
        assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")


async def test_variables_that_do_not_fit_are_an_ordinary_error(client: Client) -> None:
    query = "query ($length: Int!) { text(length: $length) }"
    answer = await client.ask(query, variables={"length": "long"})
    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")


async def test_what_is_no_request_is_refused_as_everywhere(client: Client) -> None:
    for body, status in ((b"nonsense", 400), (b"{}", 400), (b" " * 300_000, 413)):
        headers = {TOKEN: client.token, "content-type": "application/json"}
        answer = await client.http.post(PATH, content=body, headers=headers)
        assert (answer.status_code, code(answer)) == (status, "BAD_USER_INPUT")


async def test_a_hash_without_its_text_is_answered_where_clients_look_for_it(client: Client) -> None:
    named = {"operationId": "1", "persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    async with client.stream() as stream:
        answer = await client.http.post(PATH, json={"extensions": named}, headers={TOKEN: client.token})
        assert answer.status_code == 202
        [error] = (await stream.told()).data["payload"]["errors"]
        assert (error["message"], error["extensions"]["code"]) == (
            "PersistedQueryNotFound",
            "PERSISTED_QUERY_NOT_FOUND",
        )
        assert await stream.told() == complete()


async def test_an_event_that_is_an_error_leaves_the_operation(client: Client, sources: Sources) -> None:
    async with client.stream() as stream:
        await client.ask(FOLLOW)
        sources["a"].tell(BadInput("not now"), 2)
        assert (await stream.told()).data["payload"]["data"] == {"follow": None}
        assert value(await stream.told()) == 2


async def test_a_source_that_breaks_ends_its_operation_alone(client: Client, sources: Sources) -> None:
    async with client.stream() as stream:
        await client.ask(follow("a"), "a")
        await client.ask(follow("b"), "b")
        sources["a"].tell(Raised(RuntimeError("pin 4711")))
        broken = await stream.told()
        assert [error["extensions"]["code"] for error in broken.data["payload"]["errors"]] == ["INTERNAL"]
        assert "4711" not in str(broken)
        assert await stream.told() == complete("a")
        sources["b"].tell(1)
        assert value(await stream.told(), "b") == 1


async def test_one_long_answer_holds_no_other_operation_up_for_ever(client: Client, sources: Sources) -> None:
    async with client.stream() as stream:
        await client.ask("subscription { long(length: 100000) }", "long")
        await happens(sources["long"].begun)
        await client.ask(follow("a"), "a")
        sources["a"].tell(1)
        while (event := await stream.told()).data["id"] != "a":
            pass
        assert value(event, "a") == 1


# Stopping


async def test_a_stopped_operation_ends_at_once_and_is_told_no_more(client: Client, sources: Sources) -> None:
    async with client.stream() as stream:
        await client.ask(FOLLOW)
        await happens(sources["a"].begun)
        assert (await client.stop()).status_code == 200
        await happens(sources["a"].ended)
        await client.ask(HELLO, "2")
        assert (await stream.told()).data["id"] == "2"
        # Whoever stops what is over already meant nothing else.
        assert (await client.stop()).status_code == 200


async def test_what_is_to_be_stopped_must_be_named(client: Client) -> None:
    answer = await client.http.delete(PATH, headers={TOKEN: client.token})
    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")


async def test_a_query_that_is_stopped_is_given_up(client: Client, sources: Sources) -> None:
    asking = asyncio.create_task(client.ask("{ held }"))
    await happens(sources.begun)
    await client.stop()
    answer = await asking
    assert (answer.status_code, answer.content) == (204, b"")


async def test_what_is_asked_for_by_who_leaves_before_it_is_taken_is_not_told(
    client: Client, sources: Sources
) -> None:
    asking = asyncio.create_task(client.ask("{ held }"))
    await happens(sources.begun)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    async with asyncio.timeout(PATIENCE):
        while (await client.ask(HELLO)).status_code == 409:
            pass


# The end of it all


async def test_the_end_of_the_stream_is_the_end_of_its_operations(client: Client, sources: Sources) -> None:
    async with client.stream():
        for id in ("a", "b"):
            await client.ask(follow(id), id)
            await happens(sources[id].begun)
    for id in ("a", "b"):
        await happens(sources[id].ended)
    assert (await client.ask(HELLO)).status_code == 404


async def test_a_mutation_goes_on_when_the_stream_ends(client: Client, sources: Sources) -> None:
    async with client.stream():
        asking = asyncio.create_task(client.ask('mutation { held(text: "x") }'))
        await happens(sources.begun)
    while (await client.http.get(PATH, headers={TOKEN: client.token, "accept": EVENTS})).status_code != 404:
        pass
    sources.held.set()
    assert (await asking).status_code == 204
    assert sources.written == ["x"]


async def test_a_stuck_client_is_cut(gateway: Gateway, sources: Sources) -> None:
    async with gateway(stall_seconds=0.2) as port, a_client(port) as client, a_client(port) as other:
        await client.reserve()
        other.token = client.token
        async with client.stream():
            await other.ask("subscription { long(length: 200000) }")
            await happens(sources["long"].ended)


async def test_a_gateway_that_stops_ends_its_streams_as_what_is_not_complete(
    gateway: Gateway, sources: Sources
) -> None:
    stack = gateway()
    port = await stack.__aenter__()
    async with a_client(port) as client, a_client(port) as waiting:
        await waiting.reserve()
        await waiting.ask(follow("b"))
        await client.reserve()
        async with client.stream() as stream:
            await client.ask(FOLLOW)
            await happens(sources["a"].begun)
            stopping = asyncio.create_task(stack.__aexit__(None, None, None))
            assert await stream.rest() == []
            await stopping
    assert sources["a"].ended.is_set()
    assert sources["b"].ended.is_set()
