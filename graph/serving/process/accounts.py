"""`meetgraph accounts`: sets, tests, lists and removes the tenants' accounts at the vendors; shows no secret."""

import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from pydantic import ValidationError

from graph.serving import account_settings
from graph.serving.environment import Misconfigured
from graph.serving.process import doctor
from graph.serving.process.output import refused, say, with_store
from graph.serving.process.tenants import NO_NAME
from models.account import Account, is_name
from models.vendor import Vendor
from store import tenants
from store.audited_change import REFUSED, Change, audited_change
from store.settings import StoreSettings
from store.store import Store
from vendors.registry import entry_of

# More than any account has.
_LONGEST_TEXT = 64 * 1024


def account(tenant: str, vendor: str, name: str | None) -> Account | None:
    """The account of these words; None, after it was said why, if they name none."""
    vendors = {each.value: each for each in Vendor}
    if vendor.upper() not in vendors:
        refused(f"There is no such vendor. There are {', '.join(vendors).lower()}.")
    elif not is_name(tenant):
        refused(NO_NAME)
    elif name is not None and not is_name(name):
        refused(NO_NAME.replace("A tenant's", "An account's"))
    else:
        return Account(tenant, vendors[vendor.upper()], name or "")
    return None


def put(settings: StoreSettings, account: Account, file: Path | None) -> int:
    """Stores the settings of an account; returns the exit code.

    Args:
        settings: the settings of the store.
        account: whose.
        file: with the settings as a JSON object, `-` for standard input; None for the environment's variables.
    """
    row = entry_of(account.vendor)
    try:
        given = (
            account_settings.of_environment(row)
            if file is None
            else account_settings.of_text(row, _text(file))
        )
    except Misconfigured as error:
        return refused(str(error), 2)
    except OSError as error:
        return refused(f"The file {file} cannot be read: {error.strerror}.", 2)
    except UnicodeDecodeError:
        return refused(f"The file {file} is not written in UTF-8.", 2)

    async def work(store: Store) -> int:
        async with _audited(store, settings, "setAccount", account) as change:
            if not await tenants.set_account(store, account, given):
                change.result = REFUSED
                return refused(f"There is no tenant {account.tenant}. Add it with `meetgraph tenants add`.")
        return say([f"set {_named(account)}"])

    return with_store(settings, work)


def tried(settings: StoreSettings, wanted: Account) -> int:
    """Makes one read with an account; returns the exit code, 1 if it fails."""

    async def work(store: Store) -> int:
        found = await tenants.settings_of(store, [wanted])
        if wanted not in found:
            there = wanted in await tenants.revisions(store)
            return refused(
                f"The settings of {_named(wanted)} cannot be read with MEETGRAPH_STORE_KEYS."
                if there
                else f"There is no account {_named(wanted)}."
            )
        row = entry_of(wanted.vendor)
        try:
            usable = row.settings.model_validate(found[wanted])
        except ValidationError:
            return refused(
                f"The settings of {_named(wanted)} cannot be used by this version: set them again."
            )
        finding = await doctor.examined_account(row, wanted, usable, named=str)
        say([f"{'ok' if finding.is_well else 'wrong'} {_named(wanted)} {finding.ms} ms {finding.words}"])
        return 0 if finding.is_well else 1

    return with_store(settings, work)


def listed(settings: StoreSettings, tenant: str | None) -> int:
    """Prints a line for each account: tenant, vendor, and its name or `-` for the tenant's first one."""

    async def work(store: Store) -> int:
        found = sorted(await tenants.revisions(store))
        return say(f"account {_named(each)}" for each in found if tenant in (None, each.tenant))

    return with_store(settings, work)


def remove(settings: StoreSettings, account: Account) -> int:
    """Removes an account; returns the exit code."""

    async def work(store: Store) -> int:
        async with _audited(store, settings, "removeAccount", account) as change:
            if not await tenants.remove_account(store, account):
                change.result = REFUSED
                return refused(f"There is no account {_named(account)}.")
        return say([f"removed {_named(account)}"])

    return with_store(settings, work)


def _audited(
    store: Store, settings: StoreSettings, action: str, account: Account
) -> AbstractAsyncContextManager[Change]:
    return audited_change(
        store,
        tenants=[account.tenant],
        action=action,
        subject=account.within_tenant,
        keys=settings.audit_keys,
    )


def _named(account: Account) -> str:
    return f"{account.tenant} {account.vendor.value.lower()} {account.name or '-'}"


def _text(file: Path) -> str:
    if str(file) == "-":
        text = sys.stdin.read(_LONGEST_TEXT)
    else:
        with open(file, encoding="utf-8") as opened:
            text = opened.read(_LONGEST_TEXT)
    # Some editors begin a file with a byte order mark, which is no part of its JSON.
    return text.removeprefix("\ufeff")
