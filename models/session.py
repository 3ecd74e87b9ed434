"""A session: one run of a meeting, from its start to its end."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from models.access import Pins
from models.ids import Identified, Key


class SessionState(Enum):
    """The states of a session."""

    RUNNING = "RUNNING"
    ENDED = "ENDED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Identified):
    """One run of a meeting; the key's parts are those of the meeting's key, the run's id, and a start where ids recur.

    Attributes:
        state_is_reckoned: whether the state was calculated from times.
        number: the vendor's running number of the session (EnableX `conf_num`).
        pins: the PINs of this session.
        host_id: the vendor's id of the host.
    """

    meeting_key: Key
    title: str | None = None
    state: SessionState
    vendor_state: str | None = None
    state_is_reckoned: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    number: int | None = None
    room_id: str | None = None
    host_id: str | None = None
    pins: Pins | None = field(default=None, repr=False)

    @property
    def vendor_id(self) -> str:
        return self.key.parts[:2][-1]
