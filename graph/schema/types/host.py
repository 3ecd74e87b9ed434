"""Host and HostInput: who holds a meeting, as it is told and as one asks for it."""

import strawberry
from strawberry import field

from graph.schema.bounds import VENDOR_ID
from graph.schema.fields import attribute, backed_by, loaded
from graph.schema.types.node import VENDOR
from models import host as models
from models.vendor import Vendor
from resolvers import hosts

# So many may be named at once.
HOSTS_AT_MOST = 50


@backed_by(models.Host, description="Who holds a meeting; the name of one of the staff is no secret.")
class Host:
    id: strawberry.ID = attribute(
        description="Global and opaque, one for each person and vendor, for caches to go by; no vendor has a call for "
        "the person, so `node` does not take it."
    )
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(
        description="The vendor's id of the person, as in `Meeting.hostId`, and for `hosts` of a filter: EnableX user, "
        "Telecomx employee, VSee provider."
    )
    name: str | None = loaded(
        hosts.name_of,
        description="The name with its titles, as the providers of the meeting's room have it (VSee); costs what "
        "`Meeting.provider` costs. Null elsewhere: EnableX and Telecomx tell an id alone.",
    )


@strawberry.input(description="Who holds a meeting.")
class HostInput:
    vendor: Vendor = field(description="Whose id it is.")
    id: str = field(
        metadata=VENDOR_ID,
        description="The vendor's id, as in `Meeting.hostId`: EnableX user, Telecomx employee, VSee provider.",
    )
