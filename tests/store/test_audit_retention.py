"""A log in MongoDB is verified whole; what retention removes leaves a checkpoint with which the rest still is."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.documents.audit import Audit
from models.documents.audit_checkpoint import AuditCheckpoint
from store import audit_reading, audit_retention
from store.audit_chain import ChainKeys
from store.audit_log import AuditLog
from store.audit_reading import LogVerification
from store.audit_retention import prune
from store.audit_verification import heads_in
from store.encryption import Vault
from store.store import Store
from tests.support.mongo import KEY
from tests.support.stores import Clock

KEYS = ChainKeys(Vault([KEY.encode()]))
CLINIC, OTHER = "clinic", "other-clinic"
DAY = timedelta(days=1)
YEAR = 400 * DAY


async def written(store: Store, clock: Clock, *ages: int, tenant: str = CLINIC) -> None:
    """A process that writes entries at so many days, one after the other, from noon of the first day on."""
    log = AuditLog(store)
    for age in ages:
        clock.time = datetime(2026, 1, 1, 12, tzinfo=UTC) + age * DAY
        entry = Audit(
            id=f"{tenant}_{age}_{id(log)}",
            at=clock(),
            tenant=tenant,
            caller="dr-noor",
            action="reveal",
            result="REVEALED",
        )
        await log.record(entry)


async def verified(heads: str = "") -> list[str]:
    verification = LogVerification(KEYS, heads_in(heads))
    # Without the place, which is made by chance.
    return [finding.flaw.name async for finding in verification.findings()]


async def kept() -> str:
    return "\n".join([str(head) async for head in audit_reading.heads()])


async def pruned(at: int, tenant: str = CLINIC) -> int:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC) + at * DAY
    return await prune(tenant, KEYS, before=now - YEAR, now=now)


@pytest.fixture
async def three_years(store: Store, clock: Clock) -> Store:
    """Five chains of two tenants over three years."""
    await written(store, clock, 0, 1, 2)
    await written(store, clock, 3, 20, 32)
    await written(store, clock, 21, 22)
    await written(store, clock, 900, 901)
    await written(store, clock, 1, 2, 3, tenant=OTHER)
    return store


async def test_what_was_written_is_well(three_years: Store) -> None:
    verification = LogVerification(KEYS)
    assert [finding async for finding in verification.findings()] == []
    assert (verification.entries, verification.unchained) == (10 + 4 + 3 + 1, 0)


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        ({"action": "reveal", "at": datetime(2026, 1, 2, 12, tzinfo=UTC)}, ["REMOVED", "REMOVED"]),
        ({"tenant": OTHER}, []),
        ({"opening": 2, "tenant": CLINIC}, ["REMOVED", "CHAIN_REMOVED"]),
    ],
)
async def test_removed_documents_are_told_of(
    three_years: Store, tamper: dict[str, Any], told: list[str]
) -> None:
    heads = await kept()
    await Audit.raw().delete_many(tamper)
    assert await verified() == told
    # A tenant that is gone altogether shows only against heads.
    assert await verified(heads) == (told or ["CUT"])


async def test_a_changed_document_is_told_of(three_years: Store) -> None:
    await Audit.raw().update_one({"action": "reveal"}, {"$set": {"caller": "somebody-else"}})
    assert await verified() == ["CHANGED"]


async def test_a_document_that_was_taken_out_of_its_chain_is_told_of_twice(three_years: Store) -> None:
    await Audit.raw().update_one({"sequence": 3, "tenant": OTHER}, {"$unset": {"sequence": 1, "chain": 1}})
    assert await verified() == ["REMOVED", "UNCHAINED"]


async def test_entries_of_before_the_chains_are_counted_and_later_ones_are_told_of(
    three_years: Store,
) -> None:
    before = Audit(
        id="old", at=datetime(2025, 1, 1, tzinfo=UTC), tenant=CLINIC, caller="a", action="a", result="a"
    )
    await Audit.raw().insert_one(before.bson())
    verification = LogVerification(KEYS)
    assert [finding async for finding in verification.findings()] == []
    assert verification.unchained == 1
    await Audit.raw().insert_one(
        before.model_copy(update={"id": "new", "at": datetime(2026, 2, 1, tzinfo=UTC)}).bson()
    )
    assert await verified() == ["UNCHAINED"]


async def test_pruning_removes_what_is_old_and_the_rest_is_still_verified(three_years: Store) -> None:
    heads = await kept()
    # What is of before the 25th day is old: the first and third chain, and the beginning of the second.
    assert await pruned(425) == 4 + 3 + 3
    assert await verified() == []
    assert await verified(heads) == []
    left = await Audit.raw().find({"tenant": CLINIC}).sort("at", 1).to_list()
    assert [row["at"].date().isoformat() for row in left] == ["2026-02-02"] + ["2028-06-19"] * 2 + [
        "2028-06-20"
    ]


async def test_pruning_again_and_again_ends_with_nothing_and_stays_well(three_years: Store) -> None:
    heads = await kept()
    for day in (401, 404, 421, 425, 450, 900, 1200, 1301, 1400, 1500):
        await pruned(day)
        assert await verified() == []
        assert await verified(heads) == []
    assert await Audit.raw().count_documents({"tenant": CLINIC}) == 0
    [checkpoint] = await AuditCheckpoint.raw().find().to_list()
    assert (checkpoint["opening"], checkpoint["chains"]) == (4, [])


async def test_a_log_goes_on_after_it_was_pruned(three_years: Store, clock: Clock) -> None:
    await pruned(1500)
    await written(three_years, clock, 1501)
    await written(three_years, clock, 1502)
    assert await verified() == []
    opened = await Audit.raw().find({"tenant": CLINIC, "opening": {"$gt": 0}}).sort("opening", 1).to_list()
    assert [row["opening"] for row in opened] == [5, 6]


@pytest.mark.parametrize(
    "tamper",
    [
        {"$set": {"opening": 4}},
        {"$set": {"chains.0.sequence": 5}},
        {"$unset": {"mac": 1}},
    ],
)
async def test_a_changed_checkpoint_is_told_of(three_years: Store, tamper: dict[str, Any]) -> None:
    await pruned(900)
    await AuditCheckpoint.raw().update_one({}, tamper)
    assert (await verified())[0] == "CHECKPOINT"


async def test_what_lies_behind_a_checkpoint_and_is_removed_by_hand_is_told_of(three_years: Store) -> None:
    await pruned(425)
    await Audit.raw().delete_one({"tenant": CLINIC, "at": datetime(2026, 2, 2, 12, tzinfo=UTC)})
    assert await verified() == ["CUT"]


async def test_without_its_checkpoint_a_pruned_log_is_not_well(three_years: Store) -> None:
    await pruned(425)
    await AuditCheckpoint.raw().delete_many({})
    assert set(await verified()) == {"REMOVED", "CHAIN_REMOVED"}


async def test_pruning_that_was_interrupted_is_repeated(
    three_years: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def interrupted(_: object) -> int:
        raise InterruptedError

    with monkeypatch.context() as patch:
        patch.setattr(audit_retention, "_remove", interrupted)
        with pytest.raises(InterruptedError):
            await pruned(900)
    assert await verified() == []
    assert await pruned(901) >= 10
    assert await verified() == []


async def test_an_export_has_every_entry_with_what_proves_it(three_years: Store) -> None:
    rows = [json.loads(line) async for line in audit_reading.exported(None, None)]
    assert len(rows) == 18
    assert all(row["mac"] and row["at"] for row in rows)
    young = [line async for line in audit_reading.exported(CLINIC, datetime(2028, 1, 1, tzinfo=UTC))]
    assert len(young) == 3
