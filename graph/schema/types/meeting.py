"""Meeting: something with a title that people join, at whichever vendor."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.fields import attribute, backed_by, computed, loaded, part
from graph.schema.types.access import LINK_ARGUMENTS, Capacity, JoinLink, Pins
from graph.schema.types.host import Host
from graph.schema.types.joining import JOIN_ARGUMENTS, JoinOption
from graph.schema.types.lobby import Lobby
from graph.schema.types.node import AS_OF, VENDOR, VENDOR_ID, Node
from graph.schema.types.page_info import BOTH_WAYS, Connection, Edge
from graph.schema.types.settings import MeetingSettings
from graph.schema.types.time_zone import TimeZone
from graph.schema.types.visit import Visit
from models import meeting as models
from models.meeting import MeetingState, ParticipantChannel
from models.vendor import Capability, Vendor
from resolvers import (
    access,
    calendar,
    commands,
    freshness,
    hosts,
    joining,
    meetings,
    polls,
    providers,
    sessions,
    standing,
    time_zones,
)
from resolvers.pagination import paged

if TYPE_CHECKING:
    from graph.schema.types.command import CommandConnection
    from graph.schema.types.device import MeetingDevice
    from graph.schema.types.poll import Poll
    from graph.schema.types.provider import Provider
    from graph.schema.types.room import Room
    from graph.schema.types.session import SessionConnection

_LOCAL = {
    "time_zone": "Whose clocks: any name of the tz database, such as browsers report; the zone that the meeting was "
    "scheduled in where it is left out (EnableX tells it)."
}


@backed_by(
    models.InvitedContact, description="Somebody who was invited as a contact, or by a name (EnableX)."
)
class InvitedContact:
    contact_id: str | None = attribute(description="The vendor's id; null for somebody who is no contact.")
    name: str | None = attribute(
        description="The name; EnableX shows it, if at all, where invitees are changed.", secret=True
    )
    email: str | None = attribute(
        description="The mail address; EnableX shows it, if at all, where invitees are changed.", secret=True
    )


@backed_by(models.InvitedGroup, description="A group of contacts that was invited (EnableX).")
class InvitedGroup:
    group_id: str | None = attribute(description="The vendor's id.")
    name: str | None = attribute(
        description="The name; EnableX shows it, if at all, where invitees are changed."
    )


@backed_by(models.Invitees, description="Whom the host invited (EnableX).")
class Invitees:
    contact_ids: list[str] = attribute(description="The vendor's ids of invited contacts.")
    group_ids: list[str] = attribute(description="The vendor's ids of invited groups.")
    emails: list[str] = attribute(
        description="Invited mail addresses, of those who are no contacts.", secret=True
    )
    contacts: list[InvitedContact] = attribute(
        description="The invited contacts with what the vendor shows of them, and whoever else was invited by a name."
    )
    groups: list[InvitedGroup] = attribute(
        description="The invited groups with what the vendor shows of them."
    )


@backed_by(models.MeetingParticipant, description="Somebody who was sent the way in (Telecomx).")
class MeetingParticipant:
    channel: ParticipantChannel = attribute(description="By which way.")
    vendor_channel: str | None = attribute(description="The vendor's own word for the way.")
    address: str | None = attribute(description="Phone number in E.164, or mail address.", secret=True)
    reference: str | None = attribute(description="A vendor id whose meaning is not documented.")
    sms_status: str | None = attribute(description="The vendor's word for what became of the message.")


@backed_by(models.Meeting, description="Something with a title that people join.", keys=["id"])
class Meeting(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(description=VENDOR_ID)
    vendor_state: str | None = part(
        "vendor_state",
        description="The vendor's own word for the state. VConnct has none: `running` and `idle` stand for its flag "
        "`is_running`.",
    )
    title: str | None = attribute(description="What it is about.")
    description: str | None = attribute(
        description="More of what it is about (EnableX, Telecomx, and VConnct's that were scheduled here)."
    )
    welcome_text: str | None = attribute(description="Greets those who come in (VConnct).")
    state: MeetingState = computed(
        standing.state,
        description="Where it stands, by its vendor's word wherever a call of this operation tells it; see "
        "`stateIsReckoned`.",
    )
    state_is_reckoned: bool = computed(
        standing.is_reckoned,
        description="True where `state` follows from planned times and a clock, because its vendor has not said it: at "
        "EnableX, whose call for one meeting does not tell, unless its list was asked in this operation (as it is for "
        "`vendorState`) or has told within the last 10 seconds; at VSee, where a visit that was begun shows no actual "
        "times.",
    )
    starts_at: datetime | None = attribute(
        description="When it starts, in UTC; null for ad-hoc conferences, and for meetings of VConnct, which has no "
        "times, that were not scheduled here."
    )
    ends_at: datetime | None = attribute(
        description="When it is planned to end, in UTC: as its vendor says (Telecomx, VSee), or its start plus its "
        "length (EnableX, VConnct)."
    )
    duration_minutes: int | None = attribute(
        description="Planned length in minutes: as its vendor says (EnableX), as it was scheduled here (VConnct), or "
        "from its start to its end (Telecomx, VSee)."
    )
    created_at: datetime | None = attribute(description="When it was made, in UTC (Telecomx).")
    time_zone: TimeZone | None = loaded(
        time_zones.of_meeting,
        description="The zone that it was scheduled in, with the offset of the day on which it starts (EnableX); "
        "`startsAt` and `endsAt` are UTC all the same.",
    )
    starts_at_local: str | None = loaded(
        time_zones.local_start,
        description="When it starts by the clocks of a zone: ISO 8601 with milliseconds and the offset of that day, "
        "such as `2030-07-01T09:30:00.000+02:00`; null where it has no start, or no zone is known.",
        arguments=_LOCAL,
    )
    ends_at_local: str | None = loaded(
        time_zones.local_end,
        description="When it is planned to end, written like `startsAtLocal`.",
        arguments=_LOCAL,
    )
    host_id: str | None = attribute(
        description="The vendor's id of who holds it: EnableX user, Telecomx employee, VSee provider."
    )
    host: Host | None = computed(
        hosts.of_meeting,
        description="Who holds it; null where the vendor does not tell, as VConnct. Costs no call of its own but for "
        "the `name`.",
    )
    provider: Annotated["Provider", strawberry.lazy("graph.schema.types.provider")] | None = loaded(
        providers.of_meeting, description="Who holds it, as a provider of its room (VSee)."
    )
    account_id: str | None = attribute(
        description="The vendor's id of who owns it: Telecomx customer, VSee clinic account."
    )
    external_id: str | None = attribute(description="Its external id in the national video hub (Telecomx).")
    uuid: str | None = attribute(description="Its UUID in the national video hub (Telecomx).")
    uri: str | None = attribute(description="SIP-like address of the room behind it (Telecomx).")
    is_webinar: bool | None = attribute(description="Whether it is a webinar (EnableX).")
    capacity: Capacity | None = attribute(description="How many people it takes (EnableX).")
    settings: MeetingSettings | None = part("settings", description="How it behaves.")
    join_links: list[JoinLink] | None = loaded(
        access.join_links,
        description="Ways in (EnableX, Telecomx); null where the vendor only makes links on joining. Holds secrets.",
        arguments=LINK_ARGUMENTS,
    )
    join: JoinOption | None = loaded(
        joining.option,
        description="How somebody gets in now, at whichever vendor: a link, a mutation to call, or why not. Costs what "
        "`joinLinks` and `state` cost. A link is told as soon as there is one; from when on its vendor lets people in "
        "nobody tells. Holds secrets.",
        arguments=JOIN_ARGUMENTS,
    )
    pins: Pins | None = part("pins", description="PINs and passwords. Holds secrets.")
    invitees: Invitees | None = part("invitees", description="Whom the host invited (EnableX).")
    participants: list[MeetingParticipant] | None = part(
        "participants", description="Who was sent the way in (Telecomx)."
    )
    devices: list[Annotated["MeetingDevice", strawberry.lazy("graph.schema.types.device")]] | None = part(
        "devices", description="The tablets that take part (Telecomx)."
    )
    commands: Annotated["CommandConnection", strawberry.lazy("graph.schema.types.command")] | None = loaded(
        paged(commands.of_meeting),
        description="What the tablets in it were told to do, tablet by tablet (Telecomx).",
        arguments=BOTH_WAYS,
    )
    sessions: Annotated["SessionConnection", strawberry.lazy("graph.schema.types.session")] | None = loaded(
        paged(sessions.of_meeting),
        description="Its single runs, newest first (VConnct, EnableX, VSee).",
        arguments=BOTH_WAYS,
    )
    lobby: Lobby | None = loaded(
        meetings.lobby_of,
        description="What those who wait see and hear (EnableX); null where there is no lobby.",
    )
    room: Annotated["Room", strawberry.lazy("graph.schema.types.room")] | None = part(
        "room", description="The room that it takes place in."
    )
    polls: list[Annotated["Poll", strawberry.lazy("graph.schema.types.poll")]] | None = loaded(
        polls.of_meeting,
        description="Polls in its room (EnableX).",
        arguments={"session": "Only those asked in the session of this number."},
    )
    visit: Visit | None = attribute(description="What a clinic visit has beyond a meeting (VSee).")
    ical: str | None = loaded(
        calendar.ical,
        description="It as an iCalendar object (RFC 5545, `text/calendar`) with one event, for calendars to import; "
        "null where it has no start. A meeting that was taken back is CANCELLED under the same UID; SEQUENCE and "
        "LAST-MODIFIED tell what was changed through this API. With a `role` it holds a join link, and with "
        "`attendees` addresses, which are secret; without both it holds no secret and costs no vendor call.",
        arguments={
            "role": "Puts in the link for this role, where its vendor shows one; it may carry a PIN.",
            "attendees": "Puts in the provider who holds it (VSee) and who was invited under an address (EnableX, "
            "Telecomx); where it is left out, for the role HOST alone.",
        },
        secret_with=("role", "attendees"),
        shows=frozenset({"invitees"}),
    )
    as_of: datetime = loaded(
        freshness.of_thing,
        description=f"{AS_OF} EnableX' `state` may be 10 seconds older. What hangs on it (rooms, devices, sessions, "
        "polls and other things with calls of their own) is not meant.",
    )
    capabilities: list[Capability] = computed(
        meetings.capabilities_of, description="What its vendor can tell of a meeting."
    )


@strawberry.type(description="A meeting in a list.")
class MeetingEdge(Edge):
    node: Meeting = attribute(description="The meeting.")


@strawberry.type(description="A page of meetings.")
class MeetingConnection(Connection):
    edges: list[MeetingEdge] = attribute(description="The meetings with their places.")
    nodes: list[Meeting] = attribute(description="The meetings alone.")
    searched_from: datetime | None = attribute(
        description="With `overlaps`, the earliest start that was looked for, in UTC: 7 days before its `from`, as no "
        "vendor can be asked for meetings by their end. One that began earlier is found only while it runs, at "
        "Telecomx not even then; at VConnct always. Null where there is no such limit."
    )
