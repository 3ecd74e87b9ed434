"""Gateways on one database prove to each other that they share its keys and its schema, whoever comes first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from pymongo import AsyncMongoClient

from models.account import DEFAULT_TENANT
from models.caller import Caller
from models.documents.stored import SCHEMA_VERSION
from models.errors import StoreUnavailable
from models.idempotency_key import KeyedWrite
from store import idempotency
from store.agreement import ANNOUNCED_FOR
from store.idempotency import AlreadyClaimed, Claim
from store.settings import StoreSettings
from store.store import Store
from tests.support.mongo import a_store, on
from tests.support.stores import until_settled

ONE, TWO, THREE = (letter * 32 for letter in "abc")
DATABASE = "meta"
ASKED = KeyedWrite(caller=Caller(DEFAULT_TENANT, "anna"), mutation="endMeeting", key="k" * 16, input={"a": 1})


@pytest.fixture
async def database(mongodb: str) -> AsyncIterator[Any]:
    """An empty database of its own."""
    async with AsyncMongoClient[dict[str, Any]](mongodb, tz_aware=True) as client:
        for name in await client[DATABASE].list_collection_names():
            await client[DATABASE][name].delete_many({})
        yield client[DATABASE]


@asynccontextmanager
async def gateway(mongodb: str, *keys: str) -> AsyncIterator[Store]:
    """A store under these keys, once it is known whether it may be used."""
    settings = StoreSettings(
        **on(mongodb) | {"mongodb_database": DATABASE, "store_keys": tuple(map(SecretStr, keys))},
        # Ten that start at once all make their indexes first.
        store_seconds=8.0,
    )
    async with a_store(settings) as store:
        async with asyncio.timeout(20):
            await until_settled(store)
        yield store


async def until_refused(store: Store) -> None:
    async with asyncio.timeout(10):
        while store.is_up:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def pass_by(database: Any, time: timedelta) -> None:
    """Lets the keys have been announced so long ago."""
    move = {"$set": {"since": {"$subtract": ["$since", int(time.total_seconds() * 1000)]}}}
    await database.meta.update_many({"since": {"$exists": True}}, [move])


def sealing(store: Store) -> str:
    """Which key seals now, by its letter."""
    sealed = store.vault.encrypt(1)
    for key in (ONE, TWO, THREE):
        try:
            type(store.vault)([key.encode()]).decrypt(sealed)
        except Exception:  # noqa: BLE001
            continue
        return key[0]
    raise AssertionError("none of them")


async def test_one_with_other_keys_may_not_use_it_and_says_why(
    database: Any, mongodb: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with gateway(mongodb, ONE) as first, gateway(mongodb, TWO) as other:
        assert isinstance(await idempotency.claim(first, ASKED), Claim)
        with pytest.raises(StoreUnavailable):
            await idempotency.claim(other, ASKED)
        assert "MEETGRAPH_STORE_KEYS" in (other.refusal or "")
        assert other.trouble == other.refusal
        assert first.trouble is None
    # Once, however often it looks again.
    assert len([message for message in caplog.messages if "Writes are refused" in message]) == 1
    assert ONE not in caplog.text
    assert TWO not in caplog.text


async def test_of_ten_who_come_first_at_once_those_with_one_key_may_use_it(
    database: Any, mongodb: str
) -> None:
    async with AsyncExitStack() as opened:
        starts = [opened.enter_async_context(gateway(mongodb, key)) for key in (ONE, TWO) * 5]
        stores = await asyncio.gather(*starts)
        up = [store.is_up for store in stores]
    assert up in ([True, False] * 5, [False, True] * 5)
    assert await database.meta.count_documents({"mark": {"$type": "string"}}) == 1


async def test_it_heals_by_itself_when_the_keys_are_begun_anew(database: Any, mongodb: str) -> None:
    async with gateway(mongodb, ONE):
        pass
    async with gateway(mongodb, TWO) as other:
        assert not other.is_up
        await database.meta.delete_many({})
        assert await other.until_up(5)
        assert other.refusal is None


async def test_a_new_key_goes_to_one_gateway_after_the_other_and_no_write_is_doubled(
    database: Any, mongodb: str
) -> None:
    async with gateway(mongodb, ONE) as old, gateway(mongodb, TWO, ONE) as new:
        assert (old.is_up, new.is_up) == (True, True)
        taken = await idempotency.claim(new, ASKED)
        assert isinstance(taken, Claim)
        await idempotency.finish(new, taken, "made")
        # Amid the change each reads what the other has sealed.
        again = await idempotency.claim(old, ASKED)
        assert isinstance(again, AlreadyClaimed)
        assert (again.same_input, again.result) == (True, "made")
        assert old.vault.matches(1, new.vault.fingerprint(1, purpose="input"), purpose="input")
        assert sealing(new) == "a"
    async with gateway(mongodb, TWO, ONE) as one, gateway(mongodb, TWO, ONE) as other:
        await pass_by(database, ANNOUNCED_FOR)
        async with asyncio.timeout(10):
            while [sealing(one), sealing(other)] != ["b", "b"]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        again = await idempotency.claim(other, ASKED)
        assert isinstance(again, AlreadyClaimed)
        assert again.result == "made"
    # The old key may go now.
    async with gateway(mongodb, TWO) as last:
        assert last.is_up


async def test_who_was_not_given_the_new_key_in_time_may_not_use_it_any_more(
    database: Any, mongodb: str
) -> None:
    async with gateway(mongodb, ONE) as late, gateway(mongodb, TWO, ONE) as new:
        await pass_by(database, ANNOUNCED_FOR)
        await until_refused(late)
        assert new.is_up
        assert "MEETGRAPH_STORE_KEYS" in (late.refusal or "")


async def test_a_key_at_the_end_everywhere_first_does_as_well(database: Any, mongodb: str) -> None:
    async with gateway(mongodb, ONE, TWO) as one, gateway(mongodb, ONE) as other:
        assert (one.is_up, other.is_up) == (True, True)
        assert sealing(one) == "a"
    assert await database.meta.count_documents({"mark": {"$type": "string"}}) == 1


async def test_a_database_that_a_newer_version_wrote_is_refused_in_words(
    database: Any, mongodb: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with gateway(mongodb, ONE) as store:
        assert store.is_up
    await database.meta.update_one({"_id": "schema"}, {"$set": {"schemaVersion": SCHEMA_VERSION + 1}})
    before = await database.meta.find().to_list()
    async with gateway(mongodb, ONE) as store:
        assert "newer version" in (store.refusal or "")
        with pytest.raises(StoreUnavailable):
            await idempotency.claim(store, ASKED)
    assert await database.meta.find().to_list() == before
    assert "newer version" in caplog.text


async def test_one_that_runs_goes_on_when_a_newer_one_comes(database: Any, mongodb: str) -> None:
    async with gateway(mongodb, ONE) as store:
        await database.meta.update_one({"_id": "schema"}, {"$set": {"schemaVersion": SCHEMA_VERSION + 1}})
        await asyncio.sleep(1)
        assert store.is_up


async def test_a_database_from_before_there_were_versions_goes_on(database: Any, mongodb: str) -> None:
    now = datetime.now(UTC)
    row = {"vendor": "VSEE", "vendor_id": "a", "facts": {}, "secrets": {}, "witness": {}, "saved_at": now}
    await database.remembered.insert_one({"_id": "VSEE:a", **row})
    async with gateway(mongodb, ONE) as store:
        assert store.is_up
    schema = await database.meta.find_one({"_id": "schema"})
    assert schema["schemaVersion"] == SCHEMA_VERSION


@pytest.mark.parametrize("garbled", [{"mark": 7}, {"since": "x"}, {"schemaVersion": "x"}], ids=str)
async def test_keys_that_cannot_be_read_are_told_and_nothing_is_doubled(
    database: Any, mongodb: str, garbled: dict[str, Any]
) -> None:
    async with gateway(mongodb, ONE):
        pass
    await database.meta.update_one({"_id": "key:1"}, {"$set": garbled})
    async with gateway(mongodb, ONE) as store:
        assert "cannot be read" in (store.refusal or "")
