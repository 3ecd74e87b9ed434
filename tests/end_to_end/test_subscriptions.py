"""What changes at a vendor reaches those who follow it, and the vendor is asked once for all of them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from graph.serving.process import demo
from models.account import DEFAULT_TENANT
from models.ids import Key, Kind, decode
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.gateway import Gateway, Place
from tests.support.streams import PATIENCE, Client, an_initialised_client
from tests.support.world import World

QUEUE = "subscription ($id: ID!) { roomQueue(id: $id) { id queue { length waitSeconds } } }"
STATE = "subscription ($id: ID!) { meetingState(id: $id) { state vendorState title } }"
NOOR = a_key(Kind.ROOM, Vendor.VSEE, ("noor1",)).encoded()
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
    room = told["data"]["roomQueue"]
    assert room["id"] == NOOR
    return room["queue"]


async def refusal(client: Client) -> dict[str, Any]:
    """The only error of an operation that ends with it."""
    message = await client.receive()
    assert message["type"] == "error", message
    [error] = message["payload"]
    found: dict[str, Any] = error
    return found


def book(world: World, **more: Any) -> str:
    booked: str = world.hook(
        "TELECOMX",
        "book",
        **{
            "subject": "Before",
            "start": "2031-01-05T09:00:00+00:00",
            "end": "2031-01-05T10:00:00+00:00",
            **more,
        },
    )["_id"]
    return booked


def telecomx(booked: str) -> str:
    return a_key(Kind.MEETING, Vendor.TELECOMX, (booked,)).encoded()


async def looked_at(world: World, vendor: str, *, times: int) -> None:
    """Waits until a vendor was asked so often again."""
    before = len(world.seen(vendor))
    async with asyncio.timeout(PATIENCE):
        while len(world.seen(vendor)) < before + times:  # noqa: ASYNC110 - a simulator tells nobody when it is asked
            await asyncio.sleep(0.02)


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
                lengths.append(json.loads(line[5:])["data"]["roomQueue"]["queue"]["length"])
                if len(lengths) == 2:
                    break
                world.hook("VSEE", "set_queue", room="noor1", length=41)
    assert lengths[0] != lengths[1] == 41


async def test_a_meeting_is_told_as_it_is_and_when_its_state_changes(gateway: Gateway, world: World) -> None:
    booked = book(world)
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(STATE, variables={"id": telecomx(booked)})
        before = (await payload(client))["data"]["meetingState"]
        world.hook("TELECOMX", "set_state", meeting=booked, state="PROVISION_PROBLEMS")
        after = (await payload(client))["data"]["meetingState"]
    assert before["vendorState"] != after["vendorState"] == "PROVISION_PROBLEMS"
    assert before["title"] == after["title"]


async def test_thirty_who_follow_a_queue_cost_no_more_than_one(gateway: Gateway, world: World) -> None:
    async with AsyncExitStack() as opened:
        clients = [await opened.enter_async_context(an_initialised_client(gateway.port)) for _ in range(10)]
        world.forget()
        for client in clients:
            for id in ("1", "2", "3"):
                await client.subscribe(QUEUE, id, variables={"id": NOOR})
                await queue(client)
        world.hook("VSEE", "set_queue", room="noor1", length=40)
        for client in clients:
            assert [(await queue(client))["length"] for _ in range(3)] == [40, 40, 40]
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


async def test_a_meeting_that_is_removed_is_null_and_the_end(gateway: Gateway, world: World) -> None:
    booked = book(world)
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(STATE, variables={"id": telecomx(booked)})
        assert (await payload(client))["data"]["meetingState"] is not None
        world.hook("TELECOMX", "remove_meeting", meeting=booked)
        assert (await payload(client))["data"]["meetingState"] is None
        assert (await client.receive())["type"] == "complete"


# What can never be told


NOWHERE = "65f000000000000000000fff"
COMMANDS = "subscription ($id: ID!) { meetingCommands(id: $id) { state } }"
OF_DEVICE = "subscription ($id: ID!) { deviceCommands(id: $id) { state } }"
STATUS = "subscription ($id: ID!) { commandStatus(id: $id) { state } }"


@pytest.mark.parametrize(
    ("query", "field", "key"),
    [
        (QUEUE, "roomQueue", a_key(Kind.ROOM, Vendor.VSEE, ("nowhere",))),
        (STATE, "meetingState", a_key(Kind.MEETING, Vendor.TELECOMX, (NOWHERE,))),
        (STATE, "meetingState", a_key(Kind.MEETING, Vendor.VCONNCT, ("nowhere",))),
        (COMMANDS, "meetingCommands", a_key(Kind.MEETING, Vendor.TELECOMX, (NOWHERE,))),
        (OF_DEVICE, "deviceCommands", a_key(Kind.DEVICE, Vendor.TELECOMX, (NOWHERE,))),
        (STATUS, "commandStatus", a_key(Kind.COMMAND, Vendor.TELECOMX, (NOWHERE, NOWHERE, "cmd_1"))),
    ],
)
async def test_what_is_not_there_ends_with_not_found(
    gateway: Gateway, query: str, field: str, key: Key
) -> None:
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(query, variables={"id": key.encoded()})
        error = await refusal(client)
    assert (error["extensions"]["code"], error["path"]) == ("NOT_FOUND", [field])


@pytest.mark.parametrize(
    ("query", "key", "capability"),
    [
        (QUEUE, a_key(Kind.ROOM, Vendor.ENABLEX, ("anything",)), "READ_QUEUE"),
        (COMMANDS, a_key(Kind.MEETING, Vendor.ENABLEX, ("mtg-0005",)), "SEND_COMMANDS"),
        (OF_DEVICE, a_key(Kind.DEVICE, Vendor.VSEE, ("1",)), "SEND_COMMANDS"),
    ],
)
async def test_what_a_vendor_does_not_have_ends_with_what_it_lacks(
    gateway: Gateway, world: World, query: str, key: Key, capability: str
) -> None:
    world.forget()
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(query, variables={"id": key.encoded()})
        told = (await refusal(client))["extensions"]
    assert (told["code"], told["vendor"], told["capability"]) == (
        "BAD_USER_INPUT",
        key.vendor.value,
        capability,
    )
    assert not world.calls()


@pytest.mark.parametrize(
    ("query", "id"),
    [
        (QUEUE, "nonsense"),
        (QUEUE, a_key(Kind.MEETING, Vendor.VSEE, ("1",)).encoded()),
        (STATE, NOOR),
        (COMMANDS, NOOR),
        (OF_DEVICE, NOOR),
        (STATUS, NOOR),
    ],
)
async def test_an_id_of_nothing_of_the_kind_is_the_callers_mistake(
    gateway: Gateway, query: str, id: str
) -> None:
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(query, variables={"id": id})
        error = await refusal(client)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert len(error["path"]) == 1


async def test_a_vendor_that_is_not_configured_ends_a_subscription(place: Place, world: World) -> None:
    settings = demo.settings(0, world.first_port).model_copy(update={"vsee": None})
    async with place.opened(settings) as gateway, an_initialised_client(gateway.port) as client:
        await client.subscribe(QUEUE, variables={"id": NOOR})
        error = await refusal(client)
    assert (error["extensions"]["code"], error["message"]) == (
        "BAD_USER_INPUT",
        "This gateway has no account at VSee.",
    )


@pytest.mark.parametrize("arguments", ["", "ids: []", 'id: "a", ids: ["a"]', 'id: "a", meetingId: "a"'])
async def test_commands_are_followed_by_one_argument(gateway: Gateway, arguments: str) -> None:
    given = f"({arguments})" if arguments else ""
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(f"subscription {{ meetingCommands{given} {{ state }} }}")
        error = await refusal(client)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_commands_of_a_vendor_that_fails_are_told_with_its_failure(
    gateway: Gateway, world: World
) -> None:
    world.fail("TELECOMX", path="*/flexcare/videochat/meetings/*", status=503)
    id = a_key(Kind.MEETING, Vendor.TELECOMX, (NOWHERE,)).encoded()
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(COMMANDS, variables={"id": id})
        told = await payload(client)
        assert told["data"] == {"meetingCommands": None}
        [error] = told["errors"]
        assert (error["extensions"]["code"], error["extensions"]["retryable"]) == (
            "VENDOR_UNREACHABLE",
            True,
        )
        world.heal("TELECOMX")
        assert (await refusal(client))["extensions"]["code"] == "NOT_FOUND"


# The end of a meeting


async def test_a_meeting_that_has_ended_is_told_and_the_end(gateway: Gateway, world: World) -> None:
    booked = book(world)
    world.hook("TELECOMX", "set_state", meeting=booked, state="CLOSED")
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(STATE, variables={"id": telecomx(booked)})
        assert (await payload(client))["data"]["meetingState"]["state"] == "ENDED"
        assert (await client.receive())["type"] == "complete"


async def test_a_meeting_that_is_taken_back_here_is_told_as_cancelled_and_the_end(
    gateway: Gateway, world: World
) -> None:
    upcoming = "{ meetings(first: 1, filter: {vendors: ENABLEX, states: [SCHEDULED]}) { nodes { id } } }"
    meeting = (await gateway.data(upcoming))["meetings"]["nodes"][0]["id"]
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(STATE, variables={"id": meeting})
        before = (await payload(client))["data"]["meetingState"]
        cancel = "mutation ($id: ID!) { cancelMeeting(input: {meeting: $id}) { problems { message } } }"
        assert (await gateway.data(cancel, id=meeting))["cancelMeeting"]["problems"] == []
        after = (await payload(client))["data"]["meetingState"]
        assert (after["state"], after["title"]) == ("CANCELLED", before["title"])
        assert (await client.receive())["type"] == "complete"


# What else changes


async def test_a_meeting_that_is_moved_and_renamed_is_told_once(gateway: Gateway, world: World) -> None:
    booked = book(world)
    query = "subscription ($id: ID!) { meetingState(id: $id) { state title startsAt durationMinutes } }"
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(query, variables={"id": telecomx(booked)})
        before = (await payload(client))["data"]["meetingState"]
        world.hook(
            "TELECOMX",
            "reschedule",
            meeting=booked,
            subject="After",
            start="2031-01-06T09:00:00+00:00",
            end="2031-01-06T09:30:00+00:00",
        )
        after = (await payload(client))["data"]["meetingState"]
        assert after == {
            "state": before["state"],
            "title": "After",
            "startsAt": "2031-01-06T09:00:00.000Z",
            "durationMinutes": 30,
        }
        # Whatever else is told, this is the next: nothing comes twice.
        await looked_at(world, "TELECOMX", times=3)
        world.hook("TELECOMX", "set_state", meeting=booked, state="STARTED")
        assert (await payload(client))["data"]["meetingState"]["state"] == "RUNNING"


# Many in one

STATES = "subscription ($ids: [ID!]!) { meetingStates(ids: $ids) { id title state } }"
QUEUES = "subscription ($ids: [ID!]!) { roomQueues(ids: $ids) { id queue { length } } }"


async def test_many_meetings_are_told_in_one_and_a_bad_id_costs_itself(
    gateway: Gateway, world: World
) -> None:
    booked = [telecomx(book(world, subject=f"No. {number}")) for number in range(5)]
    bad = ["nonsense", NOOR, telecomx(NOWHERE)]
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(STATES, variables={"ids": [*bad, *booked, booked[0]]})
        told = [await payload(client) for _ in range(8)]
        codes = {
            error["extensions"]["id"]: (error["extensions"]["code"], error["path"])
            for event in told
            for error in event.get("errors", ())
        }
        assert codes == {
            "nonsense": ("BAD_USER_INPUT", ["meetingStates"]),
            NOOR: ("BAD_USER_INPUT", ["meetingStates"]),
            telecomx(NOWHERE): ("NOT_FOUND", ["meetingStates"]),
        }
        shown = [event["data"]["meetingStates"] for event in told if event["data"]["meetingStates"]]
        assert {each["id"]: each["title"] for each in shown} == {
            id: f"No. {number}" for number, id in enumerate(booked)
        }
        world.hook("TELECOMX", "remove_meeting", meeting=decode(booked[3], DEFAULT_TENANT).parts[0])
        gone = await payload(client)
        [error] = gone["errors"]
        assert (error["extensions"]["id"], error["extensions"]["code"]) == (booked[3], "NOT_FOUND")
        world.hook(
            "TELECOMX", "set_state", meeting=decode(booked[4], DEFAULT_TENANT).parts[0], state="STARTED"
        )
        assert (await payload(client))["data"]["meetingStates"]["id"] == booked[4]


@pytest.mark.parametrize(
    ("vendor", "scale", "calls"), [("VCONNCT", 20, 1), ("VSEE", 20, 1), ("TELECOMX", 20, 2)]
)
async def test_a_hundred_are_followed_in_one_message_and_cost_few_calls(
    place: Place, world: World, vendor: str, scale: int, calls: int
) -> None:
    world.seed(scale, [vendor])
    # So that nobody is asked twice.
    settings = demo.settings(0, world.first_port).model_copy(
        update={"poll_seconds": 1000.0, "poll_seconds_at_rest": 1000.0}
    )
    async with place.opened(settings) as gateway, an_initialised_client(gateway.port) as client:
        query = f"{{ meetings(first: 100, filter: {{vendors: {vendor}}}) {{ nodes {{ id }} }} }}"
        ids = [each["id"] for each in (await gateway.data(query))["meetings"]["nodes"]]
        assert len(ids) == 100
        world.forget()
        await client.subscribe(STATES, variables={"ids": ids})
        told = [(await payload(client))["data"]["meetingStates"]["id"] for _ in ids]
    assert set(told) == set(ids)
    assert len(world.seen(vendor)) <= calls, world.calls()


async def test_a_hundred_meetings_of_enablex_cost_a_few_pages_a_look(gateway: Gateway, world: World) -> None:
    world.seed(10, ["ENABLEX"])
    of_today = "first: 100, filter: {vendors: ENABLEX, states: [RUNNING, SCHEDULED]}"
    rows = (await gateway.data(f"{{ meetings({of_today}) {{ nodes {{ id }} }} }}"))["meetings"]["nodes"]
    ids = [row["id"] for row in rows]
    assert len(ids) == 100
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(STATES, variables={"ids": ids})
        assert {(await payload(client))["data"]["meetingStates"]["id"] for _ in ids} == set(ids)
        world.forget()
        await looked_at(world, "ENABLEX", times=12)
        seen = world.seen("ENABLEX")
        assert set(world.calls()) == {"ENABLEX /meetings"}
        looks = sum(entry["query"]["stage"] == "current" for entry in seen)
        assert len(seen) <= 5 * (looks + 1), seen
        renamed = 'mutation ($id: ID!) { updateMeeting(input: {meeting: $id, title: "Moved"}) { problems { code } } }'
        assert (await gateway.data(renamed, id=ids[50]))["updateMeeting"]["problems"] == []
        told = (await payload(client))["data"]["meetingStates"]
        assert (told["id"], told["title"]) == (ids[50], "Moved")


async def test_where_nothing_can_be_followed_many_end(gateway: Gateway) -> None:
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(QUEUES, variables={"ids": ["nonsense", "nonsense"]})
        assert len((await payload(client))["errors"]) == 1
        assert (await client.receive())["type"] == "complete"


@pytest.mark.parametrize("ids", [[], [NOOR] * 101])
async def test_many_are_one_to_a_hundred(gateway: Gateway, ids: list[str]) -> None:
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(QUEUES, variables={"ids": ids})
        error = await refusal(client)
    assert (error["extensions"]["code"], error["path"]) == ("BAD_USER_INPUT", ["roomQueues"])


async def test_queues_of_several_rooms_are_told_apart(gateway: Gateway, world: World) -> None:
    rooms = (await gateway.data("{ rooms(first: 3, filter: {vendors: VSEE}) { nodes { id code } } }"))[
        "rooms"
    ]
    ids = {room["code"]: room["id"] for room in rooms["nodes"]}
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(QUEUES, variables={"ids": list(ids.values())})
        first = [(await payload(client))["data"]["roomQueues"]["id"] for _ in ids]
        assert sorted(first) == sorted(ids.values())
        for number, code in enumerate(ids):
            world.hook("VSEE", "set_queue", room=code, length=30 + number)
            told = (await payload(client))["data"]["roomQueues"]
            assert told == {"id": ids[code], "queue": {"length": 30 + number}}


async def test_the_room_of_a_queue_shows_itself_as_it_is(gateway: Gateway, world: World) -> None:
    query = "subscription ($id: ID!) { roomQueue(id: $id) { id code name isOpen queue { length } } }"
    room = await gateway.data("query ($id: ID!) { room(id: $id) { id code name isOpen } }", id=NOOR)
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(query, variables={"id": NOOR})
        told = (await payload(client))["data"]["roomQueue"]
    assert {name: told[name] for name in room["room"]} == room["room"]


async def test_the_queue_alone_costs_no_call_for_the_room(gateway: Gateway, world: World) -> None:
    world.forget()
    async with an_initialised_client(gateway.port) as client:
        await client.subscribe(QUEUE, variables={"id": NOOR})
        await queue(client)
        world.hook("VSEE", "set_queue", room="noor1", length=17)
        assert (await queue(client))["length"] == 17
    assert set(world.calls()) == {QUEUE_CALL}
