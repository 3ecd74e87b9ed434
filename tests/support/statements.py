"""Everything that the store asks of MongoDB, asked once, and written down by MongoDB's profiler."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from models.account import Account
from models.appointment import Appointment
from models.audit_entry import AuditQuery
from models.command import CommandState, CommandType
from models.documents.api_key import ApiKey
from models.documents.audit import Audit
from models.documents.command import CommandRecord
from models.documents.stored import Stored
from models.errors import StoreUnavailable
from models.idempotency_key import KeyedWrite
from models.ids import Key, Kind
from models.stage import Stage
from models.vendor import Vendor
from store import (
    api_keys,
    audit_queries,
    calendar_entries,
    command_changes,
    command_queries,
    compensation,
    idempotency,
    leases,
    polled_states,
    quarantine,
    rate_limits,
    reconcile,
    remembered,
    tenants,
)
from store.audit_log import AuditLog
from store.last_seen import last_seen
from store.rate_limits import BucketSize, UseLimit
from store.settings import StoreSettings
from store.store import Store
from tests.support.accounts import a_key
from tests.support.anonymous import ANONYMOUS
from tests.support.deadlines import overdue
from tests.support.engine import Bench, a_bench, an_order, until
from tests.support.mongo import a_store, on
from tests.support.tablets import MEETING, TABLETS, Tablets
from vendors.telecomx.opposites import OPPOSITES

DATABASE = "statements"
OTHERS = 400
# A handful of documents; and what is written down here.
_SMALL = {f"{DATABASE}.meta", f"{DATABASE}.system.profile"}

Place = tuple[str, int]


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> set[Place]:
    """Fills with the lines of the store that ask for a collection."""
    found: set[Place] = set()
    raw = Stored.raw.__func__  # type: ignore[attr-defined]

    def noted(cls: type[Stored]) -> Any:
        caller = sys._getframe(1)
        found.add((Path(caller.f_code.co_filename).name, caller.f_lineno))
        return raw(cls)

    monkeypatch.setattr(Stored, "raw", classmethod(noted))
    return found


@pytest.fixture
async def database(mongodb: str) -> AsyncIterator[Any]:
    """An empty database of its own, whose every statement is written down."""
    async with AsyncMongoClient[dict[str, Any]](mongodb, tz_aware=True) as client:
        await client.drop_database(DATABASE)
        database = client[DATABASE]
        await database.create_collection("system.profile", capped=True, size=64 * 2**20)
        await database.command("profile", 2)
        yield database
        await database.command("profile", 0)
        await client.drop_database(DATABASE)


@pytest.fixture
async def store(places: set[Place], database: Any, mongodb: str) -> AsyncIterator[Store]:
    async with a_store(StoreSettings(**on(mongodb) | {"mongodb_database": DATABASE})) as store:
        assert await store.until_up(20)
        yield store


async def statements(database: Any) -> list[dict[str, Any]]:
    """What was asked of the collections; change streams follow MongoDB's own log, which has no index."""
    found = await database["system.profile"].find({"op": {"$ne": "getmore"}}).to_list()
    return [
        row
        for row in found
        if "planSummary" in row
        and row["ns"] not in _SMALL
        and not any("$changeStream" in stage for stage in row["command"].get("pipeline", ()))
    ]


async def with_others(database: Any, record: CommandRecord) -> None:
    """Puts beside a command many that have ended long ago."""
    row = record.bson()
    long_ago = datetime.now(UTC) - timedelta(days=40)
    old = dict.fromkeys(("created_at", "expires_at", "follow_until", "due_at"), long_ago)
    ended = {"stage": Stage.EXECUTED.value, "audited": True, "attempts": 1}
    await database.commands.insert_many(
        {
            **row,
            **old,
            **ended,
            "_id": f"cmd_old_{number}",
            "meeting": f"old-{number % 20}",
            "device": f"old-{number % 50}",
            "sequence": number,
        }
        for number in range(OTHERS)
    )
    await database.idempotency.insert_many(
        {
            "tenant": "default",
            "scopes": [secrets.token_hex(32)],
            "token": secrets.token_hex(16),
            "expires_at": long_ago,
        }
        for _ in range(OTHERS)
    )


