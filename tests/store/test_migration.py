"""What version 1 has stored is carried over, once and whole, whoever is killed amid it and how many begin at once."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from models.caller import Caller
from models.canonical import canonical, canonical_before
from models.command import CommandState, CommandType
from models.documents.remembered import Remembered
from models.documents.stored import SCHEMA_VERSION
from models.drafts import MeetingChanges
from models.errors import WriteRefused
from models.idempotency_key import KeyedWrite
from models.ids import Kind
from models.stage import Stage
from models.vendor import Vendor
from store import calendar_entries, idempotency, quarantine, remembered
from store.idempotency import AlreadyClaimed, ClaimState
from store.migration import Migration
from store.settings import StoreSettings
from store.store import Store
from tests.support import version_1
from tests.support.accounts import a_key
from tests.support.anonymous import ANONYMOUS
from tests.support.engine import a_bench, an_order
from tests.support.mongo import KEY, a_store, on
from tests.support.slow_mongo import SlowLine
from tests.support.tablets import TABLETS, Tablets

DATABASE = "version1"
MEETING = a_key(Kind.MEETING, Vendor.VCONNCT, ("m-1",))
AT_ONCE = timedelta(0)

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
async def database(mongodb: str) -> AsyncIterator[Any]:
    """An empty database of its own."""
    async with AsyncMongoClient[dict[str, Any]](mongodb, tz_aware=True) as client:
        await client.drop_database(DATABASE)
        yield client[DATABASE]
        await client.drop_database(DATABASE)


@pytest.fixture
async def before(database: Any) -> Rows:
    """What version 1 has stored there; nobody of that version is at work any more."""
    rows = await version_1.put_into(database)
    long_ago = {"schemaVersion": 2, "fenced_at": datetime.now(UTC) - timedelta(minutes=1)}
    await database.meta.update_many({"_id": {"$regex": "^key:"}}, {"$set": long_ago})
    return rows


def settings(mongodb: str) -> StoreSettings:
    return StoreSettings(**on(mongodb) | {"mongodb_database": DATABASE})


@pytest.fixture
async def store(before: Rows, mongodb: str) -> AsyncIterator[Store]:
    """A store of this version over what version 1 has stored."""
    async with a_store(settings(mongodb)) as store:
        assert await store.until_up(30)
        yield store


async def everything(database: Any) -> Rows:
    return {
        name: await database[name].find().sort("_id", 1).to_list()
        for name in sorted(await database.list_collection_names())
    }


def is_whole(before: Rows, after: Rows) -> None:
    """Nothing is lost, nothing is doubled, and nothing is of the older version."""
    kept = {"audit", "calendar_entries", "command_lines", "commands", "idempotency", "remembered"}
    calls = [row for row in before["commands"] if row["keyed"]]
    more = {"idempotency": len(calls)}
    assert {name: len(after[name]) for name in kept} == {
        name: len(before[name]) + more.get(name, 0) for name in kept
    }
    assert {row["schemaVersion"] for name in kept for row in after[name]} == {SCHEMA_VERSION}
    assert not any("vendor" in row for name in kept for row in after[name])
    # The key of a call stands among all keys.
    keys = {tuple(row["scopes"]): row for row in after["idempotency"]}
    assert [keys[tuple(row["key_scopes"])]["claimed_at"] for row in calls] == [
        row["created_at"] for row in calls
    ]
    assert not any(row.get("keyed") for row in after["commands"])
    for name in ("audit", "commands", "idempotency"):
        new = {"vendor", "account", "tenant", "schemaVersion", "keyed", "key_scopes", "fingerprint"}
        now = {row["_id"]: row for row in after[name]}
        for row in before[name]:
            assert {field: value for field, value in row.items() if field not in new} == {
                field: value for field, value in now[row["_id"]].items() if field not in new
            }
    ids = {
        name: [row["_id"] for row in after[name]]
        for name in ("command_lines", "remembered", "calendar_entries")
    }
    assert ids["command_lines"] == [f"default/TELECOMX:d{number}" for number in range(1, 5)]
    assert ids["remembered"] == ["default/ENABLEX:mtg:5", "default/VCONNCT:m-1"]
    assert ids["calendar_entries"] == [f"default:{MEETING.encoded()}"]


async def test_everything_is_carried_over(store: Store, before: Rows, database: Any) -> None:
    after = await everything(database)
    is_whole(before, after)
    assert {row["account"] for row in after["commands"]} == {"default/TELECOMX"}
    assert {row["tenant"] for row in (*after["audit"], *after["idempotency"])} == {"default"}
    assert {row.get("account") for row in after["audit"]} == {"default/TELECOMX", None}
    assert after["leases"] == []
    names = {index["name"] async for index in await database.commands.list_indexes()}
    assert not names & {"lines", "one_at_a_time", "of_meeting", "by_vendor_id"}


async def test_what_was_kept_of_meetings_is_found_again(store: Store) -> None:
    key = Remembered.key(MEETING.account, "m-1")
    found = (await remembered.of(store, [key]))[key]
    assert isinstance(found, Remembered)
    assert found.facts["duration_minutes"] == 30
    readable = {name: store.vault.decrypt(value) for name, value in found.secrets.items()}
    assert readable == {"description": "a canary of clinical text"}
    entry = (await calendar_entries.of(store, [MEETING]))[MEETING.encoded()]
    appointment = calendar_entries.appointment(store, entry)
    assert appointment is not None
    assert (entry.sequence, appointment.duration_minutes) == (1, 45)


async def test_a_key_of_a_write_still_answers(store: Store) -> None:
    moment = datetime(2030, 1, 1, 9, tzinfo=UTC)
    changes = MeetingChanges(meeting=MEETING, title="Later", starts_at=moment)
    write = KeyedWrite(
        caller=ANONYMOUS.caller,
        mutation="updateMeeting",
        key="u" * 20,
        input=canonical(changes),
        input_before=canonical_before(changes),
    )
    answer = await idempotency.claim(store, write)
    assert isinstance(answer, AlreadyClaimed)
    assert (answer.same_input, answer.result) == (True, {"key": MEETING.encoded()})
    cut_off = KeyedWrite(caller=ANONYMOUS.caller, mutation="endMeeting", key="p" * 20, input={"meeting": "x"})
    assert (await idempotency.claim(store, cut_off)).state is ClaimState.IN_PROGRESS  # type: ignore[union-attr]


async def test_the_same_key_of_another_tenants_caller_is_another_key(store: Store) -> None:
    elsewhere = Caller("north-clinic", ANONYMOUS.caller.id)
    write = KeyedWrite(caller=elsewhere, mutation="endMeeting", key="d" * 20, input={"meeting": "x"})
    assert not isinstance(await idempotency.claim(store, write), AlreadyClaimed)
    assert isinstance(
        await idempotency.claim(
            store,
            KeyedWrite(caller=ANONYMOUS.caller, mutation="endMeeting", key="d" * 20, input={"meeting": "x"}),
        ),
        AlreadyClaimed,
    )


async def test_a_key_of_a_command_still_answers_and_nothing_is_sent_again(store: Store) -> None:
    tablets = Tablets()
    async with a_bench(store, tablets, running=False) as bench:
        again = await bench.accept(an_order(TABLETS[0], key="k" * 20, seconds=600))
        assert again.replayed
        assert again.records[0].stage is Stage.EXECUTED
        with pytest.raises(WriteRefused):
            await bench.accept(an_order(TABLETS[1], key="k" * 20, seconds=600))
    assert tablets.sends == []


async def test_what_was_waiting_is_sent_once_and_what_is_under_way_goes_on(store: Store) -> None:
    tablets = Tablets()
    records = {record.device: record for record in await quarantine.readable_commands(store, {}, limit=9)}
    async with a_bench(store, tablets) as bench:
        await bench.until(records["d3"], CommandState.SENT)
        assert [(device.parts[0], type) for device, type, _ in tablets.sends if device == TABLETS[2]] == [
            ("d3", CommandType.CAMERA_ON)
        ]
        newer = await bench.give(an_order(TABLETS[1], type=CommandType.SET_VOLUME, volume=10))
        # Its place is behind what version 1 has put into the device's line.
        assert newer.sequence == records["d2"].sequence + 1
        assert (await bench.record(records["d2"])).stage is Stage.SENT


async def test_a_send_that_was_cut_off_is_looked_for_before_it_is_sent_again(
    store: Store, database: Any
) -> None:
    tablets = Tablets(executes=True)
    [cut] = await quarantine.readable_commands(store, {"device": "d4"}, limit=1)
    tablets.foreign(TABLETS[0], CommandType.CAMERA_ON, value=True)
    tablets.foreign(TABLETS[1], CommandType.MICROPHONE_ON, value=True)
    # The vendor has it; only its answer was lost with the gateway that sent it.
    tablets.foreign(TABLETS[3], CommandType.SET_VOLUME, volume=40)
    await database.commands.update_one({"_id": cut.id}, [{"$set": {"lease.until": "$created_at"}}])
    async with a_bench(store, tablets) as bench:
        await bench.until(cut, CommandState.EXECUTED)
    assert [device for device, _, _ in tablets.sends if device == TABLETS[3]] == []


@pytest.mark.parametrize("portions", [1, 3, 6, 10, 14, 18])
async def test_one_that_stops_anywhere_is_gone_on_with(
    before: Rows, database: Any, mongodb: str, portions: int
) -> None:
    async with a_store(settings(mongodb)) as store:
        # It is held up, so that the store does not do it by itself.
        store._migration.go_on = _nothing  # type: ignore[method-assign]
        async with asyncio.timeout(20):
            while store._client is None or not store._bound:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        stopped = Migration(vault=lambda: store.vault, fenced_for=AT_ONCE, portion=1)
        for _ in range(portions):
            await stopped.go_on(datetime.now(UTC), seconds=0.001)
        both = [Migration(vault=lambda: store.vault, fenced_for=AT_ONCE, portion=2) for _ in range(2)]
        await asyncio.gather(*(each.go_on(datetime.now(UTC), seconds=30) for each in both))
        assert all(each.is_over for each in both)
    is_whole(before, await everything(database))


async def _nothing(*_: Any, **__: Any) -> None:
    return


_DIES = """
import asyncio, os, signal, sys
from datetime import UTC, datetime, timedelta
from beanie import init_beanie
from pymongo import AsyncMongoClient
from pymongo.monitoring import CommandListener
from models.documents import DOCUMENTS
from store.encryption import Vault
from store.migration import Migration

