"""The buckets of callers: how operations pay, at one gateway, at several, and without a store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from models.caller import Caller
from models.refusal import RateLimited
from resolvers.rate_limits import RateLimits
from store import rate_limits
from store.rate_limits import BucketSize
from store.settings import StoreSettings
from store.store import Store
from tests.support.builders import NOON
from tests.support.engine import until
from tests.support.mongo import a_mongod, a_store, frozen, on
from tests.support.stores import clock, store

__all__ = ["clock", "store"]

# Hardly anything is restored during a test.
SIZE = BucketSize(points=2_000, per_second=1)
ANN = Caller("north", "ann")


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def limits(store: Store, size: BucketSize = SIZE) -> AsyncIterator[RateLimits]:
    """The limits of one gateway."""
    made = RateLimits(store, size, now=lambda: NOON)
    try:
        yield made
    finally:
        await made.aclose()


def no_store() -> Store:
    return Store(StoreSettings(), now=lambda: NOON)


async def flooded(*gateways: RateLimits, points: int, seconds: float) -> int:
    """How many points gateways admit while a caller asks for more than it has, as fast as it can.

    However slow the machine is, it goes on until all of them have refused the caller.
    """
    paid = 0
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    generous = set(gateways)

    async def flood(gateway: RateLimits) -> None:
        nonlocal paid
        while loop.time() < until or generous:
            try:
                await gateway.take(ANN, points)
                paid += points
            except RateLimited:
                generous.discard(gateway)
                await asyncio.sleep(0.005)
            await asyncio.sleep(0)

    async with asyncio.timeout(60):
        await asyncio.gather(*(flood(gateway) for gateway in gateways for _ in range(8)))
    return paid


@asynccontextmanager
async def fleet(store: Store, size: BucketSize, gateways: int) -> AsyncIterator[list[RateLimits]]:
    """Gateways that wait for the store, however busy the machine is: without it each would go on by itself."""
    async with AsyncExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr("resolvers.rate_limits._WAITS_SECONDS", 10.0)
        yield [await stack.enter_async_context(limits(store, size)) for _ in range(gateways)]


@pytest.mark.parametrize("gateways", [2, 3, 10])
async def test_gateways_share_a_bucket_within_ten_percent_under_a_flood(store: Store, gateways: int) -> None:
    size = BucketSize(points=2_000, per_second=400)
    async with fleet(store, size, gateways) as made:
        began = asyncio.get_running_loop().time()
        paid = await flooded(*made, points=10, seconds=2.0)
        allowed = 2_000 + 400 * (asyncio.get_running_loop().time() - began)
    assert 0.9 * allowed <= paid <= 1.1 * allowed


@pytest.mark.parametrize("gateways", [2, 3, 10])
async def test_portions_that_a_full_bucket_comes_on_top_of_stay_within_ten_percent(
    store: Store, gateways: int
) -> None:
    """A caller keeps every gateway's portion alive until its bucket is full again, and then spends all at once."""
    size = BucketSize(points=2_000, per_second=400)
    async with fleet(store, size, gateways) as made:
        loop = asyncio.get_running_loop()
        for _ in range(4):
            for gateway in made:
                await gateway.take(ANN, 1)
            await asyncio.sleep(0.4)
        began = loop.time()
        paid = await flooded(*made, points=5, seconds=1.0)
        restored = (loop.time() - began) * size.per_second
    assert size.points * 0.9 < paid < size.points * 1.1 + restored


async def test_the_unused_can_be_spent_at_the_other_gateway(store: Store) -> None:
    async with fleet(store, SIZE, 2) as (one, two):
        await one.take(ANN, 1_000)
        await one.take(ANN, 900)
        with pytest.raises(RateLimited):
            await two.take(ANN, 1_000)
        one.give_back(ANN, 990)
        one.give_back(ANN, 890)

        async def again() -> None:
            while True:
                try:
                    return await two.take(ANN, 1_000)
                except RateLimited:
                    await asyncio.sleep(0.05)

        await asyncio.wait_for(again(), 5)


