"""One operation asks a vendor once for each thing, and for all that it can at once: the vendors' own logs prove it."""

import asyncio
from typing import Any

import pytest

from tests.support.gateway import Gateway
from tests.support.world import World

TEN = " ".join(f"m{number}: meeting(id: $id) {{ title }}" for number in range(10))

# The world comes five times, so that each vendor has fifty meetings: a query, and what the vendors are asked for it.
COSTS: dict[str, tuple[str, dict[str, int]]] = {
    "nothing of a vendor is asked for what we hold": ("{ vendors { vendor capabilities } __typename }", {}),
    "four vendors, one call each": (
        "{ meetings(first: 40) { nodes { vendor title startsAt state } } }",
        {
            "TELECOMX /flexcare/videochat/meetings": 1,
            "ENABLEX /meetings": 1,
            "VCONNCT /list_meetings": 1,
            "VSEE /visits": 1,
        },
    ),
    "what Telecomx' list carries": (
        """{ meetings(first: 50, filter: {vendors: TELECOMX}) { nodes { title pins { participant }
             joinLinks { url } room { name meeting { title } }
             devices { device { name } settings { volume }
               commands { nodes { type state meeting { title } } } } } } }""",
        {"TELECOMX /flexcare/videochat/meetings": 1},
    ),
    "the templates of fifty Telecomx meetings": (
        """{ meetings(first: 50, filter: {vendors: TELECOMX}) {
             nodes { settings { template { name } } room { settings { template { subject } } } } } }""",
        {"TELECOMX /flexcare/videochat/meetings": 1, "TELECOMX /flexcare/videochat/meeting": 1},
    ),
    "the meetings behind Telecomx' and VConnct's rooms": (
        "{ rooms(first: 80, filter: {vendors: [TELECOMX, VCONNCT]}) { nodes { name meeting { title } } } }",
        {"TELECOMX /flexcare/videochat/meetings": 1, "VCONNCT /list_meetings": 1},
    ),
    "what is in force on sixty tablets, by three fields of one call": (
        """{ meetings(first: 50, filter: {vendors: TELECOMX}) {
             nodes { devices { liveState liveSettings { volume } again: liveSettings { quality } } } } }""",
        {
            "TELECOMX /flexcare/videochat/meetings": 1,
            "TELECOMX /iptv/flexcareconference/meeting/*/devices/*": 60,
        },
    ),
    "forty tablets and where they are": (
        "{ devices(first: 100) { nodes { name barcode currentMeeting { title room { name } } } } }",
        {"TELECOMX /iptv/device": 1, "TELECOMX /flexcare/videochat/device/meeting/*": 40},
    ),
    "what EnableX' list carries": (
        """{ meetings(first: 40, filter: {vendors: ENABLEX}) {
             nodes { title pins { moderator } joinLinks { url } timeZone { name } room { name } } } }""",
        {"ENABLEX /meetings": 1},
    ),
    "a page as long as the vendor's, without the question whether there is another": (
        "{ meetings(first: 50, filter: {vendors: ENABLEX}) { nodes { title } pageInfo { endCursor } } }",
        {"ENABLEX /meetings": 1},
    ),
    "what hangs on forty EnableX meetings": (
        """{ meetings(first: 40, filter: {vendors: ENABLEX}) { nodes { invitees { emails } lobby { messages }
             polls { question room { name meeting { title } } } room { polls { options { votes } } }
             sessions { nodes { startedAt meeting { title } } } } } }""",
        {
            "ENABLEX /meetings": 1,
            "ENABLEX /meetings/*": 40,
            "ENABLEX /meetings/*/lobby": 40,
            "ENABLEX /polls/*": 40,
            "ENABLEX /sessions": 40,
        },
    ),
    "fifty VConnct meetings and what is left of them": (
        """{ meetings(first: 50, filter: {vendors: VCONNCT}) { nodes { title room { name pins { moderator } }
             sessions { nodes { meeting { title } attendance { nodes { joinedAt } } } } } } }""",
        {"VCONNCT /list_meetings": 1, "VCONNCT /list_sessions": 50, "VCONNCT /list_attendance": 60},
    ),
    "the settings of fifty VConnct meetings and of their rooms": (
        """{ meetings(first: 50, filter: {vendors: VCONNCT}) {
             nodes { settings { record locks { camera } } room { settings { record } } } } }""",
        {"VCONNCT /list_meetings": 1, "VCONNCT /list_setting": 50},
    ),
    "fifty VSee visits, their sessions and recordings": (
        """{ meetings(first: 50, filter: {vendors: VSEE}) {
             nodes { startsAt pins { participant } sessions { nodes { startedAt recording { url } } } } } }""",
        {"VSEE /visits": 1},
    ),
    "forty VSee rooms with queues and providers": (
        """{ rooms(first: 40, filter: {vendors: VSEE}) {
             nodes { name description isOpen queue { length waitSeconds }
               providers { nodes { firstName photo } } } } }""",
        {
            "VSEE /rooms": 1,
            "VSEE /rooms/*": 40,
            "VSEE /rooms/*/queue": 40,
            "VSEE /rooms/*/providers": 40,
        },
    ),
    "three of EnableX' permanent rooms, of which each takes a call": (
        "{ rooms(first: 3, filter: {vendors: ENABLEX}) { nodes { id name } pageInfo { endCursor } } }",
        {"ENABLEX /meeting/permanent/*": 3},
    ),
    "the same, and whether there is another": (
        "{ rooms(first: 3, filter: {vendors: ENABLEX}) { nodes { id } pageInfo { hasNextPage } } }",
        {"ENABLEX /meeting/permanent/*": 4},
    ),
    "one list by two names": (
        """{ soon: meetings(first: 5) { nodes { title } } later: meetings(first: 20) { nodes { startsAt } }
             rooms(first: 5, filter: {vendors: [TELECOMX, VCONNCT]}) { nodes { name } } }""",
        {
            "TELECOMX /flexcare/videochat/meetings": 1,
            "ENABLEX /meetings": 1,
            "VCONNCT /list_meetings": 1,
            "VSEE /visits": 1,
        },
    ),
    "a field selected twice through fragments": (
        """{ meetings(first: 10, filter: {vendors: VCONNCT}) { nodes { ...Locks ...Record settings { record } } } }
           fragment Locks on Meeting { settings { locks { camera } } }
           fragment Record on Meeting { settings { record } }""",
        {"VCONNCT /list_meetings": 1, "VCONNCT /list_setting": 10},
    ),
    "no call for what is skipped": (
        """{ meetings(first: 10, filter: {vendors: VCONNCT}) {
             nodes { title settings @skip(if: true) { record } sessions @include(if: false) { nodes { id } } } } }""",
        {"VCONNCT /list_meetings": 1},
    ),
}


