"""What an operator does with the audit log: keep its heads, verify, export and prune it."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection

from models.documents.audit import Audit
from store.audit_log import AuditLog
from store.audited_change import audited_change
from store.settings import StoreSettings
from tests.support.console import Console
from tests.support.mongo import a_store, on

DATABASE = "audit_commands"
OTHER_KEY = "a key of the audit log alone, 32 or more"
NOW = datetime.now(UTC)
WELL = "well 6 entries, 0 of before there were chains\n"
NO_HEAD = "Entries that were cut off"

Rows = AsyncCollection[dict[str, Any]]


@pytest.fixture
async def rows(mongodb: str) -> AsyncIterator[Rows]:
    """The log of a gateway that wrote five entries, two of them two years ago."""
    async with AsyncMongoClient[dict[str, Any]](mongodb, tz_aware=True) as client:
        await client.drop_database(DATABASE)
        async with a_store(StoreSettings(**on(mongodb) | {"mongodb_database": DATABASE})) as store:
            assert await store.until_up(20)
            store.now = lambda: NOW - timedelta(days=730)
            log = AuditLog(store)
            for number in range(5):
                at = NOW - timedelta(days=730 if number < 2 else 1)
                await log.record(
                    Audit(
                        id=f"e{number}", at=at, tenant="north", caller="a", action="reveal", result="REVEALED"
                    )
                )
        yield client[DATABASE]["audit"]
        await client.drop_database(DATABASE)


@pytest.fixture
def console(mongodb: str) -> Console:
    return Console(mongodb, DATABASE, OTHER_KEY)


async def test_what_was_written_is_well(rows: Rows, console: Console) -> None:
    code, told, said = console("audit verify")
    assert (code, told) == (0, WELL)
    assert said.startswith(NO_HEAD)


async def test_a_cut_tail_shows_against_a_head_that_was_kept(
    rows: Rows, console: Console, tmp_path: Any
) -> None:
    code, head, _ = console("audit head")
    assert code == 0
    (tmp_path / "head").write_text(head)
    verify = f"audit verify --head {tmp_path / 'head'}"
    assert console(verify) == (0, WELL, "")
    await rows.delete_many({"sequence": {"$gt": 4}})
    assert console("audit verify")[0] == 0
    code, told, _ = console(verify)
    chain = head.split()[1]
    assert (code, told) == (1, f"flaw tenant north, chain {chain}, entry 5 to 6: was cut off at the end\n")


async def test_a_head_may_be_given_as_a_text_and_nonsense_is_refused(rows: Rows, console: Console) -> None:
    head = console("audit head")[1].strip()
    assert console("audit verify --head", more=(head,))[:2] == (0, WELL)
    for nonsense in ("/no/such/file", "head nonsense"):
        assert console("audit verify --head", more=(nonsense,))[0] == 2


async def test_a_file_without_a_head_proves_nothing_and_is_refused(
    rows: Rows, console: Console, tmp_path: Any
) -> None:
    (tmp_path / "head").write_text("\n")
    code, told, said = console(f"audit verify --head {tmp_path / 'head'}")
    assert (code, told) == (2, "")
    assert "holds no head" in said


@pytest.mark.parametrize(
    ("change", "place", "flaw"),
    [
        ("change", "entry 3, id e1", "was changed or inserted"),
        ("remove", "entry 3", "was removed"),
        ("insert", "entry 7, id forged", "was changed or inserted"),
    ],
)
async def test_the_place_of_a_flaw_is_named(
    rows: Rows, console: Console, change: str, place: str, flaw: str
) -> None:
    last = await rows.find_one({"sequence": 6})
    assert last is not None
    if change == "change":
        await rows.update_one({"sequence": 3}, {"$set": {"caller": "b"}})
    elif change == "remove":
        await rows.delete_one({"sequence": 3})
    else:
        await rows.insert_one({**last, "_id": "forged", "sequence": 7, "previous": last["mac"]})
    code, told, _ = console("audit verify")
    assert (code, told) == (1, f"flaw tenant north, chain {last['chain']}, {place}: {flaw}\n")


async def test_with_another_key_nothing_is_proven(rows: Rows, console: Console) -> None:
    code, told, _ = console("audit verify", MEETGRAPH_AUDIT_KEYS=json.dumps([OTHER_KEY]))
    assert code == 1
    assert told.count("was changed or inserted") == 6


async def test_pruning_removes_what_is_old_says_so_and_leaves_the_rest_well(
    rows: Rows, console: Console
) -> None:
    head = console("audit head")[1].strip()
    assert console("audit prune")[:2] == (0, "pruned north 3\n")
    # What was done is in the log, in a chain of its own.
    assert console("audit verify --head", more=(head,)) == (
        0,
        "well 5 entries, 0 of before there were chains\n",
        "",
    )
    assert console("audit prune")[:2] == (0, "pruned north 0\n")
    entry = await rows.find_one({"action": "pruneAuditLog"})
    assert entry is not None
    assert entry["details"]["entries"] == 3


async def test_a_log_that_is_not_well_is_not_pruned(rows: Rows, console: Console) -> None:
    await rows.delete_one({"sequence": 3})
    assert console("audit prune")[0] == 1
    assert await rows.count_documents({}) == 5


async def test_how_long_entries_are_kept_is_a_setting(rows: Rows, console: Console) -> None:
    assert console("audit prune", MEETGRAPH_AUDIT_DAYS="1000")[1] == "pruned north 0\n"


async def test_an_export_is_json_a_line(rows: Rows, console: Console) -> None:
    code, told, _ = console("audit export")
    assert code == 0
    assert [json.loads(line)["_id"] for line in told.splitlines()][1:] == [
        f"e{number}" for number in range(5)
    ]
    since = (NOW - timedelta(days=2)).date().isoformat()
    told = console(f"audit export --tenant north --since {since}")[1]
    assert [json.loads(line)["_id"] for line in told.splitlines()] == ["e2", "e3", "e4"]
    assert console("audit export --tenant south") == (0, "", "")
    assert console("audit export --since yesterday")[0] == 2


async def test_without_mongodb_it_says_so(console: Console) -> None:
    code, told, said = console("audit verify", MEETGRAPH_MONGODB_URI="mongodb://127.0.0.1:1")
    assert (code, told) == (1, "")
    assert said.startswith("Store: ")


async def test_changes_of_tenants_and_accounts_are_in_the_log(rows: Rows, console: Console) -> None:
    console("tenants add south")
    settings = json.dumps({"account_code": "demo", "admin_token": "t", "base_url": "http://127.0.0.1:1"})
    console("accounts set south vsee --name second --file -", settings)
    console("accounts remove south vsee --name second")
    console("tenants remove south")
    assert await changes(rows, "south") == [
        ("addTenant", "south", "STARTED", "DONE"),
        ("removeAccount", "VSEE/second", "STARTED", "DONE"),
        ("removeTenant", "south", "STARTED", "DONE"),
        ("setAccount", "VSEE/second", "STARTED", "DONE"),
    ]
    assert console("audit verify")[0] == 0


async def test_changes_that_are_not_made_are_in_the_log_too(rows: Rows, console: Console) -> None:
    console("tenants add south")
    assert console("tenants add south")[0] == 1
    assert console("accounts remove south vsee")[0] == 1
    assert await changes(rows, "south") == [
        ("addTenant", "south", "STARTED", "DONE"),
        ("addTenant", "south", "STARTED", "REFUSED"),
        ("removeAccount", "VSEE", "STARTED", "REFUSED"),
    ]


async def test_a_rekey_is_in_the_log_of_every_tenant(rows: Rows, console: Console) -> None:
    console("tenants add west")
    console("tenants add south")
    code, told, said = console("store rekey")
    assert (code, said) == (0, ""), told
    for tenant in ("west", "south"):
        assert ("rekeyStore", "store keys", "STARTED", "DONE") in await changes(rows, tenant)
    assert console("audit verify")[0] == 0


async def test_a_change_begins_when_its_intention_is_durable(rows: Rows, mongodb: str) -> None:
    settings = StoreSettings(**on(mongodb) | {"mongodb_database": DATABASE})
    async with a_store(settings) as store:
        assert await store.until_up(20)
        with suppress(RuntimeError):
            async with audited_change(store, tenants=["south"], action="setAccount", subject="VSEE"):
                found = await rows.find({"tenant": "south", "action": "setAccount"}).to_list()
                assert [row["result"] for row in found] == ["STARTED"]
                raise RuntimeError
    assert await changes(rows, "south") == [("setAccount", "VSEE", "STARTED", "FAILED")]


async def changes(rows: Rows, tenant: str) -> list[tuple[str, str, str, str]]:
    """The changes of a tenant: action, subject, and the results of both entries."""
    found = (
        await rows.find({"tenant": tenant, "sequence": {"$gt": 1}})
        .sort([("at", 1), ("sequence", 1)])
        .to_list()
    )
    by_command: dict[str, list[Any]] = {}
    for row in found:
        by_command.setdefault(row["request_id"], []).append(row)
    assert all(len(pair) == 2 for pair in by_command.values())
    return sorted(
        (one["action"], one["subject"], one["result"], other["result"]) for one, other in by_command.values()
    )


async def test_changes_of_api_keys_are_in_the_log_without_the_key(rows: Rows, console: Console) -> None:
    peppers = json.dumps({"first": base64.b64encode(b"p" * 32).decode()})
    _, told, _ = console("keys create north nurse --role viewer", MEETGRAPH_KEY_PEPPERS=peppers)
    key = told.split()[1]
    assert console("keys revoke", more=(key,), MEETGRAPH_KEY_PEPPERS=peppers)[0] == 0
    found = (
        await rows.find({"action": {"$in": ["createApiKey", "revokeApiKey"]}}).sort("opening", 1).to_list()
    )
    assert sorted((row["action"], row["result"], row["details"]["caller"]) for row in found) == [
        ("createApiKey", "DONE", "nurse"),
        ("createApiKey", "STARTED", "nurse"),
        ("revokeApiKey", "DONE", "nurse"),
        ("revokeApiKey", "STARTED", "nurse"),
    ]
    assert {row["subject"] in key for row in found} == {True}
    assert key not in str(found)
