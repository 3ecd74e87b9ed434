"""A tablet that wakes after the deadline opens and closes at once, whoever dies or is away in between."""

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.end_to_end.commanding import (
    CANCEL,
    DEVICE,
    OTHER,
    OTHER_DEVICE,
    RUNNING,
    TABLET,
    accepted,
    compensated,
    send,
    until,
    until_compensation,
    until_overdue,
)
from tests.end_to_end.test_kill_points import given
from tests.support.fleet import Fleet, Process, a_fleet
from tests.support.fleet import until as until_so
from tests.support.gateway import Gateway
from tests.support.world import World

OPENERS: dict[str, dict[str, Any]] = {
    "CAMERA_ON": {"type": "CAMERA_ON", "value": True},
    "MICROPHONE_ON": {"type": "MICROPHONE_ON", "value": True},
    "START_MEETING": {"type": "START_MEETING"},
}


def carried_out(world: World, **where: str) -> list[tuple[str, Any]]:
    """What a tablet has carried out, in its order: type and, where it has one, value."""
    queued = {row["_id"]: row for row in world.hook("TELECOMX", "commands", **where)}
    done = world.hook("TELECOMX", "executions", **where)["executions"]
    with_value = ("CAMERA_ON", "MICROPHONE_ON")
    return [
        (one["type"], queued[one["command"]]["value"] if one["type"] in with_value else None)
        for one in done
        if one["command"] in queued
    ]


def queued(world: World) -> list[dict[str, Any]]:
    """What the first tablet's camera was told in the test, oldest first; the demo's own left out."""
    rows = world.hook("TELECOMX", "commands", device=TABLET, type="CAMERA_ON")
    return [row for row in rows if not row["_id"].startswith("65f0000")]


@pytest.mark.parametrize(
    ("opener", "done"),
    [
        ("CAMERA_ON", [("CAMERA_ON", True), ("CAMERA_ON", False)]),
        ("MICROPHONE_ON", [("MICROPHONE_ON", True), ("MICROPHONE_ON", False)]),
        ("START_MEETING", [("START_MEETING", None), ("HANGUP", None)]),
    ],
)
async def test_a_tablet_that_wakes_late_opens_and_closes(
    gateway: Gateway, world: World, opener: str, done: list[tuple[str, Any]]
) -> None:
    booked = world.hook("TELECOMX", "book", state="STARTED", devices=[TABLET, OTHER])["_id"]
    id = await compensated(gateway, world, **OPENERS[opener], meeting=given(booked, TABLET, {})["meeting"])
    world.hook("TELECOMX", "wake", device=TABLET)
    told = await until(gateway, id, "EXECUTED")
    assert told["late"] is True
    await until_so(lambda: len(carried_out(world, meeting=booked)) >= 2, pause=0.1)
    assert carried_out(world, meeting=booked) == done


async def test_the_history_tells_of_the_opposite_and_the_opposite_of_what_it_undoes(
    gateway: Gateway, world: World
) -> None:
    id = await compensated(gateway, world)
    found = await until_compensation(gateway, id, "QUEUED")
    assert any("opposite is queued behind it" in (step["reason"] or "") for step in found["history"])
    opposite = found["compensation"]["command"]
    assert found["compensation"]["parameters"] == {"value": False}
    assert opposite["compensates"] == {"id": id}
    counts = await gateway.data("{ vendors { vendor compensations { queued notQueued unknown } } }")
    telecomx = next(each for each in counts["vendors"] if each["vendor"] == "TELECOMX")
    assert telecomx["compensations"] == {"queued": 1, "notQueued": 0, "unknown": 0}


async def test_what_was_picked_up_in_time_has_no_opposite(gateway: Gateway, world: World) -> None:
    world.switch("TELECOMX", tablet_fetch_seconds=0.2, tablet_execute_seconds=0.2)
    # Time enough to be carried out on a busy machine.
    id = await accepted(gateway, type="CAMERA_ON", value=True, expiresInSeconds=6)
    await until(gateway, id, "EXECUTED")
    await until_compensation(gateway, id, "NOT_NEEDED")
    await asyncio.sleep(6)
    assert [row["value"] for row in queued(world)] == [True]


async def test_a_tablet_that_wakes_right_after_the_deadline_ends_closed(
    gateway: Gateway, world: World
) -> None:
    world.hook("TELECOMX", "sleep", device=TABLET)
    id = await accepted(gateway, type="CAMERA_ON", value=True, expiresInSeconds=2)
    await until(gateway, id, "SENT")
    await asyncio.sleep(1.9)
    world.hook("TELECOMX", "wake", device=TABLET)
    await until_so(lambda: len(carried_out(world, device=TABLET)) >= 2, pause=0.1)
    assert carried_out(world, device=TABLET)[-1] == ("CAMERA_ON", False)


