"""Rate limit: pauses calls to a vendor account for as long as its 429 and Retry-After ask."""

import re
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime

from vendors.transports.limits import HttpLimits

_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")


class RateLimit:
    """The rate limit that a vendor asked for: open, or closed until a time.

    Args:
        limits: the longest pause.
        clock: monotonic seconds.
    """

    def __init__(self, limits: HttpLimits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._closed_until = 0.0
        self._is_closed = False

    @property
    def closed_for(self) -> float:
        """The remaining pause in seconds; 0 if there is none."""
        if not self._is_closed:
            return 0.0
        left = self._closed_until - self._clock()
        if left <= 0:
            self._is_closed = False
            return 0.0
        return left

    def close(self, retry_after: str | None, now: datetime) -> float:
        """Starts a pause; never shortens a present one.

        Args:
            retry_after: the header of the vendor's 429.
            now: aware, to read a date against.

        Returns:
            The pause in seconds that this response asks for.
        """
        asked = seconds(retry_after, now)
        wait = self._limits.retry_after_unknown if asked is None else asked
        wait = min(max(wait, 0.0), self._limits.retry_after)
        until = self._clock() + wait
        self._closed_until = max(until, self._closed_until) if self._is_closed else until
        self._is_closed = True
        return wait


def seconds(retry_after: str | None, now: datetime) -> float | None:
    """Reads Retry-After: seconds or an HTTP date (RFC 9110, 10.2.3); None for anything else."""
    if retry_after is None:
        return None
    try:
        # Some vendors send decimals.
        if _SECONDS.fullmatch(retry_after):
            return float(retry_after)
        return (parsedate_to_datetime(retry_after) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
