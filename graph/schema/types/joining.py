"""JoinOption: how a person can join a meeting now."""

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from graph.schema.fields import attribute, backed_by, loaded
from graph.schema.types.access import JoinLink
from models import joining as models
from models.access import JoinRole
from models.joining import JoinMutation, NoWayIn
from models.scope import Scope
from resolvers import joining

JOIN_ARGUMENTS = {
    "role": "The role with which the person joins. The default is GUEST.",
    "platform": "The platform of the person. The default is ANY, any platform.",
}


@backed_by(models.JoinByLink, description="A link with which people join {vendors}.")
class JoinByLink:
    role: JoinRole = attribute(description="The role that was asked for.")
    link: JoinLink = attribute(
        description="The link that suits the platform best. The only link of EnableX has the role GUEST; the PIN "
        "decides the actual role."
    )
    pin: str | None = loaded(
        joining.pin_of,
        description="The PIN that the link asks for (EnableX: the moderator PIN for HOST, else the participant PIN). "
        "Null if the link asks for none.",
        secret=True,
        requires={Scope.PINS_READ},
    )


@backed_by(models.JoinByMutation, description="A mutation creates the link for one named person {vendors}.")
class JoinByMutation:
    mutation: JoinMutation = attribute(description="The mutation to call.")
    role: JoinRole = attribute(description="The role that was asked for. Pass it to `joinMeeting`.")


@backed_by(models.JoinUnavailable, description="The meeting cannot be joined, now or at all.")
class JoinUnavailable:
    reason: NoWayIn = attribute(description="The reason.")
    message: str = attribute(description="The reason in words, for people.")
    opens_at: datetime | None = attribute(
        description="When the meeting is planned to open, in UTC. Null if it will not open or the time is not known."
    )


JoinOption: TypeAlias = Annotated[
    JoinByLink | JoinByMutation | JoinUnavailable,
    strawberry.union("JoinOption", description="How a person can join a meeting now, or why not."),
]
