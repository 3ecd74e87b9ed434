"""What gateways tell each other of the objects that subscribers follow: what was seen, and who wants to know it."""

from typing import ClassVar

from pydantic import Field
from pymongo import IndexModel

from models.documents.stored import Moment, Stored

# Nobody reads either for so long.
_KEPT_SECONDS = 300


class PolledState(Stored):
    """An object as the gateway that polls it saw it last.

    Attributes:
        id: the poller's place and the object's global id.
        fence: of the lease under which it was seen; with `number` it tells later states from earlier ones.
        number: rises with every state that is told.
        sealed: the state, encrypted.
        as_of: when the vendor was asked, by the clock of the gateway that asked.
        saved_at: when it was written, by the database's clock.
    """

    id: str  # type: ignore[assignment]
    fence: int
    number: int
    sealed: bytes
    as_of: Moment
    saved_at: Moment

    class Settings:
        name = "polled_states"
        indexes: ClassVar = [IndexModel("saved_at", expireAfterSeconds=_KEPT_SECONDS)]


class PollInterest(Stored):
    """What the subscribers of one gateway follow at one poller's place.

    Attributes:
        id: the place and the gateway.
        place: subject and account.
        holder: the gateway, as in leases.
        joins: how often somebody wanted the present state, by the object's global id.
        until: when it ends unless it is renewed, by the database's clock.
    """

    id: str  # type: ignore[assignment]
    place: str
    holder: str
    joins: dict[str, int] = Field(default_factory=dict)
    until: Moment

    class Settings:
        name = "poll_interests"
        indexes: ClassVar = [IndexModel("place"), IndexModel("until", expireAfterSeconds=_KEPT_SECONDS)]
