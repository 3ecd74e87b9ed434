"""Anything can be fetched again by its id, alone, beside others, and by a router."""

from typing import Any

import pytest
from graphql import parse

from models.ids import Identified, Key, Kind
from models.vendor import Vendor
from tests.support.builders import (
    a_command,
    a_device,
    a_failure,
    a_meeting,
    a_meeting_device,
    a_poll,
    a_provider,
    a_room,
    a_session,
)
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import ask, data, errors

COMMAND = a_command()
THINGS: list[Identified] = [
    a_meeting(title="A"),
    a_room(),
    a_device(),
    a_meeting_device(commands=(COMMAND,)),
    a_session(vendor=Vendor.TELECOMX),
    a_poll(vendor=Vendor.TELECOMX),
    a_provider(vendor=Vendor.TELECOMX),
]
EVERYTHING = [*THINGS, COMMAND]
MEETING = THINGS[0]


def a_vendor() -> FakeVendor:
    return FakeVendor(Vendor.TELECOMX, *THINGS)


@pytest.mark.parametrize("thing", EVERYTHING, ids=lambda thing: thing.key.kind.value)
async def test_every_kind_of_thing_is_found_by_its_id(thing: Identified) -> None:
    found = await data("query($id: ID!) { node(id: $id) { __typename id } }", [a_vendor()], {"id": thing.id})
    assert found["node"] == {"__typename": thing.key.kind.value, "id": thing.id}


async def test_a_nodes_own_fields_are_read_behind_a_fragment() -> None:
    query = "query($id: ID!) { node(id: $id) { ... on Meeting { title } ... on Room { name } } }"
    assert (await data(query, [a_vendor()], {"id": MEETING.id}))["node"] == {"title": "A"}


@pytest.mark.parametrize("thing", EVERYTHING, ids=lambda thing: thing.key.kind.value)
async def test_what_no_vendor_knows_is_null(thing: Identified) -> None:
    found = await data(
        "query($id: ID!) { node(id: $id) { id } }", [FakeVendor(Vendor.TELECOMX)], {"id": thing.id}
    )
    assert found["node"] is None


@pytest.mark.parametrize("id", ["", "x", "MTpNZWV0aW5nOlZTRUU6bTE=", "\0"])
async def test_a_malformed_id_is_the_callers_mistake(id: str) -> None:
    (error,) = await errors("query($id: ID!) { node(id: $id) { id } }", [a_vendor()], {"id": id})
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_an_id_of_a_vendor_without_an_account_is_the_callers_mistake() -> None:
    (error,) = await errors("query($id: ID!) { node(id: $id) { id } }", [], {"id": MEETING.id})
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"


async def test_nodes_come_in_the_order_of_their_ids() -> None:
    ids = [thing.id for thing in reversed(EVERYTHING)]
    found = await data(NODES, [a_vendor()], {"ids": ids})
    assert [node["id"] for node in found["nodes"]] == ids


async def test_one_bad_id_leaves_the_other_nodes() -> None:
    result = await ask(NODES, [a_vendor()], {"ids": [MEETING.id, "bad", THINGS[1].id]})
    assert result.data == {"nodes": [{"id": MEETING.id}, None, {"id": THINGS[1].id}]}
    assert [error.path for error in result.errors or ()] == [["nodes", 1]]


async def test_one_node_that_fails_leaves_the_others() -> None:
    vendor = a_vendor()
    vendor.failing["rooms"] = a_failure()
    result = await ask(NODES, [vendor], {"ids": [THINGS[1].id, MEETING.id]})
    assert result.data == {"nodes": [None, {"id": MEETING.id}]}


async def test_nodes_of_one_kind_are_one_call() -> None:
    meetings = [a_meeting(f"m{number}") for number in range(5)]
    vendor = FakeVendor(Vendor.TELECOMX, *meetings)
    await data(NODES, [vendor], {"ids": [meeting.id for meeting in meetings]})
    assert vendor.asked("meetings") == [tuple(meeting.key for meeting in meetings)]


async def test_too_many_ids_are_refused() -> None:
    (error,) = await errors(NODES, [a_vendor()], {"ids": [MEETING.id] * 101})
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


# What a federation router asks

