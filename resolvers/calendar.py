"""Writes a meeting as an iCalendar object, for import into calendars."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, vCalAddress

from models.access import JoinLink, JoinPlatform, JoinRole
from models.meeting import Meeting, MeetingState, VisitKind
from resolvers import access, appointments, calendar_people
from resolvers.calendar_people import People, Person
from resolvers.context import Info
from resolvers.loads import value_of

PRODUCT = "-//meetgraph//meetgraph//EN"

# "DTSTAMP: […] the date and time that the instance of the iCalendar object was created" where there is a METHOD, and
# "STATUS" of a VEVENT is TENTATIVE, CONFIRMED or CANCELLED (RFC 5545, 3.8.7.2 and 3.8.1.11). Other states have no
# STATUS.
STATUS = {
    MeetingState.SCHEDULED: "CONFIRMED",
    MeetingState.RUNNING: "CONFIRMED",
    MeetingState.ENDED: "CONFIRMED",
    MeetingState.CANCELLED: "CANCELLED",
    MeetingState.FAILED: "CANCELLED",
}

_CANCELLED = {state for state, status in STATUS.items() if status == "CANCELLED"}

VISIT = {
    VisitKind.WALK_IN: "Walk-in visit",
    VisitKind.SCHEDULED: "Scheduled visit",
    VisitKind.UNKNOWN: "Visit",
}

# No reply is requested, because the vendors accept none.
_INVITED = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}

_NAMESPACE = uuid5(NAMESPACE_URL, "https://meetgraph.example/hosts")

# A calendar is read on several devices, so a link for any device is preferred.
_BEST_FIRST = (JoinPlatform.ANY, JoinPlatform.DESKTOP, JoinPlatform.MOBILE)

# Text may hold tabs and line ends, and no other control characters (RFC 5545, 3.3.11).
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


async def ical_without_secrets(root: Meeting, info: Info) -> str | None:
    """The meeting as text/calendar, without any secret; None where it has no start."""
    return await _ical(root, info, links=(), people=None)


async def ical(
    root: Meeting, info: Info, role: JoinRole | None = None, attendees: bool | None = None
) -> str | None:
    """The meeting as text/calendar; None where it has no start.

    Args:
        role: of the join link; None adds none.
        attendees: adds the host and the invitees; None adds them only for hosts.
    """
    if root.starts_at is None:
        return None
    links = None if role is None else await value_of(access.join_links(root, info, role))
    shows_people = role is JoinRole.HOST if attendees is None else attendees
    people = await calendar_people.of_meeting(root, info) if shows_people else None
    return await _ical(root, info, links=links or (), people=people)


async def _ical(
    root: Meeting, info: Info, *, links: tuple[JoinLink, ...], people: People | None
) -> str | None:
    entry = await appointments.entry_of(root.key, info.context)
    if root.starts_at is None:
        return None
    return calendar_text(
        root,
        root.starts_at,
        url=_address(links),
        now=info.context.now(),
        people=people,
        revision=None if entry is None else Revision(entry.sequence, entry.changed_at, entry.is_cancelled),
    )


class Revision(NamedTuple):
    """How often a meeting was changed through this API, when last, and whether it was cancelled."""

    sequence: int
    changed_at: datetime
    is_cancelled: bool = False


def calendar_text(
    meeting: Meeting,
    starts_at: datetime,
    *,
    url: str | None,
    now: datetime,
    people: People | None = None,
    revision: Revision | None = None,
) -> str:
    """The text of a calendar that holds one meeting.

    Args:
        url: where to join; it may carry a PIN.
        now: when the text is written.
        people: the host and the invitees, if they are shown.
        revision: what is known of its changes.
    """
    is_cancelled = meeting.state in _CANCELLED
    method = "CANCEL" if is_cancelled else "REQUEST" if people and people.attendees else "PUBLISH"
    event = Event()
    event.add("uid", f"{meeting.id}@meetgraph")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", starts_at.astimezone(UTC))
    if meeting.planned_end is not None:
        event.add("dtend", meeting.planned_end.astimezone(UTC))
    event.add("summary", _text(_summary(meeting)))
    description = [meeting.description, url and f"Join: {url}"]
    if any(description):
        event.add("description", _text("\n\n".join(part for part in description if part)))
    if meeting.state in STATUS:
        event.add("status", STATUS[meeting.state])
    _add_revision(event, meeting, revision)
    _add_people(event, meeting, people, is_needed=method != "PUBLISH")
    if url is not None:
        event.add("url", url)
        # Most calendars show the location, but not the URL.
        event.add("location", _text(url))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text.decode()


def _summary(meeting: Meeting) -> str:
    """The title, or else the kind of meeting: an entry without text cannot be found or selected in a calendar."""
    if meeting.title and meeting.title.strip():
        return meeting.title
    if meeting.visit is not None:
        return VISIT[meeting.visit.kind]
    return "Webinar" if meeting.is_webinar else "Meeting"


def _add_revision(event: Event, meeting: Meeting, revision: Revision | None) -> None:
    """SEQUENCE and LAST-MODIFIED; a meeting that was cancelled elsewhere is newer than its last known revision."""
    sequence = None if revision is None else revision.sequence
    if meeting.state in _CANCELLED and (revision is None or not revision.is_cancelled):
        sequence = (sequence or 0) + 1
    if meeting.created_at is not None:
        event.add("created", meeting.created_at.astimezone(UTC))
    if revision is not None:
        event.add("last-modified", revision.changed_at.astimezone(UTC))
    if sequence is not None:
        event.add("sequence", sequence)


def _add_people(event: Event, meeting: Meeting, people: People | None, *, is_needed: bool) -> None:
    """ORGANIZER and ATTENDEE; an organizer whose address is not known or not shown is named by a UUID.

    Args:
        is_needed: whether the method demands an organizer, known or not (RFC 5546, 3.2.2 and 3.2.5).
    """
    organizer = (people and people.organizer) or Person()
    address = organizer.address
    holder = meeting.host_id or (meeting.id if is_needed else None)
    if address is None and holder is not None:
        address = uuid5(_NAMESPACE, f"{meeting.account.within_tenant}:{holder}").urn
    if address is not None:
        event.add("organizer", _person(address, organizer.name))
    for attendee in people.attendees if people is not None else ():
        if attendee.address is not None:
            event.add("attendee", _person(attendee.address, attendee.name, _INVITED))


def _person(address: str, name: str | None, parameters: Mapping[str, str] | None = None) -> vCalAddress:
    person = vCalAddress(address)
    if name:
        # A quoted value may hold neither quotes nor control characters (RFC 5545, 3.2).
        person.params["CN"] = " ".join(_CONTROLS.sub(" ", name).replace('"', "'").split())
    for parameter, value in (parameters or {}).items():
        person.params[parameter] = value
    return person


def _address(links: tuple[JoinLink, ...]) -> str | None:
    # A value with blanks or line breaks is no address, and could inject lines.
    usable = [link for link in links if re.fullmatch(r"[!-~\u00a1-\U0010ffff]+", link.url)]
    return min(usable, key=lambda link: _BEST_FIRST.index(link.platform)).url if usable else None


def _text(words: str) -> str:
    return _CONTROLS.sub(" ", words)
