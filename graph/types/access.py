"""Pins, JoinLink, Capacity: how people get into a meeting or room."""

from strawberry import field

from graph.fields import backed_by
from models import access as models
from models.access import JoinPlatform, JoinRole

# The arguments of every field of join links.
LINK_ARGUMENTS = {
    "role": "Only links for this role.",
    "platform": "Only links that serve this platform; links for ANY platform always do.",
}


@backed_by(models.Pins, description="PINs and passwords. Secret.")
class Pins:
    moderator: str | None = field(
        description="Lets in as moderator: EnableX moderator PIN, VConnct moderator password. Secret."
    )
    participant: str | None = field(
        description="Lets in as participant: EnableX participant PIN, Telecomx PIN, "
        "VConnct attendee password, VSee conference PIN. Secret."
    )


@backed_by(models.JoinLink, description="An address that lets its holder in; it may carry a PIN. Secret.")
class JoinLink:
    role: JoinRole = field(description="As whom it lets in.")
    platform: JoinPlatform = field(description="What it is made for.")
    url: str = field(description="The address. Secret.")
    vendor_name: str | None = field(
        description="The vendor's own name of the link, such as `guestDesktopLink`, where one role has several."
    )


@backed_by(models.Capacity, description="How many people a meeting or room takes (EnableX).")
class Capacity:
    moderators: int | None = field(description="The most moderators.")
    participants: int | None = field(description="The most participants; 0 is possible.")
