"""Pins, JoinLink, Capacity: how people join a meeting or room."""

from graph.schema.fields import attribute, backed_by
from models import access as models
from models.access import JoinPlatform, JoinRole
from models.scope import Scope

# The arguments of every field of join links.
LINK_ARGUMENTS = {
    "role": "Only links for this role.",
    "platform": "Only links for this platform. Links for ANY platform are always included.",
}


@backed_by(models.Pins, description="PINs and passwords.")
class Pins:
    moderator: str | None = attribute(
        description="Joins as moderator: EnableX moderator PIN, VConnct moderator password.",
        secret=True,
        requires={Scope.PINS_READ},
    )
    participant: str | None = attribute(
        description="Joins as participant: EnableX participant PIN, Telecomx PIN, VConnct attendee password, VSee "
        "conference PIN.",
        secret=True,
        requires={Scope.PINS_READ},
    )


@backed_by(
    models.JoinLink,
    description="A link with which anybody who has it can join. It may contain a PIN.",
)
class JoinLink:
    role: JoinRole = attribute(description="The role with which the person joins.")
    platform: JoinPlatform = attribute(description="The platform that the link is made for.")
    url: str | None = attribute(
        description="The URL.", secret=True, requires={Scope.JOIN_LINKS_READ, Scope.PINS_READ}
    )
    vendor_name: str | None = attribute(
        description="The vendor's own name of the link, such as `guestDesktopLink`, if one role has several links."
    )


@backed_by(models.Capacity, description="How many people a meeting or room can hold {vendors}.")
class Capacity:
    moderators: int | None = attribute(description="Maximum number of moderators.")
    participants: int | None = attribute(description="Maximum number of participants; can be 0.")
