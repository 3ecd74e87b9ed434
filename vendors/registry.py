"""The registry of vendors: one row each, which its folder declares."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, create_model

from models.account import Account, first_account
from models.vendor import Vendor
from vendors.account_settings import AccountSettings
from vendors.adapters import Adapters
from vendors.base import Adapter
from vendors.enablex.registration import ENABLEX
from vendors.registry_entry import RegistryEntry
from vendors.telecomx.registration import TELECOMX
from vendors.vconnct.registration import VCONNCT
from vendors.vsee.registration import VSEE

VENDORS = (TELECOMX, ENABLEX, VCONNCT, VSEE)

if TYPE_CHECKING:
    _OneOfEach = BaseModel
else:
    _OneOfEach = create_model(
        "_OneOfEach",
        **{
            row.account: (
                row.settings | None,
                Field(default=None, description=f"The account at {row.vendor.label}."),
            )
            for row in VENDORS
        },
    )


class Accounts(_OneOfEach):
    """The account at each vendor, by the vendor's name; a vendor without one is left out of every list."""


def open_all(accounts: Accounts, *, tenant: str, now: Callable[[], datetime]) -> Adapters:
    """Opens the adapter of every account that is set; nothing is sent yet.

    Settings name one account per vendor, so these are the tenant's first ones. `Adapters`, and all that is handed one,
    holds any number of accounts per vendor.

    Args:
        accounts: the tenant's first at each vendor.
        tenant: the tenant of the accounts.
        now: returns the present time, aware, in UTC.
    """
    settings: dict[str, AccountSettings | None] = {
        row.account: getattr(accounts, row.account) for row in VENDORS
    }
    return Adapters(
        open_account(first_account(tenant, row.vendor), found, now=now)
        for row in VENDORS
        if (found := settings[row.account]) is not None
    )


def entry_of(vendor: Vendor) -> RegistryEntry:
    """The vendor's entry."""
    return next(row for row in VENDORS if row.vendor is vendor)


def open_account(account: Account, settings: AccountSettings, *, now: Callable[[], datetime]) -> Adapter:
    """Opens the adapter of an account; nothing is sent yet."""
    return entry_of(account.vendor).adapter.open(account, settings, now=now)
