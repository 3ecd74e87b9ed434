"""The vendors of the comparison over real sockets: meetgraph reads them without a complaint, and loads count right."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import repeat
from typing import Any

import httpx
import pytest

from bench.isolation import free_ports
from bench.peers import vendors
from bench.peers.clinic import ARRIVALS, SESSIONS, Clinic, today
from bench.peers.loading import Asked, Failed, load, request
from bench.processes import Gateway
from bench.suite import OPERATIONS
from graph.serving.app import create_app, utc_now
from graph.serving.process import demo
from graph.serving.process.demo_tokens import OPERATOR, DemoTokens
from store.store import Store
from tests.support.mongo import on
from tests.support.plain_http import plain_client
from tests.support.stores import until_settled

# How many meetings an operation's name promises.
SHOWN = {"P2": 50, "P2e": 50, "P3 three levels, 10": 10, "P3 three levels, 50": 50, "P5": 100, "P6": 50}
ROOMS = Asked(repeat(b"GET /api_v3/rooms?page=1 HTTP/1.1\r\n\r\n").__next__, b'{"data":[{')
DRIFT = "{ vendors { vendor drift { path kind } } }"


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """The first of the vendors' ports."""
    first = free_ports(vendors.VENDORS)
    async with vendors.serving(first):
        yield first


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with plain_client() as client:
        yield client