async def test_a_command_whose_arrival_nobody_knows_is_closed_at_its_deadline(
    gateway: Gateway, world: World
) -> None:
    world.fail("TELECOMX", path="*createcommand", status=503)
    id = await accepted(gateway, type="CAMERA_ON", value=True, expiresInSeconds=2)
    await until(gateway, id, "UNKNOWN")
    world.heal("TELECOMX")
    await until_compensation(gateway, id, "QUEUED")
    assert [row["value"] for row in queued(world)] == [False]


async def test_a_vendor_that_is_down_at_the_deadline_gets_the_opposite_later(
    gateway: Gateway, world: World
) -> None:
    world.hook("TELECOMX", "sleep", device=TABLET)
    id = await accepted(gateway, type="CAMERA_ON", value=True)
    await until(gateway, id, "SENT")
    world.fail("TELECOMX", status=503)
    await until_overdue(gateway, id)
    await until_compensation(gateway, id, "PENDING")
    world.heal("TELECOMX")
    await until_compensation(gateway, id, "QUEUED")


async def test_what_this_api_sends_to_close_cannot_be_taken_back(gateway: Gateway, world: World) -> None:
    id = await compensated(gateway, world)
    opposite = (await until_compensation(gateway, id, "QUEUED"))["compensation"]["command"]["id"]
    payload = (await gateway.data(CANCEL, input={"command": opposite}))["cancelCommand"]
    assert [problem["code"] for problem in payload["problems"]] == ["WRONG_STATE"]


# Presence

PRESENCE = "query ($id: ID!) { device(id: $id) { presence { state asOf ageSeconds source } } }"


async def presence(gateway: Gateway) -> Any:
    return (await gateway.data(PRESENCE, id=DEVICE))["device"]["presence"]


@pytest.mark.parametrize(("act", "state"), [("wake", "AWAKE"), ("sleep", "ASLEEP")])
async def test_the_vendors_heartbeat_tells_whether_a_tablet_is_awake(
    gateway: Gateway, world: World, act: str, state: str
) -> None:
    world.hook("TELECOMX", act, device=TABLET)
    found = await presence(gateway)
    assert (found["state"], found["source"]) == (state, "VENDOR")
    assert found["ageSeconds"] <= 5


async def test_the_presence_of_many_tablets_costs_two_calls_and_only_where_it_is_selected(
    gateway: Gateway, world: World
) -> None:
    calls = []
    for fields in ("id", "id presence { state }"):
        world.forget()
        await gateway.data(f"{{ devices(first: 100) {{ nodes {{ {fields} }} }} }}")
        calls.append(len([one for one in world.seen("TELECOMX") if one["path"].startswith("/iptv/device")]))
    assert calls[1] - calls[0] == 2


async def test_where_the_vendor_does_not_tell_a_command_that_was_picked_up_does(
    gateway: Gateway, world: World
) -> None:
    id = await accepted(gateway, type="SET_VOLUME", volume=40)
    await until(gateway, id, "EXECUTED")
    # Where the vendor heeds no filter, a tablet is in both lists.
    world.hook("TELECOMX", "set_device", device=TABLET, heartbeat="UNHEARD")
    found = await presence(gateway)
    assert (found["state"], found["source"]) == ("AWAKE", "COMMANDS")


async def test_where_nobody_tells_it_is_unknown(gateway: Gateway, world: World) -> None:
    world.hook("TELECOMX", "set_device", device=TABLET, heartbeat="UNHEARD")
    assert await presence(gateway) == {"state": "UNKNOWN", "asOf": None, "ageSeconds": None, "source": None}


async def test_a_command_for_who_is_awake_is_refused_for_who_is_not(gateway: Gateway, world: World) -> None:
    world.hook("TELECOMX", "sleep", device=TABLET)
    both = {"devices": [OTHER_DEVICE, DEVICE], "type": "CAMERA_ON", "value": True, "onlyIfAwake": True}
    payload = await send(gateway, **both)
    assert payload["commands"] == []
    assert [(p["__typename"], p["code"], p["path"]) for p in payload["problems"]] == [
        ("Conflict", "WRONG_STATE", ["input", "devices", "1"])
    ]
    assert not [one for one in world.seen("TELECOMX") if "createcommand" in one["path"]]
    assert carried_out(world, meeting=RUNNING) == []


