"""Meeting: a video meeting with a title that people can join, at any vendor."""

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
from models.scope import Scope
from models.vendor import Capability, Vendor
from resolvers import (
    access,
    calendar,
    commands,
    freshness,
    hosts,
    joining,
    meeting_state,
    meetings,
    polls,
    providers,
    sessions,
    time_zones,
)
from resolvers.pagination import paged, paged_when_read

if TYPE_CHECKING:
    from graph.schema.types.command import CommandConnection
    from graph.schema.types.device import MeetingDevice
    from graph.schema.types.poll import Poll
    from graph.schema.types.provider import Provider
    from graph.schema.types.room import Room
    from graph.schema.types.session import SessionConnection

_LOCAL = {
    "time_zone": "The time zone: any name of the tz database, such as browsers report. The default is the zone in "
    "which the meeting was scheduled (EnableX returns it)."
}


@backed_by(models.InvitedContact, description="A person who was invited as a contact or by name {vendors}.")
class InvitedContact:
    contact_id: str | None = attribute(
        description="The vendor's id of the contact. Null for a person who is not a contact."
    )
    name: str | None = attribute(
        description="The name. EnableX returns it, if at all, only when the invitees are changed.",
        secret=True,
        requires={Scope.PEOPLE_READ},
    )
    email: str | None = attribute(
        description="The email address. EnableX returns it, if at all, only when the invitees are changed.",
        secret=True,
        requires={Scope.PEOPLE_READ},
    )


@backed_by(models.InvitedGroup, description="A group of contacts that was invited {vendors}.")
class InvitedGroup:
    group_id: str | None = attribute(description="The vendor's id.")
    name: str | None = attribute(
        description="The name. EnableX returns it, if at all, only when the invitees are changed."
    )


@backed_by(models.Invitees, description="The people whom the host invited {vendors}.")
class Invitees:
    contact_ids: list[str] = attribute(description="The vendor's ids of the invited contacts.")
    group_ids: list[str] = attribute(description="The vendor's ids of the invited groups.")
    emails: list[str] | None = attribute(
        description="Email addresses of the invited people who are not contacts.",
        secret=True,
        requires={Scope.PEOPLE_READ},
    )
    contacts: list[InvitedContact] = attribute(
        description="The invited contacts, and other people who were invited by name, with the data that the vendor "
        "returns."
    )
    groups: list[InvitedGroup] = attribute(
        description="The invited groups with the data that the vendor returns."
    )


@backed_by(models.MeetingParticipant, description="A person to whom the join link was sent {vendors}.")
class MeetingParticipant:
    channel: ParticipantChannel = attribute(description="How the link was sent.")
    vendor_channel: str | None = attribute(description="The vendor's own name of the channel.")
    address: str | None = attribute(
        description="Phone number in E.164 format, or email address.",
        secret=True,
        requires={Scope.PEOPLE_READ},
    )
    reference: str | None = attribute(description="A vendor id whose meaning is not documented.")
    sms_status: str | None = attribute(
        description="The vendor's own name of the delivery status of the message."
    )