async def test_a_usual_operation_asks_nothing_of_the_store(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    run = store.run

    async def counted(work: object) -> object:
        nonlocal asked
        asked += 1
        return await run(work)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "run", counted)
    async with limits(store) as one:
        for _ in range(50):
            await one.take(ANN, 1)
            await asyncio.sleep(0)
    assert asked <= 3


async def test_what_an_idle_caller_leaves_goes_back(store: Store) -> None:
    seconds = Seconds()
    one = RateLimits(store, SIZE, now=lambda: NOON, clock=seconds)
    await one.take(ANN, 10)
    seconds.now += 60

    async def has_gone_back() -> bool:
        return (await rate_limits.lease(store, ANN, SIZE, needed=0, gateway="another", held=60)).left >= 1_990

    await until(has_gone_back)
    await one.aclose()


async def test_a_gateway_that_stops_gives_its_portions_back(store: Store) -> None:
    async with limits(store) as one:
        await one.take(ANN, 10)
    assert (await rate_limits.lease(store, ANN, SIZE, needed=0, gateway="another", held=60)).left >= 1_990


async def test_a_stop_waits_for_nothing_but_the_portions(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resolvers.rate_limits._WAITS_SECONDS", 60.0)
    async with asyncio.timeout(30), limits(store) as one:
        await one.take(ANN, 10)


async def test_who_has_not_enough_is_told_when_it_suffices() -> None:
    async with limits(no_store(), BucketSize(points=1_000, per_second=100)) as one:
        await one.take(ANN, 1_000)
        with pytest.raises(RateLimited) as refused:
            await one.take(ANN, 250)
    assert refused.value.retry_after_ms == pytest.approx(2_500, abs=100)


async def test_without_a_store_a_gateway_goes_on_with_what_it_knows() -> None:
    seconds = Seconds()
    one = RateLimits(no_store(), BucketSize(points=1_000, per_second=100), now=lambda: NOON, clock=seconds)
    for _ in range(10):
        await one.take(ANN, 100)
    with pytest.raises(RateLimited):
        await one.take(ANN, 100)
    seconds.now += 1
    await one.take(ANN, 100)
    await one.aclose()


async def test_a_frozen_store_holds_an_operation_up_for_a_moment_only() -> None:
    loop = asyncio.get_running_loop()
    with a_mongod() as mongod:
        assert mongod.uri is not None
        # Who waited for the store would wait so long.
        async with a_store(StoreSettings(**on(mongod.uri), store_seconds=20.0)) as store:
            assert await store.until_up(20)
            async with limits(store) as one:
                await one.take(ANN, 10)
                with frozen(mongod):
                    began = loop.time()
                    await one.take(ANN, 500)
                    assert loop.time() - began < 10


async def test_a_refusal_takes_nothing() -> None:
    async with limits(no_store()) as one:
        await one.take(ANN, 1_900)
        with pytest.raises(RateLimited):
            await one.take(ANN, 500)
        await one.take(ANN, 100)


async def test_what_is_left_is_told() -> None:
    async with limits(no_store(), BucketSize(points=1_000, per_second=100)) as one:
        await one.take(ANN, 500)
        told = one.of(ANN)
    assert (told.limit, told.restore_rate) == (1_000, 100)
    assert told.available == pytest.approx(500, abs=20)
    assert (told.reset_at - NOON).total_seconds() == pytest.approx(5, abs=0.2)


async def test_what_comes_back_while_a_portion_is_fetched_is_not_lost(store: Store) -> None:
    async with limits(store) as one:
        # It takes all of its portion, so that the next is fetched at once.
        await one.take(ANN, 300)
        await asyncio.sleep(0)
        one.give_back(ANN, 290)

        async def is_settled() -> bool:
            return one.of(ANN).available >= 1_989

        await until(is_settled)
        await one.take(ANN, 1)
        assert one.of(ANN).available >= 1_988
