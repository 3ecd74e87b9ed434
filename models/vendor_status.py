"""The state of one vendor: its capabilities and health."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.health import AccountHealth
from models.vendor import Capability, Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationCounts:
    """How many commands that open something stand how with their opposite; see `CompensationState`."""

    pending: int
    queued: int
    superseded: int
    not_queued: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorStatus(AccountHealth):
    """One vendor, with or without an account here; of a vendor without one, nothing is known."""

    vendor: Vendor
    is_configured: bool
    capabilities: Sequence[Capability]

    @property
    def name(self) -> str:
        return self.vendor.label
