"""Tenants and their accounts at the vendors: adds, changes, removes and finds them."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError

from models.account import Account
from models.documents.account import VendorAccount
from models.documents.audit import Audit
from models.documents.calendar_entry import CalendarEntry
from models.documents.command import CommandRecord
from models.documents.idempotency import Idempotency
from models.documents.remembered import Remembered
from models.documents.stored import NOT_NEWER, Stored
from models.documents.tenant import Tenant
from models.errors import DecryptionFailed, UnreadableDocument
from store.data_keys import DataKey
from store.reading import readable
from store.store import Store

T = TypeVar("T")

# What is kept of a tenant beside its accounts, and how its documents are found; ids begin with the tenant.
_OF_ACCOUNTS, _OF_MEETINGS = "/", ":"
_REMAINS: Mapping[type[Stored], tuple[str, str | None]] = {
    CommandRecord: ("account", _OF_ACCOUNTS),
    Remembered: ("_id", _OF_ACCOUNTS),
    CalendarEntry: ("_id", _OF_MEETINGS),
    Idempotency: ("tenant", None),
    Audit: ("tenant", None),
}


@dataclass(frozen=True, slots=True)
class TenantListed:
    """A tenant in the list: when it was added, and its accounts."""

    name: str
    added_at: datetime
    accounts: tuple[Account, ...]


async def add(store: Store, name: str) -> bool:
    """Adds a tenant with a data key of its own; False if there is one of this name.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    wrapped = DataKey.generate().wrapped(store.vault, name)
    row = Tenant(id=name, wrapped_key=wrapped, added_at=store.now()).bson()

    async def work() -> bool:
        try:
            await Tenant.raw().insert_one(row)
        except DuplicateKeyError:
            # The reply to a first attempt may have been lost.
            return await Tenant.raw().count_documents({"_id": name, "wrapped_key": wrapped}) == 1
        return True

    return await store.run(work)


async def listed(store: Store) -> list[TenantListed]:
    """All tenants and their accounts.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> list[dict[str, Any]]:
        return await Tenant.raw().find({"_id": {"$gt": ""}}).sort("_id", 1).to_list()

    tenants = readable(store, Tenant, await store.run(work))
    accounts = sorted(await revisions(store))
    return [
        TenantListed(
            tenant.id, tenant.added_at, tuple(account for account in accounts if account.tenant == tenant.id)
        )
        for tenant in tenants
    ]


async def remove(store: Store, name: str) -> bool:
    """Removes a tenant, its data key and its accounts at once; False if there is none.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work(session: AsyncClientSession) -> bool:
        gone = await Tenant.raw().delete_one({"_id": name}, session=session)
        await VendorAccount.raw().delete_many({"tenant": name}, session=session)
        return bool(gone.deleted_count)

    return await _in_a_transaction(store, work)


async def remaining(store: Store, name: str) -> Mapping[str, int]:
    """The number of a tenant's documents that its removal leaves, by collection.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> dict[str, int]:
        return {
            documents.collection(): await documents.raw().count_documents(_of_tenant(name, field, mark))
            for documents, (field, mark) in _REMAINS.items()
        }

    return {collection: count for collection, count in (await store.run(work)).items() if count}


async def set_account(store: Store, account: Account, settings: Mapping[str, Any]) -> bool:
    """Stores the settings of an account, new or in place of earlier ones; False if there is no such tenant.

    Args:
        store: the store.
        account: whose.
        settings: as JSON values.

    Raises:
        DecryptionFailed: the tenant's data key cannot be read.
        StoreUnavailable: MongoDB is unavailable.
    """
    place = {"_id": str(account), "tenant": account.tenant}

    async def work(session: AsyncClientSession) -> bool:
        tenant = await _changed(account.tenant, session)
        if tenant is None:
            return False
        sealed = _data_key(store, tenant).encrypt(settings, bound_to=_binding(account))
        row = VendorAccount(
            id=str(account),
            tenant=account.tenant,
            account=account,
            sealed=sealed,
            revision=secrets.token_hex(8),
            changed_at=store.now(),
        ).bson()
        await VendorAccount.raw().update_one(place, {"$set": row}, upsert=True, session=session)
        return True

    return await _in_a_transaction(store, work)


async def remove_account(store: Store, account: Account) -> bool:
    """Removes an account; False if there is none.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    place = {"_id": str(account), "tenant": account.tenant}

    async def work(session: AsyncClientSession) -> bool:
        await _changed(account.tenant, session)
        gone = await VendorAccount.raw().delete_one(place, session=session)
        return bool(gone.deleted_count)

    return await _in_a_transaction(store, work)


async def revisions(store: Store) -> Mapping[Account, str]:
    """All accounts of all tenants, each with the revision of its settings.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> list[dict[str, Any]]:
        asked = VendorAccount.raw().find({"tenant": {"$gt": ""}}, {"_id": 1, "tenant": 1, "revision": 1})
        return await asked.to_list()

    found: dict[Account, str] = {}
    for row in await store.run(work):
        try:
            account = Account.read(str(row["_id"]))
        except ValueError:
            store.unreadable.note(UnreadableDocument(VendorAccount.collection(), row["_id"]))
            continue
        if account.tenant == row["tenant"]:
            found[account] = str(row.get("revision"))
    return found


async def settings_of(store: Store, accounts: Sequence[Account]) -> Mapping[Account, Mapping[str, Any]]:
    """The settings of accounts, without those that cannot be read.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    tenants = sorted({account.tenant for account in accounts})
    wanted = {"_id": {"$in": [str(account) for account in accounts]}, "tenant": {"$in": tenants}}

    async def work() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        keys = await Tenant.raw().find({"_id": {"$in": tenants}}).to_list()
        return keys, await VendorAccount.raw().find(wanted).to_list()

    keys, rows = await store.run(work)
    of_tenants = {tenant.id: tenant for tenant in readable(store, Tenant, keys)}
    found: dict[Account, Mapping[str, Any]] = {}
    for row in readable(store, VendorAccount, rows):
        account = row.account
        tenant = of_tenants.get(row.tenant)
        if tenant is None or account.tenant != row.tenant:
            continue
        try:
            found[account] = _data_key(store, tenant).decrypt(row.sealed, bound_to=_binding(account))
        except DecryptionFailed:
            store.unreadable.note(UnreadableDocument(VendorAccount.collection(), row.id))
    return found


async def _changed(name: str, session: AsyncClientSession) -> Tenant | None:
    """Notes a change of the tenant's accounts; None if there is no such tenant."""
    noted = {"$inc": {"changes": 1}}
    found: Any = await Tenant.raw().find_one_and_update({"_id": name, **NOT_NEWER}, noted, session=session)
    return None if found is None else Tenant.read(found)


def _data_key(store: Store, tenant: Tenant) -> DataKey:
    return DataKey.unwrap(store.vault, tenant.id, tenant.wrapped_key)


def _binding(account: Account) -> tuple[str, str, str]:
    return account.tenant, account.vendor.value, account.name


def _of_tenant(name: str, field: str, mark: str | None) -> dict[str, Any]:
    if mark is None:
        return {field: name}
    # All texts that begin with the tenant and the mark.
    return {field: {"$gte": f"{name}{mark}", "$lt": f"{name}{chr(ord(mark) + 1)}"}}


async def _in_a_transaction(store: Store, work: Callable[[AsyncClientSession], Awaitable[T]]) -> T:
    async def run() -> T:
        async with Tenant.raw().database.client.start_session() as session:
            return await session.with_transaction(work)

    return await store.run(run)
