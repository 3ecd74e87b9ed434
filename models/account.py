"""The address of everything that is asked, cached, polled, leased, limited or stored: a tenant's account."""

import re
from functools import cache
from typing import NamedTuple

from models.vendor import Vendor

# There is this one until callers are known.
DEFAULT_TENANT = "default"

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_BETWEEN = "/"
_RANKS = {vendor: rank for rank, vendor in enumerate(Vendor)}


# A tuple, since every key of every row is hashed by it several times, and a tuple's hash is made outside of Python.
class Account(NamedTuple):
    """One account at one vendor.

    Its text, `default/VSEE` or `default/VSEE/second`, is part of what is stored and never changes; neither does its
    text in ids, which leaves the tenant out: that comes from the caller alone.

    Attributes:
        tenant: whose it is.
        vendor: where it is.
        name: tells the tenant's further accounts at the vendor from the first, which has none.
    """

    tenant: str
    vendor: Vendor
    name: str = ""

    def __str__(self) -> str:
        return f"{self.tenant}{_BETWEEN}{self.within_tenant}"

    def __lt__(self, other: tuple[object, ...]) -> bool:
        return isinstance(other, Account) and self._rank < other._rank

    def __gt__(self, other: tuple[object, ...]) -> bool:
        return isinstance(other, Account) and self._rank > other._rank

    def __le__(self, other: tuple[object, ...]) -> bool:
        return self == other or self < other

    def __ge__(self, other: tuple[object, ...]) -> bool:
        return self == other or self > other

    @property
    def _rank(self) -> tuple[str, int, str]:
        return self.tenant, _RANKS[self.vendor], self.name

    @property
    def within_tenant(self) -> str:
        """Its text where the tenant is known; of a first account the vendor's."""
        return f"{self.vendor.value}{_BETWEEN}{self.name}" if self.name else self.vendor.value

    @classmethod
    def read(cls, text: str) -> "Account":
        """The account of a text.

        Raises:
            ValueError: it is none.
        """
        tenant, _, rest = text.partition(_BETWEEN)
        if not _NAME.fullmatch(tenant):
            raise ValueError("no account")
        return cls.read_within(tenant, rest)

    @classmethod
    def read_within(cls, tenant: str, text: str) -> "Account":
        """The account of a text that leaves the tenant out; see `within_tenant`.

        Raises:
            ValueError: it is none.
        """
        vendor, between, name = text.partition(_BETWEEN)
        if between and not _NAME.fullmatch(name):
            raise ValueError("no account")
        return first_account(tenant, Vendor(vendor)) if not name else cls(tenant, Vendor(vendor), name)


@cache
def first_account(tenant: str, vendor: Vendor) -> Account:
    """The tenant's first account at the vendor, which ids without an account's name mean."""
    return Account(tenant, vendor)
