"""Idempotency keys that a version before this one kept in the commands themselves still count."""

import asyncio
from datetime import timedelta

import pytest

from models.documents.command import CommandRecord
from models.documents.idempotency import Idempotency
from models.errors import WriteRefused
from models.problem import KeyReused
from store.store import Store
from tests.support.deadlines import set_back
from tests.support.engine import Bench, a_bench, an_order
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


async def accepted_by_the_version_before(store: Store, bench: Bench) -> list[str]:
    """The ids of what stands in the store as that version has left it."""
    accepted = await bench.accept(an_order(*TABLETS))
    assert await Idempotency.raw().count_documents({}) == 0
    kept = {
        "keyed": True,
        "key_scopes": store.vault.fingerprints(["anonymous", "sendDeviceCommand", KEY], purpose="scope"),
        "fingerprint": store.vault.fingerprint(INPUT, purpose="input"),
    }
    await CommandRecord.raw().update_many({}, {"$set": kept})
    return [record.id for record in accepted.records]


async def test_the_same_call_gets_the_same_commands(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        ids = await accepted_by_the_version_before(store, bench)
        again = await bench.accept(ORDER)
        # What was asked before another call was quicker finds it in the transaction.
        late = await bench.commands.accept(ORDER, {})
    assert [record.id for record in again.records] == [record.id for record in late.records] == ids
    assert (again.replayed, late.replayed) == (True, True)
    assert await CommandRecord.raw().count_documents({}) == len(TABLETS)


async def test_another_input_under_the_key_is_refused(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        await accepted_by_the_version_before(store, bench)
        with pytest.raises(WriteRefused) as refused:
            await bench.accept(an_order(*TABLETS, key=KEY, value=False))
    assert [type(problem) for problem in refused.value.problems] == [KeyReused]


async def test_the_key_is_free_again_after_thirty_days(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        ids = await accepted_by_the_version_before(store, bench)
        long_ago = -timedelta(days=30, minutes=1).total_seconds()
        await asyncio.gather(*(set_back(id, created_at=long_ago) for id in ids))
        accepted, again = await bench.accept(ORDER), await bench.accept(ORDER)
    assert (accepted.replayed, again.replayed) == (False, True)
    assert not {record.id for record in accepted.records} & set(ids)
