"""What no vendor tells of by itself is asked for once in the whole fleet, and told at every gateway."""

import asyncio
import json
import os
import secrets
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from models.ids import Kind
from models.vendor import Vendor
from polling.lease import LOOKED_EVERY_SECONDS
from store.leases import SECONDS
from store.mongod import Mongod
from tests.support import polls
from tests.support.accounts import a_key
from tests.support.fleet import Fleet, Process, a_fleet
from tests.support.mongo import frozen
from tests.support.streams import Client, an_initialised_client
from tests.support.world import World

pytestmark = pytest.mark.slow

TICK = 0.5
SETTINGS = {"poll_seconds": TICK, "poll_seconds_at_rest": TICK, "store_seconds": 1.0}
NOOR = a_key(Kind.ROOM, Vendor.VSEE, ("noor1",)).encoded()
QUEUE = f'subscription {{ roomQueue(id: "{NOOR}") {{ asOf queue {{ length asOf }} }} }}'
STATE = "subscription ($id: ID!) { meetingState(id: $id) { title asOf state } }"
SECRET = "Consultation about a secret"


@pytest.fixture
async def fleet(world: World, mongodb: str) -> AsyncIterator[Fleet]:
    async with a_fleet(mongodb, world.first_port) as fleet:
        yield fleet


@pytest.fixture
def database() -> str:
    return f"polling-{secrets.token_hex(4)}"


@pytest.fixture
def booked(world: World) -> str:
    return str(world.hook("TELECOMX", "book", subject=SECRET, state="STARTED")["_id"])


async def queue(client: Client, seconds: float = 20) -> tuple[int, datetime]:
    async with asyncio.timeout(seconds):
        message = json.loads(await client.connection.recv())
    assert message["type"] == "next", message
    room = message["payload"]["data"]["roomQueue"]
    assert room["asOf"] == room["queue"]["asOf"]
    return room["queue"]["length"], datetime.fromisoformat(room["asOf"])


async def meeting(client: Client) -> dict[str, Any]:
    message = await client.receive()
    assert message["type"] == "next", message
    found: dict[str, Any] = message["payload"]["data"]["meetingState"]
    return found


async def nothing(client: Client, seconds: float) -> None:
    with pytest.raises(TimeoutError):
        await queue(client, seconds)


def wait_before(world: World, length: int) -> None:
    world.hook("VSEE", "set_queue", room="noor1", length=length)


def asked(world: World) -> list[datetime]:
    """When the vendor was asked for the queue."""
    return [
        datetime.fromisoformat(entry["at"])
        for entry in world.seen("VSEE")
        if entry["path"].endswith("/queue")
    ]


async def test_a_queue_is_asked_for_once_for_both_gateways_and_told_at_both(
    fleet: Fleet, database: str, world: World
) -> None:
    wait_before(world, 1)
    replicas = [await fleet.open(database, queues=True, settings=SETTINGS) for _ in range(2)]
    world.forget()
    async with AsyncExitStack() as sockets:
        clients = []
        for replica in replicas:
            client = await sockets.enter_async_context(an_initialised_client(replica.port))
            await client.subscribe(QUEUE)
            assert (await queue(client))[0] == 1
            clients.append(client)
        for length in range(2, 6):
            wait_before(world, length)
            told = [await queue(client) for client in clients]
            assert [each for each, _ in told] == [length, length]
            # It is from when the vendor was asked, at whichever gateway.
            assert told[0][1] == told[1][1]
        # Who comes later is told the present state at once, and that the vendor has said it lately.
        late = await sockets.enter_async_context(an_initialised_client(replicas[1].port))
        await late.subscribe(QUEUE)
        assert (await queue(late, 2 * TICK))[0] == 5
        for client in clients:
            await nothing(client, 2 * TICK)
    assert polls.are_of_one(asked(world), TICK), asked(world)


async def test_a_meeting_is_told_at_both_and_its_title_is_never_stored_in_plain(
    fleet: Fleet, database: str, world: World, booked: str, mongodb: str
) -> None:
    id = a_key(Kind.MEETING, Vendor.TELECOMX, (booked,)).encoded()
    replicas = [await fleet.open(database, settings=SETTINGS) for _ in range(2)]
    async with AsyncExitStack() as sockets:
        clients = []
        for replica in replicas:
            client = await sockets.enter_async_context(an_initialised_client(replica.port))
            await client.subscribe(STATE, variables={"id": id})
            assert (await meeting(client))["title"] == SECRET
            clients.append(client)
        stored = await documents(mongodb, database)
        assert stored["polled_states"]
        assert SECRET not in str(stored)
        world.hook("TELECOMX", "set_state", meeting=booked, state="CLOSED")
        for client in clients:
            assert (await meeting(client))["state"] == "ENDED"
            assert (await client.receive())["type"] == "complete"


