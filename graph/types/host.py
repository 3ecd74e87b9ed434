"""HostInput: who holds a meeting, as one asks for it."""

import strawberry
from strawberry import field

from graph.texts import VENDOR_ID
from models.vendor import Vendor

# So many may be named at once.
HOSTS_AT_MOST = 50


@strawberry.input(description="Who holds a meeting.")
class HostInput:
    vendor: Vendor = field(description="Whose id it is.")
    id: str = field(
        metadata=VENDOR_ID,
        description="The vendor's id, as in `Meeting.hostId`: EnableX user, Telecomx employee, VSee provider.",
    )
