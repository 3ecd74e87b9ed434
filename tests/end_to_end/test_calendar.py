"""The meetings of the demo's world as iCalendar, read back by a reader of the format."""

from datetime import datetime
from typing import Any

import pytest
from icalendar import Calendar

from tests.support.gateway import Gateway
from tests.support.world import World

Row = dict[str, Any]

# What an entry without a title says, by the kind of visit.
NAMELESS = {"WALK_IN": "Walk-in visit", "SCHEDULED": "Scheduled visit", None: "Meeting"}


def event_of(row: Row) -> Any:
    [event] = Calendar.from_ical(row["ical"]).subcomponents
    return event


def moment(text: str | None) -> datetime | None:
    # A calendar knows whole seconds.
    return datetime.fromisoformat(text).replace(microsecond=0) if text else None


async def listed(gateway: Gateway, fields: str) -> list[Row]:
    rows: list[Row] = (await gateway.data(f"{{ meetings(first: 100) {{ nodes {{ {fields} }} }} }}"))[
        "meetings"
    ]["nodes"]
    assert len(rows) == 56
    return rows


async def test_every_meeting_is_read_back_as_it_is(gateway: Gateway) -> None:
    rows = await listed(gateway, "id title description startsAt endsAt visit { kind } ical")
    assert [row["id"] for row in rows if (row["ical"] is None) != (row["startsAt"] is None)] == []
    written = [row for row in rows if row["ical"]]
    assert len(written) > 40
    assert {
        row["id"]: (
            str(event["UID"]),
            event.decoded("DTSTART"),
            event.decoded("DTEND", None),
            event.get("SUMMARY"),
            event.get("DESCRIPTION"),
        )
        for row in written
        for event in [event_of(row)]
    } == {
        row["id"]: (
            f"{row['id']}@meetgraph",
            moment(row["startsAt"]),
            moment(row["endsAt"]),
            row["title"] or NAMELESS[row["visit"] and row["visit"]["kind"]],
            row["description"],
        )
        for row in written
    }


async def test_a_calendar_entry_costs_no_call_of_its_own(gateway: Gateway, world: World) -> None:
    await listed(gateway, "id")
    world.forget()
    await listed(gateway, "id")
    without = world.calls()
    world.forget()
    await listed(gateway, "id ical")
    assert world.calls() == without


async def test_the_link_in_it_is_one_of_the_roles_links(gateway: Gateway) -> None:
    rows = await listed(gateway, "vendor ical(role: GUEST) joinLinks(role: GUEST) { url }")
    linked = [row for row in rows if row["ical"] and row["joinLinks"]]
    assert {row["vendor"] for row in linked} == {"TELECOMX", "ENABLEX"}
    for row in linked:
        assert str(event_of(row)["URL"]) in {link["url"] for link in row["joinLinks"]}


async def test_where_there_is_no_link_there_is_still_an_entry(gateway: Gateway) -> None:
    rows = await listed(gateway, "vendor ical(role: GUEST)")
    entries = [row for row in rows if row["vendor"] == "VSEE" and row["ical"]]
    assert entries
    assert not any("URL" in event_of(row) for row in entries)


SCHEDULE = """mutation ($input: ScheduleMeetingInput!) { scheduleMeeting(input: $input) {
  problems { message } meeting { id ical } } }"""
UPDATE = """mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) {
  problems { message } meeting { id ical } } }"""
CANCEL = """mutation ($input: CancelMeetingInput!) { cancelMeeting(input: $input) {
  problems { message } meeting { id ical startsAt title state } } }"""
READ = "query ($id: ID!) { meeting(id: $id) { id ical state } node(id: $id) { ...on Meeting { ical } } }"
VENDORS = {
    "ENABLEX": {"enablex": {"hostId": "10001", "capacity": {"moderators": 1, "participants": 4}}},
    "VCONNCT": {"vconnct": {}},
}


async def written(gateway: Gateway, mutation: str, text: str, **given: Any) -> Row:
    """The meeting in the answer to a mutation."""
    payload = (await gateway.data(text, input=given))[mutation]
    assert payload["problems"] == []
    meeting: Row = payload["meeting"]
    return meeting


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_calendar_follows_a_meeting_to_its_end(gateway: Gateway, vendor: str) -> None:
    when = {"startsAt": "2030-07-01T07:30:00Z", "durationMinutes": 30}
    draft = {"title": "Control visit", **when, "vendor": VENDORS[vendor]}
    made = await written(gateway, "scheduleMeeting", SCHEDULE, **draft)
    key = {"meeting": made["id"]}
    moved = await written(gateway, "updateMeeting", UPDATE, **key, startsAt="2030-07-02T07:30:00Z")
    gone, again = [
        await written(gateway, "cancelMeeting", CANCEL, **key, idempotencyKey="the-same-key-again")
        for _ in range(2)
    ]
    later = await gateway.data(READ, id=made["id"])
    told = [event_of(row) for row in (made, moved, gone, again, later["meeting"], later["node"])]
    assert len({str(event["UID"]) for event in told}) == 1
    assert [event["SEQUENCE"] for event in told] == [0, 1, 2, 2, 2, 2]
    assert [event["STATUS"] for event in told] == ["CONFIRMED"] * 2 + ["CANCELLED"] * 4
    assert [event.decoded("DTSTART").day for event in told] == [1, 2, 2, 2, 2, 2]
    assert {str(event["SUMMARY"]) for event in told} == {"Control visit"}
    changes = [event.decoded("LAST-MODIFIED") for event in told]
    assert changes == sorted(changes)


async def test_a_meeting_that_was_made_elsewhere_is_told_as_cancelled(gateway: Gateway) -> None:
    query = """{ meetings(first: 1, filter: {vendors: [ENABLEX], states: [SCHEDULED]}) {
      nodes { id title startsAt ical } } }"""
    [before] = (await gateway.data(query))["meetings"]["nodes"]
    gone = await written(gateway, "cancelMeeting", CANCEL, meeting=before["id"])
    assert (gone["startsAt"], gone["title"], gone["state"]) == (
        before["startsAt"],
        before["title"],
        "CANCELLED",
    )
    old, new = event_of(before), event_of(gone)
    assert (new["UID"], new.decoded("DTSTART"), new["STATUS"]) == (
        old["UID"],
        old.decoded("DTSTART"),
        "CANCELLED",
    )
    assert new["SEQUENCE"] > old.get("SEQUENCE", 0)