@pytest.mark.parametrize("case", COSTS.values(), ids=COSTS)
async def test_what_a_query_costs(case: tuple[str, dict[str, int]], gateway: Gateway, world: World) -> None:
    world.seed(5)
    query, cost = case
    await gateway.data("{ devices { nodes { id } } }")  # logs in at Telecomx
    world.forget()
    await gateway.data(query)
    assert world.calls() == cost


# A meeting of each vendor by its id costs this, however often and by whatever root it is asked for.
ONE = {
    "TELECOMX": {"TELECOMX /flexcare/videochat/meetings/*": 1},
    "ENABLEX": {"ENABLEX /meetings/*": 1},
    "VCONNCT": {"VCONNCT /list_meetings": 1},
    "VSEE": {"VSEE /visits": 1},
}


async def ids(gateway: Gateway, vendor: str, count: int) -> list[str]:
    found = await gateway.data(
        """query ($vendors: [Vendor!], $count: Int!) {
             meetings(first: $count, filter: {vendors: $vendors}) { nodes { id } } }""",
        vendors=[vendor],
        count=count,
    )
    return [row["id"] for row in found["meetings"]["nodes"]]


@pytest.mark.parametrize("vendor", ONE)
async def test_a_meeting_under_ten_names_is_one_call(vendor: str, gateway: Gateway, world: World) -> None:
    [id] = await ids(gateway, vendor, 1)
    world.forget()
    await gateway.data(f"query ($id: ID!) {{ {TEN} }}", id=id)
    assert world.calls() == ONE[vendor]


@pytest.mark.parametrize("vendor", ONE)
async def test_node_nodes_and_meeting_of_one_id_are_one_call(
    vendor: str, gateway: Gateway, world: World
) -> None:
    [id] = await ids(gateway, vendor, 1)
    # How long the pages of VSee's rooms get is seen once a process.
    await gateway.data("{ rooms(first: 1, filter: {vendors: VSEE}) { nodes { id } } }")
    world.forget()
    await gateway.data(
        """query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id, $id]) { id }
             meeting(id: $id) { title room { name meeting { title } } } }""",
        id=id,
    )
    expected = dict(ONE[vendor])
    if vendor == "VSEE":
        # A visit names its room by an id that no call takes: the rooms are read to learn it.
        expected |= {"VSEE /rooms": 1, "VSEE /rooms/*": 10}
    assert world.calls() == expected


COLD = """{ meetings(first: 100, filter: {vendors: ENABLEX}) { nodes { id } pageInfo { hasNextPage } }
            rooms(first: 100, filter: {vendors: VSEE}) { nodes { id } pageInfo { hasNextPage } } }"""


async def test_a_process_looks_once_behind_a_short_first_page_for_all_that_begins_at_once(
    gateway: Gateway, world: World
) -> None:
    world.forget()
    for vendor in ("ENABLEX", "VSEE"):
        world.fail(vendor, delay_seconds=0.3)
    answers = await asyncio.gather(*(gateway.data(COLD) for _ in range(10)))
    assert not any(answer[root]["pageInfo"]["hasNextPage"] for answer in answers for root in answer)
    assert world.calls() == {"ENABLEX /meetings": 1 + 1, "VSEE /rooms": 1 + 1}


