"""`meetgraph tenants`: adds, lists and removes tenants."""

from contextlib import AbstractAsyncContextManager

from graph.serving.process.output import refused, say, with_store
from models.account import is_name
from store import tenants
from store.audited_change import REFUSED, Change, audited_change
from store.settings import StoreSettings
from store.store import Store

NO_NAME = "A tenant's name is 1 to 63 lower-case letters, digits and hyphens, and begins with no hyphen."


def add(settings: StoreSettings, name: str) -> int:
    """Adds a tenant; returns the exit code."""
    if not is_name(name):
        return refused(NO_NAME, 2)

    async def work(store: Store) -> int:
        async with _audited(store, settings, "addTenant", name) as change:
            if not await tenants.add(store, name):
                change.result = REFUSED
                return refused(f"There is a tenant {name} already.")
        return say([f"added {name}"])

    return with_store(settings, work)


def listed(settings: StoreSettings) -> int:
    """Prints a line for each tenant: its name, the number of its accounts, and since when it is there."""

    async def work(store: Store) -> int:
        return say(
            f"tenant {tenant.name} {len(tenant.accounts)} {tenant.added_at.isoformat(timespec='seconds')}"
            for tenant in await tenants.listed(store)
        )

    return with_store(settings, work)


def remove(settings: StoreSettings, name: str) -> int:
    """Removes a tenant with its accounts and its data key, and prints what is left; returns the exit code."""

    async def work(store: Store) -> int:
        async with _audited(store, settings, "removeTenant", name) as change:
            if not await tenants.remove(store, name):
                change.result = REFUSED
                return refused(f"There is no tenant {name}.")
        remains = await tenants.remaining(store, name)
        return say([f"removed {name}", *(f"remains {what} {count}" for what, count in remains.items())])

    return with_store(settings, work)


def _audited(
    store: Store, settings: StoreSettings, action: str, name: str
) -> AbstractAsyncContextManager[Change]:
    return audited_change(store, tenants=[name], action=action, subject=name, keys=settings.audit_keys)
