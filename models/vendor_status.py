"""How this gateway stands with one vendor: what it can ask, and how the vendor is doing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from models.health import AccountHealth, BreakerState, VendorHealth
from models.vendor import Capability, Vendor
from models.vendor_problem import VendorProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorStatus:
    """One vendor, with or without an account here.

    Attributes:
        account: how the account is doing; of a vendor without one, nothing is known.
    """

    vendor: Vendor
    is_configured: bool
    capabilities: Sequence[Capability]
    account: AccountHealth = field(default_factory=AccountHealth)

    @property
    def name(self) -> str:
        return self.vendor.label

    @property
    def health(self) -> VendorHealth:
        return self.account.health

    @property
    def breaker(self) -> BreakerState:
        return self.account.breaker

    @property
    def last_success_at(self) -> datetime | None:
        return self.account.last_success_at

    @property
    def latency_ms_p50(self) -> float | None:
        return self.account.latency_ms_p50

    @property
    def latency_ms_p95(self) -> float | None:
        return self.account.latency_ms_p95

    @property
    def in_flight(self) -> int:
        return self.account.in_flight

    @property
    def problems(self) -> Sequence[VendorProblem]:
        return self.account.problems
