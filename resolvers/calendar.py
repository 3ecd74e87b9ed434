"""Writes a meeting as an iCalendar object, for calendars to import."""

import re
from datetime import UTC, datetime

from icalendar import Calendar, Event

from models.access import JoinLink, JoinPlatform, JoinRole
from models.meeting import Meeting, MeetingState
from resolvers import access
from resolvers.context import Info

PRODUCT = "-//meetgraph//meetgraph//EN"

# "DTSTAMP: […] the date and time that the instance of the iCalendar object was created" where there is a METHOD, and
# "STATUS" of a VEVENT is TENTATIVE, CONFIRMED or CANCELLED (RFC 5545, 3.8.7.2 and 3.8.1.11). Of what we have no word
# for, nothing is said.
STATUS = {
    MeetingState.SCHEDULED: "CONFIRMED",
    MeetingState.RUNNING: "CONFIRMED",
    MeetingState.ENDED: "CONFIRMED",
    MeetingState.CANCELLED: "CANCELLED",
    MeetingState.FAILED: "CANCELLED",
}

# A link that suits any device serves best in a calendar, which is read on several.
_BEST_FIRST = (JoinPlatform.ANY, JoinPlatform.DESKTOP, JoinPlatform.MOBILE)

# Text may hold tabs and line ends, and no other control characters (RFC 5545, 3.3.11).
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


async def ical(root: Meeting, info: Info, role: JoinRole | None = None) -> str | None:
    """The meeting as text/calendar, with a way in for the role where one is named; None where it has no start."""
    if root.starts_at is None:
        return None
    links = None if role is None else await access.join_links(root, info, role)
    return written(root, root.starts_at, url=_address(links or ()), now=info.context.now())


def written(meeting: Meeting, starts_at: datetime, *, url: str | None, now: datetime) -> str:
    """The text of a calendar that holds one meeting.

    Args:
        url: where to join; it may carry a PIN.
        now: when the text is written.
    """
    event = Event()
    event.add("uid", f"{meeting.id}@meetgraph")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", starts_at.astimezone(UTC))
    if meeting.planned_end is not None:
        event.add("dtend", meeting.planned_end.astimezone(UTC))
    if meeting.title:
        event.add("summary", _text(meeting.title))
    if meeting.description:
        event.add("description", _text(meeting.description))
    if meeting.state in STATUS:
        event.add("status", STATUS[meeting.state])
    if url is not None:
        event.add("url", url)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text.decode()


def _address(links: tuple[JoinLink, ...]) -> str | None:
    # What holds blanks or line ends is no address, and would end its line early.
    usable = [link for link in links if re.fullmatch(r"[!-~\u00a1-\U0010ffff]+", link.url)]
    return min(usable, key=lambda link: _BEST_FIRST.index(link.platform)).url if usable else None


def _text(words: str) -> str:
    return _CONTROLS.sub(" ", words)
