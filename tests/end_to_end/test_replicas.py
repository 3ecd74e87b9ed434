"""Two gateways over one MongoDB are one: what is given to one is followed on the other, and a vendor is asked once."""

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any

import pytest

from models.ids import Kind
from models.vendor import Vendor
from tests.support import polls
from tests.support.accounts import a_key
from tests.support.fleet import Fleet, Process, a_fleet, until
from tests.support.streams import Client, an_initialised_client
from tests.support.world import World

pytestmark = pytest.mark.slow

TABLET, OTHER = "65f000000000000000000d01", "65f000000000000000000d02"
STATUS = "subscription ($id: ID!) { commandStatus(id: $id) { id state version late history { state } } }"
OF_MEETING = "subscription ($id: ID!) { meetingCommands(id: $id) { id state version } }"
OF_DEVICE = "subscription ($id: ID!) { deviceCommands(id: $id) { id state version } }"
STEPS = ["SENT", "FETCHED", "EXECUTED"]
AN_HOUR = 3600.0


@pytest.fixture
def clinic(world: World) -> World:
    """The world, its tablets quick."""
    world.switch("TELECOMX", tablet_fetch_seconds=1.5, tablet_execute_seconds=1.5)
    return world


@pytest.fixture
async def fleet(clinic: World, mongodb: str) -> AsyncIterator[Fleet]:
    async with a_fleet(mongodb, clinic.first_port) as fleet:
        yield fleet


@pytest.fixture
def database() -> str:
    return f"replicas-{secrets.token_hex(4)}"


@pytest.fixture
def booked(clinic: World) -> str:
    """A meeting that runs, with two tablets."""
    return str(clinic.hook("TELECOMX", "book", state="STARTED", devices=[TABLET, OTHER])["_id"])


def meeting(id: str) -> str:
    return a_key(Kind.MEETING, Vendor.TELECOMX, (id,)).encoded()


def device(id: str) -> str:
    return a_key(Kind.DEVICE, Vendor.TELECOMX, (id,)).encoded()


async def event(client: Client, field: str) -> Any:
    message = await client.receive()
    assert message["type"] == "next", message
    assert "errors" not in message["payload"], message
    return message["payload"]["data"][field]


async def volume(process: Process, booked: str, tablet: str = TABLET, percent: int = 40) -> str:
    (id,) = await process.send(
        meeting=meeting(booked), devices=[device(tablet)], type="SET_VOLUME", volume=percent
    )
    return id


async def test_a_command_given_to_one_is_followed_on_the_other(
    fleet: Fleet, database: str, booked: str
) -> None:
    one, other = await fleet.open(database), await fleet.open(database)
    async with an_initialised_client(other.port) as client:
        id = await volume(one, booked)
        await client.subscribe(STATUS, variables={"id": id})
        versions, states = [], []
        while "EXECUTED" not in states:
            told = await event(client, "commandStatus")
            versions.append(told["version"])
            states.append(told["state"])
        assert (await client.receive())["type"] == "complete"
    assert versions == list(range(versions[0], 5))
    assert states[-3:] == STEPS


async def test_a_subscriber_of_the_meeting_or_the_tablet_is_told_every_step(
    fleet: Fleet, database: str, booked: str, clinic: World
) -> None:
    clinic.hook("TELECOMX", "sleep", device=TABLET)
    one, other = await fleet.open(database), await fleet.open(database)
    wanted = {
        "meetingCommands": (OF_MEETING, meeting(booked)),
        "deviceCommands": (OF_DEVICE, device(TABLET)),
    }
    (waiting,) = await one.send(
        meeting=meeting(booked), devices=[device(TABLET)], type="SET_QUALITY", quality="LOW"
    )
    await one.until_in(waiting, "SENT")
    async with AsyncExitStack() as open_sockets:
        clients = {}
        for field, (query, id) in wanted.items():
            clients[field] = await open_sockets.enter_async_context(an_initialised_client(other.port))
            await clients[field].subscribe(query, variables={"id": id})
        for field, client in clients.items():
            present = await event(client, field)
            assert (present["id"], present["state"]) == (waiting, "SENT")
        id = await volume(one, booked)
        clinic.hook("TELECOMX", "wake", device=TABLET)
        for field, client in clients.items():
            states: list[str] = []
            while len(states) < 4:
                told = await event(client, field)
                if told["id"] == id:
                    states.append(told["state"])
            assert states == ["ACCEPTED", *STEPS]