async def commands(bench: Bench) -> None:
    """A command's life with all that may befall it."""
    store, tablets = bench.store, bench.tablets
    opener = await bench.give(an_order(TABLETS[0], key="a-key-of-commands"))
    assert (await bench.accept(an_order(TABLETS[0], key="a-key-of-commands"))).replayed
    sent = await bench.until(opener, CommandState.SENT)
    assert sent.journey is not None
    await overdue(opener.id)

    async def is_compensated() -> bool:
        return (CommandType.CAMERA_ON, False) in [
            (type, parameters.value) for _, type, parameters in tablets.sends
        ]

    await until(is_compensated)
    held = await bench.give(an_order(TABLETS[1], type=CommandType.SET_VOLUME, volume=10))
    await bench.until(held, CommandState.SENT)
    await bench.commands.of_meetings([MEETING])
    await command_queries.open_of_meetings(store, [MEETING])
    await command_queries.open_of_devices(store, TABLETS)
    await command_queries.given_later(store, opener, {CommandType.CAMERA_ON})
    await command_queries.vendor_ids(store, MEETING.account, "m1")
    await command_queries.meetings_to_follow(store, [MEETING.account])
    await command_queries.to_follow(store, MEETING.account, "m1")
    await command_queries.by_key(store, opener.key)
    await command_queries.by_key(store, Key(Kind.COMMAND, MEETING.account, ("m1", "d1", "7")))
    await command_changes.add_vendor_ids(store, opener, ["another"])
    await last_seen(store, TABLETS, since=datetime.now(UTC) - timedelta(minutes=1))
    await compensation.compensations(store, MEETING.account, hours=24)
    await compensation.overdue(store, [MEETING.account], reading=timedelta(0), arriving=timedelta(0))
    await compensation.untold(store)
    await compensation.disarm_unsent(store)
    await reconcile.never_sent(store)
    await reconcile.without_an_end(store, overdue=timedelta(0))
    await reconcile.unaudited(store)
    await command_changes.mark_audited(store, held)
    # A garbled one is set aside.
    named = {"_id": held.id, "account": str(held.account)}
    await CommandRecord.raw().update_one(named, {"$set": {"history": 7}})
    await quarantine.readable_commands(store, named, limit=1)


async def keys(store: Store) -> None:
    """What may become of the key of a write."""

    def a_write(key: str, **more: Any) -> KeyedWrite:
        return KeyedWrite(caller=ANONYMOUS.caller, mutation="endMeeting", key=key, input={}, **more)

    async def claim(write: KeyedWrite) -> idempotency.Claim:
        claim = await idempotency.claim(store, write)
        assert isinstance(claim, idempotency.Claim)
        return claim

    await idempotency.finish(store, await claim(a_write("a-key-of-a-write")), {})
    await idempotency.release(store, await claim(a_write("a-key-given-back")))
    for _ in range(2):
        await claim(a_write("a-key-that-has-expired", kept=-timedelta(seconds=1)))
    lost = a_write("a-key-of-nobody")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "run", lost_answer(store))
        with pytest.raises(StoreUnavailable):
            await idempotency.claim(store, lost)

    async def is_given_back() -> bool:
        return await idempotency.known(store, lost) is None

    await until(is_given_back)


def lost_answer(store: Store) -> Any:
    run = store.run

    async def lost(work: Any) -> Any:
        await run(work)
        raise StoreUnavailable

    return lost


