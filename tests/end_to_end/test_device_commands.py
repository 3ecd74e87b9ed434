"""Device commands in the graph: given, taken back, refused, and shown as one with what the vendor shows."""

import asyncio
import secrets
from typing import Any

import httpx
import pytest

from graph.serving.process import demo
from models.ids import Kind
from models.vendor import Vendor
from tests.end_to_end.commanding import (
    CANCEL,
    DEVICE,
    MEETING,
    OTHER_DEVICE,
    RUNNING,
    TABLET,
    accepted,
    carried_out,
    expired,
    send,
    until,
)
from tests.support.accounts import a_key
from tests.support.gateway import Gateway, Place
from tests.support.world import World

ENDED = a_key(Kind.MEETING, Vendor.TELECOMX, ("65f000000000000000000a01",)).encoded()
ELSEWHERE = a_key(Kind.DEVICE, Vendor.TELECOMX, ("65f000000000000000000d03",)).encoded()
NOWHERE = a_key(Kind.MEETING, Vendor.TELECOMX, ("65f000000000000000000fff",)).encoded()


def created(world: World) -> list[dict[str, Any]]:
    return [entry for entry in world.seen("TELECOMX") if "createcommand" in entry["path"]]


async def test_an_accepted_command_is_told_before_it_is_sent(gateway: Gateway) -> None:
    payload = await send(gateway, devices=[DEVICE, OTHER_DEVICE], type="CAMERA_ON", value=True)
    assert payload["problems"] == []
    assert [command["state"] for command in payload["commands"]] == ["ACCEPTED", "ACCEPTED"]
    assert [command["delivery"] for command in payload["commands"]] == ["SETS_STATE", "SETS_STATE"]
    assert payload["commands"][0]["history"] == [{"state": "ACCEPTED", "source": "GATEWAY", "reason": None}]


async def test_a_command_costs_one_read_of_its_meeting_and_one_write(gateway: Gateway, world: World) -> None:
    world.hook("TELECOMX", "sleep", device=TABLET)
    await gateway.data("{ vendors { vendor } }")
    world.forget()
    id = await accepted(gateway, type="SET_VOLUME", volume=40)
    before_following = [entry for entry in world.seen("TELECOMX") if entry["method"] == "GET"]
    assert len(before_following) == 1
    await until(gateway, id, "SENT")
    assert len(created(world)) == 1


async def test_the_same_key_gives_the_same_command(gateway: Gateway, world: World) -> None:
    input = {"type": "SET_VOLUME", "volume": 40, "idempotencyKey": secrets.token_hex(16)}
    first, again = await send(gateway, **input), await send(gateway, **input)
    assert [command["id"] for command in again["commands"]] == [first["commands"][0]["id"]]
    assert (first["replayed"], again["replayed"]) == (False, True)
    await until(gateway, first["commands"][0]["id"], "EXECUTED")
    assert len(created(world)) == 1


async def test_a_key_for_another_input_is_refused(gateway: Gateway) -> None:
    key = secrets.token_hex(16)
    await send(gateway, type="SET_VOLUME", volume=40, idempotencyKey=key)
    payload = await send(gateway, type="SET_VOLUME", volume=41, idempotencyKey=key)
    assert [(problem["__typename"], problem["path"]) for problem in payload["problems"]] == [
        ("KeyReused", ["input", "idempotencyKey"])
    ]


@pytest.mark.parametrize(
    ("input", "kind", "code", "path"),
    [
        ({"type": "SET_VOLUME"}, "InvalidInput", "REQUIRED", ["input", "volume"]),
        ({"type": "SET_VOLUME", "volume": 101}, "InvalidInput", "TOO_LARGE", ["input", "volume"]),
        (
            {"type": "HANGUP", "expiresInSeconds": 61},
            "InvalidInput",
            "TOO_LARGE",
            ["input", "expiresInSeconds"],
        ),
        ({"type": "HANGUP", "meeting": ENDED}, "Conflict", "WRONG_STATE", ["input", "meeting"]),
        ({"type": "HANGUP", "meeting": NOWHERE}, "NotFound", "NOT_FOUND", ["input", "meeting"]),
        ({"type": "HANGUP", "devices": [ELSEWHERE]}, "NotFound", "NOT_FOUND", ["input", "devices", "0"]),
    ],
)
async def test_what_cannot_be_done_is_a_problem_and_reaches_no_tablet(
    gateway: Gateway, world: World, input: dict[str, Any], kind: str, code: str, path: list[str]
) -> None:
    payload = await send(gateway, **input)
    assert payload["commands"] == []
    assert [(p["__typename"], p["code"], p["path"]) for p in payload["problems"]] == [(kind, code, path)]
    assert created(world) == []


async def test_a_vendor_that_is_down_does_not_keep_a_command_from_being_accepted(
    gateway: Gateway, world: World
) -> None:
    world.fail("TELECOMX", status=503)
    id = await accepted(gateway, type="SET_VOLUME", volume=40)
    world.heal("TELECOMX")
    await until(gateway, id, "EXECUTED")
    assert world.hook("TELECOMX", "executions", meeting=RUNNING, type="SET_VOLUME")["total"] == 1


