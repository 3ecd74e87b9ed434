"""How much a caller may still use of its rate limit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerRateLimit:
    """The state of a caller's bucket, as far as this gateway knows it.

    Attributes:
        limit: how many points the bucket holds.
        available: how many are left.
        restore_rate: how many are restored each second.
        reset_at: when the bucket is full again if nothing is used until then.
    """

    limit: int
    available: int
    restore_rate: int
    reset_at: datetime
