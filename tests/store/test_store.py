"""The store refuses at once what it cannot do, bounds what it tries, and heals by itself."""

import asyncio
import itertools
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest
from pydantic import SecretStr
from pymongo.errors import DuplicateKeyError, OperationFailure

from models.account import DEFAULT_TENANT, first_account
from models.caller import Caller
from models.documents.remembered import Remembered
from models.error_code import ErrorCode
from models.errors import StoreUnavailable
from models.idempotency_key import KeyedWrite
from models.vendor import Vendor
from store import idempotency, remembered
from store.mongod import Mongod
from store.settings import StoreSettings
from store.store import Store, Work
from tests.support.mongo import KEY, a_store, empty, frozen, on
from tests.support.stores import Clock

HEAL_SECONDS = 5.0
HERE = (first_account(DEFAULT_TENANT, Vendor.VSEE), "walkin")
KEYED = Remembered.key(*HERE)


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Mongod]:
    """A mongod that the test may kill, not started yet."""
    mongod = Mongod(folder=tmp_path, binary=None)
    yield mongod
    await mongod.aclose()


def settings_of(folder: Path) -> StoreSettings:
    """A store on the mongod that has its data there."""
    socket = quote(str(folder / "mongod.sock"), safe="")
    return StoreSettings(**on(f"mongodb://{socket}/?directConnection=true"))


@pytest.fixture
async def hasty(mongodb: str, clock: Clock) -> AsyncIterator[Store]:
    """An empty store that does not wait long."""
    async with a_store(StoreSettings(**on(mongodb), store_seconds=0.5), clock) as store:
        await empty(store)
        yield store


async def count(store: Store) -> int:
    # Made inside: no query can be written before Beanie knows its database.
    return await store.run(lambda: Remembered.find_all().count())


async def add(store: Store, id: str, clock: Clock) -> None:
    document = Remembered(id=id, account="default/VSEE", vendor_id=id, saved_at=clock())
    await store.run(lambda: Remembered.raw().insert_one(document.bson()))


async def heal(store: Store) -> None:
    """Waits until a call succeeds, and not longer than healing may take."""
    async with asyncio.timeout(HEAL_SECONDS):
        while True:
            try:
                await count(store)
            except StoreUnavailable:
                await asyncio.sleep(0.02)
            else:
                return


async def test_a_store_that_is_not_started_is_unavailable(clock: Clock) -> None:
    store = Store(StoreSettings(), now=clock)
    with pytest.raises(StoreUnavailable) as caught:
        await count(store)
    assert (caught.value.code, caught.value.retryable) == (ErrorCode.SERVICE_UNAVAILABLE, True)
    with pytest.raises(StoreUnavailable):
        _ = store.vault


async def test_work_that_is_refused_is_not_begun(clock: Clock) -> None:
    async def work() -> None:
        raise AssertionError("it was begun")

    with pytest.raises(StoreUnavailable):
        await Store(StoreSettings(), now=clock).run(work)


async def test_a_duplicate_key_is_told_as_such(store: Store, clock: Clock) -> None:
    await add(store, "one", clock)
    with pytest.raises(DuplicateKeyError):
        await add(store, "one", clock)
    assert store.is_up


