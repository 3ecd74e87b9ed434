"""The accounts that tests speak for, and the keys of things in them."""

from models.account import DEFAULT_TENANT, Account, first_account
from models.ids import Key, Kind
from models.vendor import Vendor


def account_at(vendor: Vendor) -> Account:
    """The first account at a vendor of the tenant that callers without a name have."""
    return first_account(DEFAULT_TENANT, vendor)


def a_key(kind: Kind, vendor: Vendor, parts: tuple[str, ...]) -> Key:
    """The key of a thing in that account."""
    return Key(kind, account_at(vendor), parts)


TELECOMX = account_at(Vendor.TELECOMX)
ENABLEX = account_at(Vendor.ENABLEX)
VCONNCT = account_at(Vendor.VCONNCT)
VSEE = account_at(Vendor.VSEE)
