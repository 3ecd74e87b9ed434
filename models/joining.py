"""How a person can join a meeting now: by a link, by a mutation that creates one, or why not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from models.access import JoinLink, JoinPlatform, JoinRole
from models.ids import Key
from models.meeting import Meeting


class JoinMutation(Enum):
    """The mutations that create a join link."""

    JOIN_MEETING = "JOIN_MEETING"
    START_MEETING = "START_MEETING"


class NoWayIn(Enum):
    """The reasons why nobody can join."""

    NOT_STARTED = "NOT_STARTED"
    ENDED = "ENDED"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"
    NO_SUCH_ROLE = "NO_SUCH_ROLE"
    NO_SUCH_PLATFORM = "NO_SUCH_PLATFORM"
    NO_LINK = "NO_LINK"
    WAITING_ROOM = "WAITING_ROOM"


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinByLink:
    """An existing link.

    Attributes:
        meeting: the meeting of the link.
        asks_for_pin: whether the link asks for a PIN, which decides the role.
    """

    link: JoinLink
    role: JoinRole
    meeting: Meeting = field(repr=False)
    asks_for_pin: bool

    @property
    def meeting_key(self) -> Key:
        """The owner of the secrets."""
        return self.meeting.key


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinByMutation:
    """A link that a mutation creates for a named person."""

    mutation: JoinMutation
    role: JoinRole


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinUnavailable:
    """Joining is not possible, now or permanently.

    Attributes:
        opens_at: when joining may become possible; None if not known.
    """

    reason: NoWayIn
    message: str
    opens_at: datetime | None = None


JoinOption: TypeAlias = JoinByLink | JoinByMutation | JoinUnavailable

# The links that work on a platform, the best first.
_SERVE = {
    JoinPlatform.ANY: (JoinPlatform.ANY, JoinPlatform.DESKTOP, JoinPlatform.MOBILE),
    JoinPlatform.DESKTOP: (JoinPlatform.DESKTOP, JoinPlatform.ANY),
    JoinPlatform.MOBILE: (JoinPlatform.MOBILE, JoinPlatform.ANY),
}


def best(links: Sequence[JoinLink], platform: JoinPlatform) -> JoinLink | None:
    """The best link for a platform; None if none works."""
    served = _SERVE[platform]
    return min(
        (link for link in links if link.platform in served),
        key=lambda link: served.index(link.platform),
        default=None,
    )
