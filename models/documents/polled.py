"""What gateways share about polled objects: their states, and the interests of each gateway's subscribers."""

from typing import ClassVar

from pydantic import Field
from pymongo import IndexModel

from models.documents.stored import Moment, Stored

# Longer than either is read.
_KEPT_SECONDS = 300


class PolledState(Stored):
    """The latest state of an object, as the gateway with the lease polled it.

    Attributes:
        id: the poller's place and the object's global id.
        fence: of the lease under which it was polled; fence and `number` order the states.
        number: increases with every published state.
        sealed: the state, encrypted.
        as_of: when it was polled, by the clock of the gateway that polled.
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
        joins: the number of the latest subscriber that waits for the present state, by the object's global id.
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
