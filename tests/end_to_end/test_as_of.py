"""What is shown says from when it is, also while its vendor is down and in what subscribers are told."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from graph.serving.process import demo
from models.ids import Kind
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.gateway import Gateway, Place
from tests.support.streams import Client, an_initialised_client
from tests.support.world import VENDORS, World

LIST = "{ meetings(first: 100) { nodes { vendor id asOf } unavailable { vendor } } }"
NOOR = a_key(Kind.ROOM, Vendor.VSEE, ("noor1",)).encoded()
ROOM = "query ($id: ID!) { room(id: $id) { name asOf queue { length asOf } } }"
QUEUE = "subscription ($id: ID!) { roomQueue(id: $id) { asOf queue { length asOf } } }"
STATE = "subscription ($id: ID!) { meetingState(id: $id) { title asOf } }"
# Moments are told in whole milliseconds.
BLUR = 0.001


@pytest.fixture
async def gateway(world: World, place: Place) -> AsyncIterator[Gateway]:
    """A gateway that answers from better days for a minute, and is slow to look again at what is followed."""
    settings = demo.settings(0, world.first_port).model_copy(
        update={"stale_seconds": 60.0, "poll_seconds": 5.0, "poll_seconds_at_rest": 5.0}
    )
    async with place.opened(settings) as gateway:
        yield gateway


def now() -> float:
    return datetime.now(UTC).timestamp()


def moment(told: str) -> float:
    return datetime.fromisoformat(told).timestamp()


async def event(client: Client) -> Any:
    message = await client.receive()
    assert message["type"] == "next", message
    return message["payload"]["data"]


@pytest.mark.parametrize("vendor", VENDORS)
async def test_rows_of_a_dead_vendor_say_their_age_and_the_others_are_of_now(
    vendor: str, gateway: Gateway, world: World
) -> None:
    await gateway.data(LIST)
    read = now()
    await asyncio.sleep(0.3)
    world.fail(vendor, status=503)
    asked = now()
    answer = await gateway.ask(LIST)
    answered = now()
    rows = answer["data"]["meetings"]["nodes"]
    assert answer["data"]["meetings"]["unavailable"] == []
    old = {moment(row["asOf"]) for row in rows if row["vendor"] == vendor}
    new = {moment(row["asOf"]) for row in rows if row["vendor"] != vendor}
    assert old
    assert max(old) <= read
    assert asked - BLUR <= min(new) <= max(new) <= now()
    [age] = [told["age"] for told in answer["extensions"]["vendors"] if told["vendor"] == vendor]
    # It is told in tenths, and counted when the vendor has failed for the last time, which no clock here sees.
    assert asked - read - 0.1 <= age <= answered - min(old) + 0.1
    world.heal(vendor)


async def test_only_what_came_from_better_days_is_dated_so(gateway: Gateway, world: World) -> None:
    await gateway.data(ROOM, id=NOOR)
    read = now()
    await asyncio.sleep(0.05)
    world.fail("VSEE", path="*/queue", status=503)
    room = (await gateway.data(ROOM, id=NOOR))["room"]
    assert moment(room["queue"]["asOf"]) <= read < moment(room["asOf"])


@pytest.mark.parametrize("query", [QUEUE, STATE])
async def test_an_event_is_of_the_look_at_the_vendor_whoever_it_is_told_to(
    query: str, gateway: Gateway, world: World
) -> None:
    id = NOOR if query == QUEUE else a_key(Kind.MEETING, Vendor.ENABLEX, ("mtg-0005",)).encoded()
    begun = now()
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(query, variables={"id": id})
        first = await event(client)
    async with an_initialised_client(gateway.port) as one, an_initialised_client(gateway.port) as other:
        await one.subscribe(query, variables={"id": id})
        told = await event(one)
        await asyncio.sleep(0.05)
        await other.subscribe(query, variables={"id": id})
        # The vendor was not asked again for who came a moment later.
        assert await event(other) == told
    for shown in (first, told):
        [root] = shown.values()
        assert begun - BLUR <= moment(root["asOf"]) <= now()
        assert root.get("queue", root)["asOf"] == root["asOf"]
