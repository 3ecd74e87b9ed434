"""What vendors forget is kept fact by fact, and its secrets sealed."""

import asyncio
from typing import Any

import pytest
from bson import BSON

from models.account import DEFAULT_TENANT, Account, first_account
from models.documents.remembered import Remembered
from models.vendor import Vendor
from store import remembered
from store.settings import StoreSettings
from store.store import Store
from tests.support.stores import Clock

HERE = (first_account(DEFAULT_TENANT, Vendor.ENABLEX), "mtg-1")
KEY = Remembered.key(*HERE)


def unsealed(store: Store, kept: Remembered) -> dict[str, Any]:
    return {name: store.vault.decrypt(sealed) for name, sealed in kept.secrets.items()}


async def known(store: Store) -> Remembered:
    return (await remembered.of(store, [KEY]))[KEY]


async def test_what_is_kept_is_found(store: Store, clock: Clock) -> None:
    await remembered.keep(
        store,
        *HERE,
        facts={"starts_at": clock(), "duration_minutes": 30},
        secrets={"pins": {"moderator": "1234"}},
        witness={"title": "Check-up"},
    )
    found = await known(store)
    assert found.facts == {"starts_at": clock(), "duration_minutes": 30}
    assert unsealed(store, found) == {"pins": {"moderator": "1234"}}
    assert remembered.fits(store, found, {"title": "Check-up"})
    assert not remembered.fits(store, found, {"title": "Another"})
    assert (found.account, found.vendor_id, found.saved_at) == (*HERE, clock())


async def test_a_time_comes_back_aware(store: Store, clock: Clock) -> None:
    await remembered.keep(store, *HERE, facts={"starts_at": clock()})
    assert (await known(store)).facts["starts_at"].utcoffset() is not None


async def test_a_later_fact_replaces_only_itself(store: Store) -> None:
    await remembered.keep(store, *HERE, facts={"a": 1, "b": 1}, secrets={"x": 1, "y": 1})
    await remembered.keep(store, *HERE, facts={"a": 2}, secrets={"y": 2})
    found = await known(store)
    assert (found.facts, unsealed(store, found)) == ({"a": 2, "b": 1}, {"x": 1, "y": 2})


async def test_many_who_keep_at_once_erase_nothing_of_each_other(store: Store) -> None:
    await asyncio.gather(*(remembered.keep(store, *HERE, facts={f"fact{n}": n}) for n in range(20)))
    assert (await known(store)).facts == {f"fact{n}": n for n in range(20)}


async def test_a_thing_of_another_vendor_with_the_same_id_is_another(store: Store) -> None:
    await remembered.keep(store, *HERE, facts={"a": 1})
    await remembered.keep(store, first_account(DEFAULT_TENANT, Vendor.VCONNCT), HERE[1], facts={"a": 2})
    assert (await known(store)).facts == {"a": 1}


async def test_what_is_not_known_is_left_out(store: Store) -> None:
    await remembered.keep(store, *HERE, facts={"a": 1})
    assert set(await remembered.of(store, [KEY, "default/VSEE:nothing", KEY])) == {KEY}


async def test_what_is_forgotten_is_gone(store: Store) -> None:
    await remembered.keep(store, *HERE, facts={"a": 1})
    await remembered.forget(store, KEY)
    assert await remembered.of(store, [KEY]) == {}


async def test_no_secret_can_be_read_in_what_is_stored_or_shown(store: Store) -> None:
    secrets = {"pins": "CANARY-PIN", "link": "https://CANARY"}
    await remembered.keep(store, *HERE, secrets=secrets, witness={"title": "CANARY"})
    [document] = await Remembered.get_pymongo_collection().find().to_list()
    assert b"CANARY" not in BSON.encode(document)
    assert "CANARY" not in repr(await known(store))


@pytest.mark.parametrize("name", ["a.b", "$set", "", "a b"])
async def test_a_name_that_would_reach_elsewhere_is_refused(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="one word"):
        await remembered.keep(store, *HERE, facts={name: 1})


async def test_asking_for_nothing_asks_nobody(clock: Clock) -> None:
    assert await remembered.of(Store(StoreSettings(), now=clock), []) == {}


async def test_all_that_is_known_of_an_account_comes_along_where_it_is_little(store: Store) -> None:
    first, second = Account("default", Vendor.VSEE), Account("default", Vendor.VSEE, "second")
    for account, number in ((first, remembered.FEW), (second, remembered.FEW + 1)):
        for index in range(number):
            await remembered.keep(store, account, f"{index:03}", facts={"a": index})
    found = await remembered.of(store, [f"{second}:020"], [first, second])
    assert found.whole == {first}
    assert {key for key in found if key.startswith(f"{first}:")} == {
        f"{first}:{index:03}" for index in range(remembered.FEW)
    }
    assert found[f"{second}:020"].facts == {"a": 20}  # type: ignore[union-attr]
    nothing = await remembered.of(store, [], [Account("another", Vendor.VSEE)])
    assert (len(nothing), nothing.whole) == (0, {Account("another", Vendor.VSEE)})