ENTITIES = """
query($these: [_Any!]!) {
  _entities(representations: $these) { __typename ... on Meeting { title } ... on Room { id } }
}
"""
TITLED = {"__typename": "Meeting", "title": "A"}

BAD = {
    "unknown type": {"__typename": "Nothing", "id": MEETING.id},
    "no entity": {"__typename": "RoomQueue", "id": THINGS[5].id},
    "the type of the union": {"__typename": "_Entity", "id": MEETING.id},
    "another type": {"__typename": "Room", "id": MEETING.id},
    "malformed id": {"__typename": "Meeting", "id": "x"},
    "id of another shape": {"__typename": "Meeting", "id": 5},
    "null id": {"__typename": "Meeting", "id": None},
    "no id": {"__typename": "Meeting"},
    "no type": {"id": MEETING.id},
    "type of another shape": {"__typename": ["Meeting"], "id": MEETING.id},
    "nothing": {},
    "no object": "Meeting",
}


async def test_an_entity_is_found_by_its_representation() -> None:
    found = await data(ENTITIES, [a_vendor()], {"these": [{"__typename": "Meeting", "id": MEETING.id}]})
    assert found["_entities"] == [TITLED]


@pytest.mark.parametrize("thing", EVERYTHING, ids=lambda thing: thing.key.kind.value)
async def test_every_kind_of_thing_is_an_entity(thing: Identified) -> None:
    kind = thing.key.kind.value
    query = (
        f"query($r: [_Any!]!) {{ _entities(representations: $r) {{ ... on {kind} {{ __typename id }} }} }}"
    )
    found = await data(query, [a_vendor()], {"r": [{"__typename": kind, "id": thing.id}]})
    assert found["_entities"] == [{"__typename": kind, "id": thing.id}]


async def test_an_entity_that_no_vendor_knows_is_null() -> None:
    vendors = [FakeVendor(Vendor.TELECOMX)]
    found = await data(ENTITIES, vendors, {"these": [{"__typename": "Meeting", "id": MEETING.id}]})
    assert found["_entities"] == [None]


@pytest.mark.parametrize("representation", BAD.values(), ids=BAD)
async def test_a_bad_representation_costs_its_own_entry_only(representation: Any) -> None:
    good = {"__typename": "Meeting", "id": MEETING.id}
    result = await ask(ENTITIES, [a_vendor()], {"these": [good, representation, good]})
    assert result.data == {"_entities": [TITLED, None, TITLED]}
    assert [(error.path, (error.extensions or {})["code"]) for error in result.errors or ()] == [
        (["_entities", 1], "BAD_USER_INPUT")
    ]


async def test_all_bad_representations_together_leave_the_good_one() -> None:
    these = [*BAD.values(), {"__typename": "Meeting", "id": MEETING.id}]
    result = await ask(ENTITIES, [a_vendor()], {"these": these})
    assert result.data == {"_entities": [*[None] * len(BAD), TITLED]}


async def test_entities_of_one_type_are_one_call() -> None:
    meetings = [a_meeting(f"m{number}") for number in range(5)]
    vendor = FakeVendor(Vendor.TELECOMX, *meetings)
    these = [{"__typename": "Meeting", "id": meeting.id} for meeting in meetings]
    await data(ENTITIES, [vendor], {"these": these})
    assert len(vendor.calls) == 1


async def test_500_representations_are_answered_and_501_refused_in_words() -> None:
    good = {"__typename": "Meeting", "id": MEETING.id}
    found = await data(ENTITIES, [a_vendor()], {"these": [good] * 500})
    assert found["_entities"] == [TITLED] * 500
    vendor = a_vendor()
    (error,) = await errors(ENTITIES, [vendor], {"these": [good] * 501})
    assert error["message"] == "`representations` must hold at most 500 entries."
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert vendor.calls == []


async def test_the_subgraphs_schema_can_be_read() -> None:
    sdl = (await data("{ _service { sdl } }"))["_service"]["sdl"]
    assert "@key" in sdl
    assert parse(sdl).definitions


def test_every_kind_is_tried_here() -> None:
    assert {thing.key.kind for thing in EVERYTHING} == set(Kind)


def test_no_key_is_used_for_two_things() -> None:
    keys: list[Key] = [thing.key for thing in EVERYTHING]
    assert len(keys) == len(set(keys))
