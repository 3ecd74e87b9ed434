"""The meetings of the demo's world as iCalendar, read back by a reader of the format."""

from datetime import datetime
from typing import Any

from icalendar import Calendar

from tests.support.gateway import Gateway
from tests.support.world import World

Row = dict[str, Any]


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
    rows = await listed(gateway, "id title description startsAt endsAt ical")
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
            row["title"],
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