async def test_a_restart_loses_no_event(fleet: Fleet, database: str, booked: str, clinic: World) -> None:
    clinic.hook("TELECOMX", "sleep", device=TABLET)
    one, other = await fleet.open(database), await fleet.open(database)
    id = await volume(one, booked)
    async with an_initialised_client(other.port) as client:
        await client.subscribe(STATUS, variables={"id": id})
        while (await event(client, "commandStatus"))["state"] != "SENT":
            pass
        other.kill()
        await other.gone()
    # By hand, so that no step is too quick for a vendor that is asked once a second.
    vendor_id = (await one.ask("query ($id: ID!) { command(id: $id) { vendorId } }", id=id))["command"][
        "vendorId"
    ]
    clinic.hook("TELECOMX", "fetch", command=vendor_id)
    await one.until_in(id, "FETCHED")
    again = await fleet.open(database)
    async with an_initialised_client(again.port) as client:
        await client.subscribe(STATUS, variables={"id": id})
        told = await event(client, "commandStatus")
        assert told["state"] == "FETCHED"
        clinic.hook("TELECOMX", "execute", command=vendor_id)
        while told["state"] != "EXECUTED":
            before, told = told, await event(client, "commandStatus")
            assert told["version"] == before["version"] + 1
    assert [step["state"] for step in told["history"]] == ["ACCEPTED", *STEPS]


async def test_the_death_of_the_one_that_follows_is_made_up_for_by_the_other(
    fleet: Fleet, database: str, booked: str, clinic: World
) -> None:
    clinic.hook("TELECOMX", "sleep", device=TABLET)
    one = await fleet.open(database)
    id = await volume(one, booked)
    await one.until_in(id, "SENT")
    other = await fleet.open(database)
    one.kill()
    await one.gone()
    clinic.hook("TELECOMX", "wake", device=TABLET)
    assert (await other.until_settled([id], seconds=30)) == {id: "EXECUTED"}


async def test_a_vendor_is_asked_once_a_second_for_two_hundred_subscribers_of_two_replicas(
    fleet: Fleet, database: str, booked: str, clinic: World
) -> None:
    """The second one's clock is an hour ahead, which must not make it poll, expire or send on its own."""
    clinic.hook("TELECOMX", "sleep", device=TABLET)
    replicas = [await fleet.open(database), await fleet.open(database, skew=AN_HOUR)]
    clinic.forget()
    id = await volume(replicas[1], booked)
    async with AsyncExitStack() as open_sockets:
        clients = []
        for number in range(8):
            port = replicas[number % 2].port
            client = await open_sockets.enter_async_context(an_initialised_client(port))
            clients.append(client)
            for subscription in range(25):
                await client.subscribe(STATUS, id=str(subscription), variables={"id": id})
        for client in clients:
            for _ in range(25):
                await event(client, "commandStatus")
        await until(lambda: len(readings(clinic, booked)) >= 5, pause=0.2)
        clinic.hook("TELECOMX", "wake", device=TABLET)
        for client in clients:
            finished = 0
            while finished < 25:
                finished += (await client.receive())["type"] == "complete"
    found = readings(clinic, booked)
    assert polls.are_of_one(found, tick=1.0), found
    assert not [entry for entry in clinic.seen("TELECOMX") if of_a_tablet(entry)]
    assert len([entry for entry in clinic.seen("TELECOMX") if "createcommand" in entry["path"]]) == 1


def readings(world: World, booked: str) -> list[datetime]:
    """When the vendor was asked how the commands of the meeting stand."""
    return [
        datetime.fromisoformat(entry["at"])
        for entry in world.seen("TELECOMX")
        if booked in entry["path"] and entry["method"] == "GET"
    ]


def of_a_tablet(entry: dict[str, Any]) -> bool:
    """Whether it is a call that only a tablet may make; it would swallow the tablet's commands."""
    return entry["method"] == "POST" and entry["path"].endswith(("/commands", "/meeting/device"))