async def test_when_the_one_that_asks_is_killed_the_other_goes_on_and_tells_nothing_twice(
    fleet: Fleet, database: str, world: World
) -> None:
    wait_before(world, 1)
    one = await fleet.open(database, queues=True, settings=SETTINGS)
    other = await fleet.open(database, queues=True, settings=SETTINGS)
    async with an_initialised_client(other.port) as client:
        async with an_initialised_client(one.port) as first:
            await first.subscribe(QUEUE)
            assert (await queue(first))[0] == 1
            await client.subscribe(QUEUE)
            assert (await queue(client))[0] == 1
            one.kill()
            await one.gone()
        world.forget()
        wait_before(world, 2)
        # A lease's time, and a look.
        assert (await queue(client, 20))[0] == 2
        assert asked(world)
        await nothing(client, 3 * TICK)


@contextmanager
def stopped(process: Process) -> Iterator[None]:
    """Freezes a gateway for the time of a block: it keeps its connections and does nothing."""
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)


async def test_when_the_one_that_asks_is_frozen_the_other_goes_on_and_it_joins_in_when_it_wakes(
    fleet: Fleet, database: str, world: World
) -> None:
    wait_before(world, 1)
    one = await fleet.open(database, queues=True, settings=SETTINGS)
    other = await fleet.open(database, queues=True, settings=SETTINGS)
    async with an_initialised_client(one.port) as first, an_initialised_client(other.port) as client:
        for each in (first, client):
            await each.subscribe(QUEUE)
            assert (await queue(each))[0] == 1
        with stopped(one):
            world.forget()
            wait_before(world, 2)
            # Within a lease's time, a look at it, and what a question to the vendor takes on a busy machine.
            told = [await queue(client, SECONDS + LOOKED_EVERY_SECONDS + 2)]
            for length in (3, 4):
                wait_before(world, length)
                told.append(await queue(client))
        assert [length for length, _ in told] == [2, 3, 4]
        woken = datetime.now(UTC)
        # What it had not told yet comes first, and then nothing that is older.
        seen = [await queue(first)]
        while seen[-1][0] != 4:
            seen.append(await queue(first))
        await nothing(client, 3 * TICK)
        wait_before(world, 5)
        seen.append(await queue(first))
        assert await queue(client) == seen[-1]
        assert seen == sorted(seen)
        assert [as_of for _, as_of in seen] == sorted(as_of for _, as_of in seen)
        for each in (first, client):
            await nothing(each, 3 * TICK)
    # It may have asked once more before it knew.
    later = [at for at in asked(world) if at > woken + timedelta(seconds=TICK)]
    assert polls.are_of_one(later, TICK), later


async def test_while_mongodb_is_away_each_gateway_asks_by_itself_and_then_one_does_again(
    fleet: Fleet, database: str, world: World, mongod: Mongod
) -> None:
    wait_before(world, 1)
    replicas = [await fleet.open(database, queues=True, settings=SETTINGS) for _ in range(2)]
    async with AsyncExitStack() as sockets:
        clients = []
        for replica in replicas:
            client = await sockets.enter_async_context(an_initialised_client(replica.port))
            await client.subscribe(QUEUE)
            assert (await queue(client))[0] == 1
            clients.append(client)
        with frozen(mongod):
            for length in (2, 3):
                wait_before(world, length)
                for client in clients:
                    assert (await queue(client))[0] == length
        wait_before(world, 4)
        for client in clients:
            assert (await queue(client))[0] == 4
        await asyncio.sleep(3)
        world.forget()
        for length in (5, 6, 7):
            wait_before(world, length)
            for client in clients:
                assert (await queue(client))[0] == length
        for client in clients:
            await nothing(client, 2 * TICK)
    assert polls.are_of_one(asked(world), TICK), asked(world)


async def documents(mongodb: str, database: str) -> dict[str, list[dict[str, Any]]]:
    """All that is stored."""

    async with AsyncMongoClient[dict[str, Any]](mongodb) as client:
        names = await client[database].list_collection_names()
        return {name: await client[database][name].find().to_list() for name in names}
