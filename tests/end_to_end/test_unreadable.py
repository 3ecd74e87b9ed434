"""What this API stores and cannot read costs what it was about, as a client meets it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from tests.end_to_end.test_mutations import AT_VCONNCT, KEY, PROBLEMS, SCHEDULE, scheduled, writes
from tests.support.gateway import Gateway, codes
from tests.support.world import World

LIST = """{ meetings(first: 100, filter: {vendors: [VCONNCT]}) {
  nodes { id startsAt } unavailable { vendor missing count code retryable } } }"""


@pytest.fixture
async def database(mongodb: str) -> AsyncIterator[Any]:
    """The gateway's database, past the gateway."""
    async with AsyncMongoClient[dict[str, Any]](mongodb) as client:
        yield client["test"]


@pytest.mark.parametrize(
    "garbled",
    [
        {"facts": 7},
        {"account": "NOBODY"},
        {"saved_at": "yesterday"},
        {"schemaVersion": 99},
        {"facts": {"starts_at": {"a": 1}, "duration_minutes": "x"}},
    ],
    ids=str,
)
async def test_a_meeting_of_which_nothing_can_be_read_hides_no_other(
    gateway: Gateway, database: Any, garbled: dict[str, Any]
) -> None:
    one, other = [await scheduled(gateway, AT_VCONNCT, title=title) for title in ("One", "Other")]
    id = f"default/VCONNCT:{one['vendorId']}"
    assert (await database.remembered.update_one({"_id": id}, {"$set": garbled})).modified_count
    answer = await gateway.ask(LIST)
    assert "errors" not in answer
    rows = {row["id"]: row["startsAt"] for row in answer["data"]["meetings"]["nodes"]}
    assert (rows[one["id"]], rows[other["id"]]) == (None, "2090-02-01T09:30:00.000Z")
    assert answer["data"]["meetings"]["unavailable"] == [
        {
            "vendor": "VCONNCT",
            "missing": "KEPT_FACTS",
            "count": 1,
            "code": "SERVICE_UNAVAILABLE",
            "retryable": False,
        }
    ]
    by_id = await gateway.ask(f'{{ meeting(id: "{one["id"]}") {{ title startsAt }} }}')
    assert by_id["data"]["meeting"] == {"title": "One", "startsAt": None}
    ready = (await gateway.client.get(gateway.url.replace("/graphql", "/readyz"))).json()
    assert ready["unreadable"] == {"remembered": 1}
    assert await database.remembered.count_documents({}) == 2


@pytest.mark.parametrize(
    "garbled",
    [{"result": b"x"}, {"result": 7}, {"state": "?"}, {"claimed_at": None}, {"schemaVersion": 99}],
    ids=str,
)
async def test_a_receipt_that_cannot_be_read_says_so_and_writes_nothing_again(
    gateway: Gateway, world: World, database: Any, garbled: dict[str, Any]
) -> None:
    input = {**AT_VCONNCT, "idempotencyKey": KEY}
    assert (await gateway.data(SCHEDULE, input=input))["scheduleMeeting"]["problems"] == []
    await database.idempotency.update_one({}, {"$set": garbled})
    before = await database.idempotency.find().to_list()
    answer = (await gateway.data(SCHEDULE, input=input))["scheduleMeeting"]
    [problem] = answer["problems"]
    assert (answer["meeting"], problem["__typename"], problem["outcome"], problem["retryable"]) == (
        *(None, "VendorUnavailable", "UNKNOWN"),
        False,
    )
    assert "cannot be read" in problem["message"]
    assert len(writes(world, "VCONNCT")) == 1
    assert await database.idempotency.find().to_list() == before


SEND = f"""mutation($input: SendDeviceCommandInput!) {{ sendDeviceCommand(input: $input) {{
  commands {{ id state }} {PROBLEMS} }} }}"""
RUNNING = """{ meetings(first: 1, filter: {vendors: [TELECOMX], states: [RUNNING]}) {
  nodes { id devices { device { id } } } } }"""


async def test_a_command_that_cannot_be_read_is_told_alone(gateway: Gateway, database: Any) -> None:
    [meeting] = (await gateway.data(RUNNING))["meetings"]["nodes"]
    device = meeting["devices"][0]["device"]["id"]
    wanted = {"meeting": meeting["id"], "devices": [device], "type": "SET_VOLUME", "volume": 3}
    made = []
    for volume in (3, 4):
        told = (await gateway.data(SEND, input={**wanted, "volume": volume}))["sendDeviceCommand"]
        assert told["problems"] == []
        made.append(told["commands"][0]["id"])
    row = (await database.commands.find().sort("sequence", 1).to_list())[0]
    await database.commands.update_one({"_id": row["_id"]}, {"$set": {"history": 7}})
    answer = await gateway.ask(
        f'{{ a: command(id: "{made[0]}") {{ id }} b: command(id: "{made[1]}") {{ id }} }}'
    )
    assert (answer["data"]["a"], answer["data"]["b"]) == (None, {"id": made[1]})
    assert codes(answer) == ["SERVICE_UNAVAILABLE"]
    listed = await gateway.ask(f'{{ commands(meeting: "{meeting["id"]}", first: 50) {{ nodes {{ id }} }} }}')
    ids = [node["id"] for node in listed["data"]["commands"]["nodes"]]
    assert made[1] in ids
    assert made[0] not in ids
