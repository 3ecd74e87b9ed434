"""Room: a place that stands on its own, or the room behind one meeting."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.fields import attribute, backed_by, computed, loaded, part
from graph.schema.types.access import LINK_ARGUMENTS, Capacity, JoinLink, Pins
from graph.schema.types.node import AS_OF, VENDOR, Node
from graph.schema.types.page_info import BOTH_WAYS, Connection, Edge
from graph.schema.types.provider import Provider, ProviderConnection
from graph.schema.types.settings import MeetingSettings
from graph.schema.types.time_zone import TimeZone
from models import room as models
from models.room import RoomKind
from models.vendor import Capability, Vendor
from resolvers import access, freshness, polls, rooms, time_zones
from resolvers.pagination import paged

if TYPE_CHECKING:
    from graph.schema.types.meeting import Meeting
    from graph.schema.types.poll import Poll


@backed_by(models.Consultation, description="A kind of visit that a room offers (VSee).")
class Consultation:
    vendor_id: str | None = attribute(description="The vendor's id of it.")
    description: str | None = attribute(description="What it is.")
    duration_minutes: int | None = attribute(description="Its length in minutes.")
    amount: float | None = attribute(description="Its price, in whole units of the room's currency.")
    group: str | None = attribute(description="The group that it is shown in.")
    is_charged: bool | None = attribute(description="Whether it costs anything.")
    slots: int | None = attribute(description="How many time slots it takes.")


@backed_by(models.Specialty, description="A field of medicine that a room serves (VSee).")
class Specialty:
    code: str | None = attribute(description="The vendor's code, such as `psychiatry`.")
    name: str | None = attribute(description="Its name.")
    duration_minutes: int | None = attribute(description="Length of a visit, in minutes.")


@backed_by(models.RoomQueue, description="Who waits before a room (VSee).")
class RoomQueue:
    length: int | None = attribute(description="Patients waiting now.")
    capacity: int | None = attribute(description="The longest that the queue may grow.")
    average_visit_seconds: int | None = attribute(description="Seconds that one patient takes on average.")
    ahead: int | None = attribute(description="Patients ahead of somebody who would come now.")
    wait_seconds: int | None = attribute(
        description="Seconds that somebody who would come now has to wait: `ahead` times `averageVisitSeconds`."
    )
    as_of: datetime = computed(freshness.of_queue, description=AS_OF)


@backed_by(models.Room, description="A place for meetings.", keys=["id"])
class Room(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(description="The vendor's own id of it; at VSee the room code.")
    kind: RoomKind = attribute(description="What it is for.")
    uid: str | None = part("uid", description="The vendor's number of it, beside the code (VSee).")
    name: str | None = part("name", description="Its name.")
    description: str | None = part("description", description="What it is for, in words.")
    code: str | None = attribute(description="The room code that the vendor's addresses are made of (VSee).")
    slug: str | None = part("slug", description="Last part of the waiting room's web address (VSee).")
    domain: str | None = part("domain", description="The clinic's domain (VSee).")
    subtitle: str | None = part("subtitle", description="Text under the name (VSee).")
    active: bool | None = part("active", description="Whether it is in use (VSee).")
    is_open: bool | None = part("is_open", description="Whether patients may come in now (VSee).")
    closed_message: str | None = part(
        "closed_message", description="What patients read while it is closed (VSee)."
    )
    is_public: bool | None = part(
        "is_public", description="Whether it may be entered without an account (VSee)."
    )
    is_default: bool | None = attribute(
        description="Whether it is its provider's main room (VSee); told only in the answer to assignRoom."
    )
    is_webinar: bool | None = attribute(description="Whether it is for webinars (EnableX).")
    time_zone: TimeZone | None = loaded(
        time_zones.of_room, description="The zone it is run in, with the offset of today (VSee)."
    )
    capacity: Capacity | None = attribute(description="How many people it takes (EnableX).")
    duration_minutes: int | None = attribute(description="The longest stay, in minutes (EnableX).")
    settings: MeetingSettings | None = part(
        "settings", description="How it behaves (EnableX, VConnct, Telecomx)."
    )
    pins: Pins | None = part("pins", description="PINs and passwords. Holds secrets.")
    join_links: list[JoinLink] | None = loaded(
        access.join_links, description="Ways in (EnableX, Telecomx). Holds secrets.", arguments=LINK_ARGUMENTS
    )
    uri: str | None = attribute(description="SIP-like address (Telecomx).")
    owner_id: str | None = attribute(
        description="The vendor's id of who it belongs to: EnableX user, Telecomx employee."
    )
    account_id: str | None = part(
        "account_id",
        description="The vendor's id of the account: Telecomx customer, VSee clinic account.",
    )
    created_at: datetime | None = part("created_at", description="When it was made, in UTC (VSee, Telecomx).")
    updated_at: datetime | None = part("updated_at", description="When it was last changed, in UTC (VSee).")
    provider_ids: list[str] | None = part(
        "provider_ids", description="The vendor's ids of the providers who serve it (VSee)."
    )
    providers: ProviderConnection | None = loaded(
        paged(rooms.providers_of), description="The providers who serve it (VSee).", arguments=BOTH_WAYS
    )
    provider: Provider | None = loaded(
        rooms.provider_of,
        description="One provider who serves it (VSee).",
        arguments={"vendor_id": "The vendor's id of the provider."},
    )
    queue: RoomQueue | None = loaded(rooms.queue_of, description="Who waits before it (VSee).")
    allows_walk_ins: bool | None = part(
        "allows_walk_ins", description="Whether patients may come without an appointment (VSee)."
    )
    allows_appointments: bool | None = part(
        "allows_appointments", description="Whether it takes appointments (VSee)."
    )
    guest_user_type: int | None = part(
        "guest_user_type",
        description="The vendor's number of the kind of user that guests become (VSee).",
    )
    guests_can_log_in: bool | None = part(
        "guests_can_log_in", description="Whether guests are offered to log in (VSee)."
    )
    consultations: list[Consultation] | None = part(
        "consultations", description="Kinds of visit that it offers (VSee)."
    )
    currency: str | None = part("currency", description="Currency of its prices, such as `USD` (VSee).")
    specialties: list[Specialty] | None = part(
        "specialties", description="Fields of medicine that it serves (VSee)."
    )
    polls: list[Annotated["Poll", strawberry.lazy("graph.schema.types.poll")]] | None = loaded(
        polls.of_room,
        description="Polls asked in it (EnableX).",
        arguments={"session": "Only those asked in the session of this number."},
    )
    meeting: Annotated["Meeting", strawberry.lazy("graph.schema.types.meeting")] | None = loaded(
        rooms.meeting_behind, description="The meeting that it stands behind, for kind MEETING."
    )
    as_of: datetime = loaded(
        freshness.of_thing,
        description=f"{AS_OF} What hangs on it (its queue, providers, polls and meeting) is not meant.",
    )
    capabilities: list[Capability] = computed(
        rooms.capabilities_of, description="What its vendor can tell of a room."
    )


@strawberry.type(description="A room in a list.")
class RoomEdge(Edge):
    node: Room = attribute(description="The room.")


@strawberry.type(description="A page of rooms.")
class RoomConnection(Connection):
    edges: list[RoomEdge] = attribute(description="The rooms with their places.")
    nodes: list[Room] = attribute(description="The rooms alone.")
