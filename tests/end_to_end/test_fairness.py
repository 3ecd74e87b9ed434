"""Large operations share a vendor's places in turn: none fails by its number of calls, and small ones pass."""

import asyncio
import time
from collections.abc import AsyncIterator
from statistics import median

import pytest

from graph.serving.process import demo
from tests.support.gateway import Answer, Gateway, Place, codes
from tests.support.world import World
from vendors.http import HttpLimits

pytestmark = pytest.mark.slow

LARGE = """{ meetings(first: 100, filter: {vendors: [ENABLEX]}) {
  nodes { vendorId lobby { messages } sessions { nodes { startedAt } } polls { question } } unavailable { code } } }"""
SMALL = "{ meetings(first: 1, filter: {vendors: [ENABLEX]}) { nodes { id } unavailable { code } } }"


@pytest.fixture
async def gateway(world: World, place: Place) -> AsyncIterator[Gateway]:
    """A gateway whose operations share no calls and have time enough for a busy machine, over many meetings."""
    world.seed(6, ["ENABLEX"])
    settings = demo.settings(0, world.first_port)
    assert settings.enablex is not None
    # However slow the machine makes the vendor, it is neither late nor hung.
    limits = HttpLimits(total=60.0, first_byte=60.0, hung_seconds=60.0)
    settings = settings.model_copy(
        update={
            "enablex": settings.enablex.model_copy(update={"limits": limits}),
            "operation_seconds": 60.0,
            "shared_reads": False,
        }
    )
    async with place.opened(settings) as gateway:
        yield gateway


def calls(answer: Answer) -> int:
    return sum(int(row["calls"]) for row in answer["extensions"]["vendors"])


async def seconds(gateway: Gateway, query: str) -> float:
    began = time.monotonic()
    answer = await gateway.ask(query)
    assert codes(answer) == []
    return time.monotonic() - began


@pytest.mark.parametrize("number", [4, 8, 16])
async def test_large_operations_at_once_have_no_error_while_the_vendor_is_well(
    gateway: Gateway, number: int
) -> None:
    answers = await asyncio.gather(*(gateway.ask(LARGE) for _ in range(number)))
    assert min(calls(answer) for answer in answers) > 200
    assert [codes(answer) for answer in answers] == [[]] * number
    assert {len(answer["data"]["meetings"]["nodes"]) for answer in answers} == {100}
    assert not any(row["degraded"] for answer in answers for row in answer["extensions"]["vendors"])


async def test_a_small_operation_passes_large_ones(gateway: Gateway) -> None:
    large = [asyncio.create_task(seconds(gateway, LARGE)) for _ in range(6)]
    small: list[float] = []
    while not any(task.done() for task in large):
        small.append(await seconds(gateway, SMALL))
    took = await asyncio.gather(*large)
    assert median(small) < median(took) / 5


async def test_where_the_vendor_hangs_what_waits_is_refused_soon(world: World, place: Place) -> None:
    settings = demo.settings(0, world.first_port)
    assert settings.enablex is not None
    limits = HttpLimits(in_flight=4)
    enablex = settings.enablex.model_copy(update={"limits": limits})
    hangs = limits.first_byte - 0.5
    world.fail("ENABLEX", path="*", delay_seconds=hangs)
    async with place.opened(
        settings.model_copy(update={"enablex": enablex, "shared_reads": False})
    ) as gateway:
        held = [asyncio.create_task(gateway.ask(SMALL)) for _ in range(limits.in_flight)]
        await asyncio.sleep(0.2)
        began = time.monotonic()
        answers = await asyncio.gather(*(gateway.ask(SMALL) for _ in range(40)))
        took = time.monotonic() - began
        assert {row["code"] for each in answers for row in each["data"]["meetings"]["unavailable"]} == {
            "OVERLOADED"
        }
        assert limits.waiting_seconds * 0.5 < took < hangs - 0.5
        await asyncio.gather(*held)
