"""What an operation read is freed when it is over, without the garbage collector: that runs seldom, by intention."""

import asyncio
import gc
from collections.abc import Iterator

import pytest

from models.ids import Identified
from tests.support.gateway import Gateway
from tests.support.plain_http import plain_client
from tests.support.world import World
from vendors.payload import Row
from vendors.transports.exchange import Exchange
from vendors.transports.response import WireResponse

HELD = (Identified, Row, WireResponse, Exchange, asyncio.Task)
QUERIES = {
    "a merged list": "{ meetings(first: 40) { nodes { title pins { moderator } room { name } } } }",
    "what hangs on meetings": """{
        meetings(first: 20) { nodes { sessions { nodes { attendance { nodes { name } } } } lobby { messages } } }
        rooms(first: 20) { nodes { queue { length } } } }""",
    "things by id": "{ meetings(first: 4) { nodes { id room { id meeting { id title } } } } }",
}


@pytest.fixture
def by_reference_counting_alone() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
async def test_an_operation_leaves_no_row_to_the_garbage_collector(
    world: World, gateway: Gateway, query: str, by_reference_counting_alone: None
) -> None:
    await asks_and_leaves_nothing(gateway, query)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
async def test_nor_does_one_for_which_a_vendor_fails(
    world: World, gateway: Gateway, query: str, by_reference_counting_alone: None
) -> None:
    world.fail("ENABLEX", status=500)
    await asks_and_leaves_nothing(gateway, query)


async def test_nor_does_one_that_fails_as_a_whole(
    world: World, gateway: Gateway, by_reference_counting_alone: None
) -> None:
    listed = await gateway.data("{ meetings(first: 9, filter: {vendors: [ENABLEX, VSEE]}) { nodes { id } } }")
    for vendor in ("ENABLEX", "VSEE"):
        world.fail(vendor, status=500)
    ids = " ".join(
        f'm{number}: meeting(id: "{node["id"]}") {{ title room {{ name }} }}'
        for number, node in enumerate(listed["meetings"]["nodes"])
    )
    await asks_and_leaves_nothing(gateway, f"{{ {ids} }}")


async def test_nor_does_a_connection_that_ends(
    world: World, gateway: Gateway, by_reference_counting_alone: None
) -> None:
    async with plain_client() as client:
        response = await client.post(
            gateway.url, json={"query": "{ meetings(first: 4) { nodes { title } } }"}
        )
        assert response.status_code == 200
    await asyncio.sleep(0.3)
    assert left_to_the_collector() == []


async def asks_and_leaves_nothing(gateway: Gateway, query: str) -> None:
    await gateway.ask(query)
    gc.collect()
    await gateway.ask(query)
    await asyncio.sleep(0.3)
    assert left_to_the_collector() == []


def left_to_the_collector() -> list[str]:
    """The names of the classes of those things that only the collector frees."""
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    return [type(thing).__name__ for thing in gc.garbage if isinstance(thing, HELD)]