async def test_a_command_for_who_is_awake_is_sent_to_who_is(gateway: Gateway, world: World) -> None:
    id = await accepted(gateway, type="CAMERA_ON", value=True, onlyIfAwake=True)
    await until(gateway, id, "EXECUTED")


# Deaths

TABLETS = [TABLET, OTHER, "65f000000000000000000d03"]
POINTS = (
    "BEFORE_COMPENSATING",
    "AFTER_COMPENSATING",
    "BEFORE_SENDING",
    "AFTER_SENDING",
    "AFTER_VENDORS_ANSWER",
    "AFTER_SENT",
)


@dataclass
class Run:
    """What was seen of one death.

    Attributes:
        done: what each tablet carried out once it woke, by the type of what it was told.
    """

    done: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def runs(simulators: World, mongodb: str) -> Iterator[dict[str, Run]]:
    """All deaths at once, since each waits for the dead one's lease to end."""
    simulators.reset()
    simulators.switch("TELECOMX", tablet_fetch_seconds=0.2, tablet_execute_seconds=0.2, tablets_awake=False)
    found = asyncio.run(deaths(simulators, mongodb))
    yield dict(zip(POINTS, found, strict=True))
    simulators.reset()


async def deaths(world: World, mongodb: str) -> list[Run]:
    async with a_fleet(mongodb, world.first_port) as fleet:
        ready = [await prepared(fleet, world, point) for point in POINTS]
        given_ = await asyncio.gather(*(one[1] for one in ready))
        await asyncio.gather(*(until_closed(fleet, *one) for one in given_))
        world.switch("TELECOMX", tablets_awake=True)
        return [await seen(world, *one) for one in given_]


async def prepared(fleet: Fleet, world: World, point: str) -> tuple[str, Any]:
    # One meeting for each, since the last tablet that hangs up closes its meeting for the others' commands.
    booked = {
        type: world.hook("TELECOMX", "book", state="STARTED", devices=[tablet])["_id"]
        for tablet, type in zip(TABLETS, OPENERS, strict=True)
    }
    return point, death(fleet, booked, point)


async def death(
    fleet: Fleet, booked: dict[str, str], point: str
) -> tuple[dict[str, str], dict[str, str], str]:
    """Kills one gateway once it has sent, and another at the point where it closes."""
    database = f"closing-{secrets.token_hex(4)}"
    first = await fleet.open(database)
    ids = {}
    for tablet, (type, command) in zip(TABLETS, OPENERS.items(), strict=True):
        (ids[type],) = await first.send(**given(booked[type], tablet, command), expiresInSeconds=8)
    for id in ids.values():
        await first.until_in(id, "SENT")
    first.kill()
    await first.gone()
    second = await fleet.open(database, point=point, arrivals=1)
    await second.gone()
    return booked, ids, database


async def until_closed(fleet: Fleet, booked: dict[str, str], ids: dict[str, str], database: str) -> None:
    third: Process = await fleet.open(database)
    query = "query ($id: ID!) { command(id: $id) { compensation { state } } }"
    async with asyncio.timeout(60):
        waiting = list(ids.values())
        while waiting:
            (state,) = (await third.ask(query, id=waiting[0]))["command"]["compensation"].values()
            if state not in ("ARMED", "PENDING"):
                waiting.pop(0)


async def seen(world: World, booked: dict[str, str], ids: dict[str, str], database: str) -> Run:
    run = Run()
    # By then the tablets have fetched and carried out all that lies there.
    await asyncio.sleep(2)
    for tablet, type in zip(TABLETS, OPENERS, strict=True):
        run.done[type] = carried_out(world, meeting=booked[type], device=tablet)
    return run


each_point = pytest.mark.parametrize("point", POINTS)


@pytest.mark.slow
@each_point
@pytest.mark.parametrize("type", ["CAMERA_ON", "MICROPHONE_ON"])
def test_whoever_dies_while_closing_leaves_no_tablet_open(
    runs: dict[str, Run], point: str, type: str
) -> None:
    done = runs[point].done[type]
    assert done[0] == (type, True)
    assert done[-1] == (type, False)
    assert done.count((type, True)) == 1


@pytest.mark.slow
@each_point
def test_to_hang_up_is_carried_out_once_at_most(runs: dict[str, Run], point: str) -> None:
    assert runs[point].done["START_MEETING"].count(("HANGUP", None)) <= 1
