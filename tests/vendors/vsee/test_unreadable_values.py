"""A value of a room that cannot be read is told once, at the room that lacks it."""

from typing import Any

import pytest

from models.account import DEFAULT_TENANT, first_account
from models.ids import Key, Kind
from models.vendor import Vendor
from tests.support.graph import ask

MEETING = Key(Kind.MEETING, first_account(DEFAULT_TENANT, Vendor.VSEE), ("826",)).encoded()


@pytest.fixture
def rooms(http: Any, body: Any) -> dict[str, Any]:
    """The bodies of the two rooms, whose subtitles cannot be read; a visit refers to the second one."""
    found = {}
    for code, id in (("room1_code", "172"), ("b4vjj", "171")):
        found[code] = body("room")
        found[code]["data"] |= {"code": code, "id": id, "subtitle": {"a": 1}}
        http.on(f"/rooms/{code}", found[code])
    return found


async def told(adapter: Any, query: str) -> list[tuple[Any, ...]]:
    result = await ask(query, [adapter])
    assert result.errors is None
    (vendor,) = (result.extensions or {})["vendors"]
    return [(each["path"], each["fields"], each["count"]) for each in vendor["missing"]]


async def test_it_is_told_once_however_many_fields_come_by_the_same_call(adapter: Any, rooms: Any) -> None:
    found = await told(adapter, "{ rooms { nodes { active description subtitle closedMessage } } }")
    assert found == [(["rooms", "nodes", 0], ["subtitle"], 1), (["rooms", "nodes", 1], ["subtitle"], 1)]


async def test_a_meetings_room_is_found_without_a_word_of_the_rooms_that_were_looked_at(
    adapter: Any, rooms: Any
) -> None:
    query = f'{{ meeting(id: "{MEETING}") {{ room {{ vendorId subtitle }} }} }}'
    assert await told(adapter, query) == [(["meeting", "room"], ["subtitle"], 1)]


async def test_a_room_whose_id_cannot_be_read_may_be_the_one_that_is_looked_for(
    adapter: Any, rooms: Any
) -> None:
    rooms["b4vjj"]["data"]["id"] = {"a": 1}
    result = await ask(f'{{ meeting(id: "{MEETING}") {{ room {{ vendorId }} }} }}', [adapter])
    [error] = result.errors or ()
    assert (error.path, (error.extensions or {})["code"]) == (["meeting", "room"], "VENDOR_BAD_RESPONSE")
