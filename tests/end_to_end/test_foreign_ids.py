"""To a tenant, an id of another tenant is as one that never existed: in code, words, calls and cost."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from graphql import build_schema, get_named_type

from graph.schema.build import build
from graph.schema.input_fields import inputs_of
from models.ids import Key, Kind, decode
from models.vendor import Vendor
from simulators.__main__ import SIMULATORS
from simulators.clock import Clock
from tests.support.clinics import NORTH, SOUTH, ByName, Clinic, settings_without_accounts
from tests.support.every_field import ROOMY
from tests.support.gateway import Answer, Place
from tests.support.id_operations import DAY, OPERATIONS, WITH_OWN, IdOperation
from tests.support.world import World, in_a_row, port_of, served

LISTS = {
    Kind.MEETING: "{ meetings(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }",
    Kind.ROOM: "{ rooms(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }",
    Kind.DEVICE: "{ devices(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }",
}
INNER = """{ meetings(first: 100, filter: { vendors: [ENABLEX] }) { nodes { sessions { nodes { id } } } }
  rooms(first: 100, filter: { vendors: [ENABLEX, VSEE] }) { nodes { providers { nodes { id } } polls { id } } } }"""
SEND = """mutation ($meeting: ID!, $device: ID!) {
  sendDeviceCommand(input: { meeting: $meeting, devices: [$device], type: SET_VOLUME, volume: 30 }) {
    commands { id } problems { message } } }"""
RUNNING = """{ meetings(first: 20, filter: { vendors: [TELECOMX], states: [RUNNING] }) {
  nodes { id devices { device { id } } } } }"""

DAYS = ((date(2035, 1, 1) + timedelta(days=number)).isoformat() for number in count())

Ids = dict[Kind, list[str]]


@pytest.fixture(scope="module")
def other_simulators() -> Iterator[World]:
    """The vendors of the other clinic: the same accounts and ids, but fewer of them."""
    sockets = in_a_row(len(SIMULATORS))
    clock = Clock()
    apps = {place: kind(clock).app() for place, kind in zip(sockets, SIMULATORS, strict=True)}
    with served(apps):
        world = World(port_of(sockets[0]))
        yield world
        world.close()


@pytest.fixture
async def clinics(
    world: World, other_simulators: World, place: Place
) -> AsyncIterator[tuple[Clinic, Clinic]]:
    world.seed(3)
    other_simulators.reset()
    wanted = settings_without_accounts().model_copy(update=ROOMY)
    async with place.opened(wanted, authenticator=ByName()) as gateway:
        north, south = Clinic(gateway, NORTH), Clinic(gateway, SOUTH)
        for clinic, vendors in ((north, world), (south, other_simulators)):
            clinic.add()
            clinic.has(vendors)
        async with asyncio.timeout(20):
            while not all([await has_all(clinic) for clinic in (north, south)]):  # noqa: ASYNC110
                await asyncio.sleep(0.2)
        yield north, south


async def has_all(clinic: Clinic) -> bool:
    return all(row["isConfigured"] for row in (await clinic.data("{ vendors { isConfigured } }"))["vendors"])


async def ids_of(clinic: Clinic) -> Ids:
    """All ids that a clinic is shown."""
    found: Ids = {}
    for kind, query in LISTS.items():
        found[kind], after = [], None
        while True:
            page = next(iter((await clinic.data(f"query ($after: String) {query}", after=after)).values()))
            found[kind] += [row["id"] for row in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
    inner = json.dumps((await clinic.ask(INNER))["data"])
    for id in re.findall(r'"id": "([^"]+)"', inner):
        found.setdefault(decode(id, clinic.name).kind, []).append(id)
    return found


async def a_command(clinic: Clinic) -> tuple[str, str, str]:
    """The ids of a command that was given through this API, of its meeting and its device."""
    for meeting in (await clinic.data(RUNNING))["meetings"]["nodes"]:
        for entry in meeting["devices"] or ():
            asked = {"meeting": meeting["id"], "device": entry["device"]["id"]}
            sent = (await clinic.data(SEND, **asked))["sendDeviceCommand"]
            if sent["commands"]:
                return sent["commands"][0]["id"], asked["meeting"], asked["device"]
    raise AssertionError("no meeting runs")


def never(id: str, known: set[str]) -> str:
    """An id of the same form that nobody ever had."""
    key = decode(id, NORTH)
    for tail in ("77", "78", "79", "7a", "7b"):
        last = key.parts[-1]
        made = Key(key.kind, key.account, (*key.parts[:-1], last[:-2] + tail)).encoded()
        if made not in known and made != id:
            return made
    raise AssertionError("all of them are taken")


def one_for_each_vendor(ids: list[str]) -> list[str]:
    return list({decode(id, NORTH).vendor: id for id in ids}.values())


async def asked(clinic: Clinic, operation: IdOperation, id: str, own: dict[str, str]) -> str:
    """The answer, with its cost, without the id and what is of each request its own."""
    variables = {name: value for name, value in own.items() if f"${name}:" in operation.text} | {"id": id}
    # On a day of its own, so that no meeting of an earlier question is in the way.
    text = operation.text.replace("$own", own["enablex"]).replace(DAY, next(DAYS))
    if operation.is_subscription:
        shown = "\n".join(await first_events(clinic, text, variables))
    else:
        shown = json.dumps(await clinic.ask(text, **variables), sort_keys=True)
    for part in (id, *decode(id, NORTH).parts):
        shown = shown.replace(part, "<id>")
    shown = re.sub(r'"requestId": ?"[^"]*"', "", shown)
    # What was used of a call's time, and how much of the caller's points is left.
    return re.sub(r'"(ms|available|currentlyAvailable)": ?[0-9.]+', "", shown)


async def first_events(clinic: Clinic, query: str, variables: Any) -> list[str]:
    """The events of a subscription until it ends, or is silent for a moment."""
    headers = {**clinic.headers, "accept": "text/event-stream"}
    found: list[str] = []
    body = {"query": query, "variables": variables}
    client, url = clinic.gateway.client, clinic.gateway.url
    async with client.stream("POST", url, json=body, headers=headers) as response:
        try:
            async with asyncio.timeout(1.0):
                found += [line async for line in response.aiter_lines() if line.startswith(("data", "event"))]
        except TimeoutError:
            found.append("it goes on")
    return found


async def test_another_tenants_id_is_as_one_that_never_existed(clinics: tuple[Clinic, Clinic]) -> None:
    north, south = clinics
    command, _, _ = await a_command(north)
    _, meeting, device = await a_command(south)
    theirs, ours = await ids_of(north), await ids_of(south)
    theirs[Kind.COMMAND] = [command]
    known = {id for ids in (*theirs.values(), *ours.values()) for id in ids}
    enablex = next(id for id in ours[Kind.MEETING] if decode(id, SOUTH).vendor is Vendor.ENABLEX)
    own = {"meeting": meeting, "device": device, "enablex": enablex}
    different, compared = [], 0
    for coordinate, operation in {**OPERATIONS, **WITH_OWN}.items():
        for kind in operation.kinds:
            foreign = one_for_each_vendor([id for id in theirs.get(kind, ()) if id not in ours.get(kind, ())])
            for id in foreign:
                absent = never(id, known)
                # What is asked of an account only once, such as its plan, is known afterwards.
                await asked(south, operation, never(absent, {*known, absent}), own)
                one = await asked(south, operation, id, own)
                other = await asked(south, operation, absent, own)
                compared += 1
                assert "INTERNAL" not in one, (coordinate, one)
                if one != other:
                    different.append((coordinate, decode(id, SOUTH), one, other))
    assert different == []
    assert compared > 100


async def test_what_is_kept_of_a_command_is_its_tenants_alone_at_a_vendor_that_both_use(
    clinics: tuple[Clinic, Clinic], world: World
) -> None:
    north, _ = clinics
    # The same account at the same vendor, so that each sees the other's meeting and tablet.
    twin = Clinic(north.gateway, "twin-clinic")
    twin.add()
    twin.has(world)
    async with asyncio.timeout(20):
        while not await has_all(twin):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    command, meeting, device = await a_command(north)
    query = "query ($id: ID!) { node(id: $id) { __typename } command(id: $id) { state } }"
    assert (await twin.data(query, id=command)) == {"node": None, "command": None}
    refused = await twin.data(
        "mutation ($id: ID!) { cancelCommand(input: { command: $id }) { problems { __typename } } }",
        id=command,
    )
    assert refused["cancelCommand"]["problems"] == [{"__typename": "NotFound"}]
    shown: Answer = await twin.data(
        "query ($meeting: ID!, $device: ID!) { meeting(id: $meeting) { id } device(id: $device) { id } }",
        meeting=meeting,
        device=device,
    )
    assert shown == {"meeting": {"id": meeting}, "device": {"id": device}}


def test_every_field_that_takes_an_id_is_asked() -> None:
    schema = build_schema(build().as_str(), assume_valid=True)
    taking = {place for place, given in inputs_of(schema) if get_named_type(given.type).name == "ID"}
    assert taking - {*OPERATIONS, *WITH_OWN} == set()
