"""Tenants have their accounts sealed under keys of their own, and a removal leaves nothing that opens them."""

import asyncio

from models.account import Account
from models.documents.account import VendorAccount
from models.documents.idempotency import Idempotency
from models.documents.remembered import Remembered
from models.documents.tenant import Tenant
from models.vendor import Vendor
from store import remembered, tenants
from store.store import Store

CANARY = "CANARY-token"
NORTH, SOUTH = "north-clinic", "south-clinic"
VSEE = Account(NORTH, Vendor.VSEE)
WEBINARS = Account(NORTH, Vendor.ENABLEX, "webinars")
SETTINGS = {"account_code": "north", "admin_token": CANARY}


async def test_settings_of_an_account_are_read_back(store: Store) -> None:
    assert await tenants.add(store, NORTH)
    assert await tenants.set_account(store, VSEE, SETTINGS)
    assert await tenants.settings_of(store, [VSEE, WEBINARS]) == {VSEE: SETTINGS}


async def test_nothing_of_the_settings_is_stored_in_the_clear(store: Store) -> None:
    await tenants.add(store, NORTH)
    await tenants.set_account(store, VSEE, SETTINGS)
    rows = [*await Tenant.raw().find().to_list(), *await VendorAccount.raw().find().to_list()]
    assert CANARY not in repr(rows)
    assert "account_code" not in repr(rows)


async def test_a_tenant_is_added_once(store: Store) -> None:
    added = await asyncio.gather(*(tenants.add(store, NORTH) for _ in range(8)))
    assert sorted(added) == [False] * 7 + [True]


async def test_an_account_needs_its_tenant(store: Store) -> None:
    assert not await tenants.set_account(store, VSEE, SETTINGS)
    assert await VendorAccount.raw().count_documents({}) == 0


async def test_a_changed_account_has_another_revision(store: Store) -> None:
    await tenants.add(store, NORTH)
    await tenants.set_account(store, VSEE, SETTINGS)
    first = await tenants.revisions(store)
    await tenants.set_account(store, VSEE, SETTINGS | {"account_code": "other"})
    second = await tenants.revisions(store)
    assert first.keys() == second.keys() == {VSEE}
    assert first != second


async def test_a_removed_account_is_gone_and_the_others_stay(store: Store) -> None:
    await tenants.add(store, NORTH)
    await tenants.set_account(store, VSEE, SETTINGS)
    await tenants.set_account(store, WEBINARS, SETTINGS)
    assert await tenants.remove_account(store, VSEE)
    assert not await tenants.remove_account(store, VSEE)
    assert list(await tenants.revisions(store)) == [WEBINARS]


async def test_a_removed_tenant_leaves_no_account_and_no_key_and_others_untouched(store: Store) -> None:
    south = Account(SOUTH, Vendor.VSEE)
    for name, account in ((NORTH, VSEE), (SOUTH, south)):
        await tenants.add(store, name)
        await tenants.set_account(store, account, SETTINGS)
    assert await tenants.remove(store, NORTH)
    assert not await tenants.remove(store, NORTH)
    assert [tenant.name for tenant in await tenants.listed(store)] == [SOUTH]
    assert await tenants.settings_of(store, [VSEE, south]) == {south: SETTINGS}


async def test_a_tenant_that_is_added_again_does_not_read_what_it_had(store: Store) -> None:
    await tenants.add(store, NORTH)
    await tenants.set_account(store, VSEE, SETTINGS)
    kept = await VendorAccount.raw().find_one({"_id": str(VSEE)})
    assert kept is not None
    await tenants.remove(store, NORTH)
    await tenants.add(store, NORTH)
    await VendorAccount.raw().insert_one(kept)
    assert await tenants.settings_of(store, [VSEE]) == {}
    assert store.unreadable.counts == {"accounts": 1}


async def test_settings_that_were_moved_to_another_tenant_are_not_read(store: Store) -> None:
    await tenants.add(store, NORTH)
    await tenants.add(store, SOUTH)
    await tenants.set_account(store, VSEE, SETTINGS)
    south = Account(SOUTH, Vendor.VSEE)
    kept = await VendorAccount.raw().find_one({"_id": str(VSEE)})
    assert kept is not None
    moved = {"_id": str(south), "tenant": SOUTH, "account": str(south)}
    await VendorAccount.raw().insert_one(kept | moved)
    assert await tenants.settings_of(store, [south]) == {}


async def test_an_account_of_a_tenant_that_is_being_removed_is_not_left_behind(store: Store) -> None:
    await tenants.add(store, NORTH)
    await asyncio.gather(
        tenants.remove(store, NORTH), *(tenants.set_account(store, VSEE, SETTINGS) for _ in range(8))
    )
    assert await VendorAccount.raw().count_documents({}) == 0


async def test_what_a_removal_leaves_is_counted_for_this_tenant_alone(store: Store) -> None:
    await remembered.keep(store, VSEE, "m-1", facts={"duration_minutes": 5})
    await remembered.keep(store, Account(f"{NORTH}-2", Vendor.VSEE), "m-1", facts={"duration_minutes": 5})
    await Idempotency.raw().insert_one({"tenant": SOUTH, "scopes": ["a"]})
    assert await Remembered.raw().count_documents({}) == 2
    assert await tenants.remaining(store, NORTH) == {"remembered": 1}


async def test_the_list_names_accounts_and_no_secret(store: Store) -> None:
    await tenants.add(store, SOUTH)
    await tenants.add(store, NORTH)
    await tenants.set_account(store, WEBINARS, SETTINGS)
    await tenants.set_account(store, VSEE, SETTINGS)
    listed = await tenants.listed(store)
    assert [(tenant.name, tenant.accounts) for tenant in listed] == [(NORTH, (WEBINARS, VSEE)), (SOUTH, ())]
    assert CANARY not in repr(listed)
