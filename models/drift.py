"""Drift: how a vendor's responses differ from its documented contract."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class DriftKind(Enum):
    """The kind of a difference."""

    UNKNOWN_FIELD = "UNKNOWN_FIELD"
    UNKNOWN_WORD = "UNKNOWN_WORD"
    MISSING_FIELD = "MISSING_FIELD"
    UNREADABLE_FIELD = "UNREADABLE_FIELD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One difference.

    Attributes:
        path: of the field, by the vendor's names, such as `meetings[].start_time`; never contains a value.
        count: how often it was seen; of a missing field, the number of objects without it.
        last_seen_at: when it was last seen, in UTC.
    """

    path: str
    kind: DriftKind
    count: int
    last_seen_at: datetime
