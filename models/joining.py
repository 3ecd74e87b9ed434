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
    """A mutation that makes somebody's way in."""

    JOIN_MEETING = "JOIN_MEETING"
    START_MEETING = "START_MEETING"


class NoWayIn(Enum):
    """Why nobody gets in so."""

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
    """A link that is there.

    Attributes:
        meeting: into which it leads.
        asks_for_pin: whether whoever opens it is asked for a PIN, which decides as whom it lets in.
    """

    link: JoinLink
    role: JoinRole
    meeting: Meeting = field(repr=False)
    asks_for_pin: bool

    @property
    def meeting_key(self) -> Key:
        """Whose secrets these are."""
        return self.meeting.key


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinByMutation:
    """A link that is only made for a person by name."""

    mutation: JoinMutation
    role: JoinRole


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinUnavailable:
    """No way in, for now or for ever.

    Attributes:
        opens_at: when there may be one; None where nobody tells.
    """

    reason: NoWayIn
    message: str
    opens_at: datetime | None = None


JoinOption: TypeAlias = JoinByLink | JoinByMutation | JoinUnavailable

# Which links serve a platform, the best first.
_SERVE = {
    JoinPlatform.ANY: (JoinPlatform.ANY, JoinPlatform.DESKTOP, JoinPlatform.MOBILE),
    JoinPlatform.DESKTOP: (JoinPlatform.DESKTOP, JoinPlatform.ANY),
    JoinPlatform.MOBILE: (JoinPlatform.MOBILE, JoinPlatform.ANY),
}


def best(links: Sequence[JoinLink], platform: JoinPlatform) -> JoinLink | None:
    """The link that serves a platform best; None where none does."""
    served = _SERVE[platform]
    return min(
        (link for link in links if link.platform in served),
        key=lambda link: served.index(link.platform),
        default=None,
    )
