"""Attendance: who joined a session, and when."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One arrival at a session; somebody who came back is there twice.

    Attributes:
        left_at: when the person left, or the latest possible time.
        left_at_is_bound: True if `left_at` is that latest time, because the vendor returns no leave time.
    """

    full_name: str | None = field(default=None, repr=False)
    joined_at: datetime | None = None
    left_at: datetime | None = None
    left_at_is_bound: bool = True
