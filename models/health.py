"""The health of a vendor account, according to the calls of this process."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from models.vendor_problem import VendorProblem


class VendorHealth(Enum):
    """What a call may expect."""

    HEALTHY = "HEALTHY"
    DEGRADED = "DEGRADED"
    DOWN = "DOWN"
    UNKNOWN = "UNKNOWN"


class BreakerState(Enum):
    """Whether calls go out at all."""

    CLOSED = "CLOSED"
    OPEN = "OPEN"
    HALF_OPEN = "HALF_OPEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountHealth:
    """How one account is doing; of an account that was never asked, nothing is known.

    Attributes:
        last_success_at: when a call was last answered.
        latency_ms_p50, latency_ms_p95: of the latest calls that were answered, in milliseconds.
        in_flight: calls under way now.
        problems: what a call would meet now.
    """

    health: VendorHealth = VendorHealth.UNKNOWN
    breaker: BreakerState = BreakerState.CLOSED
    last_success_at: datetime | None = None
    latency_ms_p50: float | None = None
    latency_ms_p95: float | None = None
    in_flight: int = 0
    problems: tuple[VendorProblem, ...] = ()
