"""A gateway that is killed on a command's way, wherever that is, neither loses the command nor doubles it."""

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from models.ids import Kind
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.fleet import Fleet, a_fleet, until
from tests.support.world import World

pytestmark = pytest.mark.slow

TABLETS = [f"65f000000000000000000d0{number}" for number in (1, 2, 3)]
# One command of each class; see `tests.support.killable`.
COMMANDS: list[dict[str, Any]] = [
    {"type": "START_MEETING"},
    {"type": "CAMERA_ON", "value": True},
    {"type": "SET_VOLUME", "volume": 35},
]
NOT_REPEATABLE, SETS_STATE, QUERYABLE = (str(command["type"]) for command in COMMANDS)

# Where the gateway kills itself.
WITHIN = ("BEFORE_INSERT", "AFTER_INSERT", "AFTER_SENDING", "AFTER_VENDORS_ANSWER", "AFTER_SENT")
# Where it is killed from outside: once the caller has its answer; once the vendor has the request and does not answer.
AFTER_ANSWER, BYTES_LEFT = "AFTER_ANSWER", "BYTES_LEFT"
POINTS = (*WITHIN, AFTER_ANSWER, BYTES_LEFT)


@dataclass
class Run:
    """What was seen of one death.

    Attributes:
        before: the ids that the callers had been told when it came, by type.
        after: the ids that the same keys gave afterwards.
        states: what became of those.
        executed: how often the tablets carried each type out.
    """

    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    executed: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def runs(simulators: World, mongodb: str) -> Iterator[dict[str, Run]]:
    """All deaths at once, since each waits for the dead one's lease to end."""
    simulators.reset()
    simulators.switch("TELECOMX", tablet_fetch_seconds=0.2, tablet_execute_seconds=0.2)
    found = asyncio.run(deaths(simulators, mongodb))
    yield dict(zip(POINTS, found, strict=True))
    simulators.reset()


async def deaths(world: World, mongodb: str) -> list[Run]:
    async with a_fleet(mongodb, world.first_port) as fleet:
        return await asyncio.gather(*(death(fleet, world, point) for point in POINTS))


async def death(fleet: Fleet, world: World, point: str) -> Run:
    booked = world.hook("TELECOMX", "book", state="STARTED", devices=TABLETS)["_id"]
    inputs = [given(booked, tablet, command) for tablet, command in zip(TABLETS, COMMANDS, strict=True)]
    database = f"kill-{secrets.token_hex(4)}"
    run = Run()
    if point == BYTES_LEFT:
        world.fail("TELECOMX", path=f"*/{booked}/createcommand", delay_seconds=2.0)
    where = {"point": point, "arrivals": len(inputs)} if point in WITHIN else {}
    if point == AFTER_ANSWER:
        where = {"point": "BEFORE_SENDING"}
    first = await fleet.open(database, **where)
    answers = [asyncio.create_task(first.send(**input)) for input in inputs]
    if point == AFTER_ANSWER:
        await asyncio.wait(answers)
    if point == BYTES_LEFT:
        await until_asked(world, booked, len(inputs))
    if point not in WITHIN:
        first.kill()
    await first.gone()
    for command, answer in zip(COMMANDS, await asyncio.gather(*answers, return_exceptions=True), strict=True):
        if isinstance(answer, list):
            run.before[command["type"]] = answer[0]
        else:
            assert isinstance(answer, httpx.TransportError), answer
    second = await fleet.open(database)
    for command, input in zip(COMMANDS, inputs, strict=True):
        (run.after[command["type"]],) = await second.send(**input)
    settled = await second.until_settled(list(run.after.values()), seconds=60)
    run.states = {type: settled[id] for type, id in run.after.items()}
    run.executed = {
        type: world.hook("TELECOMX", "executions", meeting=booked, type=type)["total"] for type in run.after
    }
    return run


def given(meeting: str, tablet: str, command: dict[str, Any]) -> dict[str, Any]:
    return {
        "meeting": a_key(Kind.MEETING, Vendor.TELECOMX, (meeting,)).encoded(),
        "devices": [a_key(Kind.DEVICE, Vendor.TELECOMX, (tablet,)).encoded()],
        "idempotencyKey": secrets.token_hex(16),
        **command,
    }


async def until_asked(world: World, meeting: str, times: int) -> None:
    def asked() -> bool:
        path = f"{meeting}/createcommand"
        return sum(path in entry["path"] for entry in world.seen("TELECOMX")) >= times

    await until(asked, pause=0.05)


each_point = pytest.mark.parametrize("point", POINTS)


@each_point
async def test_what_may_not_be_repeated_is_carried_out_once_at_most(runs: dict[str, Run], point: str) -> None:
    assert runs[point].executed[NOT_REPEATABLE] <= 1


@each_point
async def test_what_can_be_looked_up_is_carried_out_exactly_once(runs: dict[str, Run], point: str) -> None:
    assert runs[point].executed[QUERYABLE] == 1


@each_point
async def test_what_sets_a_state_is_carried_out_once_to_three_times(runs: dict[str, Run], point: str) -> None:
    assert 1 <= runs[point].executed[SETS_STATE] <= 3


@each_point
async def test_the_same_key_gives_the_same_command_after_the_death(runs: dict[str, Run], point: str) -> None:
    run = runs[point]
    assert run.before == {type: run.after[type] for type in run.before}


@each_point
async def test_every_command_is_told_truthfully(runs: dict[str, Run], point: str) -> None:
    run = runs[point]
    told = {type: state == "EXECUTED" for type, state in run.states.items()}
    assert told == {type: times > 0 for type, times in run.executed.items()}


async def test_whoever_had_an_answer_before_the_death_had_it_at_the_points_after_it(
    runs: dict[str, Run],
) -> None:
    assert {point: len(run.before) for point, run in runs.items() if point != "AFTER_SENT"} == {
        "BEFORE_INSERT": 0,
        "AFTER_INSERT": 0,
        "AFTER_SENDING": 3,
        "AFTER_VENDORS_ANSWER": 3,
        AFTER_ANSWER: 3,
        BYTES_LEFT: 3,
    }
