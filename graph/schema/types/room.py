"""Room: a permanent place for meetings, or the room of one meeting."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.fields import attribute, backed_by, computed, loaded, part
from graph.schema.input_fields import InputDeclaration
from graph.schema.types.access import LINK_ARGUMENTS, Capacity, JoinLink, Pins
from graph.schema.types.node import AS_OF, VENDOR, Node
from graph.schema.types.page_info import BOTH_WAYS, Connection, Edge
from graph.schema.types.provider import Provider, ProviderConnection
from graph.schema.types.settings import MeetingSettings
from graph.schema.types.time_zone import TimeZone
from models import room as models
from models.bounds import VENDOR_ID
from models.room import RoomKind
from models.scope import Scope
from models.vendor import Capability, Vendor
from resolvers import access, freshness, polls, rooms, time_zones
from resolvers.pagination import paged

if TYPE_CHECKING:
    from graph.schema.types.meeting import Meeting
    from graph.schema.types.poll import Poll


@backed_by(
    models.Consultation,
    description="A kind of visit that a room offers {vendors}, such as a first consultation.",
)
class Consultation:
    vendor_id: str | None = attribute(description="The vendor's id of the consultation type.")
    description: str | None = attribute(description="The description of the visit.")
    duration_minutes: int | None = attribute(description="The duration in minutes.")
    amount: float | None = attribute(description="The price, in whole units of the room's currency.")
    group: str | None = attribute(description="The group in which the visit is shown.")
    is_charged: bool | None = attribute(description="Whether the visit has a price.")
    slots: int | None = attribute(description="How many time slots the visit takes.")


@backed_by(models.Specialty, description="A medical specialty of a room {vendors}.")
class Specialty:
    code: str | None = attribute(description="The vendor's code, such as `psychiatry`.")
    name: str | None = attribute(description="The name.")
    duration_minutes: int | None = attribute(description="Length of a visit, in minutes.")


@backed_by(models.RoomQueue, description="The queue of a waiting room {vendors}.")
class RoomQueue:
    length: int | None = attribute(description="How many patients wait now.")
    capacity: int | None = attribute(description="Maximum length of the queue.")
    average_visit_seconds: int | None = attribute(description="Average duration of a visit, in seconds.")
    ahead: int | None = attribute(description="How many patients are ahead of a person who would come now.")
    wait_seconds: int | None = attribute(
        description="How long a person who would come now has to wait, in seconds: `ahead` times "
        "`averageVisitSeconds`."
    )
    as_of: datetime = computed(freshness.of_queue, description=AS_OF)


@backed_by(models.Room, description="A place for meetings.", keys=["id"])
class Room(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(description="The vendor's id of this room. At VSee it is the room code.")
    kind: RoomKind = attribute(description="What the room is for.")
    uid: str | None = part(
        "uid", description="The vendor's number of the room, in addition to the code {vendors}."
    )
    name: str | None = part("name", description="The name.")
    description: str | None = part("description", description="The description of the room.")
    code: str | None = attribute(description="The room code, which is part of the vendor's URLs {vendors}.")
    slug: str | None = part("slug", description="Last part of the URL of the waiting room {vendors}.")
    domain: str | None = part("domain", description="The clinic's domain {vendors}.")
    subtitle: str | None = part("subtitle", description="Text below the name {vendors}.")
    active: bool | None = part("active", description="Whether the room is in use {vendors}.")
    is_open: bool | None = part("is_open", description="Whether patients may enter now {vendors}.")
    closed_message: str | None = part(
        "closed_message", description="Message for patients while the room is closed {vendors}."
    )
    is_public: bool | None = part(
        "is_public", description="Whether people can enter without an account {vendors}."
    )
    is_default: bool | None = attribute(
        description="Whether this is the provider's main room {vendors}. Returned only by `assignRoom`."
    )
    is_webinar: bool | None = attribute(description="Whether the room is for webinars {vendors}.")
    time_zone: TimeZone | None = loaded(
        time_zones.of_room, description="The time zone of the room, with today's offset {vendors}."
    )
    capacity: Capacity | None = attribute(description="How many people it can hold {vendors}.")
    duration_minutes: int | None = attribute(description="Maximum duration of a stay, in minutes {vendors}.")
    settings: MeetingSettings | None = part("settings", description="The settings of the room {vendors}.")
    pins: Pins | None = part("pins", description="PINs and passwords.", requires={Scope.PINS_READ})
    join_links: list[JoinLink] | None = loaded(
        access.join_links,
        description="The join links {vendors}.",
        arguments=LINK_ARGUMENTS,
    )
    uri: str | None = attribute(
        description="SIP-like address, which can be called {vendors}.",
        secret=True,
        requires={Scope.JOIN_LINKS_READ},
    )
    owner_id: str | None = attribute(
        description="The vendor's id of the owner: EnableX user, Telecomx employee."
    )
    account_id: str | None = part(
        "account_id",
        description="The vendor's id of the account: Telecomx customer, VSee clinic account.",
    )
    created_at: datetime | None = part(
        "created_at", description="When the room was created, in UTC {vendors}."
    )
    updated_at: datetime | None = part(
        "updated_at", description="When the room was last changed, in UTC {vendors}."
    )
    provider_ids: list[str] | None = part(
        "provider_ids", description="The vendor's ids of the providers of the room {vendors}."
    )
    providers: ProviderConnection | None = loaded(
        paged(rooms.PROVIDERS), description="The providers of the room {vendors}.", arguments=BOTH_WAYS
    )
    provider: Provider | None = loaded(
        rooms.provider_of,
        description="One provider of the room {vendors}.",
        arguments={
            "vendor_id": InputDeclaration(
                description="The vendor's id of the provider.", characters=VENDOR_ID
            )
        },
    )
    queue: RoomQueue | None = loaded(rooms.queue_of, description="The queue of the waiting room {vendors}.")
    allows_walk_ins: bool | None = part(
        "allows_walk_ins", description="Whether patients can come without an appointment {vendors}."
    )
    allows_appointments: bool | None = part(
        "allows_appointments", description="Whether the room takes appointments {vendors}."
    )
    guest_user_type: int | None = part(
        "guest_user_type",
        description="The vendor's number of the user type of guests {vendors}.",
    )
    guests_can_log_in: bool | None = part(
        "guests_can_log_in", description="Whether guests can log in {vendors}."
    )
    consultations: list[Consultation] | None = part(
        "consultations", description="The kinds of visits that the room offers {vendors}."
    )
    currency: str | None = part("currency", description="Currency of the prices, such as `USD` {vendors}.")
    specialties: list[Specialty] | None = part(
        "specialties", description="The medical specialties of the room {vendors}."
    )
    polls: list[Annotated["Poll", strawberry.lazy("graph.schema.types.poll")]] | None = loaded(
        polls.of_room,
        description="The polls of the room {vendors}.",
        arguments={"session": "Only polls of the session with this number."},
    )
    meeting: Annotated["Meeting", strawberry.lazy("graph.schema.types.meeting")] | None = loaded(
        rooms.meeting_behind, description="The meeting that the room belongs to, for kind MEETING."
    )
    as_of: datetime = loaded(
        freshness.of_thing,
        cost=0,
        description=f"{AS_OF} The fields `queue`, `providers`, `polls` and `meeting` are not covered.",
    )
    capabilities: list[Capability] = computed(
        rooms.capabilities_of, description="What its vendor can return for a room."
    )


@strawberry.type(description="A room in a list.")
class RoomEdge(Edge):
    node: Room = attribute(description="The room.")


@strawberry.type(description="A page of rooms.")
class RoomConnection(Connection):
    edges: list[RoomEdge] = attribute(description="The rooms with their cursors.")
    nodes: list[Room] = attribute(description="The rooms without cursors.")
