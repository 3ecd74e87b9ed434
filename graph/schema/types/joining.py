"""JoinOption: how somebody gets into a meeting now."""

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from graph.schema.fields import attribute, backed_by, loaded
from graph.schema.types.access import JoinLink
from models import joining as models
from models.access import JoinRole
from models.joining import JoinMutation, NoWayIn
from resolvers import joining

JOIN_ARGUMENTS = {
    "role": "As whom; GUEST where it is left out.",
    "platform": "On what; where it is left out or ANY, on any.",
}


@backed_by(models.JoinByLink, description="A link that lets in (EnableX, Telecomx). Secret.")
class JoinByLink:
    role: JoinRole = attribute(description="As whom, as it was asked.")
    link: JoinLink = attribute(
        description="The link that serves the platform best. EnableX' one link has the role GUEST, and lets in as "
        "whom the PIN says. Holds secrets."
    )
    pin: str | None = loaded(
        joining.pin_of,
        description="The PIN that whoever opens the link is asked for (EnableX: the moderator's for HOST, else the "
        "participants'); null where it asks for none.",
        secret=True,
    )


@backed_by(models.JoinByMutation, description="A link is made by a mutation, for a person by name (VConnct).")
class JoinByMutation:
    mutation: JoinMutation = attribute(description="Which.")
    role: JoinRole = attribute(description="As whom, as it was asked; pass it to `joinMeeting`.")


@backed_by(models.JoinUnavailable, description="There is no way in, for now or for ever.")
class JoinUnavailable:
    reason: NoWayIn = attribute(description="Why.")
    message: str = attribute(description="The same in words.")
    opens_at: datetime | None = attribute(
        description="When it is planned to open, in UTC; null where it will not, or nobody tells."
    )


JoinOption: TypeAlias = Annotated[
    JoinByLink | JoinByMutation | JoinUnavailable,
    strawberry.union("JoinOption", description="How somebody gets into a meeting now, or why not."),
]
