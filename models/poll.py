"""A poll among the people in a room, with its options."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from models.ids import Identified, Key, Kind


class PollKind(Enum):
    """How many options one person may choose."""

    SINGLE = "SINGLE"
    MULTIPLE = "MULTIPLE"
    UNKNOWN = "UNKNOWN"


class PollStatus(Enum):
    """The states of a poll."""

    DRAFT = "DRAFT"
    ASKED = "ASKED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOption:
    """One answer that can be chosen.

    Attributes:
        share: votes divided by respondents, 0 to 1; with several choices the shares may exceed 1 in sum.
    """

    key: str
    text: str | None = None
    votes: int | None
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll(Identified):
    """A poll (EnableX); the key's parts are those of the room's key, the vendor's room id and the poll id.

    Attributes:
        session_number: the session that it was asked in.
        vendor_duration: how long it was open, as the vendor prints it; the unit is not documented.
        respondents: how many people answered.
    """

    session_number: int | None = None
    question: str | None = None
    kind: PollKind
    vendor_kind: str | None = None
    status: PollStatus
    vendor_status: str | None = None
    asked_at: datetime | None = None
    vendor_duration: str | None = None
    options: tuple[PollOption, ...] = ()
    respondents: int | None = None

    @property
    def room_key(self) -> Key:
        return room_key(self.key)


def room_key(poll: Key) -> Key:
    """The key of the room that a poll was asked in."""
    return Key(Kind.ROOM, poll.account, poll.parts[:-2])
