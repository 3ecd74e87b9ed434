"""A recording of a session, or why there is none."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class RecordingAvailability(Enum):
    """Whether a recording can be watched."""

    AVAILABLE = "AVAILABLE"
    NOT_READY = "NOT_READY"
    NOT_RECORDED = "NOT_RECORDED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording; whoever has the address can watch it."""

    availability: RecordingAvailability
    vendor_id: str | None = None
    url: str | None = field(default=None, repr=False)
    ended_at: datetime | None = None