class Deadly(CommandListener):
    left = int(sys.argv[2])
    armed = False
    def started(self, event):
        if self.armed:
            self.left -= 1
            if not self.left:
                os.kill(os.getpid(), signal.SIGKILL)
    def succeeded(self, event): ...
    def failed(self, event): ...

async def main():
    listener = Deadly()
    client = AsyncMongoClient(sys.argv[1], tz_aware=True, event_listeners=[listener])
    await init_beanie(client["version1"], document_models=list(DOCUMENTS))
    listener.armed = True
    vault = Vault([sys.argv[3].encode()])
    migration = Migration(vault=lambda: vault, fenced_for=timedelta(0), portion=1)
    while not migration.is_over:
        await migration.go_on(datetime.now(UTC), seconds=30)

asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.parametrize("commands", [3, 7, 20, 29, 36, 43, 51, 58, 63, 68, 73, 78])
async def test_one_that_is_killed_at_any_call_is_gone_on_with(
    before: Rows, database: Any, mongodb: str, commands: int
) -> None:
    # A dead one's transaction is given up by MongoDB after a minute; here after a second.
    await database.client.admin.command("setParameter", 1, transactionLifetimeLimitSeconds=1)
    killed = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _DIES, mongodb, str(commands), KEY), cwd=Path(__file__).parents[2]
    )
    assert await killed.wait() == -signal.SIGKILL
    async with a_store(settings(mongodb)) as store:
        assert await store.until_up(30)
    is_whole(before, await everything(database))


