"""A meeting as iCalendar: what a reader of the format gets back, and what no text in a meeting can do to it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from models.access import JoinLink, JoinPlatform, JoinRole
from models.meeting import Invitees, Meeting, MeetingState
from models.partial import Unfetched
from models.vendor import Vendor
from resolvers.calendar import written
from tests.support.builders import NOON, a_failure, a_meeting, at
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import ask, data

ICAL = "query ($id: ID!, $role: JoinRole) { meeting(id: $id) { ical(role: $role) } }"


def a_link(url: str, role: JoinRole = JoinRole.GUEST, platform: JoinPlatform = JoinPlatform.ANY) -> JoinLink:
    return JoinLink(role=role, platform=platform, url=url)


async def ical(meeting: Meeting, role: str | None = None) -> str | None:
    vendor = FakeVendor(meeting.vendor, meeting)
    found: str | None = (await data(ICAL, [vendor], {"id": meeting.id, "role": role}))["meeting"]["ical"]
    return found


def event_of(text: str | None) -> Any:
    """The only event of a calendar."""
    assert text is not None
    calendar = Calendar.from_ical(text)
    [event] = calendar.subcomponents
    assert event.name == "VEVENT"
    assert event.subcomponents == []
    return event


async def test_the_event_is_the_meeting() -> None:
    meeting = a_meeting(title="Skin rash", description="Second visit", starts_at=at(0), ends_at=at(45))
    event = event_of(await ical(meeting))
    assert {name: event.decoded(name) for name in ("DTSTART", "DTEND", "DTSTAMP")} == {
        "DTSTART": at(0),
        "DTEND": at(45),
        "DTSTAMP": NOON,
    }
    assert (event["UID"], event["SUMMARY"], event["DESCRIPTION"], event["STATUS"]) == (
        f"{meeting.id}@meetgraph",
        "Skin rash",
        "Second visit",
        "CONFIRMED",
    )


async def test_the_calendar_says_what_the_format_demands() -> None:
    text = await ical(a_meeting(starts_at=at(0)))
    assert text is not None
    calendar = Calendar.from_ical(text)
    assert (calendar["PRODID"], calendar["VERSION"], calendar["METHOD"]) == (
        "-//meetgraph//meetgraph//EN",
        "2.0",
        "PUBLISH",
    )


async def test_times_are_written_in_utc_whatever_zone_they_came_in() -> None:
    noon = datetime(2026, 1, 31, 14, tzinfo=timezone(timedelta(hours=2)))
    assert "DTSTART:20260131T120000Z\r\n" in written(
        a_meeting(starts_at=noon), noon, url=None, now=noon.astimezone(UTC)
    )


async def test_a_meeting_without_a_start_has_no_entry_in_a_calendar() -> None:
    assert await ical(a_meeting(ends_at=at(30))) is None


async def test_a_length_tells_the_end() -> None:
    assert event_of(await ical(a_meeting(starts_at=at(0), duration_minutes=20))).decoded("DTEND") == at(20)


@pytest.mark.parametrize("told", [{}, {"ends_at": at(0)}, {"ends_at": at(-5)}])
async def test_no_end_is_made_up(told: dict[str, Any]) -> None:
    assert "DTEND" not in event_of(await ical(a_meeting(starts_at=at(0), **told)))


async def test_nothing_stands_for_what_the_meeting_does_not_say() -> None:
    event = event_of(await ical(a_meeting(starts_at=at(0), state=MeetingState.UNKNOWN)))
    assert set(event) == {"UID", "DTSTAMP", "DTSTART"}


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.FAILED])
async def test_what_does_not_take_place_is_cancelled(state: MeetingState) -> None:
    assert event_of(await ical(a_meeting(starts_at=at(0), state=state)))["STATUS"] == "CANCELLED"


# Secrets

SECRET = a_meeting(
    starts_at=at(0),
    join_links=(
        a_link("https://meet.example/guest?pin=0417"),
        a_link("https://meet.example/host?pin=9911", JoinRole.HOST),
    ),
    invitees=Invitees(emails=("ada@mail.example",)),
)


@pytest.mark.parametrize("role", [None, "HOST", "GUEST", "CLINIC"])
async def test_only_the_named_roles_link_is_in_it(role: str | None) -> None:
    text = await ical(SECRET, role)
    assert text is not None
    links = {"HOST": "https://meet.example/host?pin=9911", "GUEST": "https://meet.example/guest?pin=0417"}
    assert event_of(text).get("URL") == links.get(role or "")
    assert [pin for pin in ("9911", "0417") if pin in text] == [
        link[-4:] for name, link in links.items() if name == role
    ]


@pytest.mark.parametrize("role", [None, "HOST"])
async def test_those_who_take_part_are_not_in_it(role: str | None) -> None:
    text = await ical(SECRET, role)
    assert text is not None
    assert "ada" not in text


async def test_the_link_that_serves_most_devices_is_taken() -> None:
    links = [
        a_link(f"https://meet.example/{platform.value}", platform=platform)
        for platform in (JoinPlatform.MOBILE, JoinPlatform.DESKTOP, JoinPlatform.ANY)
    ]
    for left, best in ((3, "ANY"), (2, "DESKTOP"), (1, "MOBILE")):
        event = event_of(await ical(a_meeting(starts_at=at(0), join_links=tuple(links[:left])), "GUEST"))
        assert event["URL"] == f"https://meet.example/{best}"


async def test_without_a_role_it_costs_no_call() -> None:
    vendor = FakeVendor(Vendor.TELECOMX, a_meeting(starts_at=at(0), join_links=Unfetched("room")))
    await data("{ meetings { nodes { ical } } }", [vendor])
    assert [call.method for call in vendor.calls] == ["list_meetings"]


async def test_links_that_a_list_does_not_carry_are_asked_for() -> None:
    meeting = a_meeting(starts_at=at(0), join_links=Unfetched("room"))
    vendor = FakeVendor(Vendor.TELECOMX, meeting)
    vendor.whole[meeting.key] = a_meeting(join_links=(a_link("https://meet.example/1"),))
    [row] = (await data("{ meetings { nodes { ical(role: GUEST) } } }", [vendor]))["meetings"]["nodes"]
    assert event_of(row["ical"])["URL"] == "https://meet.example/1"


async def test_links_that_cannot_be_had_are_an_error_and_not_an_entry_without_one() -> None:
    meeting = a_meeting(starts_at=at(0), join_links=Unfetched("room"))
    vendor = FakeVendor(Vendor.TELECOMX, meeting)
    vendor.failing["complete_meetings"] = a_failure()
    result = await ask(ICAL, [vendor], {"id": meeting.id, "role": "GUEST"})
    assert result.data == {"meeting": {"ical": None}}
    assert [(error.extensions or {})["code"] for error in result.errors or ()] == ["VENDOR_UNREACHABLE"]


# Abuse

INJECTION = "Visit\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:eve@mail.example\nX:1;2,3\\n"


@pytest.mark.parametrize("field", ["title", "description"])
async def test_text_stays_text(field: str) -> None:
    meeting = a_meeting(starts_at=at(0), **{field: INJECTION})
    event = event_of(await ical(meeting))
    assert event["SUMMARY" if field == "title" else "DESCRIPTION"] == INJECTION.replace("\r\n", "\n")
    assert "ATTENDEE" not in event


@pytest.mark.parametrize(
    "url", ["https://meet.example/\r\nATTENDEE:mailto:eve", "https://meet.example/ \nX:1", "https://a b", ""]
)
async def test_a_link_that_is_no_address_is_left_out(url: str) -> None:
    event = event_of(await ical(a_meeting(starts_at=at(0), join_links=(a_link(url),)), "GUEST"))
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "STATUS"}


@given(title=st.text(min_size=1), description=st.text(min_size=1))
def test_whatever_the_text_there_is_one_event_in_short_lines(title: str, description: str) -> None:
    meeting = a_meeting(title=title, description=description, starts_at=at(0), duration_minutes=5)
    text = written(meeting, at(0), url=None, now=NOON)
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert not any("\n" in line or "\r" in line for line in lines)
    assert max(len(line.encode()) for line in lines) <= 75
    # Whatever else may end a line for a reader, a new one only ever begins with a name of ours or a blank.
    names = ("BEGIN:", "END:", "PRODID:", "VERSION:", "METHOD:", "UID:", "DT", "SUMMARY:", "DESCRIPTION:")
    assert [line for line in text.splitlines() if not line.startswith((*names, "STATUS:", " "))] == []
    assert set(event_of(text)) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "STATUS"}