@backed_by(models.Meeting, description="A video meeting with a title that people can join.", keys=["id"])
class Meeting(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(description=VENDOR_ID)
    vendor_state: str | None = part(
        "vendor_state",
        description="The vendor's own name of the state. VConnct has none: `running` and `idle` come from its flag "
        "`is_running`.",
    )
    title: str | None = attribute(description="The title of the meeting.")
    description: str | None = attribute(
        description="The description of the meeting (EnableX, Telecomx, and VConnct if it was scheduled through this "
        "API)."
    )
    welcome_text: str | None = attribute(description="Text that greets people who join {vendors}.")
    state: MeetingState = computed(
        meeting_state.state,
        description="The state of the meeting. It is the vendor's own state if a call of this operation returns it; "
        "see `stateIsReckoned`.",
    )
    state_is_reckoned: bool = computed(
        meeting_state.is_reckoned,
        description="True if `state` was calculated from the planned times and the clock because the vendor did not "
        "return it. EnableX: the call for one meeting does not return the state. It is known only if the list of "
        "meetings was read in this operation (as it is for `vendorState`) or within the last 10 seconds. VSee: a "
        "visit that has begun shows no actual times.",
    )
    starts_at: datetime | None = attribute(
        description="When the meeting starts, in UTC. Null for ad-hoc conferences. VConnct has no times: null there "
        "unless the meeting was scheduled through this API."
    )
    ends_at: datetime | None = attribute(
        description="The planned end, in UTC. Telecomx and VSee return it; at EnableX and VConnct it is the start "
        "plus the duration."
    )
    duration_minutes: int | None = attribute(
        description="The planned duration in minutes. EnableX returns it; VConnct: as scheduled through this API; "
        "Telecomx and VSee: from start to end."
    )
    created_at: datetime | None = attribute(description="When the meeting was created, in UTC {vendors}.")
    time_zone: TimeZone | None = loaded(
        time_zones.of_meeting,
        description="The time zone in which the meeting was scheduled, with the offset on its start day {vendors}. "
        "`startsAt` and `endsAt` are in UTC regardless.",
    )
    starts_at_local: str | None = loaded(
        time_zones.local_start,
        description="The local start time in a time zone: ISO 8601 with milliseconds and the offset on that day, "
        "such as `2030-07-01T09:30:00.000+02:00`. Null if the meeting has no start or no time zone is known.",
        arguments=_LOCAL,
    )
    ends_at_local: str | None = loaded(
        time_zones.local_end,
        description="The planned end in local time, in the format of `startsAtLocal`.",
        arguments=_LOCAL,
    )
    host_id: str | None = attribute(
        description="The vendor's id of the host: EnableX user, Telecomx employee, VSee provider."
    )
    host: Host | None = computed(
        hosts.of_meeting,
        description="The host. Null if the vendor does not return it (VConnct). Makes no vendor call, except for "
        "`name`.",
    )
    provider: Annotated["Provider", strawberry.lazy("graph.schema.types.provider")] | None = loaded(
        providers.of_meeting, description="The host, as a provider of the meeting's room {vendors}."
    )
    account_id: str | None = attribute(
        description="The vendor's id of the owner: Telecomx customer, VSee clinic account."
    )
    external_id: str | None = attribute(
        description="The external id of the meeting in the national video hub {vendors}."
    )
    uuid: str | None = attribute(description="The UUID of the meeting in the national video hub {vendors}.")
    uri: str | None = attribute(
        description="SIP-like address of the meeting's room, which can be called {vendors}.",
        secret=True,
        requires={Scope.JOIN_LINKS_READ},
    )
    is_webinar: bool | None = attribute(description="Whether the meeting is a webinar {vendors}.")
    capacity: Capacity | None = attribute(description="How many people it can hold {vendors}.")
    settings: MeetingSettings | None = part("settings", description="The settings of the meeting.")
    join_links: list[JoinLink] | None = loaded(
        access.join_links,
        description="The join links {vendors}. Null if the vendor creates links only when a person joins.",
        arguments=LINK_ARGUMENTS,
    )
    join: JoinOption | None = loaded(
        joining.option,
        description="How a person can join now, at any vendor: a link, a mutation to call, or the reason why not. "
        "Costs the same as `joinLinks` and `state`. A link is returned as soon as it exists; vendors do not report "
        "from when on it can be used.",
        arguments=JOIN_ARGUMENTS,
    )
    pins: Pins | None = part("pins", description="PINs and passwords.", requires={Scope.PINS_READ})
    invitees: Invitees | None = part("invitees", description="The people whom the host invited {vendors}.")
    participants: list[MeetingParticipant] | None = part(
        "participants", description="The people to whom the join link was sent {vendors}."
    )
    devices: list[Annotated["MeetingDevice", strawberry.lazy("graph.schema.types.device")]] | None = part(
        "devices", description="The tablets that take part {vendors}.", size=2
    )
    commands: Annotated["CommandConnection", strawberry.lazy("graph.schema.types.command")] | None = loaded(
        paged_when_read(commands.of_meeting),
        description="The commands of all tablets in the meeting, grouped by tablet {vendors}.",
        arguments=BOTH_WAYS,
    )
    sessions: Annotated["SessionConnection", strawberry.lazy("graph.schema.types.session")] | None = loaded(
        paged(sessions.OF_MEETING),
        description="The sessions of the meeting, newest first {vendors}.",
        arguments=BOTH_WAYS,
        size=3,
    )
    lobby: Lobby | None = loaded(
        meetings.lobby_of,
        description="What people see and hear while they wait {vendors}. Null if the meeting has no lobby.",
    )
    room: Annotated["Room", strawberry.lazy("graph.schema.types.room")] | None = part(
        "room", description="The room of the meeting."
    )
    polls: list[Annotated["Poll", strawberry.lazy("graph.schema.types.poll")]] | None = loaded(
        polls.of_meeting,
        description="The polls in the meeting's room {vendors}.",
        arguments={"session": "Only polls of the session with this number."},
    )
    visit: Visit | None = attribute(
        description="The part of a meeting that only clinic visits have {vendors}."
    )
    ical: str | None = loaded(
        calendar.ical,
        description="The meeting as an iCalendar object (RFC 5545, `text/calendar`) with one event, for import into "
        "calendars. Null if the meeting has no start. A cancelled meeting keeps its UID and gets the status "
        "CANCELLED. SEQUENCE and LAST-MODIFIED reflect changes made through this API. With `role` it contains a join "
        "link, and with `attendees` email addresses. Without both it makes no vendor call.",
        arguments={
            "role": "Includes the link for this role, if the vendor returns one. It may contain a PIN.",
            "attendees": "Includes the provider who is the host (VSee) and the people who were invited by address "
            "(EnableX, Telecomx). The default is true for the role HOST and false otherwise.",
        },
        secret=True,
        requires={Scope.JOIN_LINKS_READ, Scope.PINS_READ, Scope.PEOPLE_READ},
        shows=frozenset({"invitees"}),
    )
    ical_without_secrets: str | None = loaded(
        calendar.ical_without_secrets,
        description="The meeting as `ical` has it, without links and addresses.",
    )
    as_of: datetime = loaded(
        freshness.of_thing,
        cost=0,
        description=f"{AS_OF} The `state` of an EnableX meeting may be 10 seconds older. Fields with vendor calls of "
        "their own, such as rooms, devices, sessions and polls, are not covered.",
    )
    capabilities: list[Capability] = computed(
        meetings.capabilities_of, description="What its vendor can return for a meeting."
    )


@strawberry.type(description="A meeting in a list.")
class MeetingEdge(Edge):
    node: Meeting = attribute(description="The meeting.")


@strawberry.type(description="A page of meetings.")
class MeetingConnection(Connection):
    edges: list[MeetingEdge] = attribute(description="The meetings with their cursors.")
    nodes: list[Meeting] = attribute(description="The meetings without cursors.")
    searched_from: datetime | None = attribute(
        description="With the filter `overlaps`: the earliest start that was searched, in UTC, 7 days before its "
        "`from`. Vendors cannot search by end time. A meeting that began earlier is found only while it runs; at "
        "Telecomx not even then; at VConnct always. Null if there is no such limit."
    )
