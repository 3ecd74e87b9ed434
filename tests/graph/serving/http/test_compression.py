"""JSON answers in gzip, for those who ask for it."""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.responses import Response

from graph.serving.app import create_app
from graph.serving.http.compression import LEAST_BYTES, compress
from graph.serving.process.demo import DemoSettings
from tests.support.anonymous import Anonymous
from vendors.adapters import Adapters

LONG = "{ __schema { types { name description } } }"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(
        create_app(DemoSettings(explorer=False), vendors=Adapters(), authenticator=Anonymous())
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://meetgraph.example") as client:
        yield client


async def ask(client: httpx.AsyncClient, query: str, accept_encoding: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": query}, headers={"accept-encoding": accept_encoding})


async def test_a_long_answer_comes_compressed(client: httpx.AsyncClient) -> None:
    plain = await ask(client, LONG, "identity")
    packed = await ask(client, LONG, "gzip, deflate, br")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json()["data"] == plain.json()["data"]
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 3


@pytest.mark.parametrize("taken", ["identity", "br", "gzip;q=0"])
async def test_who_does_not_ask_for_it_gets_it_plain(client: httpx.AsyncClient, taken: str) -> None:
    answer = await ask(client, LONG, taken)
    assert "content-encoding" not in answer.headers
    # Asked otherwise it would be another one.
    assert "accept-encoding" in answer.headers["vary"]


async def test_a_short_answer_stays_plain(client: httpx.AsyncClient) -> None:
    answer = await ask(client, "{ __typename }", "gzip")
    assert "content-encoding" not in answer.headers


async def test_the_length_of_one_answer_varies() -> None:
    body = b'{"pin": "1234"}' * LEAST_BYTES
    packed = [await compress(Response(body), "gzip") for _ in range(50)]
    assert len({len(bytes(answer.body)) for answer in packed}) > 10
    assert {gzip.decompress(bytes(answer.body)) for answer in packed} == {body}


async def test_a_huge_answer_leaves_the_loop_to_others() -> None:
    body = b"".join(
        b'{"id": "%032x"},' % (number * 0x9E3779B97F4A7C15**2 % 2**128) for number in range(400_000)
    )
    gaps: list[float] = []

    async def tick() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            gaps.append(time.perf_counter() - before)

    ticking = asyncio.create_task(tick())
    began = time.perf_counter()
    await compress(Response(body), "gzip")
    took = time.perf_counter() - began
    ticking.cancel()
    assert len(gaps) > 20
    assert max(gaps) < took / 2
