"""The state of one vendor: its capabilities and health."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.health import AccountHealth
from models.vendor import Capability, Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationCounts:
    """The number of commands that open something, by the state of their compensation; see `CompensationState`."""

    pending: int
    queued: int
    superseded: int
    not_queued: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorStatus(AccountHealth):
    """The status of an account at a vendor; without an account only the vendor is known.

    Attributes:
        account: the account's name; None for the tenant's first one.
    """

    vendor: Vendor
    account: str | None = None
    is_configured: bool
    capabilities: Sequence[Capability]

    @property
    def name(self) -> str:
        return self.vendor.label
