"""The people of a meeting as calendars name them: the host and the invitees."""

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import quote

from models.meeting import Invitees, Meeting, MeetingParticipant
from models.provider import Provider
from resolvers import providers
from resolvers.context import Info
from resolvers.loads import value_of
from resolvers.parts import fetched

_MAIL = re.compile(r"[^\s@<>\x00-\x1f\x7f]+@[^\s@<>\x00-\x1f\x7f]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{2,24}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person in a calendar.

    Attributes:
        address: a URI; None where no address is known.
    """

    name: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The people in a calendar entry."""

    organizer: Person | None = None
    attendees: tuple[Person, ...] = ()


async def of_meeting(root: Meeting, info: Info) -> People:
    """The host of the meeting (VSee returns names), and the invitees with an address (EnableX, Telecomx)."""
    invitees: Invitees | None
    participants: tuple[MeetingParticipant, ...] | None
    provider: Provider | None
    invitees, participants, provider = await asyncio.gather(
        fetched(root, "invitees", info.context),
        fetched(root, "participants", info.context),
        value_of(providers.of_meeting(root, info)),
    )
    told = [
        *(() if invitees is None else ((contact.email, contact.name) for contact in invitees.contacts)),
        *(() if invitees is None else ((email, None) for email in invitees.emails)),
        *((one.address, None) for one in participants or ()),
    ]
    attendees: dict[str, Person] = {}
    for text, name in told:
        address = None if text is None else uri(text)
        if address is not None:
            attendees.setdefault(address, Person(name=name, address=address))
    return People(
        organizer=None if provider is None else _organizer(provider), attendees=tuple(attendees.values())
    )


def uri(address: str) -> str | None:
    """A mail address or phone number as a URI; None where it is neither."""
    text = address.strip()
    if _MAIL.fullmatch(text):
        return "mailto:" + quote(text, safe="@+!$&'*=/?^_`{|}~.-%", encoding="utf-8")
    if _PHONE.fullmatch(text):
        return "tel:" + re.sub(r"[^0-9+]", "", text)
    return None


def _organizer(provider: Provider) -> Person:
    email = provider.email if isinstance(provider.email, str) else None
    return Person(name=provider.full_name, address=None if email is None else uri(email))
