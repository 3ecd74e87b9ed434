"""What changes at a vendor reaches those who follow it, and the vendor is asked once for all of them."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph import demo
from models.ids import Key, Kind
from models.vendor import Vendor
from tests.support.gateway import Gateway, Place
from tests.support.streams import PATIENCE, Client, an_initialised_client
from tests.support.world import World

QUEUE = "subscription ($id: ID!) { roomQueue(id: $id) { length waitSeconds } }"
STATE = "subscription ($id: ID!) { meetingState(id: $id) { state vendorState title } }"
NOOR = Key(Kind.ROOM, Vendor.VSEE, ("noor1",)).encoded()
QUEUE_CALL = "VSEE /rooms/*/queue"


@pytest.fixture
async def gateway(world: World, place: Place) -> AsyncIterator[Gateway]:
    """A gateway over the world that asks the vendors often."""
    settings = demo.settings(0, world.first_port).model_copy(
        update={"poll_seconds": 0.02, "poll_seconds_at_rest": 0.05}
    )
    async with place.opened(settings) as gateway:
        yield gateway


async def payload(client: Client) -> dict[str, Any]:
    message = await client.receive()
    assert message["type"] == "next", message
    found: dict[str, Any] = message["payload"]
    return found


async def queue(client: Client) -> Any:
    told = await payload(client)
    assert "errors" not in told, told["errors"]
    return told["data"]["roomQueue"]


async def test_a_queue_is_told_as_it_is_and_as_it_changes(gateway: Gateway, world: World) -> None:
    world.hook("VSEE", "set_queue", room="noor1", length=2, before_me=2, average_visit_time=60)
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(QUEUE, variables={"id": NOOR})
        assert await queue(client) == {"length": 2, "waitSeconds": 120}
        world.hook("VSEE", "set_queue", room="noor1", length=3, before_me=3)
        assert await queue(client) == {"length": 3, "waitSeconds": 180}


async def test_a_queue_is_told_over_server_sent_events(gateway: Gateway, world: World) -> None:
    lengths: list[int] = []
    request = {"query": QUEUE, "variables": {"id": NOOR}}
    async with (
        asyncio.timeout(PATIENCE),
        gateway.client.stream(
            "POST", gateway.url, json=request, headers={"accept": "text/event-stream"}
        ) as answer,
    ):
        async for line in answer.aiter_lines():
            if line.startswith("data:"):
                lengths.append(json.loads(line[5:])["data"]["roomQueue"]["length"])
                if len(lengths) == 2:
                    break
                world.hook("VSEE", "set_queue", room="noor1", length=41)
    assert lengths[0] != lengths[1] == 41


async def test_a_meeting_is_told_as_it_is_and_when_its_state_changes(gateway: Gateway, world: World) -> None:
    found = await gateway.data(
        "{ meetings(first: 1, filter: {vendors: TELECOMX}) { nodes { id vendorId } } }"
    )
    [meeting] = found["meetings"]["nodes"]
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(STATE, variables={"id": meeting["id"]})
        before = (await payload(client))["data"]["meetingState"]
        world.hook("TELECOMX", "set_state", meeting=meeting["vendorId"], state="CANCELLED")
        after = (await payload(client))["data"]["meetingState"]
    assert before["vendorState"] != after["vendorState"] == "CANCELLED"
    assert before["title"] == after["title"]


async def test_thirty_who_follow_a_queue_cost_no_more_than_one(gateway: Gateway, world: World) -> None:
    clients = [an_initialised_client(gateway.port) for _ in range(30)]
    opened = [await client.__aenter__() for client in clients]
    world.forget()
    for client in opened:
        await client.subscribe(QUEUE, variables={"id": NOOR})
        await queue(client)
    world.hook("VSEE", "set_queue", room="noor1", length=40)
    for client in opened:
        assert (await queue(client))["length"] == 40
    for client in clients:
        await client.__aexit__(None, None, None)
    seen = [entry["at"] for entry in world.seen("VSEE")]
    # Every poll waits at least a tick; thirty pollers would have asked thirty times in the first.
    assert 2 <= len(seen) < 30
    assert set(world.calls()) == {QUEUE_CALL}


async def test_nobody_is_asked_after_the_last_has_left(gateway: Gateway, world: World) -> None:
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(QUEUE, variables={"id": NOOR})
        await queue(client)
        await client.send(type="complete", id="1")
        await client.subscribe("{ vendors { name } }", "2")
        await client.receive()
        assert not [name for name in gateway.serving.running() if "_poll" in name]


async def test_each_event_says_what_it_cost_itself(gateway: Gateway, world: World) -> None:
    query = "subscription ($id: ID!) { meetingState(id: $id) { state sessions { nodes { id } } } }"
    found = await gateway.data("{ meetings(first: 1, filter: {vendors: VCONNCT}) { nodes { id } } }")
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(query, variables={"id": found["meetings"]["nodes"][0]["id"]})
        [cost] = (await payload(client))["extensions"]["vendors"]
    assert (cost["vendor"], cost["calls"]) == ("VCONNCT", 1)


async def test_a_vendor_that_fails_is_told_and_followed_on(gateway: Gateway, world: World) -> None:
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(QUEUE, variables={"id": NOOR})
        first = await queue(client)
        world.fail("VSEE", path="*/queue", status=503)
        failed = await payload(client)
        assert failed["data"] == {"roomQueue": None}
        assert [error["extensions"]["code"] for error in failed["errors"]] == ["VENDOR_UNREACHABLE"]
        assert failed["errors"][0]["path"] == ["roomQueue"]
        world.heal("VSEE")
        assert await queue(client) == first


@pytest.mark.parametrize(
    "key",
    [
        Key(Kind.ROOM, Vendor.VSEE, ("nowhere",)),
        # A vendor without queues is not asked.
        Key(Kind.ROOM, Vendor.ENABLEX, ("anything",)),
    ],
)
async def test_a_room_without_a_queue_is_null_and_the_end(gateway: Gateway, key: Key) -> None:
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(QUEUE, variables={"id": key.encoded()})
        assert await queue(client) is None
        assert (await client.receive())["type"] == "complete"


async def test_a_meeting_that_is_removed_is_null_and_the_end(gateway: Gateway, world: World) -> None:
    found = await gateway.data(
        "{ meetings(first: 1, filter: {vendors: TELECOMX}) { nodes { id vendorId } } }"
    )
    [meeting] = found["meetings"]["nodes"]
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(STATE, variables={"id": meeting["id"]})
        assert (await payload(client))["data"]["meetingState"] is not None
        world.hook("TELECOMX", "remove_meeting", meeting=meeting["vendorId"])
        assert (await payload(client))["data"]["meetingState"] is None
        assert (await client.receive())["type"] == "complete"


@pytest.mark.parametrize("id", ["nonsense", Key(Kind.MEETING, Vendor.VSEE, ("1",)).encoded()])
async def test_a_malformed_id_is_the_callers_mistake(gateway: Gateway, id: str) -> None:
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(QUEUE, variables={"id": id})
        refused = await client.receive()
    [error] = refused["payload"]
    assert (refused["type"], error["extensions"]["code"], error["path"]) == (
        "error",
        "BAD_USER_INPUT",
        ["roomQueue"],
    )