@pytest.fixture
async def meetgraph(port: int, mongodb: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a gateway over these vendors."""
    settings = demo.settings(0, port).model_copy(update={**on(mongodb), "cost_bucket": 1_000_000})
    store = Store(settings, now=utc_now)
    app = create_app(settings, demo.adapters(settings), store, authenticator=DemoTokens(utc_now))
    headers = {"authorization": f"Bearer {OPERATOR}"}
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://here", headers=headers) as client,
    ):
        await until_settled(store)
        yield client


async def asked(meetgraph: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    answer = (await meetgraph.post("/graphql", json={"query": query, "variables": variables})).json()
    assert "errors" not in answer
    return answer["data"]


@pytest.mark.parametrize(("name", "number"), SHOWN.items())
async def test_a_list_has_as_many_meetings_as_its_name_says(
    meetgraph: httpx.AsyncClient, name: str, number: int
) -> None:
    [query] = [query for told, query in OPERATIONS.items() if told.startswith(f"{name} ")]
    data = await asked(meetgraph, query)
    assert len({node["id"] for node in data["meetings"]["nodes"]}) == number


async def test_what_hangs_on_a_meeting_is_there(meetgraph: httpx.AsyncClient) -> None:
    three = await asked(meetgraph, OPERATIONS["P3 three levels, 10 meetings, VConnct"])
    sessions = [node["sessions"]["nodes"] for node in three["meetings"]["nodes"]]
    assert {len(found) for found in sessions} == {SESSIONS}
    assert {len(one["attendance"]["nodes"]) for found in sessions for one in found} == {ARRIVALS}
    listed = await asked(meetgraph, OPERATIONS["P2 a list with rooms, VSee"])
    assert len({node["room"]["code"] for node in listed["meetings"]["nodes"]}) == 10
    flat = await asked(meetgraph, OPERATIONS["P2e a list with rooms, EnableX"])
    id = flat["meetings"]["nodes"][0]["id"]
    one = await asked(meetgraph, OPERATIONS["P4 one meeting with sessions, EnableX"], id=id)
    assert len(one["meeting"]["sessions"]["nodes"]) == 1


async def test_a_merged_list_has_rows_of_several_vendors_and_misses_none(
    meetgraph: httpx.AsyncClient,
) -> None:
    data = await asked(meetgraph, OPERATIONS["P6 a list over four vendors"])
    assert {node["vendor"] for node in data["meetings"]["nodes"]} == {"TELECOMX", "ENABLEX", "VSEE"}
    assert data["meetings"]["unavailable"] == []


async def test_no_body_is_unlike_its_vendors(meetgraph: httpx.AsyncClient) -> None:
    for query in OPERATIONS.values():
        if "$id" not in query:
            await asked(meetgraph, query)
    found = await asked(meetgraph, DRIFT)
    assert {one["vendor"]: one["drift"] for one in found["vendors"] if one["drift"]} == {}


async def test_a_page_behind_the_last_is_empty(client: httpx.AsyncClient, port: int) -> None:
    told = await client.get(f"http://127.0.0.1:{port}/api_v3/rooms", params={"page": 2, "limit": 50})
    assert told.json() == {"data": []}
    told = await client.get(f"http://127.0.0.1:{port}/ucaas/v1/meetings", params={"page": 3})
    assert told.json()["meetings"] == []


async def test_what_nobody_has_is_not_found(client: httpx.AsyncClient, port: int) -> None:
    assert (await client.get(f"http://127.0.0.1:{port}/ucaas/v1/meetings/mtg-0000")).status_code == 404


async def test_a_created_meeting_is_what_was_asked_for_with_an_id_of_its_own(
    client: httpx.AsyncClient, port: int
) -> None:
    url = f"http://127.0.0.1:{port}/ucaas/v1/meetings"
    made = [(await client.post(url, json={"room_name": "A room"})).json()["meeting"] for _ in range(2)]
    assert [one["room_name"] for one in made] == ["A room", "A room"]
    assert made[0]["meeting_id"] != made[1]["meeting_id"]


async def test_requests_in_pieces_and_together_are_answered_in_order(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    write = b"POST /ucaas/v1/meetings HTTP/1.1\r\nContent-Length: 13\r\n\r\n" + b'{"desc": "x"}'
    both = write + b"GET /nowhere HTTP/1.1\r\n\r\n"
    for piece in (both[:30], both[30:60], both[60:]):
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.01)
    made = await reader.readuntil(b"}}")
    assert made.startswith(b"HTTP/1.1 200 ")
    assert b'"desc":"x"' in made
    assert (await reader.readuntil(b"{}")).startswith(b"HTTP/1.1 404 ")
    writer.close()
    await writer.wait_closed()


async def test_the_same_day_has_the_same_bodies() -> None:
    now = today()
    assert Clinic(now).bodies() == Clinic(now).bodies()


async def test_a_load_counts_every_response_and_times_it(client: httpx.AsyncClient, port: int) -> None:
    gateway = here(client, port)
    found = await load(gateway, ROOMS, connections=2, seconds=0.1)
    assert len(found.waits) >= 2
    assert all(0 < wait < 5000 for wait in found.waits)
    assert found.cpu >= 0


async def test_a_load_ends_at_another_answer_than_the_right_one(client: httpx.AsyncClient, port: int) -> None:
    with pytest.raises(Failed, match="doctor0"):
        await load(here(client, port), replace(ROOMS, right=b'{"data":[]'), connections=2, seconds=5)


async def test_a_load_ends_with_its_connection(client: httpx.AsyncClient) -> None:
    async def left(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.close()

    server = await asyncio.start_server(left, "127.0.0.1", 0)
    async with server:
        gateway = here(client, server.sockets[0].getsockname()[1])
        with pytest.raises(Failed, match="closed the connection"):
            await load(gateway, ROOMS, connections=1, seconds=5)


async def test_a_request_has_the_token_and_the_operation(client: httpx.AsyncClient) -> None:
    head, _, body = request(here(client, 1), "{ a }", {"id": "b"}).partition(b"\r\n\r\n")
    assert b"\r\nauthorization: Bearer a-token" in head
    assert head.endswith(b"content-length: %d" % len(body))
    assert json.loads(body) == {"query": "{ a }", "variables": {"id": "b"}}


def here(client: httpx.AsyncClient, port: int) -> Gateway:
    """What is served by this process, as if it were a gateway."""
    return Gateway(port, os.getpid(), client, "a-token")