async def test_an_answer_from_better_days_refuses_no_command(world: World, place: Place) -> None:
    settings = demo.settings(0, world.first_port).model_copy(update={"stale_seconds": 60.0})
    async with place.opened(settings) as gateway:
        query = "query ($id: ID!) { meeting(id: $id) { title devices { id } } }"
        await gateway.data(query, id=MEETING)
        world.fail("TELECOMX", status=503)
        id = await accepted(gateway, devices=[ELSEWHERE], type="SET_VOLUME", volume=40)
        world.heal("TELECOMX")
        assert (await until(gateway, id, "REJECTED"))["reason"]


async def test_what_has_left_cannot_be_taken_back(gateway: Gateway, world: World) -> None:
    id = await carried_out(gateway, world)
    payload = (await gateway.data(CANCEL, input={"command": id}))["cancelCommand"]
    assert payload == {
        "command": None,
        "problems": [{"__typename": "Conflict", "code": "WRONG_STATE", "path": ["input", "command"]}],
    }


async def test_what_waits_can_be_taken_back(gateway: Gateway, world: World) -> None:
    # It cannot leave: the vendor asks to slow down.
    slow = {"status": 429, "headers": {"retry-after": "3"}}
    world.fail("TELECOMX", path="*createcommand", **slow)
    id = await accepted(gateway, type="SET_VOLUME", volume=40)
    async with asyncio.timeout(20):
        # While it is just being tried, it cannot be taken back.
        while (payload := (await gateway.data(CANCEL, input={"command": id}))["cancelCommand"])["problems"]:
            assert [problem["code"] for problem in payload["problems"]] == ["WRONG_STATE"]
    assert payload["command"]["state"] == "CANCELLED"
    world.heal("TELECOMX")
    assert (await until(gateway, id, "CANCELLED"))["reason"]


async def test_ours_and_the_vendors_view_of_a_command_are_one(gateway: Gateway, world: World) -> None:
    id = await carried_out(gateway, world)
    found = await gateway.data(
        "query ($meeting: ID!) { meeting(id: $meeting) { commands(first: 100) { nodes { id vendorId state } } } }",
        meeting=MEETING,
    )
    nodes = found["meeting"]["commands"]["nodes"]
    assert len({node["vendorId"] for node in nodes}) == len(nodes)
    (ours,) = [node for node in nodes if node["id"] == id]
    by = {
        "vendorId": {"vendor": "TELECOMX", "id": ours["vendorId"], "meetingId": RUNNING, "deviceId": TABLET}
    }
    query = "query ($by: LookupInput!) { command(by: $by) { id } }"
    assert (await gateway.data(query, by=by))["command"] == {"id": id}


async def test_what_others_gave_is_shown_as_before(gateway: Gateway, world: World) -> None:
    query = "query ($id: ID!) { commands(device: $id) { nodes { vendorId state version history { state } late } } }"
    nodes = (await gateway.data(query, id=DEVICE))["commands"]["nodes"]
    assert nodes
    assert all((node["version"], node["history"], node["late"]) == (0, [], False) for node in nodes)


async def test_to_show_ours_with_the_vendors_costs_no_call_more(gateway: Gateway, world: World) -> None:
    query = "query ($id: ID!) { meeting(id: $id) { %s } }"
    await expired(gateway, world)
    costs = []
    for field in ("devices { id }", "commands(first: 100) { nodes { id } }"):
        answer = await gateway.ask(query % field, id=MEETING)
        costs.append([vendor["calls"] for vendor in answer["extensions"]["vendors"]])
    assert costs[0] == costs[1]


async def test_a_command_of_ours_is_read_without_its_vendor(gateway: Gateway, world: World) -> None:
    id = await carried_out(gateway, world)
    world.fail("TELECOMX", status=503)
    found = await gateway.data("query ($id: ID!) { node(id: $id) { ... on Command { state } } }", id=id)
    assert found == {"node": {"state": "EXECUTED"}}


async def test_a_late_truth_is_told_as_late(gateway: Gateway, world: World) -> None:
    id = await expired(gateway, world)
    world.hook("TELECOMX", "wake", device=TABLET)
    assert (await until(gateway, id, "EXECUTED"))["late"] is True


async def test_a_command_at_a_vendor_without_any_is_not_supported(gateway: Gateway) -> None:
    meeting = a_key(Kind.MEETING, Vendor.VSEE, ("any",)).encoded()
    payload = await send(gateway, meeting=meeting, type="HANGUP")
    assert [problem["__typename"] for problem in payload["problems"]] == ["NotSupported"]


async def test_a_caller_that_leaves_does_not_cut_the_write(gateway: Gateway, world: World) -> None:
    key = secrets.token_hex(16)
    input = {"type": "SET_VOLUME", "volume": 40, "idempotencyKey": key}
    world.fail("TELECOMX", path="*/flexcare/videochat/meetings/*", delay_seconds=0.3, times=1)
    with pytest.raises(httpx.ReadTimeout):
        await gateway.client.post(
            gateway.url,
            json={"query": written(input)},
            timeout=httpx.Timeout(5, read=0.1),
        )
    again = await send(gateway, **input)
    await until(gateway, again["commands"][0]["id"], "EXECUTED")
    assert len(created(world)) == 1


def written(input: dict[str, Any]) -> str:
    return (
        f'mutation {{ sendDeviceCommand(input: {{meeting: "{MEETING}", devices: ["{DEVICE}"], type: SET_VOLUME, '
        f'volume: {input["volume"]}, idempotencyKey: "{input["idempotencyKey"]}"}}) {{ replayed }} }}'
    )
