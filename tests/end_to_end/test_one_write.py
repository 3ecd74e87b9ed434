"""One write is one write: over two gateways, and while MongoDB dies or stands still in the middle of it."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any

import pytest

from graph.serving.process import demo
from store.mongod import Mongod
from tests.support.gateway import Gateway, Place
from tests.support.mongo import KEY, on
from tests.support.plain_http import plain_client
from tests.support.serve import bearer, comes, serving, status
from tests.support.world import World

SCHEDULE = """mutation($input: ScheduleMeetingInput!) { scheduleMeeting(input: $input) {
  replayed meeting { id startsAt } problems { __typename code } } }"""
INPUT = {
    "title": "Consultation",
    "startsAt": "2090-02-01T09:30:00Z",
    "durationMinutes": 45,
    "vendor": {"vconnct": {}},
    "idempotencyKey": "one-key-of-fifty-callers",
}
CREATE = "*/create_meeting/"


def creations(world: World) -> int:
    return sum(entry["path"].endswith("/create_meeting/") for entry in world.seen("VCONNCT"))


@pytest.fixture
def two_gateways(world: World, mongodb: str) -> Iterator[list[str]]:
    """The addresses of two gateways over one MongoDB, each a process of its own."""
    settings = {
        "MONGODB_URI": mongodb,
        "MONGODB_DATABASE": "two",
        "STORE_KEYS": f'["{KEY}"]',
        "VCONNCT__BASE_URL": world.addresses["VCONNCT"],
        "VCONNCT__LICENSE": "vconnct-demo-license",
        # What is proven does not hang on it, and the machine may be busy.
        "STORE_SECONDS": "10",
    }
    with ExitStack() as running:
        yield [running.enter_context(serving(settings))[1] for _ in range(2)]


@pytest.mark.slow
async def test_fifty_identical_writes_through_two_gateways_are_one(
    two_gateways: list[str], world: World
) -> None:
    world.fail("VCONNCT", path=CREATE, delay_seconds=0.5)
    async with plain_client(timeout=30, headers=bearer()) as client:

        async def write(number: int) -> Any:
            address = two_gateways[number % 2]
            body = {"query": SCHEDULE, "variables": {"input": INPUT}}
            answer = (await client.post(f"{address}/graphql", json=body)).json()
            assert "errors" not in answer, answer["errors"]
            return answer["data"]["scheduleMeeting"]

        answers = await asyncio.gather(*(write(number) for number in range(50)))
    assert creations(world) == 1
    assert [answer["problems"] for answer in answers] == [[]] * 50
    assert len({answer["meeting"]["id"] for answer in answers}) == 1
    assert Counter(answer["replayed"] for answer in answers) == {False: 1, True: 49}


# MongoDB in the middle of a write


class Frail:
    """A gateway with a MongoDB that may be killed or stopped."""

    def __init__(self, gateway: Gateway, mongod: Mongod, world: World) -> None:
        self.gateway = gateway
        self.mongod = mongod
        self.world = world

    async def during_a_write(self, signal_: signal.Signals) -> Any:
        """Writes, and signals MongoDB while the vendor thinks about it; gives the answer."""
        self.world.fail("VCONNCT", path=CREATE, delay_seconds=1.0)
        writing = asyncio.create_task(self.write())
        assert await asyncio.to_thread(comes, lambda: creations(self.world) > 0)
        self.signal(signal_)
        answer = await writing
        self.world.heal("VCONNCT")
        return answer

    async def write(self) -> Any:
        return await self.gateway.ask(SCHEDULE, input=INPUT)

    def signal(self, signal_: signal.Signals) -> None:
        assert self.mongod.pid is not None
        os.kill(self.mongod.pid, signal_)

    async def until_ready(self) -> None:
        ready = self.gateway.url.replace("/graphql", "/readyz/writes")
        assert await asyncio.to_thread(comes, lambda: status(ready) == 200, 20)


@pytest.fixture
async def frail(world: World, place: Place) -> AsyncIterator[Frail]:
    async with _mongod() as mongod:
        assert mongod.uri is not None
        settings = demo.settings(0, world.first_port).model_copy(update=on(mongod.uri))
        async with place.opened(settings) as gateway:
            frail = Frail(gateway, mongod, world)
            await frail.until_ready()
            yield frail


@asynccontextmanager
async def _mongod() -> AsyncIterator[Mongod]:
    mongod = Mongod(folder=None, binary=None)
    mongod.start()
    try:
        await mongod.until_ready()
        yield mongod
    finally:
        await mongod.aclose()


@pytest.mark.slow
@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "frozen"])
async def test_a_write_that_was_sent_is_told_although_mongodb_is_gone_and_recorded_when_it_is_back(
    frail: Frail, signal_: signal.Signals
) -> None:
    first = (await frail.during_a_write(signal_))["data"]["scheduleMeeting"]
    assert (first["problems"], first["meeting"]["startsAt"]) == ([], "2090-02-01T09:30:00.000Z")
    if signal_ is signal.SIGSTOP:
        frail.signal(signal.SIGCONT)
    await frail.until_ready()
    again = (await frail.write())["data"]["scheduleMeeting"]
    assert (again["replayed"], again["meeting"], creations(frail.world)) == (True, first["meeting"], 1)


@pytest.mark.slow
async def test_nothing_is_sent_while_mongodb_is_frozen_and_reads_go_on(frail: Frail) -> None:
    frail.signal(signal.SIGSTOP)
    refused = await frail.write()
    assert refused["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
    rows = await frail.gateway.data(
        "{ meetings(first: 3, filter: {vendors: [TELECOMX]}) { nodes { title } } }"
    )
    frail.signal(signal.SIGCONT)
    await frail.until_ready()
    written = (await frail.write())["data"]["scheduleMeeting"]
    assert (len(rows["meetings"]["nodes"]), written["problems"]) == (3, [])
    assert creations(frail.world) == 1
