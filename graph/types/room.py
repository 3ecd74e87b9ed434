"""Room: a place that stands on its own, or the room behind one meeting."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import field

from graph.fields import backed_by, resolved_by
from graph.types.access import LINK_ARGUMENTS, Capacity, JoinLink, Pins
from graph.types.node import AS_OF, VENDOR, Node
from graph.types.page_info import BOTH_WAYS, Connection, Edge
from graph.types.provider import Provider, ProviderConnection
from graph.types.settings import MeetingSettings
from graph.types.time_zone import TimeZone
from models import room as models
from models.room import RoomKind
from models.vendor import Capability, Vendor
from resolvers import access, freshness, polls, rooms, time_zones
from resolvers.paging import paged
from resolvers.parts import part

if TYPE_CHECKING:
    from graph.types.meeting import Meeting
    from graph.types.poll import Poll


@backed_by(models.Consultation, description="A kind of visit that a room offers (VSee).")
class Consultation:
    vendor_id: str | None = field(description="The vendor's id of it.")
    description: str | None = field(description="What it is.")
    duration_minutes: int | None = field(description="Its length in minutes.")
    amount: float | None = field(description="Its price, in whole units of the room's currency.")
    group: str | None = field(description="The group that it is shown in.")
    is_charged: bool | None = field(description="Whether it costs anything.")
    slots: int | None = field(description="How many time slots it takes.")


@backed_by(models.Specialty, description="A field of medicine that a room serves (VSee).")
class Specialty:
    code: str | None = field(description="The vendor's code, such as `psychiatry`.")
    name: str | None = field(description="Its name.")
    duration_minutes: int | None = field(description="Length of a visit, in minutes.")


@backed_by(models.RoomQueue, description="Who waits before a room (VSee).")
class RoomQueue:
    length: int | None = field(description="Patients waiting now.")
    capacity: int | None = field(description="The longest that the queue may grow.")
    average_visit_seconds: int | None = field(description="Seconds that one patient takes on average.")
    ahead: int | None = field(description="Patients ahead of somebody who would come now.")
    wait_seconds: int | None = field(
        description="Seconds that somebody who would come now has to wait: `ahead` times `averageVisitSeconds`."
    )
    as_of: datetime = resolved_by(freshness.of_queue, description=AS_OF)


@backed_by(models.Room, description="A place for meetings.", keys=["id"])
class Room(Node):
    vendor: Vendor = field(description=VENDOR)
    vendor_id: str = field(description="The vendor's own id of it; at VSee the room code.")
    kind: RoomKind = field(description="What it is for.")
    uid: str | None = resolved_by(
        part("uid"), description="The vendor's number of it, beside the code (VSee)."
    )
    name: str | None = resolved_by(part("name"), description="Its name.")
    description: str | None = resolved_by(part("description"), description="What it is for, in words.")
    code: str | None = field(description="The room code that the vendor's addresses are made of (VSee).")
    slug: str | None = resolved_by(
        part("slug"), description="Last part of the waiting room's web address (VSee)."
    )
    domain: str | None = resolved_by(part("domain"), description="The clinic's domain (VSee).")
    subtitle: str | None = resolved_by(part("subtitle"), description="Text under the name (VSee).")
    active: bool | None = resolved_by(part("active"), description="Whether it is in use (VSee).")
    is_open: bool | None = resolved_by(
        part("is_open"), description="Whether patients may come in now (VSee)."
    )
    closed_message: str | None = resolved_by(
        part("closed_message"), description="What patients read while it is closed (VSee)."
    )
    is_public: bool | None = resolved_by(
        part("is_public"), description="Whether it may be entered without an account (VSee)."
    )
    is_default: bool | None = field(
        description="Whether it is its provider's main room (VSee); told only in the answer to assignRoom."
    )
    is_webinar: bool | None = field(description="Whether it is for webinars (EnableX).")
    time_zone: TimeZone | None = resolved_by(
        time_zones.of_room, description="The zone it is run in, with the offset of today (VSee)."
    )
    capacity: Capacity | None = field(description="How many people it takes (EnableX).")
    duration_minutes: int | None = field(description="The longest stay, in minutes (EnableX).")
    settings: MeetingSettings | None = resolved_by(
        part("settings"), description="How it behaves (EnableX, VConnct, Telecomx)."
    )
    pins: Pins | None = resolved_by(part("pins"), description="PINs and passwords. Secret.")
    join_links: list[JoinLink] | None = resolved_by(
        access.join_links, description="Ways in (EnableX, Telecomx). Secret.", arguments=LINK_ARGUMENTS
    )
    uri: str | None = field(description="SIP-like address (Telecomx).")
    owner_id: str | None = field(
        description="The vendor's id of who it belongs to: EnableX user, Telecomx employee."
    )
    account_id: str | None = resolved_by(
        part("account_id"),
        description="The vendor's id of the account: Telecomx customer, VSee clinic account.",
    )
    created_at: datetime | None = resolved_by(
        part("created_at"), description="When it was made, in UTC (VSee, Telecomx)."
    )
    updated_at: datetime | None = resolved_by(
        part("updated_at"), description="When it was last changed, in UTC (VSee)."
    )
    provider_ids: list[str] | None = resolved_by(
        part("provider_ids"), description="The vendor's ids of the providers who serve it (VSee)."
    )
    providers: ProviderConnection | None = resolved_by(
        paged(rooms.providers_of), description="The providers who serve it (VSee).", arguments=BOTH_WAYS
    )
    provider: Provider | None = resolved_by(
        rooms.provider_of,
        description="One provider who serves it (VSee).",
        arguments={"vendor_id": "The vendor's id of the provider."},
    )
    queue: RoomQueue | None = resolved_by(rooms.queue_of, description="Who waits before it (VSee).")
    allows_walk_ins: bool | None = resolved_by(
        part("allows_walk_ins"), description="Whether patients may come without an appointment (VSee)."
    )
    allows_appointments: bool | None = resolved_by(
        part("allows_appointments"), description="Whether it takes appointments (VSee)."
    )
    guest_user_type: int | None = resolved_by(
        part("guest_user_type"),
        description="The vendor's number of the kind of user that guests become (VSee).",
    )
    guests_can_log_in: bool | None = resolved_by(
        part("guests_can_log_in"), description="Whether guests are offered to log in (VSee)."
    )
    consultations: list[Consultation] | None = resolved_by(
        part("consultations"), description="Kinds of visit that it offers (VSee)."
    )
    currency: str | None = resolved_by(
        part("currency"), description="Currency of its prices, such as `USD` (VSee)."
    )
    specialties: list[Specialty] | None = resolved_by(
        part("specialties"), description="Fields of medicine that it serves (VSee)."
    )
    polls: list[Annotated["Poll", strawberry.lazy("graph.types.poll")]] | None = resolved_by(
        polls.of_room,
        description="Polls asked in it (EnableX).",
        arguments={"session": "Only those asked in the session of this number."},
    )
    meeting: Annotated["Meeting", strawberry.lazy("graph.types.meeting")] | None = resolved_by(
        rooms.meeting_behind, description="The meeting that it stands behind, for kind MEETING."
    )
    as_of: datetime = resolved_by(
        freshness.of_thing,
        description=f"{AS_OF} What hangs on it (its queue, providers, polls and meeting) is not meant.",
    )
    capabilities: list[Capability] = resolved_by(
        rooms.capabilities_of, description="What its vendor can tell of a room."
    )


@strawberry.type(description="A room in a list.")
class RoomEdge(Edge):
    node: Room = field(description="The room.")


@strawberry.type(description="A page of rooms.")
class RoomConnection(Connection):
    edges: list[RoomEdge] = field(description="The rooms with their places.")
    nodes: list[Room] = field(description="The rooms alone.")
