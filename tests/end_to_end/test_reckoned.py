"""A meeting of EnableX whose people stay past its planned end, as its vendor's two calls show it."""

from typing import Any

import pytest

from tests.support.gateway import Gateway
from tests.support.world import World

STANDING = "state stateIsReckoned"
BY_ID = "query ($id: ID!) { meeting(by: {id: $id}) { %s } }"


@pytest.fixture
async def meeting(gateway: Gateway, world: World) -> dict[str, Any]:
    """A meeting that runs on."""
    found = await gateway.data(
        "{ meetings(first: 100, filter: {vendors: ENABLEX, states: ENDED}) { nodes { id vendorId } } }"
    )
    row: dict[str, Any] = found["meetings"]["nodes"][-1]
    world.hook("ENABLEX", "run_on", meeting_id=row["vendorId"])
    return row


async def test_the_state_and_the_vendors_word_beside_it_never_contradict(
    gateway: Gateway, world: World, meeting: dict[str, Any]
) -> None:
    world.forget()
    found = await gateway.data(BY_ID % f"{STANDING} vendorState", id=meeting["id"])
    assert found["meeting"] == {"state": "RUNNING", "stateIsReckoned": False, "vendorState": "current"}
    assert world.calls()["ENABLEX /meetings/*"] == 1


async def test_a_list_of_the_same_operation_says_it_for_the_call_for_one(
    gateway: Gateway, world: World, meeting: dict[str, Any]
) -> None:
    query = f"""query ($id: ID!) {{
      meeting(by: {{id: $id}}) {{ {STANDING} }}
      meetings(filter: {{vendors: ENABLEX, states: RUNNING}}) {{ nodes {{ id {STANDING} }} }} }}"""
    found = await gateway.data(query, id=meeting["id"])
    assert found["meeting"] == {"state": "RUNNING", "stateIsReckoned": False}
    assert {"id": meeting["id"], **found["meeting"]} in found["meetings"]["nodes"]