async def facts(store: Store) -> None:
    """What is kept of meetings, and of who has seen what."""
    key = a_key(Kind.MEETING, Vendor.VCONNCT, ("m-1",))
    await remembered.keep(store, key.account, "m-1", facts={"duration_minutes": 5})
    place = f"{key.account}:m-1"
    assert place in await remembered.of(store, [place], [key.account])
    await remembered.forget(store, place)
    await calendar_entries.record(store, key, Appointment(), is_new=True, is_cancelled=False)
    await calendar_entries.of(store, [key])
    for _ in range(2):
        # The second time it is there.
        await AuditLog(store).record(an_audit_entry("reveal_1"))
    after = audit_queries.AuditPosition(datetime.now(UTC), "reveal_1")
    for query in (AuditQuery(), AuditQuery(caller="a", action="reveal", thing="t")):
        await audit_queries.page(store, ANONYMOUS.tenant, query, rows=20, after=after)


def an_audit_entry(id: str) -> Audit:
    now = datetime.now(UTC)
    return Audit(id=id, at=now, tenant=ANONYMOUS.tenant, caller="a", action="reveal", result="REVEALED")


async def what_is_polled(store: Store) -> None:
    """What gateways tell each other."""
    lease = await leases.take(store, "a lease", "we")
    assert lease is not None
    await leases.held_by_others(store, ["a lease"], "others")
    await leases.release(store, lease)
    now = datetime.now(UTC)
    await polled_states.tell_interest(store, "place", "we", {})
    await polled_states.interests_of_others(store, "place", "others")
    await polled_states.withdraw_interest(store, "place", "we")
    id = polled_states.id_of("place", "thing")
    await polled_states.publish(store, [(id, 1, 1, b"state", now)])
    await polled_states.publish(store, [(id, 1, 1, None, now)])
    await polled_states.states(store, [id], now - timedelta(minutes=1))
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            async for told in polled_states.changes(store):
                if told is not None:
                    break


async def what_is_used(store: Store) -> None:
    """What callers use of their limits."""
    size = BucketSize(points=100, per_second=1)
    assert (
        await rate_limits.lease(store, ANONYMOUS.caller, size, needed=60, gateway="a-gateway")
    ).granted == 60
    await rate_limits.give_back(store, ANONYMOUS.caller, size, 10, leaves="a-gateway")
    limit = UseLimit(of=("room", "a"), most=1)
    assert not await rate_limits.use(store, ANONYMOUS.tenant, limit, "a-use")
    await rate_limits.withdraw(store, ANONYMOUS.tenant, limit, "a-use")


async def lived(store: Store, database: Any) -> list[dict[str, Any]]:
    """The statements of everything that may happen to what the store keeps."""
    tablets = Tablets()
    tablets.opposites = OPPOSITES
    async with a_bench(store, tablets) as bench:
        await with_others(database, await bench.give(an_order(TABLETS[3], type=CommandType.HANGUP)))
        await commands(bench)
    await keys(store)
    await facts(store)
    await what_is_polled(store)
    await what_is_used(store)
    await what_tenants_have(store)
    await what_keys_open(store)
    return await statements(database)


async def what_keys_open(store: Store) -> None:
    """API keys."""
    at = datetime.now(UTC)
    row = {
        "tenant": "clinic",
        "caller": "a",
        "pepper": "p",
        "digest": b"",
        "created_at": at,
        "expires_at": at,
    }
    await api_keys.add(store, ApiKey(id="a-key", **row))
    await api_keys.find(store, ["a-key"])
    await api_keys.listed(store)
    await api_keys.listed(store, "clinic")
    await api_keys.revoke(store, "a-key")


async def what_tenants_have(store: Store) -> None:
    """A tenant and its account, from their beginning to their end."""
    account = Account("a-clinic", Vendor.VSEE)
    await tenants.add(store, account.tenant)
    assert not await tenants.add(store, account.tenant)
    await tenants.set_account(store, account, {"admin_token": "t"})
    await tenants.listed(store)
    assert await tenants.settings_of(store, [account])
    await tenants.remove_account(store, account)
    await tenants.remove(store, account.tenant)
    await tenants.remaining(store, account.tenant)
