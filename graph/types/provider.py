"""Provider: somebody who sees patients in a clinic room."""

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import field

from graph.fields import backed_by, resolved_by
from graph.types.node import VENDOR, VENDOR_ID, Node
from graph.types.page_info import Connection, Edge
from models import provider as models
from models.vendor import Vendor
from resolvers import providers
from resolvers.parts import part

if TYPE_CHECKING:
    from graph.types.room import Room


@backed_by(
    models.Provider,
    description="Somebody who sees patients in a clinic room (VSee); one for each room, under the same `vendorId`.",
    keys=["id"],
)
class Provider(Node):
    vendor: Vendor = field(description=VENDOR)
    vendor_id: str = field(description=VENDOR_ID)
    username: str | None = field(description="Login name.")
    code: str | None = field(description="The partner's own id of the person.")
    subtype: str | None = field(description="The vendor's number of the kind of provider.")
    first_name: str | None = field(description="First name.")
    last_name: str | None = field(description="Last name.")
    vsee_id: str | None = field(description="The id that a VSee call is made to.")
    title: str | None = field(description="Title before the name, such as `Dr.`.")
    suffix: str | None = field(description="Title after the name, such as `M.D.`.")
    photo: str | None = resolved_by(part("photo"), description="Address of a picture.")
    is_online: bool | None = field(description="Whether the person is online now.")
    short_bio: str | None = field(description="A few sentences on the person.")
    email: str | None = resolved_by(part("email"), description="Mail address. Secret.")
    phone: str | None = resolved_by(part("phone"), description="Phone number. Secret.")
    active: bool | None = resolved_by(part("active"), description="Whether the account is in use.")
    accepted_terms: bool | None = resolved_by(
        part("accepted_terms"), description="Whether the terms of service were accepted."
    )
    educational_training: str | None = resolved_by(
        part("educational_training"), description="Education and training."
    )
    professional_interests: str | None = resolved_by(
        part("professional_interests"), description="Professional interests."
    )
    personal_interests: str | None = resolved_by(
        part("personal_interests"), description="Personal interests."
    )
    room: Annotated["Room", strawberry.lazy("graph.types.room")] | None = resolved_by(
        providers.room_of, description="The room that the person was found in."
    )


@strawberry.type(description="A provider in a list.")
class ProviderEdge(Edge):
    node: Provider = field(description="The provider.")


@strawberry.type(description="A page of providers.")
class ProviderConnection(Connection):
    edges: list[ProviderEdge] = field(description="The providers with their places.")
    nodes: list[Provider] = field(description="The providers alone.")