@pytest.fixture
async def line(mongodb: str) -> AsyncIterator[SlowLine]:
    """A line to MongoDB that is quick enough to begin with it, and no more."""
    async with SlowLine(mongodb, bytes_per_second=100_000) as line:
        yield line


def over(line: SlowLine) -> StoreSettings:
    return settings(line.uri).model_copy(update={"store_seconds": 1.0})


def of_version_1(number: int) -> dict[str, Any]:
    # As long as an id of a document can well be.
    return {"_id": f"cmd_{number}_{'x' * 400}", "vendor": "VSEE", "schemaVersion": 1}


async def test_a_slow_database_is_carried_over_in_smaller_portions(
    before: Rows, database: Any, line: SlowLine
) -> None:
    await database.commands.insert_many(map(of_version_1, range(200)))
    async with a_store(over(line)) as store:
        assert await store.until_up(60)
        assert store.trouble is None
    assert await database.commands.count_documents({"schemaVersion": SCHEMA_VERSION}) == 200 + len(
        before["commands"]
    )
    assert await database.commands.count_documents({"account": "default/VSEE"}) == 200


async def test_a_database_too_slow_for_one_document_is_refused_in_words_and_gone_on_with_once_it_is_quick(
    before: Rows, database: Any, line: SlowLine
) -> None:
    await database.remembered.insert_one({"_id": "VSEE:1", "facts": "x" * 200_000, "schemaVersion": 1})
    async with a_store(over(line)) as store:
        async with asyncio.timeout(60):
            while "cannot be migrated" not in (store.trouble or ""):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert store.trouble == (
            "The data of an older version cannot be migrated: MongoDB takes longer than 0.5 seconds for one "
            "document. Make MongoDB faster, or set MEETGRAPH_STORE_SECONDS higher."
        )
        # The gateway may use the database, and answers reads.
        assert (store.refusal, store.is_settled) == (None, True)
        # What comes before it is.
        assert not await database.commands.count_documents({"schemaVersion": 1})
        line.bytes_per_second = 10**9
        assert await store.until_up(60)
        assert store.trouble is None
    moved = await database.remembered.find_one({"_id": "default/VSEE:1"})
    assert len(moved["facts"]) == 200_000
    assert len(await database.remembered.find().to_list()) == 1 + len(before["remembered"])


