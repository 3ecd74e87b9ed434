"""A value of a room or visit that cannot be read is told once, at the place that lacks it."""

from typing import Any

import pytest

from models.account import DEFAULT_TENANT, first_account
from models.ids import Key, Kind
from models.vendor import Vendor
from tests.support.graph import ask

MEETING = Key(Kind.MEETING, first_account(DEFAULT_TENANT, Vendor.VSEE), ("826",)).encoded()


@pytest.fixture(params=[{"a": 1}, True, 1.5], ids=["an object", "true", "a fraction"])
def rooms(request: Any, http: Any, body: Any) -> dict[str, Any]:
    """The bodies of the two rooms, whose subtitles cannot be read; a visit refers to the second one."""
    found = {}
    for code, id in (("room1_code", "172"), ("b4vjj", "171")):
        found[code] = body("room")
        found[code]["data"] |= {"code": code, "id": id, "subtitle": request.param}
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


@pytest.mark.parametrize("bad", ["soon", -5, {"sec": "soon"}, {"sec": -5}])
async def test_a_visits_field_is_told_of_the_list_that_shows_it(
    bad: Any, http: Any, adapter: Any, body: Any
) -> None:
    visits = body("visits")
    visits["data"][0] |= {"start": bad, "specialty_id": {"a": 1}}
    http.on("/visits", visits)
    result = await ask("{ meetings { unavailable { fields count } nodes { startsAt } } }", [adapter])
    assert (result.data or {})["meetings"]["unavailable"] == [
        {"fields": ["specialty_id", "start"], "count": 2}
    ]


async def test_an_end_that_cannot_be_read_is_told_by_the_visit_and_by_its_sessions(
    http: Any, adapter: Any, body: Any
) -> None:
    visits = body("visits")
    visits["data"][0] |= {"actual_end": "soon", "status": 30}
    http.on("/visits", visits)
    sessions = "sessions { unavailable { fields count } nodes { endedAt } }"
    result = await ask(f'{{ meeting(id: "{MEETING}") {{ state {sessions} }} }}', [adapter])
    found = (result.data or {})["meeting"]
    assert found["state"] == "UNKNOWN"
    assert found["sessions"]["unavailable"] == [{"fields": ["actual_end"], "count": 1}]
    assert await told(adapter, f'{{ meeting(id: "{MEETING}") {{ state }} }}') == [
        (["meeting"], ["actual_end"], 1)
    ]


async def test_a_room_whose_id_cannot_be_read_may_be_the_one_that_is_looked_for(
    adapter: Any, rooms: Any
) -> None:
    rooms["b4vjj"]["data"]["id"] = {"a": 1}
    result = await ask(f'{{ meeting(id: "{MEETING}") {{ room {{ vendorId }} }} }}', [adapter])
    [error] = result.errors or ()
    assert (error.path, (error.extensions or {})["code"]) == (["meeting", "room"], "VENDOR_BAD_RESPONSE")
