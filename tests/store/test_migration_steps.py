"""Keys that stood in commands go on among all keys, and texts that were kept as they are get encrypted."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import BSON
from pymongo import MongoClient

from models.documents.command import CommandRecord
from models.documents.idempotency import Idempotency
from models.documents.meta import Meta
from models.documents.remembered import Remembered
from models.errors import WriteRefused
from models.problem import KeyReused, Unavailable
from store import migration_steps, remembered
from store.migration import Migration
from store.settings import StoreSettings
from store.store import Store
from tests.support.deadlines import set_back
from tests.support.engine import Bench, a_bench, an_order
from tests.support.mongo import a_store, empty, on
from tests.support.tablets import MEETING, TABLETS, Tablets

KEY = "a-key-of-the-version-before"
ORDER = an_order(*TABLETS, key=KEY)
# As that version wrote the input of the order, before it took the digest.
INPUT = {
    "meeting": MEETING.encoded(),
    "devices": [tablet.encoded() for tablet in TABLETS],
    "type": "CAMERA_ON",
    "value": True,
    "volume": None,
    "quality": None,
    "expiresIn": None,
}


@pytest.fixture
async def bench(mongodb: str) -> Any:
    """Accepts commands in real time, and sends none."""
    async with a_store(StoreSettings(**on(mongodb))) as store:
        await empty(store)
        async with a_bench(store, Tablets(), running=False) as bench:
            yield bench


async def carried_over(store: Store, *, portion: int = 2) -> None:
    await Meta.raw().delete_many({"_id": {"$regex": "^carried over:"}})
    migration = Migration(vault=lambda: store.vault, fenced_for=timedelta(0), portion=portion)
    await migration.go_on(datetime.now(UTC), seconds=30)
    assert migration.is_over


async def accepted_by_the_version_before(bench: Bench) -> list[str]:
    """The ids of what stands in the store as that version has left it."""
    accepted = await bench.accept(an_order(*TABLETS))
    vault = bench.store.vault
    kept = {
        "keyed": True,
        "key_scopes": vault.fingerprints(["anonymous", "sendDeviceCommand", KEY], purpose="scope"),
        "fingerprint": vault.fingerprint(INPUT, purpose="input"),
    }
    await CommandRecord.raw().update_many({}, {"$set": kept})
    return [record.id for record in accepted.records]


@pytest.mark.parametrize("portion", [1, 2, 500])
async def test_the_same_call_gets_the_same_commands(bench: Bench, portion: int) -> None:
    ids = await accepted_by_the_version_before(bench)
    await carried_over(bench.store, portion=portion)
    again = await bench.accept(ORDER)
    # What was asked before another call was quicker finds it in the transaction.
    late = await bench.commands.accept(ORDER, {})
    assert [record.id for record in again.records] == [record.id for record in late.records] == ids
    assert (again.replayed, late.replayed) == (True, True)
    assert await CommandRecord.raw().count_documents({}) == len(TABLETS)
    assert await CommandRecord.raw().count_documents({"key_scopes": {"$exists": True}}) == 0


async def test_a_database_that_an_earlier_build_has_carried_over_is_gone_through_again(
    bench: Bench, mongodb: str
) -> None:
    ids = await accepted_by_the_version_before(bench)
    await Meta.raw().delete_many({"_id": {"$regex": "^carried over:"}})
    await Meta.raw().insert_one({"_id": "carried over:2", "schemaVersion": 2})
    async with a_store(StoreSettings(**on(mongodb))) as other:
        assert await other.until_up(20)
        async with a_bench(other, Tablets(), running=False) as later:
            again = await later.accept(ORDER)
    assert ([record.id for record in again.records], again.replayed) == (ids, True)


async def test_another_input_under_the_key_is_refused(bench: Bench) -> None:
    await accepted_by_the_version_before(bench)
    await carried_over(bench.store)
    with pytest.raises(WriteRefused) as refused:
        await bench.accept(an_order(*TABLETS, key=KEY, value=False))
    assert [type(problem) for problem in refused.value.problems] == [KeyReused]


async def test_the_key_is_free_again_after_thirty_days(bench: Bench) -> None:
    ids = await accepted_by_the_version_before(bench)
    long_ago = -timedelta(days=30, minutes=1).total_seconds()
    await asyncio.gather(*(set_back(id, created_at=long_ago) for id in ids))
    await carried_over(bench.store)
    accepted, again = await bench.accept(ORDER), await bench.accept(ORDER)
    assert (accepted.replayed, again.replayed) == (False, True)
    assert not {record.id for record in accepted.records} & set(ids)


async def test_a_key_that_was_used_anew_since_stands_for_the_newer_call(bench: Bench) -> None:
    old = await accepted_by_the_version_before(bench)
    newer = await bench.accept(ORDER)
    await carried_over(bench.store)
    again = await bench.accept(ORDER)
    assert [record.id for record in again.records] == [record.id for record in newer.records]
    assert not {record.id for record in again.records} & set(old)


@pytest.mark.parametrize(
    ("garbled", "problem"),
    [({"fingerprint": 7}, KeyReused), ({"created_at": "?"}, Unavailable), ({"caller": None}, Unavailable)],
)
async def test_a_key_of_garbled_commands_sends_nothing_again(
    bench: Bench, garbled: dict[str, Any], problem: type[Any]
) -> None:
    await accepted_by_the_version_before(bench)
    await CommandRecord.raw().update_many({}, {"$set": garbled})
    await carried_over(bench.store)
    with pytest.raises(WriteRefused) as refused:
        await bench.accept(ORDER)
    assert [type(each) for each in refused.value.problems] == [problem]
    assert await CommandRecord.raw().count_documents({}) == len(TABLETS)


async def test_nothing_secret_can_be_read_in_a_key_that_was_moved(bench: Bench) -> None:
    ids = await accepted_by_the_version_before(bench)
    await carried_over(bench.store)
    [stored] = await Idempotency.raw().find().to_list()
    assert not any(id.encode() in BSON.encode(stored) for id in [*ids, KEY])


# Texts

PLAIN = {"facts": {"description": "CANARY", "duration_minutes": 5}, "witness": {"title": "CANARY"}}


async def put(id: str, **parts: Any) -> str:
    key = f"default/ENABLEX:{id}"
    row = {"_id": key, "account": "default/ENABLEX", "vendor_id": id, "saved_at": datetime.now(UTC), **parts}
    await Remembered.raw().insert_one(row)
    return key


async def found(store: Store, key: str) -> tuple[dict[str, Any], dict[str, Any], Remembered]:
    one = (await remembered.of(store, [key]))[key]
    assert isinstance(one, Remembered)
    return one.facts, {name: store.vault.decrypt(value) for name, value in one.secrets.items()}, one


async def test_texts_that_were_kept_as_they_are_get_encrypted(bench: Bench) -> None:
    store = bench.store
    keys = [await put(str(number), secrets={}, **PLAIN) for number in range(5)]
    await carried_over(store)
    assert b"CANARY" not in BSON.encode({"all": await Remembered.raw().find().to_list()})
    for key in keys:
        facts, secrets, one = await found(store, key)
        assert (facts, secrets) == ({"duration_minutes": 5}, {"description": "CANARY"})
        assert remembered.fits(store, one, {"title": "CANARY"})


async def test_what_is_encrypted_already_is_newer(bench: Bench) -> None:
    store = bench.store
    key = await put(
        "1",
        facts={"description": "old"},
        secrets={"description": store.vault.encrypt("new")},
        witness={
            "title": "old",
            "fingerprint": store.vault.fingerprint({"title": "new"}, purpose="witness"),
        },
    )
    await carried_over(store)
    facts, secrets, one = await found(store, key)
    assert (facts, secrets) == ({}, {"description": "new"})
    assert remembered.fits(store, one, {"title": "new"})


async def test_what_is_garbled_is_left_and_holds_up_nothing(bench: Bench) -> None:
    garbled = [await put(f"a{number}", secrets=7, **PLAIN) for number in range(5)]
    key = await put("b", **PLAIN)
    await carried_over(bench.store)
    assert (await found(bench.store, key))[0] == {"duration_minutes": 5}
    assert await Remembered.raw().count_documents({"_id": {"$in": garbled}, "facts": PLAIN["facts"]}) == 5


async def test_what_another_gateway_keeps_meanwhile_stays(
    bench: Bench, mongodb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await put("1", **PLAIN)
    encrypting = migration_steps._encrypting
    times = iter(range(2))

    def outrun(vault: Any, row: Any) -> Any:
        change = encrypting(vault, row)
        if next(times, None) == 0:
            kept = {"facts.duration_minutes": 45, "saved_at": datetime.now(UTC) + timedelta(seconds=1)}
            with MongoClient[dict[str, Any]](mongodb) as client:
                client["test"].remembered.update_one({"_id": key}, {"$set": kept})
        return change

    monkeypatch.setattr(migration_steps, "_encrypting", outrun)
    await carried_over(bench.store)
    facts, secrets, _ = await found(bench.store, key)
    assert (facts, secrets) == ({"duration_minutes": 45}, {"description": "CANARY"})
