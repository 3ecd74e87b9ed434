"""Host and HostInput: the host of a meeting."""

import strawberry

from graph.schema.fields import attribute, backed_by, loaded
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.account_name import account_name
from graph.schema.types.node import VENDOR
from models import host as models
from models.bounds import VENDOR_ID
from models.vendor import Vendor
from resolvers import hosts

# The most that one input may name.
HOSTS_AT_MOST = 50


@backed_by(models.Host, description="The host of a meeting. The names of staff are not secret.")
class Host:
    id: strawberry.ID = attribute(
        description="Global id, one for each person and vendor. It is opaque and serves as a cache key. `node` does "
        "not accept it, because no vendor can read a single person."
    )
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(
        description="The vendor's id of the person, as in `Meeting.hostId` and in the filter `hosts`: EnableX user, "
        "Telecomx employee, VSee provider."
    )
    name: str | None = loaded(
        hosts.name_of,
        description="The name with titles, from the providers of the meeting's room {vendors}. Costs the same as "
        "`Meeting.provider`. Null at other vendors: EnableX and Telecomx return only an id.",
    )


@input_type(description="The host of a meeting.")
class HostInput:
    vendor: Vendor = input_field(description="The vendor that the id belongs to.")
    id: str = input_field(
        characters=VENDOR_ID,
        description="The vendor's id of the host, as in `Meeting.hostId`: EnableX user, Telecomx employee, VSee "
        "provider.",
    )
    account: str | None = account_name()
