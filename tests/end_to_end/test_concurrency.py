"""Many operations at once: none sees another's data, cost or failure, and none leaves anything running.

Whether they share the vendor calls that are in flight is another matter: `test_shared_reads`.
"""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from graph.serving.process import demo
from tests.support.every_field import ROOMY
from tests.support.gateway import Gateway, Place, codes
from tests.support.plain_http import plain_client
from tests.support.world import LOOPBACK, VENDORS, World

ROWS = {"TELECOMX": 16, "ENABLEX": 18, "VCONNCT": 10, "VSEE": 12}


@pytest.fixture
async def gateway(world: World, place: Place) -> AsyncIterator[Gateway]:
    """A gateway whose operations share no calls."""
    settings = demo.settings(0, world.first_port).model_copy(update={**ROOMY, "shared_reads": False})
    async with place.opened(settings) as gateway:
        yield gateway


async def test_fifty_operations_at_once_keep_to_themselves(gateway: Gateway) -> None:
    query = """query ($vendor: Vendor!, $first: Int!) {
      meetings(first: $first, filter: {vendors: [$vendor]}) { nodes { vendor title } } }"""
    await gateway.data(query, vendor="TELECOMX", first=1)  # logs in
    wanted = [(VENDORS[number % 4], number % 9 + 1) for number in range(50)]
    answers = await asyncio.gather(
        *(gateway.ask(query, vendor=vendor, first=first) for vendor, first in wanted)
    )
    costs = []
    for (vendor, first), answer in zip(wanted, answers, strict=True):
        rows = answer["data"]["meetings"]["nodes"]
        assert [row["vendor"] for row in rows] == [vendor] * first
        [cost] = answer["extensions"]["vendors"]
        assert cost["vendor"] == vendor
        costs.append((vendor, cost["calls"]))
    # EnableX tells no total, so the first to ask looks behind the first page, for all of them.
    assert sorted(cost for cost in costs if cost[1] != 1) == [("ENABLEX", 2)]


async def test_each_operation_asks_anew(gateway: Gateway, world: World) -> None:
    query = "{ meetings(first: 1) { nodes { id } } }"
    await gateway.data(query)
    world.forget()
    await asyncio.gather(*(gateway.data(query) for _ in range(10)))
    assert set(world.calls().values()) == {10}


async def test_one_operations_failure_is_not_anothers(gateway: Gateway, world: World) -> None:
    query = "{ meetings(first: 100, filter: {vendors: [VSEE]}) { nodes { id } unavailable { code } } }"
    world.fail("VSEE", status=404, body="{}", path="/api_v3/visits", times=5)
    answers = await asyncio.gather(*(gateway.ask(query) for _ in range(20)))
    failed = [answer for answer in answers if answer["data"]["meetings"]["unavailable"]]
    assert len(failed) == 5
    assert all(
        len(answer["data"]["meetings"]["nodes"]) == ROWS["VSEE"] for answer in answers if answer not in failed
    )


async def test_request_ids_and_errors_belong_together(gateway: Gateway) -> None:
    async def asked(number: int) -> None:
        response = await gateway.client.post(
            gateway.url,
            json={"query": '{ meeting(id: "not-an-id") { title } }'},
            headers={"x-request-id": f"caller-{number}"},
        )
        answer = response.json()
        assert codes(answer) == ["BAD_USER_INPUT"]
        assert answer["errors"][0]["extensions"]["requestId"] == f"caller-{number}"

    await asyncio.gather(*(asked(number) for number in range(30)))


async def test_a_client_that_goes_away_leaves_nothing_running(gateway: Gateway, world: World) -> None:
    for vendor in VENDORS:
        world.fail(vendor, delay_seconds=0.5)
    body = {"query": "{ meetings(first: 100) { nodes { title room { name } sessions { nodes { id } } } } }"}
    async with plain_client() as hasty:
        for _ in range(5):
            with pytest.raises(httpx.ReadTimeout):
                await hasty.post(gateway.url, json=body, timeout=0.2)
    for vendor in VENDORS:
        world.heal(vendor)
    # What is left ends by itself: the vendors answer after half a second.
    async with asyncio.timeout(30):
        while left := [name for name in gateway.serving.running() if "Server" not in name]:
            assert json.dumps(left)
            await asyncio.sleep(0.05)
    await gateway.data("{ meetings(first: 5) { nodes { id } } }")


async def test_a_crowd_that_asks_for_little_at_once_is_answered(gateway: Gateway) -> None:
    body = b'{"query": "{ __typename }"}'
    head = (
        b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: close\r\n"
        b"content-length: %d\r\n\r\n" % len(body)
    )
    # More than there are places for running and waiting operations.
    crowd = [await asyncio.open_connection(LOOPBACK, gateway.port) for _ in range(600)]
    for _, writer in crowd:
        writer.write(head + body)
    answers = await asyncio.gather(*(reader.read() for reader, _ in crowd))
    for _, writer in crowd:
        writer.close()
    assert {answer.splitlines()[0] for answer in answers} == {b"HTTP/1.1 200 OK"}
