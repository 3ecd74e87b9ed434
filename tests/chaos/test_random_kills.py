"""Two gateways, killed again and again while commands are in flight, lose none of them and double none that matters."""

import asyncio
import os
import random
import secrets
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from models.ids import Kind
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.fleet import Fleet, Process, a_fleet
from tests.support.world import World

KILLS = int(os.environ.get("KILLS") or 100)
IN_FLIGHT = 20
TABLETS = [f"65f000000000000000000d0{number}" for number in range(1, 8)]
# One command of each class; see `tests.support.killable`.
COMMANDS: list[dict[str, Any]] = [
    {"type": "START_MEETING"},
    {"type": "CAMERA_ON", "value": True},
    {"type": "SET_VOLUME", "volume": 35},
]
NOT_REPEATABLE, SETS_STATE, QUERYABLE = (str(command["type"]) for command in COMMANDS)
OPEN = {"ACCEPTED", "SENT", "FETCHED"}
# What ends without leaving, and what nobody could tell.
NOT_DONE = {"EXPIRED", "UNKNOWN"}


@dataclass
class Given:
    """A command in a meeting of its own, so that what the tablets carry out can be counted for it."""

    meeting: str
    input: dict[str, Any]
    id: str | None = None
    state: str = "ACCEPTED"

    @property
    def type(self) -> str:
        return str(self.input["type"])


class Chaos:
    """Two replicas of which one at a time is killed and replaced."""

    def __init__(self, fleet: Fleet, world: World, chance: random.Random) -> None:
        self.fleet = fleet
        self.world = world
        self.chance = chance
        self.database = f"chaos-{secrets.token_hex(4)}"
        self.replicas: list[Process] = []
        self.given: list[Given] = []
        self.repeated = 0

    async def start(self) -> None:
        self.replicas = [await self.fleet.open(self.database) for _ in range(2)]

    async def kill_one(self) -> None:
        await asyncio.sleep(self.chance.uniform(0.2, 3.0))
        number = self.chance.randrange(2)
        dying = self.replicas[number]
        dying.kill()
        await dying.gone()
        self.replicas[number] = await self.fleet.open(self.database)

    async def keep_giving(self) -> None:
        """Keeps so many commands in flight, each followed to its end before the next one is given."""
        await asyncio.gather(*(self._one_after_the_other() for _ in range(IN_FLIGHT)))

    async def _one_after_the_other(self) -> None:
        while True:
            given = await self._give()
            while given.state in OPEN:
                await asyncio.sleep(0.3)
                await self._look(given)

    async def _give(self) -> Given:
        """Gives a command; a lost answer is asked for again under the same key, wherever it may be."""
        tablet = self.chance.choice(TABLETS)
        meeting = self.world.hook("TELECOMX", "book", state="STARTED", devices=[tablet])["_id"]
        given = Given(
            meeting,
            {
                "meeting": a_key(Kind.MEETING, Vendor.TELECOMX, (meeting,)).encoded(),
                "devices": [a_key(Kind.DEVICE, Vendor.TELECOMX, (tablet,)).encoded()],
                "idempotencyKey": secrets.token_hex(16),
                **self.chance.choice(COMMANDS),
            },
        )
        self.given.append(given)
        while given.id is None:
            try:
                (given.id,) = await self.chance.choice(self.replicas).send(**given.input)
            except (httpx.HTTPError, AssertionError):
                # Killed, or its answer was that the store cannot be reached: then the same key tells.
                self.repeated += 1
                await asyncio.sleep(0.1)
        return given

    async def _look(self, given: Given) -> None:
        if given.id is not None:
            try:
                given.state = await self.chance.choice(self.replicas).state(given.id)
            except (httpx.HTTPError, AssertionError):
                return

    async def settle(self, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while any(given.state in OPEN for given in self.given):
                await asyncio.gather(*(self._look(given) for given in self.given if given.state in OPEN))
                await asyncio.sleep(0.5)


@pytest.mark.chaos
async def test_a_hundred_kills_lose_no_command_and_double_none_that_matters(
    world: World, mongodb: str
) -> None:
    world.switch("TELECOMX", tablet_fetch_seconds=0.3, tablet_execute_seconds=0.3)
    world.fail("TELECOMX", path="*/createcommand", delay_seconds=0.2)
    seed = secrets.randbits(32)
    began = time.monotonic()
    async with a_fleet(mongodb, world.first_port) as fleet:
        chaos = Chaos(fleet, world, random.Random(seed))
        await chaos.start()
        giving = asyncio.create_task(chaos.keep_giving())
        for _ in range(KILLS):
            await chaos.kill_one()
            assert not giving.done(), giving.exception()
        giving.cancel()
        await asyncio.gather(giving, return_exceptions=True)
        chaos.given = [given for given in chaos.given if given.id is not None]
        await chaos.settle(90)
    # A tablet may still carry out what is known as given up; it is not told of any more from here on.
    executed = Counter[str]()
    for execution in world.hook("TELECOMX", "executions")["executions"]:
        executed[execution["meeting"]] += 1
    say(f"seed {seed}; {KILLS} kills in {time.monotonic() - began:.0f} s; {len(chaos.given)} commands; ")
    say(f"{chaos.repeated} calls repeated under their key\n")
    for type in (NOT_REPEATABLE, SETS_STATE, QUERYABLE):
        times = Counter(executed[given.meeting] for given in chaos.given if given.type == type)
        states = Counter(given.state for given in chaos.given if given.type == type)
        say(f"{type}: executions {dict(sorted(times.items()))}, states {dict(states)}\n")
    doubled = [given for given in chaos.given if executed[given.meeting] > 1]
    assert [given for given in doubled if given.type != SETS_STATE] == []
    assert [given for given in doubled if executed[given.meeting] > 3] == []
    lost = [given for given in chaos.given if not executed[given.meeting] and given.state not in NOT_DONE]
    assert lost == []
    never = [given for given in chaos.given if given.type == QUERYABLE and not executed[given.meeting]]
    assert never == []
    untrue = [given for given in chaos.given if given.state == "EXECUTED" and not executed[given.meeting]]
    assert untrue == []


def say(text: str) -> None:
    sys.stdout.write(text)
