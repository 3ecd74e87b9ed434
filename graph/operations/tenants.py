"""One tree of objects for each tenant: its adapters, what they remember, its polls and its snapshots."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from models.account import Account
from models.errors import NotConfigured
from polling.broker import Broker
from resolvers.snapshots import Snapshots
from vendors.adapters import Adapters, UnknownAdapters
from vendors.base import Adapter

# API keys may be made for any tenant.
_TOLD_AT_MOST = 1_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantTree:
    """What the operations of one tenant share, and no other tenant's reach.

    Attributes:
        vendors: the adapters, each with its circuit breaker, limits and stale answers.
        broker: the polls for the tenant's subscribers.
        snapshots: the cached snapshots of unordered lists.
    """

    vendors: Adapters
    broker: Broker
    snapshots: Snapshots = field(default_factory=Snapshots)


class Tenants:
    """The trees of all tenants; device commands, whose queues are stored, are sent through all their adapters.

    Attributes:
        vendors: the adapters of all tenants.
        is_known: whether all accounts are known; before, a tenant without any may have some.
    """

    def __init__(self, vendors: Adapters, broker: Callable[[], Broker], *, is_known: bool = True) -> None:
        """Begins with the accounts that are known at the start.

        Args:
            vendors: their adapters, which are changed later.
            broker: makes the broker of a tenant.
            is_known: whether there are no others.
        """
        self.vendors = vendors
        self.is_known = is_known
        self._broker = broker
        self._trees: dict[str, TenantTree] = {}
        self._told: set[str] = set()

    def of(self, name: str) -> TenantTree:
        """The tree of a tenant; an empty one for a tenant without accounts."""
        tree = self._trees.get(name)
        if tree is None:
            mine = self.vendors.of_tenant(name)
            if not mine and not self.is_known:
                mine = UnknownAdapters()
            elif not mine:
                self._tell_of(name)
            tree = TenantTree(vendors=mine, broker=self._broker())
            if name in self._names():
                self._trees[name] = tree
        return tree

    def _tell_of(self, name: str) -> None:
        """Logs once that callers have a tenant without accounts, whose lists are empty: its name may be misspelt."""
        if name not in self._told and len(self._told) < _TOLD_AT_MOST:
            self._told.add(name)
            _log.warning(
                "The tenant %s has no account at any vendor, but callers with tokens of it. "
                "`meetgraph accounts list` shows which have some.",
                name,
            )

    def put(self, adapter: Adapter) -> Adapter | None:
        """Takes up an account, new or changed; returns the adapter in whose place it is."""
        before = self.vendors.put(adapter)
        if before is not None:
            self.of(adapter.account.tenant).snapshots.forget(adapter.account)
        return before

    def remove(self, account: Account) -> Adapter | None:
        """Removes an account, and ends the subscriptions that poll it; returns its adapter."""
        before = self.vendors.remove(account)
        tree = self._trees.get(account.tenant)
        if tree is not None:
            tree.snapshots.forget(account)
            tree.broker.end(account, NotConfigured(account))
            if account.tenant not in self._names():
                del self._trees[account.tenant]
        return before

    def brokers(self) -> Sequence[Broker]:
        """The brokers of all tenants."""
        return [tree.broker for tree in self._trees.values()]

    def _names(self) -> set[str]:
        return {account.tenant for account in self.vendors}
