"""Health of one vendor account: latencies and outcomes of its latest calls."""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from math import ceil

# Enough for a 95th percentile that one slow call does not change.
_REMEMBERED = 256


class CallStatistics:
    """The outcomes of the latest calls.

    Args:
        now: aware, in UTC.

    Attributes:
        last_success_at: when a call was last answered.
        last_failure: monotonic seconds of the last failure, or of the last unusable response.
        failures_in_a_row: the failures since the last response.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._seconds: deque[float] = deque(maxlen=_REMEMBERED)
        self.last_success_at: datetime | None = None
        self.last_failure: float | None = None
        self.failures_in_a_row = 0

    def succeeded(self, seconds: float) -> None:
        self._seconds.append(seconds)
        self.last_success_at = self._now()
        self.failures_in_a_row = 0

    def failed(self, clock: float) -> None:
        self.last_failure = clock
        self.failures_in_a_row += 1

    def was_odd(self, clock: float) -> None:
        self.last_failure = clock

    def latency_ms(self, *shares: float) -> list[float | None]:
        """The given percentiles of the response times, in milliseconds."""
        ordered = sorted(self._seconds)
        if not ordered:
            return [None] * len(shares)
        return [round(ordered[max(0, ceil(share * len(ordered)) - 1)] * 1000, 1) for share in shares]
