"""To a tenant, an id of another tenant is as one that never existed: in code, words, calls and cost."""

import asyncio

import pytest
from graphql import build_schema, get_named_type, parse, validate

from graph.schema.build import build
from graph.schema.input_fields import inputs_of
from models.ids import decode
from tests.support.clinics import SOUTH, Clinic
from tests.support.foreign_ids import a_command, asked, given, has_all, never, questions
from tests.support.gateway import Answer
from tests.support.id_operations import ALL, BY_VENDOR_ID, ENTITIES, OPERATIONS, WITH_OWN, IdOperation
from tests.support.world import World

_SCHEMA = build_schema(build().as_str(), assume_valid=True)


async def test_another_tenants_id_is_as_one_that_never_existed(clinics: tuple[Clinic, Clinic]) -> None:
    north, south = clinics
    different, compared = [], 0
    for each in await questions(south, north):
        # What is asked of an account only once, such as its plan, is known afterwards.
        await asked(south, each.operation, never(each.absent, {each.absent, each.foreign}), each.own)
        one = await asked(south, each.operation, each.foreign, each.own)
        other = await asked(south, each.operation, each.absent, each.own)
        compared += 1
        assert "INTERNAL" not in one, (each.place, one)
        if one != other:
            different.append((each.place, decode(each.foreign, SOUTH), one, other))
    assert different == []
    assert compared > 130


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
            await asyncio.sleep(0.05)
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


@pytest.mark.parametrize("operation", ALL.values(), ids=ALL.keys())
def test_what_is_asked_is_an_operation_of_the_schema(operation: IdOperation) -> None:
    """An answer that only says what is wrong with the document would be equal for every id."""
    assert validate(_SCHEMA, parse(operation.text)) == []


async def test_who_has_a_thing_is_shown_it(clinics: tuple[Clinic, Clinic]) -> None:
    """What another tenant is not shown is really there: by its vendor's id, and as a router's reference."""
    north, south = clinics
    shown: set[str] = set()
    for each in await questions(south, north):
        if each.place in {**BY_VENDOR_ID, **ENTITIES}:
            text, variables = given(each.operation, each.foreign, each.own)
            found = (await north.ask(text, **variables))["data"]
            if found and next(iter(found.values())) not in (None, [], [None]):
                shown.add(each.place)
    assert shown >= {f"Query.{name}(by:)" for name in ("meeting", "room")}
    assert shown >= {f"Query._entities({name})" for name in ("Meeting", "Room", "Command")}


def test_every_field_that_takes_an_id_is_asked() -> None:
    taking = {place for place, given in inputs_of(_SCHEMA) if get_named_type(given.type).name == "ID"}
    assert taking - {*OPERATIONS, *WITH_OWN} == set()
