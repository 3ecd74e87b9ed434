"""The registry of vendors: one row each, from its settings to its adapter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from models.account import first_account
from models.vendor import Vendor
from vendors.account_settings import AccountSettings
from vendors.adapters import Adapters
from vendors.base import Adapter
from vendors.enablex.adapter import EnableXAdapter
from vendors.enablex.settings import EnableXSettings
from vendors.telecomx.adapter import TelecomxAdapter
from vendors.telecomx.settings import TelecomxSettings
from vendors.vconnct.adapter import VConnctAdapter
from vendors.vconnct.settings import VConnctSettings
from vendors.vsee.adapter import VSeeAdapter
from vendors.vsee.settings import VSeeSettings


class Accounts(BaseModel):
    """The account at each vendor; a vendor without one is left out of every list."""

    telecomx: TelecomxSettings | None = Field(default=None, description="The account at Telecomx FlexCare.")
    enablex: EnableXSettings | None = Field(default=None, description="The account at EnableX.")
    vconnct: VConnctSettings | None = Field(default=None, description="The account at VConnct.")
    vsee: VSeeSettings | None = Field(default=None, description="The account at VSee.")


@dataclass(frozen=True, slots=True)
class RegistryEntry:
    """One vendor: which field of `Accounts` is its account, what that needs, and what opens its adapter."""

    vendor: Vendor
    account: str
    settings: type[AccountSettings]
    open: Callable[..., Adapter]


VENDORS = (
    RegistryEntry(Vendor.TELECOMX, "telecomx", TelecomxSettings, TelecomxAdapter.open),
    RegistryEntry(Vendor.ENABLEX, "enablex", EnableXSettings, EnableXAdapter.open),
    RegistryEntry(Vendor.VCONNCT, "vconnct", VConnctSettings, VConnctAdapter.open),
    RegistryEntry(Vendor.VSEE, "vsee", VSeeSettings, VSeeAdapter.open),
)


def open_all(accounts: Accounts, *, tenant: str, now: Callable[[], datetime]) -> Adapters:
    """Opens the adapter of every account that is set; nothing is sent yet.

    Settings name one account per vendor, so these are the tenant's first ones. `Adapters`, and all that is handed one,
    holds any number of accounts per vendor.

    Args:
        accounts: the tenant's first at each vendor.
        tenant: the tenant of the accounts.
        now: returns the present time, aware, in UTC.
    """
    settings: dict[Vendor, Any] = {row.vendor: getattr(accounts, row.account) for row in VENDORS}
    return Adapters(
        row.open(first_account(tenant, row.vendor), settings[row.vendor], now=now)
        for row in VENDORS
        if settings[row.vendor]
    )