async def test_pages_that_a_vendor_cuts_are_looked_behind_once(gateway: Gateway, world: World) -> None:
    world.switch("ENABLEX", page_length_cap=7)
    await gateway.data("{ meetings(first: 5, filter: {vendors: ENABLEX}) { nodes { id } } }")
    world.forget()
    for _ in range(3):
        await gateway.data("{ meetings(first: 5, filter: {vendors: ENABLEX}) { nodes { id } } }")
    assert world.calls() == {"ENABLEX /meetings": 3}


# What fifty things by their ids cost: their list's pages, and by the field that no list carries a call for each.
MANY = {
    "Telecomx' meetings": (
        "meeting",
        "TELECOMX",
        "title pins { participant }",
        {"TELECOMX /flexcare/videochat/meetings": 1},
    ),
    "VConnct's meetings": ("meeting", "VCONNCT", "title", {"VCONNCT /list_meetings": 1}),
    "VSee's meetings": ("meeting", "VSEE", "title", {"VSEE /visits": 1}),
    "EnableX' meetings": (
        "meeting",
        "ENABLEX",
        "title vendorState pins { moderator }",
        {"ENABLEX /meetings": 2},
    ),
    "EnableX' meetings with invitees": (
        "meeting",
        "ENABLEX",
        "title invitees { emails }",
        {"ENABLEX /meetings/*": 50},
    ),
    "Telecomx' rooms": ("room", "TELECOMX", "name", {"TELECOMX /flexcare/videochat/meetings": 1}),
    "VConnct's rooms": ("room", "VCONNCT", "name", {"VCONNCT /list_meetings": 1}),
    "VSee's rooms": ("room", "VSEE", "name slug", {"VSEE /rooms": 1}),
    "VSee's rooms with what their list lacks": ("room", "VSEE", "name isOpen", {"VSEE /rooms/*": 50}),
    "Telecomx' tablets": ("device", "TELECOMX", "name barcode", {"TELECOMX /iptv/device": 1}),
}


@pytest.mark.parametrize("case", MANY.values(), ids=MANY)
@pytest.mark.parametrize("root", ["nodes", "_entities"])
async def test_many_things_by_their_ids_cost_what_their_list_costs(
    case: tuple[str, str, str, dict[str, int]], root: str, gateway: Gateway, world: World
) -> None:
    world.seed(5)
    kind, vendor, fields, cost = case
    chosen = "" if kind == "device" else f", filter: {{vendors: {vendor}}}"
    listed = await gateway.data(f"{{ {kind}s(first: 50{chosen}) {{ nodes {{ id {fields} }} }} }}")
    rows = listed[f"{kind}s"]["nodes"]
    type = kind.title()
    world.forget()
    if root == "nodes":
        found = await gateway.data(
            f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type} {{ id {fields} }} }} }}",
            ids=[row["id"] for row in rows],
        )
    else:
        found = await gateway.data(
            f"query ($r: [_Any!]!) {{ _entities(representations: $r) {{ ... on {type} {{ id {fields} }} }} }}",
            r=[{"__typename": type, "id": row["id"]} for row in rows],
        )
    assert found[root] == rows
    assert world.calls() == cost


async def test_180_references_of_enablex_are_four_calls(gateway: Gateway, world: World) -> None:
    world.seed(15)
    everything: list[str] = []
    page: dict[str, Any] = {"endCursor": None, "hasNextPage": True}
    while page["hasNextPage"]:
        found = await gateway.data(
            """query ($after: String) { meetings(first: 100, after: $after, filter: {vendors: ENABLEX}) {
                 nodes { id } pageInfo { endCursor hasNextPage } } }""",
            after=page["endCursor"],
        )
        everything += [row["id"] for row in found["meetings"]["nodes"]]
        page = found["meetings"]["pageInfo"]
    wanted = everything[-180:]
    world.forget()
    found = await gateway.data(
        """query ($r: [_Any!]!) { _entities(representations: $r) {
             ... on Meeting { id title startsAt state vendorState pins { moderator } joinLinks { url } } } }""",
        r=[{"__typename": "Meeting", "id": id} for id in wanted],
    )
    assert [row["id"] for row in found["_entities"]] == wanted
    assert world.calls() == {"ENABLEX /meetings": 4}


async def test_the_list_and_its_rows_by_id_share_a_vendors_only_call(gateway: Gateway, world: World) -> None:
    [id] = await ids(gateway, "VCONNCT", 1)
    world.forget()
    await gateway.data(
        """query ($id: ID!) { meetings(filter: {vendors: VCONNCT}) { nodes { title } }
             rooms(filter: {vendors: VCONNCT}) { nodes { name } } meeting(id: $id) { title } }""",
        id=id,
    )
    assert world.calls() == {"VCONNCT /list_meetings": 1}


async def test_the_answer_counts_the_calls_that_the_vendors_saw(gateway: Gateway, world: World) -> None:
    world.forget()
    answer = await gateway.ask(
        "{ meetings(first: 50) { nodes { title sessions { nodes { startedAt } } polls { question } } } }"
    )
    counted = {row["vendor"]: row["calls"] for row in answer["extensions"]["vendors"]}
    seen = {name: len(world.seen(name)) for name in counted}
    seen["TELECOMX"] -= 1  # the login belongs to no operation
    assert counted == seen
