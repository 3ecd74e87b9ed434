"""Provider: a person who sees patients in a clinic room."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.fields import attribute, backed_by, loaded, part
from graph.schema.types.node import VENDOR, VENDOR_ID, Node
from graph.schema.types.page_info import Connection, Edge
from models import provider as models
from models.scope import Scope
from models.vendor import Vendor
from resolvers import providers

if TYPE_CHECKING:
    from graph.schema.types.room import Room


@backed_by(
    models.Provider,
    description="A person who sees patients in a clinic room {vendors}. A person who serves several rooms has one "
    "Provider in each, with the same `vendorId`.",
    keys=["id"],
)
class Provider(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(description=VENDOR_ID)
    username: str | None = attribute(description="Login name.", secret=True, requires={Scope.PEOPLE_READ})
    code: str | None = attribute(description="The partner's id of the person.")
    subtype: str | None = attribute(description="The vendor's number of the provider type.")
    first_name: str | None = attribute(description="First name.")
    last_name: str | None = attribute(description="Last name.")
    vsee_id: str | None = attribute(
        description="The id to call in VSee.", secret=True, requires={Scope.PEOPLE_READ}
    )
    title: str | None = attribute(description="Title before the name, such as `Dr.`.")
    suffix: str | None = attribute(description="Title after the name, such as `M.D.`.")
    photo: str | None = part("photo", description="URL of a picture.")
    is_online: bool | None = attribute(description="Whether the person is online now.")
    short_bio: str | None = attribute(description="A short biography.")
    email: str | None = part("email", description="Email address.", secret=True, requires={Scope.PEOPLE_READ})
    phone: str | None = part("phone", description="Phone number.", secret=True, requires={Scope.PEOPLE_READ})
    active: bool | None = part("active", description="Whether the account is in use.")
    accepted_terms: bool | None = part(
        "accepted_terms", description="Whether the terms of service were accepted."
    )
    educational_training: str | None = part("educational_training", description="Education and training.")
    professional_interests: str | None = part("professional_interests", description="Professional interests.")
    personal_interests: str | None = part("personal_interests", description="Personal interests.")
    room: Annotated["Room", strawberry.lazy("graph.schema.types.room")] | None = loaded(
        providers.room_of, description="The room in which this API found the person."
    )


@strawberry.type(description="A provider in a list.")
class ProviderEdge(Edge):
    node: Provider = attribute(description="The provider.")


@strawberry.type(description="A page of providers.")
class ProviderConnection(Connection):
    edges: list[ProviderEdge] = attribute(description="The providers with their cursors.")
    nodes: list[Provider] = attribute(description="The providers without cursors.")
