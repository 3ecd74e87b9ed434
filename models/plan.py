"""A plan: the limits of the account at a vendor."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The limits of an account (EnableX subscription).

    Attributes:
        max_participants: people in one room.
        max_duration_minutes: the longest meeting.
    """

    vendor_id: str | None = None
    max_participants: int | None = None
    max_duration_minutes: int | None = None
    recording: bool | None = None
    allows_overlap: bool | None = None
    expires_at: datetime | None = None
    vendor_status: str | None = None
