"""The address of everything that is asked, cached, polled, leased, limited or stored: a tenant's account."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from models.vendor import Vendor

# The only tenant until there is authentication.
DEFAULT_TENANT = "default"

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_BETWEEN = "/"
_RANKS = {vendor: rank for rank, vendor in enumerate(Vendor)}


# A tuple, because it is hashed several times for each row, and a tuple's hash is computed in C.
class Account(NamedTuple):
    """One account at one vendor.

    Its text, `default/VSEE` or `default/VSEE/second`, is stored and never changes. Neither does its text in ids, which
    omits the tenant: the tenant comes only from the caller.

    Attributes:
        tenant: the tenant.
        vendor: the vendor.
        name: distinguishes the tenant's further accounts at the vendor; the first has none.
    """

    tenant: str
    vendor: Vendor
    name: str = ""

    def __str__(self) -> str:
        return _text(self)

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
        """Its text without the tenant; for a first account the vendor's name."""
        return f"{self.vendor.value}{_BETWEEN}{self.name}" if self.name else self.vendor.value

    @classmethod
    def read(cls, text: str) -> "Account":
        """The account of a text.

        Raises:
            ValueError: it is no account.
        """
        tenant, _, rest = text.partition(_BETWEEN)
        if not _NAME.fullmatch(tenant):
            raise ValueError("no account")
        return cls.read_within(tenant, rest)

    @classmethod
    def read_within(cls, tenant: str, text: str) -> "Account":
        """The account of a text without the tenant; see `within_tenant`.

        Raises:
            ValueError: it is none.
        """
        vendor, between, name = text.partition(_BETWEEN)
        if between and not _NAME.fullmatch(name):
            raise ValueError("no account")
        return first_account(tenant, Vendor(vendor)) if not name else cls(tenant, Vendor(vendor), name)


@lru_cache(maxsize=1024)
def _text(account: Account) -> str:
    return f"{account.tenant}{_BETWEEN}{account.within_tenant}"


def is_name(text: str) -> bool:
    """Whether a tenant, or a tenant's further account, may be called so."""
    return _NAME.fullmatch(text) is not None


@cache
def first_account(tenant: str, vendor: Vendor) -> Account:
    """The tenant's first account at the vendor, which ids without an account's name mean."""
    return Account(tenant, vendor)
