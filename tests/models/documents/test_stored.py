"""Documents are values of one schema version, and one that cannot be read costs itself alone."""

import subprocess
import sys
from typing import Any

import pytest
from bson import BSON, ObjectId
from bson.datetime_ms import DatetimeMS

from models.account import DEFAULT_TENANT, first_account
from models.caller import Caller
from models.documents import DOCUMENTS
from models.documents.account import VendorAccount
from models.documents.api_key import ApiKey
from models.documents.audit import Audit, OutboxEntry
from models.documents.audit_checkpoint import AuditCheckpoint
from models.documents.calendar_entry import CalendarEntry
from models.documents.command import CommandRecord
from models.documents.device_queue import DeviceQueue
from models.documents.idempotency import Idempotency
from models.documents.lease import Lease
from models.documents.meta import Meta
from models.documents.polled import PolledState, PollInterest
from models.documents.rate_limit import PointsBucket, RecentUses
from models.documents.remembered import Remembered
from models.documents.stored import SCHEMA_VERSION, Stored
from models.documents.tenant import Tenant
from models.errors import UnreadableDocument
from models.idempotency_key import KeyedWrite
from models.ids import Kind
from models.vendor import Vendor
from store import idempotency, leases, remembered
from store.device_queue import next_place
from store.store import Store, Work
from tests.support.accounts import a_key
from tests.support.builders import NOON
from tests.support.records import a_record
from tests.support.stores import Clock

SOUND = {
    "account": "default/VSEE",
    "vendor_id": "a",
    "facts": {"a": 1},
    "secrets": {},
    "witness": {},
    "saved_at": NOON,
}
GARBLED: dict[str, dict[str, Any]] = {
    "a wrong type": {**SOUND, "facts": 7},
    "a word that nobody knows": {**SOUND, "account": "default/NOBODY"},
    "a missing field": {name: value for name, value in SOUND.items() if name != "saved_at"},
    "a time outside of the calendar": {**SOUND, "saved_at": DatetimeMS(2**60)},
    "a time at the calendar's end": {**SOUND, "saved_at": DatetimeMS(253402300799000)},
    "a time as a text": {**SOUND, "saved_at": "2026-01-01T00:00:00"},
    "a newer version": {**SOUND, "schemaVersion": SCHEMA_VERSION + 1},
    "no version": {**SOUND, "schemaVersion": "one"},
}


def of(kind: type[Stored]) -> dict[str, Any]:
    """The least that makes a document of a kind."""
    return {
        Audit: {"id": "a", "at": NOON, "tenant": "default", "caller": "a", "action": "a", "result": "a"},
        OutboxEntry: {
            "id": "a",
            "at": NOON,
            "tenant": "default",
            "caller": "a",
            "action": "a",
            "result": "a",
        },
        AuditCheckpoint: {"id": "a", "began": NOON, "at": NOON, "opening": 1, "opening_mac": "a"},
        Idempotency: {
            **{
                "id": ObjectId(),
                "tenant": "default",
                "scopes": [],
                "caller": "a",
                "mutation": "a",
                "fingerprints": [],
            },
            **{"state": "DONE", "token": "a", "claimed_at": NOON, "expires_at": NOON},
        },
        Remembered: {"id": "a", **SOUND},
        CalendarEntry: {"id": "a", "changed_at": NOON, "sealed": b"a"},
        CommandRecord: dict(a_record()),
        DeviceQueue: {"id": "a", "sequence": 1},
        Meta: {"id": "schema"},
        Lease: {"id": "a", "holder": "a", "fence": 1, "until": NOON},
        PolledState: {"id": "a", "fence": 1, "number": 1, "sealed": b"a", "as_of": NOON, "saved_at": NOON},
        ApiKey: {
            **{"id": "a", "tenant": "north", "caller": "a", "pepper": "a", "digest": b"a"},
            **{"created_at": NOON, "expires_at": NOON},
        },
        Tenant: {"id": "north", "wrapped_key": b"a", "added_at": NOON},
        VendorAccount: {
            **{"id": "north/VSEE", "tenant": "north", "account": first_account("north", Vendor.VSEE)},
            **{"sealed": b"a", "revision": "a", "changed_at": NOON},
        },
        PointsBucket: {
            **{"id": ObjectId(), "tenant": "north", "caller": "a", "points": 1.0},
            **{"at": NOON, "expires_at": NOON},
        },
        RecentUses: {"id": ObjectId(), "tenant": "north", "subject": "a", "expires_at": NOON},
        PollInterest: {"id": "a", "place": "a", "holder": "a", "until": NOON},
    }[kind]


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_document_carries_the_schema_version_and_stands_in_bson(kind: type[Stored]) -> None:
    document = BSON.encode(kind(**of(kind)).bson()).decode()
    assert document["schemaVersion"] == SCHEMA_VERSION


