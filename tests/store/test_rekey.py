"""Everything is encrypted anew under the first key, while gateways run, and whenever the command is killed."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from pymongo import AsyncMongoClient

from models.account import Account
from models.appointment import Appointment
from models.documents import DOCUMENTS
from models.documents.api_key import ApiKey
from models.documents.idempotency import Idempotency
from models.documents.remembered import Remembered
from models.documents.tenant import Tenant
from models.errors import StoreUnavailable
from models.ids import Key, Kind
from models.vendor import Vendor
from store import api_keys, calendar_entries, rekey, remembered, tenants
from store.encryption import Vault
from store.settings import StoreSettings
from store.store import Store
from tests.support.mongo import a_store, on
from tests.support.serve import environment

DATABASE = "rekeying"
OLD, NEW = "the old key, 32 characters or more", "the new key, 32 characters or more"
FIRST = Vault([NEW.encode()])
SETTINGS = {"account_code": "north", "admin_token": "CANARY"}
CLINICS = [f"clinic-{number}" for number in range(3)]


class Killed(BaseException):
    """The process ends here."""


def settings(mongodb: str, *keys: str) -> StoreSettings:
    wanted = on(mongodb) | {"mongodb_database": DATABASE, "store_keys": tuple(map(SecretStr, keys))}
    return StoreSettings(**wanted)


def account(tenant: str) -> Account:
    return Account(tenant, Vendor.VSEE)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rekey, "_UNTIL_ALL_KNOW", timedelta(0))


@pytest.fixture
async def filled(mongodb: str) -> AsyncIterator[str]:
    """A database in which something of each kind is encrypted with the old key."""
    async with AsyncMongoClient[dict[str, Any]](mongodb) as client:
        await client.drop_database(DATABASE)
        async with a_store(settings(mongodb, OLD)) as store:
            assert await store.until_up(20)
            for tenant in CLINICS:
                await tenants.add(store, tenant)
                await tenants.set_account(store, account(tenant), SETTINGS)
                secrets = {"pin": "1234", "url": "https://link.example"}
                await remembered.keep(store, account(tenant), "m-1", secrets=secrets)
                meeting = Key(Kind.MEETING, account(tenant), ("m-1",))
                await calendar_entries.record(
                    store, meeting, Appointment(title="CANARY"), is_new=True, is_cancelled=False
                )
            await Idempotency.raw().insert_one(
                {
                    "tenant": CLINICS[0],
                    "scopes": ["a"],
                    "result": store.vault.encrypt({"id": 7}),
                    "claimed_at": datetime.now(UTC) - timedelta(hours=1),
                    "expires_at": datetime.now(UTC) + timedelta(days=1),
                }
            )
        yield mongodb
        await client.drop_database(DATABASE)


async def all_read(store: Store) -> bool:
    """Whether everything that was encrypted is read."""
    assert await store.until_up(20), store.trouble
    accounts = [account(tenant) for tenant in CLINICS]
    assert await tenants.settings_of(store, accounts) == dict.fromkeys(accounts, SETTINGS)
    found = [Remembered.read(row) for row in await Remembered.raw().find().to_list()]
    assert [store.vault.decrypt(one.secrets["pin"]) for one in found] == ["1234"] * len(CLINICS)
    for each in accounts:
        [entry] = (await calendar_entries.of(store, [Key(Kind.MEETING, each, ("m-1",))])).values()
        assert calendar_entries.appointment(store, entry) == Appointment(title="CANARY")
    [claim] = await Idempotency.raw().find().to_list()
    assert store.vault.decrypt(claim["result"]) == {"id": 7}
    return True


async def test_everything_is_read_with_the_new_key_alone_afterwards(filled: str) -> None:
    async with a_store(settings(filled, NEW, OLD)) as store:
        assert await store.until_up(20)
        done = await rekey.rekey(store, FIRST)
    assert done.anew == {"tenants": 3, "remembered": 3, "calendar_entries": 3, "idempotency": 1}
    assert not done.unreadable
    assert done.compared == {"idempotency": 1}
    async with a_store(settings(filled, NEW)) as store:
        assert await all_read(store)


async def test_digests_of_api_keys_stay_and_the_peppers_that_they_need_are_told(filled: str) -> None:
    now = datetime.now(UTC)
    ends = {"good": now + timedelta(days=1), "good too": now + timedelta(days=9), "over": now}
    async with a_store(settings(filled, NEW, OLD)) as store:
        assert await store.until_up(20)
        for id, expires_at in ends.items():
            row = ApiKey(
                id=id,
                tenant=CLINICS[0],
                caller="reports",
                pepper="later" if id == "over" else "first",
                digest=id.encode(),
                created_at=now - timedelta(days=1),
                expires_at=expires_at,
            )
            await api_keys.add(store, row)
        assert (await rekey.rekey(store, FIRST)).peppers == {"first": 2}
        stored = await api_keys.find(store, list(ends))
    assert {id: row.digest for id, row in stored.items()} == {id: id.encode() for id in ends}


async def test_a_second_run_finds_nothing_to_do(filled: str) -> None:
    async with a_store(settings(filled, NEW, OLD)) as store:
        assert await store.until_up(20)
        await rekey.rekey(store, FIRST)
        assert not (await rekey.rekey(store, FIRST)).anew


async def test_killed_between_any_two_calls_it_leaves_everything_readable_and_goes_on(
    filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_store(settings(filled, NEW, OLD)) as store:
        assert await store.until_up(20)
        calls, ended = 0, False
        while not ended:
            calls += 1
            with monkeypatch.context() as patch:
                patch.setattr(store, "run", cut_after(store.run, calls))
                try:
                    await rekey.rekey(store, FIRST)
                    ended = True
                except Killed:
                    pass
            assert await all_read(store)
    assert calls > 10
    async with a_store(settings(filled, NEW)) as store:
        assert await all_read(store)


def cut_after(run: Callable[..., Awaitable[Any]], calls: int) -> Callable[..., Awaitable[Any]]:
    left = calls

    async def cut(work: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return await run(work)

    return cut


async def test_what_a_gateway_changes_meanwhile_is_not_overwritten(
    filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_store(settings(filled, NEW, OLD)) as store:
        assert await store.until_up(20)
        portion, changed = rekey._portion, False

        async def then_changed(*arguments: Any) -> list[dict[str, Any]]:
            nonlocal changed
            rows = await portion(*arguments)
            if arguments[1] is Remembered and not changed:
                changed = True
                old = Vault([OLD.encode()]).encrypt("9999")
                await Remembered.raw().update_many({}, {"$set": {"secrets.pin": old}})
            return rows

        monkeypatch.setattr(rekey, "_portion", then_changed)
        await rekey.rekey(store, FIRST)
        rows = await Remembered.raw().find().to_list()
        assert [FIRST.decrypt(row["secrets"]["pin"]) for row in rows] == ["9999"] * 3


async def test_a_gateway_that_runs_encrypts_with_the_new_key_at_once(filled: str) -> None:
    async with a_store(settings(filled, OLD, NEW)) as gateway:
        assert await gateway.until_up(20)
        async with a_store(settings(filled, NEW, OLD)) as store:
            assert await store.until_up(20)
            await rekey.rekey(store, FIRST)

            async with asyncio.timeout(3):
                while not FIRST.is_latest(gateway.vault.encrypt("now")):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            assert gateway.is_up


async def test_what_none_of_the_keys_decrypts_is_told_and_left(filled: str) -> None:
    async with a_store(settings(filled, NEW, OLD)) as store:
        assert await store.until_up(20)
        lost = Vault([b"a key that nobody has any more, alas"]).encrypt({"tenant": CLINICS[0]})
        await Tenant.raw().update_one({"_id": CLINICS[0]}, {"$set": {"wrapped_key": lost}})
        done = await rekey.rekey(store, FIRST)
        assert done.unreadable == {"tenants": 1}
        row = await Tenant.raw().find_one({"_id": CLINICS[0]})
        assert row is not None
        assert row["wrapped_key"] == lost


async def test_without_mongodb_it_ends_with_an_error(filled: str) -> None:
    async with a_store(settings(filled, NEW, OLD)) as store:
        assert await store.until_up(20)
    with pytest.raises(StoreUnavailable):
        await rekey.rekey(store, FIRST)


def test_every_document_with_an_encrypted_field_is_known() -> None:
    sealed = {
        documents
        for documents in DOCUMENTS
        for field in documents.model_fields.values()
        if field.annotation in (bytes, bytes | None)
    }
    # The settings of accounts are encrypted with a data key, which is encrypted anew. API keys are digests.
    assert {each.collection() for each in sealed} - {each.collection() for each in rekey.SEALED} == {
        "accounts",
        "api_keys",
    }


@pytest.mark.parametrize("seconds", [0.9, 1.3, 1.7, 2.1, 2.5])
async def test_the_command_may_be_killed_while_it_starts_and_waits(filled: str, seconds: float) -> None:
    given = environment(
        {
            "MONGODB_URI": filled,
            "MONGODB_DATABASE": DATABASE,
            "STORE_KEYS": json.dumps([NEW, OLD]),
        }
    )
    command = (sys.executable, "-m", "graph.serving.process.cli", "store", "rekey")
    process = await asyncio.create_subprocess_exec(*command, env=given, stdout=asyncio.subprocess.DEVNULL)
    await asyncio.sleep(seconds)
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
    async with a_store(settings(filled, NEW, OLD)) as store:
        assert await all_read(store)
        await rekey.rekey(store, FIRST)
    async with a_store(settings(filled, NEW)) as store:
        assert await all_read(store)
