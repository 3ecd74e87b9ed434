"""Poll: a poll among the people in a room, with its options."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.fields import attribute, backed_by, loaded
from graph.schema.types.node import VENDOR, VENDOR_ID, Node
from models import poll as models
from models.poll import PollKind, PollStatus
from models.vendor import Vendor
from resolvers import polls

if TYPE_CHECKING:
    from graph.schema.types.room import Room
    from graph.schema.types.session import Session


@backed_by(models.PollOption, description="One option of a poll.")
class PollOption:
    key: str = attribute(description="The vendor's name of the option, such as `opt1`.")
    text: str | None = attribute(description="The text of the option.")
    votes: int | None = attribute(
        description="How many people chose this option. Null if the vendor's number could not be read."
    )
    share: float | None = attribute(
        description="Votes divided by respondents, 0 to 1. Null if nobody voted. If several options can be chosen, "
        "the shares can add up to more than 1."
    )


@backed_by(models.Poll, description="A poll among the people in a room {vendors}.", keys=["id"])
class Poll(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(description=VENDOR_ID)
    room: Annotated["Room", strawberry.lazy("graph.schema.types.room")] | None = loaded(
        polls.room_of, description="The room of the poll."
    )
    session: Annotated["Session", strawberry.lazy("graph.schema.types.session")] | None = loaded(
        polls.session_of, description="The session of the poll. Null in a permanent room."
    )
    session_number: int | None = attribute(description="The vendor's number of the session of the poll.")
    question: str | None = attribute(description="The question.")
    kind: PollKind = attribute(description="How many options one person may choose.")
    vendor_kind: str | None = attribute(description="The vendor's own name of the kind.")
    status: PollStatus = attribute(description="Whether the participants have been asked.")
    vendor_status: str | None = attribute(description="The vendor's own name of the status.")
    asked_at: datetime | None = attribute(
        description="When the participants were asked, in UTC. For a draft, when it was written."
    )
    vendor_duration: str | None = attribute(
        description="How long the poll was open, as the vendor returns it. The unit is not documented."
    )
    options: list[PollOption] = attribute(description="The options of the poll.")
    respondents: int | None = attribute(description="How many people voted.")
