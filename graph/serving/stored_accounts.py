"""Follows the accounts that are kept in MongoDB: takes up changes without a restart."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from commands.engine import Commands
from graph.operations.tenants import Tenants
from models.account import Account
from models.errors import NotConfigured, StoreUnavailable
from runtime.background_tasks import BackgroundTasks
from store import tenants as stored
from store.store import Store
from vendors import registry
from vendors.base import Adapter

LOOKED_EVERY_SECONDS = 3.0
# What an operation may still do with an adapter after its own time, such as the sending of a command.
_BEYOND_OPERATION_SECONDS = 5.0

_log = logging.getLogger(__name__)


class StoredAccounts:
    """Keeps the trees of the tenants as MongoDB says."""

    def __init__(
        self,
        store: Store,
        tenants: Tenants,
        commands: Commands,
        *,
        wrapped: Callable[[Adapter], Adapter],
        now: Callable[[], datetime],
        operation_seconds: float,
    ) -> None:
        """Takes what it works with; accounts that are open already come from the environment, which goes first.

        Args:
            store: where the accounts are.
            tenants: the trees.
            commands: ends the subscriptions to commands of removed accounts.
            wrapped: gives an adapter its cache.
            now: returns the present time, aware, in UTC.
            operation_seconds: how long an operation may use an adapter that was replaced.
        """
        self._store = store
        self._tenants = tenants
        self._commands = commands
        self._wrapped = wrapped
        self._now = now
        self._kept_seconds = operation_seconds + _BEYOND_OPERATION_SECONDS
        self._of_environment = frozenset(tenants.vendors)
        self._known: Mapping[Account, str] = {}
        self._tasks = BackgroundTasks("stored accounts")

    def start(self) -> None:
        """Starts following in the background; without MongoDB the accounts stay as they are."""
        self._tasks.start(self._follow(), name="follow")

    async def aclose(self) -> None:
        """Stops following, and closes the adapters that were replaced or removed."""
        await self._tasks.aclose()

    async def look(self) -> None:
        """Takes up what has changed since the last look.

        Raises:
            StoreUnavailable: MongoDB is unavailable.
        """
        found = await stored.revisions(self._store)
        changed = [account for account, revision in found.items() if self._known.get(account) != revision]
        for account in changed:
            if account in self._of_environment:
                _log.warning(
                    "The stored account %s is not used: the environment has one of its name.", account
                )
        wanted = [account for account in changed if account not in self._of_environment]
        settings = await stored.settings_of(self._store, wanted) if wanted else {}
        for account, given in settings.items():
            self._take_up(account, given)
        for account in self._known.keys() - found.keys() - self._of_environment:
            self._retire(self._tenants.remove(account))
            self._commands.end(account, NotConfigured(account))
            _log.info("The account %s was removed.", account)
        self._known = found
        self._tenants.is_known = True

    def _take_up(self, account: Account, given: Mapping[str, Any]) -> None:
        try:
            settings = registry.entry_of(account.vendor).settings.model_validate(given)
        except ValidationError:
            # Its message might repeat a value. It was checked when it was stored, by another version perhaps.
            _log.error("The settings of the account %s cannot be used by this version.", account)
            return
        self._retire(
            self._tenants.put(self._wrapped(registry.open_account(account, settings, now=self._now)))
        )
        _log.info("The account %s was taken up.", account)

    def _retire(self, adapter: Adapter | None) -> None:
        if adapter is not None:
            self._tasks.start(self._closed_later(adapter), name=f"end of {adapter.account}")

    async def _closed_later(self, adapter: Adapter) -> None:
        try:
            # Every operation has a deadline, so none uses it afterwards.
            await asyncio.sleep(self._kept_seconds)
        finally:
            await adapter.aclose()

    async def _follow(self) -> None:
        while True:
            if await self._store.until_up(LOOKED_EVERY_SECONDS):
                try:
                    with suppress(StoreUnavailable):
                        await self.look()
                except Exception:  # noqa: BLE001 - one account must not keep the others from being taken up
                    _log.exception("A fault in following the stored accounts; it goes on.")
                await asyncio.sleep(LOOKED_EVERY_SECONDS)