def test_every_document_can_be_made_in_a_process_that_never_reached_mongodb() -> None:
    made = """
from tests.models.documents.test_stored import DOCUMENTS, of
from models.errors import StoreUnavailable
for kind in DOCUMENTS:
    kind(**of(kind)).bson()
    try:
        kind.raw()
    except StoreUnavailable:
        continue
    raise AssertionError(kind)
"""
    done = subprocess.run([sys.executable, "-c", made], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("garbled", GARBLED.values(), ids=GARBLED)
async def test_one_that_cannot_be_read_stands_in_its_own_place(
    store: Store, garbled: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    await Remembered.raw().insert_many(
        [{"_id": "default/VSEE:a", **SOUND}, {"_id": "default/VSEE:b", **garbled}]
    )
    for _ in range(2):
        found = await remembered.of(store, ["default/VSEE:a", "default/VSEE:b"])
    assert isinstance(found["default/VSEE:a"], Remembered)
    assert isinstance(found["default/VSEE:b"], UnreadableDocument)
    assert store.unreadable.counts == {"remembered": 1}
    assert caplog.messages == [
        "A document in the store of this API cannot be read: remembered default/VSEE:b."
    ]
    assert await Remembered.raw().count_documents({}) == 2


async def test_one_without_a_version_is_of_the_first(store: Store) -> None:
    await Remembered.raw().insert_one({"_id": "default/VSEE:a", **SOUND})
    assert isinstance((await remembered.of(store, ["default/VSEE:a"]))["default/VSEE:a"], Remembered)


@pytest.mark.parametrize("garbled", GARBLED.values(), ids=GARBLED)
async def test_keeping_more_about_a_garbled_one_deletes_nothing_and_waits_for_nothing(
    store: Store, garbled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await Remembered.raw().insert_one({"_id": "default/VSEE:a", **garbled})
    waiting: list[Work] = []
    monkeypatch.setattr(store, "later", waiting.append)
    await remembered.keep(store, first_account(DEFAULT_TENANT, Vendor.VSEE), "a", facts={"b": 2})
    assert waiting == []
    [left] = await Remembered.raw().find().to_list()
    assert left["facts"] in (7, {"a": 1, "b": 2})
    assert left.get("schemaVersion") in (None, *range(1, SCHEMA_VERSION + 2), "one")


CLAIM = KeyedWrite(caller=Caller(DEFAULT_TENANT, "anna"), mutation="endMeeting", key="k" * 16, input={})


@pytest.mark.parametrize(
    "garbled",
    [
        {"result": b"no seal"},
        {"result": 7},
        {"result": None},
        {"state": "PERHAPS"},
        {"expires_at": "tomorrow"},
        {"fingerprints": 5},
        {"schemaVersion": SCHEMA_VERSION + 1},
    ],
    ids=str,
)
async def test_a_receipt_that_cannot_be_read_frees_no_key(
    store: Store, clock: Clock, garbled: dict[str, Any]
) -> None:
    taken: Any = await idempotency.claim(store, CLAIM)
    await idempotency.finish(store, taken, {"key": "made"})
    await Idempotency.raw().update_one({}, {"$set": garbled})
    before = await Idempotency.raw().find().to_list()
    for ask in (idempotency.claim, idempotency.known):
        with pytest.raises(UnreadableDocument):
            await ask(store, CLAIM)
    assert await Idempotency.raw().find().to_list() == before
    assert store.unreadable.counts == {"idempotency": 1}


@pytest.mark.parametrize(
    "garbled",
    [
        {"fence": "x"},
        {"until": "x"},
        {"until": DatetimeMS(2**60)},
        {"holder": 5},
        {"until": NOON.replace(year=8000)},
    ],
    ids=str,
)
async def test_a_garbled_lease_is_taken_over_and_kept_aside(store: Store, garbled: dict[str, Any]) -> None:
    assert await leases.take(store, "poll", "one")
    await Lease.raw().update_one({}, {"$set": garbled})
    assert await leases.held_by_others(store, ["poll"], "two") == set()
    taken = await leases.take(store, "poll", "two")
    assert taken is not None
    assert await leases.take(store, "poll", "three") is None
    [left] = await Lease.raw().find().to_list()
    assert left["set_aside"].items() >= garbled.items()
    assert store.unreadable.counts == {"leases": 1}


async def test_a_lease_of_sound_fields_is_kept_by_its_holder(store: Store) -> None:
    assert await leases.take(store, "poll", "one")
    assert await leases.take(store, "poll", "two") is None
    assert await leases.held_by_others(store, ["poll"], "two") == {"poll"}
    assert store.unreadable.counts == {}


@pytest.mark.parametrize("garbled", ["seven", None, float("nan"), -3, {}])
async def test_a_garbled_line_goes_on_behind_what_stands_in_it(store: Store, garbled: object) -> None:
    await CommandRecord.raw().insert_one(a_record(device="d1").model_copy(update={"sequence": 7}).bson())
    await DeviceQueue.raw().insert_one({"_id": "default/TELECOMX:d1", "sequence": garbled})
    device = a_key(Kind.DEVICE, Vendor.TELECOMX, ("d1",))
    async with CommandRecord.raw().database.client.start_session() as session:
        places = [await next_place(device, session) for _ in range(2)]
    assert places == [8, 9]


async def test_a_new_line_begins_at_one(store: Store) -> None:
    device = a_key(Kind.DEVICE, Vendor.TELECOMX, ("d1",))
    async with CommandRecord.raw().database.client.start_session() as session:
        assert [await next_place(device, session) for _ in range(2)] == [1, 2]
