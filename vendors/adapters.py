"""The adapters of all accounts, each found by its account; accounts may come, change and go while the gateway runs."""

from collections.abc import Iterable, Iterator, Mapping

from models.account import Account
from models.errors import NotConfigured, StoreUnavailable
from vendors.base import Adapter


class Adapters(Mapping[Account, Adapter]):
    """One adapter for every account, in the order of the accounts' vendors.

    Whoever holds these sees each change: an operation, or a subscription's next event, finds the present adapter.
    """

    def __init__(self, adapters: Iterable[Adapter] = ()) -> None:
        self._of = {adapter.account: adapter for adapter in adapters}
        self._of_tenants: dict[str, Adapters] = {}

    def __getitem__(self, account: Account) -> Adapter:
        return self._of[account]

    def __iter__(self) -> Iterator[Account]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)

    def of_tenant(self, tenant: str) -> "Adapters":
        """The adapters of one tenant's accounts."""
        found = self._of_tenants.get(tenant)
        if found is None:
            mine = [adapter for account, adapter in self._of.items() if account.tenant == tenant]
            found = Adapters(mine)
            if mine:
                # Names that nobody has need no memory.
                self._of_tenants[tenant] = found
        return found

    def of(self, account: Account) -> Adapter:
        """The account's adapter.

        Raises:
            NotConfigured: this gateway has no such account.
        """
        adapter = self._of.get(account)
        if adapter is None:
            raise NotConfigured(account)
        return adapter

    def put(self, adapter: Adapter) -> Adapter | None:
        """Adds the adapter of an account, and returns the one in whose place it is; the caller closes that."""
        before = self._of.get(adapter.account)
        # In a new dictionary, so that whoever iterates over the present one is not disturbed.
        self._of = dict(sorted({**self._of, adapter.account: adapter}.items()))
        if adapter.account.tenant in self._of_tenants:
            self._of_tenants[adapter.account.tenant].put(adapter)
        return before

    def remove(self, account: Account) -> Adapter | None:
        """Removes an account's adapter, and returns it; the caller closes it."""
        before = self._of.get(account)
        self._of = {other: adapter for other, adapter in self._of.items() if other != account}
        if account.tenant in self._of_tenants:
            self._of_tenants[account.tenant].remove(account)
        return before


class UnknownAdapters(Adapters):
    """The accounts of a tenant that are not known yet, because MongoDB has not answered since the start."""

    def __getitem__(self, account: Account) -> Adapter:
        raise StoreUnavailable

    def __iter__(self) -> Iterator[Account]:
        raise StoreUnavailable

    def __len__(self) -> int:
        raise StoreUnavailable

    def of(self, account: Account) -> Adapter:
        raise StoreUnavailable
