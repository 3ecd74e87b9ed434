"""What can be asked of checkConflicts, and how it is refused."""

from dataclasses import replace
from typing import Any

import pytest

from models.ids import Kind
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.builders import a_device, a_meeting, a_room, at
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import ask, data, errors

QUERY = """query ($input: CheckConflictsInput!) { checkConflicts(input: $input) {
  conflicts { meeting { id title } reasons overlapsFrom overlapsTo } unavailable { vendor code } } }"""
HOST = {"vendor": "VSEE", "id": "9"}
THE_ROOM, THE_DEVICE = a_room(vendor=Vendor.VSEE).id, a_device().id


def an_input(**fields: Any) -> dict[str, Any]:
    return {"startsAt": at(15).isoformat(), "durationMinutes": 30, **fields}


async def test_a_conflict_is_told_with_its_meeting_and_its_time() -> None:
    meeting = a_meeting(vendor=Vendor.VSEE, title="A", host_id="9", starts_at=at(0), ends_at=at(30))
    found = await data(QUERY, [FakeVendor(Vendor.VSEE, meeting)], {"input": an_input(hosts=[HOST])})
    assert found["checkConflicts"] == {
        "conflicts": [
            {
                "meeting": {"id": meeting.id, "title": "A"},
                "reasons": ["HOST"],
                "overlapsFrom": "2026-01-31T12:15:00.000Z",
                "overlapsTo": "2026-01-31T12:30:00.000Z",
            }
        ],
        "unavailable": [],
    }


async def test_what_the_look_has_shown_is_not_asked_for_again() -> None:
    plain = a_meeting(vendor=Vendor.VSEE)
    room = a_room(vendor=Vendor.VSEE, meeting_key=plain.key)
    meeting = replace(plain, title="A", host_id="9", starts_at=at(0), ends_at=at(30), room=room)
    vendor = FakeVendor(Vendor.VSEE, meeting)
    query = """query ($input: CheckConflictsInput!) {
      checkConflicts(input: $input) { conflicts { meeting { room { meeting { title } } } } } }"""
    found = await data(query, [vendor], {"input": an_input(hosts=[HOST])})
    assert found["checkConflicts"]["conflicts"] == [{"meeting": {"room": {"meeting": {"title": "A"}}}}]
    assert [call.method for call in vendor.calls] == ["list_meetings"]


async def test_a_meeting_can_be_left_out() -> None:
    meeting = a_meeting(vendor=Vendor.VSEE, host_id="9", starts_at=at(0), ends_at=at(30))
    vendor = FakeVendor(Vendor.VSEE, meeting)
    found = await data(QUERY, [vendor], {"input": an_input(hosts=[HOST], exclude=meeting.id)})
    assert found["checkConflicts"]["conflicts"] == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"hosts": [], "rooms": [], "devices": []},
        {"hosts": None, "rooms": None, "devices": None},
        {"hosts": [{"vendor": "VSEE", "id": ""}]},
        {"hosts": [{"vendor": "VSEE", "id": " "}]},
        {"hosts": [HOST] * 51},
        {"rooms": [THE_ROOM] * 51},
        {"devices": [THE_DEVICE] * 51},
        {"rooms": [THE_DEVICE]},
        {"devices": [THE_ROOM]},
        {"rooms": ["nonsense"]},
        {"rooms": [""]},
        {"hosts": [HOST], "exclude": THE_ROOM},
        {"hosts": [HOST], "exclude": ""},
        {"hosts": [HOST], "durationMinutes": 0},
        {"hosts": [HOST], "durationMinutes": -30},
        {"hosts": [HOST], "durationMinutes": 1441},
        {"hosts": [HOST], "startsAt": "2026-01-31T12:15:00"},
    ],
)
async def test_what_cannot_be_asked_is_refused_before_any_vendor_is(fields: dict[str, Any]) -> None:
    vendors = [FakeVendor(Vendor.VSEE), FakeVendor(Vendor.TELECOMX)]
    found = await errors(QUERY, vendors, {"input": an_input(**fields)})
    assert [error["extensions"]["code"] for error in found] == ["BAD_USER_INPUT"]
    assert [vendor.calls for vendor in vendors] == [[], []]


@pytest.mark.parametrize(
    ("fields", "place"),
    [({"rooms": [THE_ROOM, THE_DEVICE]}, "input.rooms[1]"), ({"devices": ["nonsense"]}, "input.devices[0]")],
)
async def test_of_several_ids_the_one_that_cannot_be_used_is_told(fields: dict[str, Any], place: str) -> None:
    [error] = await errors(QUERY, [], {"input": an_input(**fields)})
    assert error["message"].startswith(f"`{place}`: The id ")


async def test_what_is_refused_leaves_the_rest_of_the_answer() -> None:
    result = await ask(
        "query ($input: CheckConflictsInput!) { checkConflicts(input: $input) { __typename } vendors { name } }",
        variables={"input": an_input()},
    )
    assert result.data is not None
    assert result.data["checkConflicts"] is None
    assert len(result.data["vendors"]) == len(Vendor)


@pytest.mark.parametrize(
    "fields", [{"durationMinutes": 1}, {"durationMinutes": 1440}, {"hosts": [HOST] * 50}]
)
async def test_what_is_just_within_bounds_is_asked(fields: dict[str, Any]) -> None:
    vendor = FakeVendor(Vendor.VSEE)
    await data(QUERY, [vendor], {"input": an_input(**{"hosts": [HOST], **fields})})
    assert vendor.asked("list_meetings") == [(1,)]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
async def test_the_ends_of_the_calendar_can_be_asked_about(moment: str) -> None:
    vendor = FakeVendor(Vendor.VSEE)
    found = await data(QUERY, [vendor], {"input": an_input(hosts=[HOST], startsAt=moment)})
    assert found["checkConflicts"] == {"conflicts": [], "unavailable": []}


async def test_an_id_of_a_vendor_without_an_account_names_it() -> None:
    room = a_key(Kind.ROOM, Vendor.ENABLEX, ("permanent", "7")).encoded()
    found = await data(QUERY, [FakeVendor(Vendor.VSEE)], {"input": an_input(rooms=[room])})
    assert found["checkConflicts"]["unavailable"] == [{"vendor": "ENABLEX", "code": "BAD_USER_INPUT"}]
