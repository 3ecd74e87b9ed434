"""Poll: a question put to those in a room, with its answers."""

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


@backed_by(models.PollOption, description="One answer that can be chosen.")
class PollOption:
    key: str = attribute(description="The vendor's name of the option, such as `opt1`.")
    text: str | None = attribute(description="The answer in words.")
    votes: int | None = attribute(
        description="How many chose it; null where the vendor's number cannot be read."
    )
    share: float | None = attribute(
        description="Votes divided by respondents, 0 to 1; null where nobody answered. With several choices the shares "
        "may add up to more than 1."
    )


@backed_by(models.Poll, description="A question put to those in a room (EnableX).", keys=["id"])
class Poll(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(description=VENDOR_ID)
    room: Annotated["Room", strawberry.lazy("graph.schema.types.room")] | None = loaded(
        polls.room_of, description="The room that it was asked in."
    )
    session: Annotated["Session", strawberry.lazy("graph.schema.types.session")] | None = loaded(
        polls.session_of, description="The session that it was asked in; null in a permanent room."
    )
    session_number: int | None = attribute(
        description="The vendor's number of the session that it was asked in."
    )
    question: str | None = attribute(description="What was asked.")
    kind: PollKind = attribute(description="How many options one person may choose.")
    vendor_kind: str | None = attribute(description="The vendor's own word for the kind.")
    status: PollStatus = attribute(description="Whether it has been asked.")
    vendor_status: str | None = attribute(description="The vendor's own word for the status.")
    asked_at: datetime | None = attribute(
        description="When it was asked, or written where it is a draft, in UTC."
    )
    vendor_duration: str | None = attribute(
        description="How long it was open, as the vendor prints it, without a unit."
    )
    options: list[PollOption] = attribute(description="The answers that can be chosen.")
    respondents: int | None = attribute(description="How many people answered.")
