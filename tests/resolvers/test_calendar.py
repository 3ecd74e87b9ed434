"""A meeting as iCalendar: what a reader of the format gets back, and what no text in a meeting can do to it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from models.access import JoinLink, JoinPlatform, JoinRole
from models.ids import Key, Kind
from models.meeting import (
    InvitedContact,
    Invitees,
    Meeting,
    MeetingParticipant,
    MeetingState,
    ParticipantChannel,
    Visit,
    VisitKind,
)
from models.partial import Unfetched
from models.vendor import Vendor
from models.view import with_changes
from resolvers.calendar import Revision, calendar_text
from resolvers.calendar_people import People, Person, uri
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
    assert "DTSTART:20260131T120000Z\r\n" in calendar_text(
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
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "SUMMARY"}


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.FAILED])
async def test_what_does_not_take_place_is_cancelled(state: MeetingState) -> None:
    text = await ical(a_meeting(starts_at=at(0), state=state))
    assert text is not None
    event = event_of(text)
    assert (event["STATUS"], event["SEQUENCE"], "METHOD:CANCEL\r\n" in text) == ("CANCELLED", 1, True)


@pytest.mark.parametrize(
    ("told", "summary"),
    [
        ({"title": "Skin rash"}, "Skin rash"),
        ({}, "Meeting"),
        ({"title": " "}, "Meeting"),
        ({"is_webinar": True}, "Webinar"),
        ({"visit": Visit(kind=VisitKind.WALK_IN)}, "Walk-in visit"),
        ({"visit": Visit(kind=VisitKind.SCHEDULED)}, "Scheduled visit"),
        ({"visit": Visit(kind=VisitKind.UNKNOWN, member_id="Amina Noor")}, "Visit"),
    ],
)
async def test_an_entry_always_says_what_it_is(told: dict[str, Any], summary: str) -> None:
    assert event_of(await ical(a_meeting(starts_at=at(0), **told)))["SUMMARY"] == summary


# What was changed through this API

REVISION = Revision(sequence=3, changed_at=at(-5))


def revised(revision: Revision | None, **fields: Any) -> Any:
    meeting = a_meeting(starts_at=at(0), **fields)
    return event_of(calendar_text(meeting, at(0), url=None, now=NOON, revision=revision))


def test_a_calendar_learns_which_of_two_entries_is_newer() -> None:
    event = revised(REVISION, created_at=at(-90))
    assert (event["SEQUENCE"], event.decoded("LAST-MODIFIED"), event.decoded("CREATED")) == (
        3,
        at(-5),
        at(-90),
    )
    assert "SEQUENCE" not in revised(None)


@pytest.mark.parametrize(
    ("revision", "sequence"), [(None, 1), (REVISION, 4), (REVISION._replace(is_cancelled=True), 3)]
)
def test_what_was_taken_back_is_newer_than_what_was_known_before(
    revision: Revision | None, sequence: int
) -> None:
    assert revised(revision, state=MeetingState.CANCELLED)["SEQUENCE"] == sequence


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


ADDRESSES = """query ($id: ID!, $role: JoinRole, $all: Boolean) {
  meeting(id: $id) { ical(role: $role, attendees: $all) } }"""


@pytest.mark.parametrize(
    ("role", "attendees", "are_shown"),
    [
        (None, None, False),
        ("GUEST", None, False),
        ("HOST", None, True),
        ("HOST", False, False),
        ("GUEST", True, True),
        (None, True, True),
    ],
)
async def test_addresses_are_for_hosts_and_for_who_asks(
    role: str | None, attendees: bool | None, are_shown: bool
) -> None:
    vendor = FakeVendor(SECRET.vendor, SECRET)
    shown = await data(ADDRESSES, [vendor], {"id": SECRET.id, "role": role, "all": attendees})
    text = shown["meeting"]["ical"]
    assert ("ada" in text) is are_shown
    assert ("METHOD:REQUEST" in text, "METHOD:PUBLISH" in text) == (are_shown, not are_shown)
    # Both methods with people in them name an organizer, whom this meeting does not tell.
    assert ("ORGANIZER" in event_of(text)) is are_shown


async def test_an_invited_contact_has_its_name_and_stands_once() -> None:
    invited = Invitees(
        emails=("ada@mail.example",),
        contacts=(InvitedContact(name="Ada", email="ada@mail.example"), InvitedContact(contact_id="c-1")),
    )
    event = event_of(await ical(a_meeting(starts_at=at(0), invitees=invited), "HOST"))
    assert (str(event["ATTENDEE"]), event["ATTENDEE"].params["CN"]) == ("mailto:ada@mail.example", "Ada")


async def test_people_have_the_addresses_that_are_known() -> None:
    meeting = a_meeting(
        starts_at=at(0),
        host_id="u1",
        invitees=Invitees(
            emails=("ada@mail.example", "ADA LOVELACE", "a b@c", "ada@mail.example"), contact_ids=("7",)
        ),
        participants=tuple(
            MeetingParticipant(channel=ParticipantChannel.SMS, address=address)
            for address in ("+45 20 30 40 50", None, "x")
        ),
    )
    event = event_of(await ical(meeting, "HOST"))
    assert event["ATTENDEE"] == ["mailto:ada@mail.example", "tel:+4520304050"]
    assert event["ATTENDEE"][0].params["RSVP"] == "FALSE"
    assert event["ORGANIZER"].startswith("urn:uuid:")


async def test_an_organizer_without_address_is_the_same_in_all_meetings() -> None:
    first, second = [
        event_of(await ical(a_meeting(name, starts_at=at(0), host_id="u1")))["ORGANIZER"]
        for name in ("a", "b")
    ]
    other = event_of(await ical(a_meeting("a", starts_at=at(0), host_id="u2")))["ORGANIZER"]
    assert (first == second, first == other) == (True, False)


def test_hosts_of_the_same_id_at_two_accounts_are_two_organizers() -> None:
    meeting = a_meeting(starts_at=at(0), host_id="10001")
    second = meeting.account._replace(name="second")
    elsewhere = with_changes(meeting, key=Key(Kind.MEETING, second, meeting.key.parts))
    people = [
        event_of(calendar_text(each, at(0), url=None, now=NOON, revision=REVISION))
        for each in (meeting, elsewhere)
    ]
    assert people[0].get("ORGANIZER") != people[1].get("ORGANIZER")


def test_a_name_cannot_leave_its_quotes() -> None:
    name = 'Dr. "Ada"\r\nATTENDEE:mailto:eve@mail.example;X=1'
    people = People(organizer=Person(name=name, address="mailto:ada@mail.example"))
    event = event_of(calendar_text(a_meeting(starts_at=at(0)), at(0), url=None, now=NOON, people=people))
    assert "ATTENDEE" not in event
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == (
        "mailto:ada@mail.example",
        "Dr. 'Ada' ATTENDEE:mailto:eve@mail.example;X=1",
    )


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("ada@mail.example", "mailto:ada@mail.example"),
        ("Ada <ada@mail.example>", None),
        ("ada@mail.example\r\nX:1", None),
        ("å@mail.example", "mailto:%C3%A5@mail.example"),
        ("a:b;c@mail.example", "mailto:a%3Ab%3Bc@mail.example"),
        ("004520304050", "tel:004520304050"),
        ("", None),
    ],
)
def test_an_address_is_a_uri(address: str, found: str | None) -> None:
    assert uri(address) == found


async def test_the_link_stands_where_calendars_show_it() -> None:
    url = "https://meet.example/guest?a=1,2;b=" + "x" * 100
    meeting = a_meeting(starts_at=at(0), description="Second visit", join_links=(a_link(url),))
    event = event_of(await ical(meeting, "GUEST"))
    assert (event["URL"], event["LOCATION"], event["DESCRIPTION"]) == (
        url,
        url,
        f"Second visit\n\nJoin: {url}",
    )


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
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS"}


@given(title=st.text(min_size=1), description=st.text(min_size=1))
def test_whatever_the_text_there_is_one_event_in_short_lines(title: str, description: str) -> None:
    meeting = a_meeting(title=title, description=description, starts_at=at(0), duration_minutes=5)
    text = calendar_text(meeting, at(0), url=None, now=NOON)
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert not any("\n" in line or "\r" in line for line in lines)
    assert max(len(line.encode()) for line in lines) <= 75
    # Whatever else may end a line for a reader, a new one only ever begins with a name of ours or a blank.
    names = ("BEGIN:", "END:", "PRODID:", "VERSION:", "METHOD:", "UID:", "DT", "SUMMARY:", "DESCRIPTION:")
    assert [line for line in text.splitlines() if not line.startswith((*names, "STATUS:", " "))] == []
    assert set(event_of(text)) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "STATUS"}