async def test_a_call_that_mongodb_refuses_takes_the_store_from_nobody_else(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async def refused() -> None:
        raise OperationFailure("CANARY", 13)

    with pytest.raises(StoreUnavailable):
        await store.run(refused)
    assert store.is_up
    assert caplog.messages == ["MongoDB refused a call: OperationFailure, code 13."]


async def test_down_at_the_start_it_starts_and_finds_its_mongodb_later(
    own: Mongod, tmp_path: Path, clock: Clock
) -> None:
    async with a_store(settings_of(tmp_path), clock) as store:
        with pytest.raises(StoreUnavailable):
            await count(store)
        own.start()
        await own.until_ready()
        assert await store.until_up(HEAL_SECONDS)
        assert await count(store) == 0


async def test_what_was_acknowledged_outlives_a_killed_mongod(
    own: Mongod, tmp_path: Path, clock: Clock
) -> None:
    acknowledged: set[str] = set()

    async def write(name: str) -> None:
        for number in itertools.count():
            try:
                await add(store, f"{name}-{number}", clock)
            except (StoreUnavailable, DuplicateKeyError):
                return
            acknowledged.add(f"{name}-{number}")
            if len(acknowledged) == 200:
                assert own.pid is not None
                os.kill(own.pid, signal.SIGKILL)
            if len(acknowledged) > 400:
                return

    own.start()
    # One that has just started on a busy machine may need longer than it may take otherwise.
    patient = settings_of(tmp_path).model_copy(update={"store_seconds": 10.0})
    async with a_store(patient, clock) as store:
        assert await store.until_up(60)
        await asyncio.gather(*(write(f"writer{number}") for number in range(8)))
        await heal(store)
        found = await store.run(lambda: Remembered.raw().find().to_list())
    assert len(acknowledged) >= 200
    assert acknowledged <= {one["_id"] for one in found}


async def test_a_frozen_mongodb_costs_one_bound_and_then_nothing_until_it_thaws(
    mongodb: str, mongod: Mongod, clock: Clock
) -> None:
    async with a_store(StoreSettings(**on(mongodb)), clock) as store:
        assert await store.until_up(30)
        with frozen(mongod):
            began = time.monotonic()
            with pytest.raises(StoreUnavailable):
                await count(store)
            # Its limit is two seconds; the driver would wait until its monitor gives up, after eleven.
            assert time.monotonic() - began < 6
            began = time.monotonic()
            with pytest.raises(StoreUnavailable):
                await count(store)
            # Without waiting for the limit again.
            assert time.monotonic() - began < 1
        await heal(store)


async def test_many_calls_to_a_frozen_mongodb_are_bounded_together(hasty: Store, mongod: Mongod) -> None:
    with frozen(mongod):
        began = time.monotonic()
        failures = await asyncio.gather(*(count(hasty) for _ in range(300)), return_exceptions=True)
        # One after the other they would take a hundred times as long as one; a busy machine takes some of it.
        assert time.monotonic() - began < 10
    assert {type(failure) for failure in failures} == {StoreUnavailable}


async def test_a_write_that_must_not_be_lost_is_made_once_mongodb_is_back(
    hasty: Store, mongod: Mongod
) -> None:
    with frozen(mongod):
        await remembered.keep(hasty, *HERE, facts={"a": 1})
        with pytest.raises(StoreUnavailable):
            await count(hasty)
    await heal(hasty)
    async with asyncio.timeout(HEAL_SECONDS):
        while not await count(hasty):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert (await remembered.of(hasty, [KEYED]))[KEYED].facts == {"a": 1}


async def test_a_claim_that_was_perhaps_made_is_given_back(hasty: Store, mongod: Mongod) -> None:
    asked = KeyedWrite(caller=Caller(DEFAULT_TENANT, "a"), mutation="m", key="k" * 16, input=1)
    with frozen(mongod), pytest.raises(StoreUnavailable):
        await idempotency.claim(hasty, asked)
    await heal(hasty)
    async with asyncio.timeout(HEAL_SECONDS):
        while await idempotency.known(hasty, asked):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_claims_that_were_never_tried_leave_nothing_to_do(
    clock: Clock, mongod: Mongod, hasty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = KeyedWrite(caller=Caller(DEFAULT_TENANT, "a"), mutation="m", key="k" * 16, input=1)
    left: list[Work] = []
    monkeypatch.setattr(hasty, "later", left.append)
    with frozen(mongod):
        with pytest.raises(StoreUnavailable):
            await count(hasty)
        for _ in range(3):
            with pytest.raises(StoreUnavailable):
                await idempotency.claim(hasty, asked)
    assert left == []
    await heal(hasty)


async def test_it_closes_in_time_while_mongodb_is_frozen(mongod: Mongod, mongodb: str, clock: Clock) -> None:
    store = Store(StoreSettings(**on(mongodb), store_seconds=1.0), now=clock)
    await store.start()
    assert await store.until_up(30)
    await count(store)
    with frozen(mongod):
        # The driver itself would wait for the end of its sessions until its monitor gives up, after six seconds.
        async with asyncio.timeout(4.5):
            await store.aclose()


async def test_a_write_is_made_although_its_caller_is_gone(store: Store) -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await may_end.wait()
        ended.set()

    caller = asyncio.create_task(store.eventually(work))
    await begun.wait()
    caller.cancel()
    may_end.set()
    async with asyncio.timeout(10):
        await ended.wait()


async def test_what_still_waits_is_written_before_the_end(store: Store, mongodb: str, clock: Clock) -> None:
    written = []

    async def work() -> None:
        written.append(await Remembered.find_all().count())

    store.later(work)
    await store.aclose()
    assert written == [0]


async def test_a_kept_write_that_fails_holds_up_no_other(store: Store) -> None:
    done = asyncio.Event()

    async def broken() -> None:
        raise ValueError("broken")

    async def whole() -> None:
        done.set()

    store.later(broken)
    store.later(whole)
    async with asyncio.timeout(HEAL_SECONDS):
        await done.wait()
    assert store.is_up


async def test_no_more_is_kept_than_there_is_room_for(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(StoreSettings(), now=clock)

    async def work() -> None: ...

    for _ in range(10_001):
        store.later(work)
    assert caplog.messages == ["Too many writes wait for MongoDB; the oldest is dropped."]


async def test_nothing_of_an_address_is_in_the_log(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    settings = StoreSettings(
        mongodb_uri=SecretStr("mongodb://user:CANARY@127.0.0.1:1"),
        store_keys=(SecretStr(KEY),),
        store_seconds=0.1,
    )
    async with a_store(settings, clock):
        async with asyncio.timeout(5):
            while not caplog.messages:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    assert "CANARY" not in caplog.text


async def test_a_kept_write_that_a_stop_interrupts_is_made_before_the_end(mongodb: str, clock: Clock) -> None:
    begun, made = asyncio.Event(), []

    async def work() -> None:
        if not begun.is_set():
            begun.set()
            await asyncio.Event().wait()
        made.append(True)

    async with a_store(StoreSettings(**on(mongodb)), clock) as store:
        store.later(work)
        await begun.wait()
    assert made == [True]