async def test_nothing_is_carried_over_twice(store: Store, database: Any, mongodb: str) -> None:
    await remembered.forget(store, Remembered.key(MEETING.account, "m-1"))
    late = {"_id": "VCONNCT:m-1", "vendor": "VCONNCT", "vendor_id": "m-1", "schemaVersion": 1}
    await database.remembered.insert_one({**late, "saved_at": datetime.now(UTC)})
    async with a_store(settings(mongodb)) as other:
        assert await other.until_up(20)
    assert [row["_id"] for row in await database.remembered.find().sort("_id", 1).to_list()] == [
        "VCONNCT:m-1",
        "default/ENABLEX:mtg:5",
    ]


async def test_what_names_no_vendor_is_left_where_it_is(before: Rows, database: Any, mongodb: str) -> None:
    odd = [{"_id": "ZOOM:1", "schemaVersion": 1}, {"_id": 7}, {"_id": "VSEE", "sequence": "?"}]
    await database.command_lines.insert_many(odd)
    await database.commands.insert_one({"_id": "cmd_odd", "vendor": 7, "schemaVersion": 1})
    async with a_store(settings(mongodb)) as store:
        assert await store.until_up(20)
    assert [await database.command_lines.find_one({"_id": row["_id"]}) for row in odd] == odd
    assert await database.commands.find_one({"_id": "cmd_odd"}) == {
        "_id": "cmd_odd",
        "vendor": 7,
        "schemaVersion": SCHEMA_VERSION,
    }


async def test_gateways_of_the_older_version_are_shut_out_before_it_begins(
    database: Any, mongodb: str
) -> None:
    await version_1.put_into(database)
    began = asyncio.get_running_loop().time()
    async with a_store(settings(mongodb).model_copy(update={"store_seconds": 1.0})) as store:
        async with asyncio.timeout(20):
            # Version 1 reads this document twice a second, and refuses to write where it cannot read it.
            while not await database.meta.count_documents({"_id": "key:1", "schemaVersion": 2}):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert store.trouble == "The data of an older version is being migrated."
        assert await database.commands.count_documents({"schemaVersion": 1}) == 4
        assert await store.until_up(30)
    assert asyncio.get_running_loop().time() - began > 1 + 2 * store._settings.store_seconds
