"""Pins, JoinLink, Capacity: how people get into a meeting or room."""

from graph.schema.fields import attribute, backed_by
from models import access as models
from models.access import JoinPlatform, JoinRole

# The arguments of every field of join links.
LINK_ARGUMENTS = {
    "role": "Only links for this role.",
    "platform": "Only links that serve this platform; links for ANY platform always do.",
}


@backed_by(models.Pins, description="PINs and passwords. Secret.")
class Pins:
    moderator: str | None = attribute(
        description="Lets in as moderator: EnableX moderator PIN, VConnct moderator password.", secret=True
    )
    participant: str | None = attribute(
        description="Lets in as participant: EnableX participant PIN, Telecomx PIN, "
        "VConnct attendee password, VSee conference PIN.",
        secret=True,
    )


@backed_by(models.JoinLink, description="An address that lets its holder in; it may carry a PIN. Secret.")
class JoinLink:
    role: JoinRole = attribute(description="As whom it lets in.")
    platform: JoinPlatform = attribute(description="What it is made for.")
    url: str = attribute(description="The address.", secret=True)
    vendor_name: str | None = attribute(
        description="The vendor's own name of the link, such as `guestDesktopLink`, where one role has several."
    )


@backed_by(models.Capacity, description="How many people a meeting or room takes (EnableX).")
class Capacity:
    moderators: int | None = attribute(description="The most moderators.")
    participants: int | None = attribute(description="The most participants; 0 is possible.")
