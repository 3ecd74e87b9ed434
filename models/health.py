"""The health of a vendor account, according to the calls of this process."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from models.drift import Drift
from models.vendor_problem import VendorProblem


class VendorHealth(Enum):
    """The health of an account."""

    HEALTHY = "HEALTHY"
    DEGRADED = "DEGRADED"
    DOWN = "DOWN"
    UNKNOWN = "UNKNOWN"


class BreakerState(Enum):
    """The state of the circuit breaker."""

    CLOSED = "CLOSED"
    OPEN = "OPEN"
    HALF_OPEN = "HALF_OPEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountHealth:
    """The health of one account; unknown if it was never called.

    Attributes:
        last_success_at: when a call was last answered.
        latency_ms_p50, latency_ms_p95: of the latest calls that were answered, in milliseconds.
        in_flight: the calls that are running now.
        problems: the problems that a call would meet now.
        drift: how the responses since the start differ from the vendor's contract.
    """

    health: VendorHealth = VendorHealth.UNKNOWN
    breaker: BreakerState = BreakerState.CLOSED
    last_success_at: datetime | None = None
    latency_ms_p50: float | None = None
    latency_ms_p95: float | None = None
    in_flight: int = 0
    problems: tuple[VendorProblem, ...] = ()
    drift: tuple[Drift, ...] = ()
