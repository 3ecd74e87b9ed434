"""The adapters of all accounts, each found by its account."""

from collections.abc import Iterable, Iterator, Mapping

from models.account import Account
from models.errors import NotConfigured
from vendors.base import Adapter


class Adapters(Mapping[Account, Adapter]):
    """One adapter for every account, in the given order."""

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
            mine = (adapter for account, adapter in self._of.items() if account.tenant == tenant)
            found = self._of_tenants[tenant] = Adapters(mine)
        return found

    def of(self, account: Account) -> Adapter:
        """The account's adapter.

        Raises:
            NotConfigured: this gateway has no such account.
        """
        adapter = self._of.get(account)
        if adapter is None:
            raise NotConfigured(account.vendor)
        return adapter
