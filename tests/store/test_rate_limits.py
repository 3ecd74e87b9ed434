"""Portions of callers' buckets, taken by several gateways at once."""

import asyncio
from datetime import UTC, datetime

import pytest

from models.caller import Caller
from models.documents.rate_limit import PointsBucket, RecentUses
from store import rate_limits
from store.rate_limits import BucketSize, Portion, UseLimit
from store.store import Store

# Hardly anything is restored during a test.
SIZE = BucketSize(points=1_000, per_second=1)
ANN, BOB = Caller("north", "ann"), Caller("north", "bob")


async def lease(
    store: Store, caller: Caller, points: float, size: BucketSize = SIZE, gateway: str = "one"
) -> Portion:
    return await rate_limits.lease(store, caller, size, needed=points, gateway=gateway)


async def test_a_new_bucket_is_full(store: Store) -> None:
    assert await lease(store, ANN, 400) == Portion(400, 600, 30)


async def test_a_portion_is_what_is_there_and_nothing_below_what_is_needed(store: Store) -> None:
    await lease(store, ANN, 980)
    some = await lease(store, ANN, 0)
    assert some.granted == pytest.approx(20, abs=5)
    none = await lease(store, ANN, 50)
    assert none.granted == 0
    assert none.left == pytest.approx(0, abs=5)


async def test_what_gateways_keep_together_is_bounded_however_many_they_are(store: Store) -> None:
    kept = [(await lease(store, ANN, 0, gateway=f"gateway {number}")).kept for number in range(10)]
    assert kept == [30, 30, 30, *[0] * 7]
    again = [(await lease(store, ANN, 0, gateway=f"gateway {number}")).kept for number in range(10)]
    # Those that have used theirs leave as much to the others.
    assert again == pytest.approx([9] * 10)


async def test_a_gateway_that_has_points_may_keep_them(store: Store) -> None:
    await lease(store, ANN, 0)
    for number in range(9):
        await lease(store, ANN, 0, gateway=f"gateway {number}")
    found = await rate_limits.lease(store, ANN, SIZE, needed=0, gateway="one", held=20)
    assert (found.granted, found.kept) == (0, 20)


async def test_who_leaves_and_who_is_not_seen_for_long_make_room_for_others(store: Store) -> None:
    for number in range(3):
        await lease(store, ANN, 0, gateway=f"gateway {number}")
    assert (await lease(store, ANN, 0)).kept == 0
    await rate_limits.give_back(store, ANN, SIZE, 30, leaves="gateway 0")
    assert (await lease(store, ANN, 0)).kept == pytest.approx(30)
    past = datetime(2020, 1, 1, tzinfo=UTC)
    await PointsBucket.raw().update_one(
        {"tenant": "north"},
        {"$set": {"holders.$[gone].until": past}},
        array_filters=[{"gone.gateway": "gateway 1"}],
    )
    assert (await lease(store, ANN, 0, gateway="another")).kept == pytest.approx(30)


async def test_callers_and_tenants_have_buckets_of_their_own(store: Store) -> None:
    await lease(store, ANN, 1_000)
    for other in (BOB, Caller("south", "ann")):
        assert (await lease(store, other, 1_000)).granted == 1_000


async def test_the_database_restores_by_its_own_clock(store: Store) -> None:
    fast = BucketSize(points=1_000, per_second=10_000)
    await lease(store, ANN, 1_000, fast)
    await asyncio.sleep(0.15)
    # Never more than it holds.
    assert await lease(store, ANN, 400, fast) == Portion(400, 600, 30)


async def test_what_is_given_back_can_be_taken_again(store: Store) -> None:
    await lease(store, ANN, 1_000)
    await rate_limits.give_back(store, ANN, SIZE, 300)
    assert (await lease(store, ANN, 300)).granted == 300


async def test_many_at_once_get_no_more_than_there_is(store: Store) -> None:
    portions = await asyncio.gather(*(lease(store, ANN, 100) for _ in range(30)))
    assert sum(each.granted for each in portions) == 1_000


async def test_a_garbled_bucket_is_full(store: Store) -> None:
    await lease(store, ANN, 1_000)
    await PointsBucket.raw().update_one(
        {"tenant": "north"}, {"$set": {"points": "many", "at": None, "holders": "all"}}
    )
    assert (await lease(store, ANN, 1_000)).granted == 1_000
    PointsBucket.read(await PointsBucket.raw().find_one({"tenant": "north"}) or {})


ROOM = UseLimit(of=("room", "a"), most=3)


async def use(store: Store, token: str, limit: UseLimit = ROOM, tenant: str = "north") -> float:
    return await rate_limits.use(store, tenant, limit, token)


async def test_so_many_uses_are_counted_and_then_none(store: Store) -> None:
    told = [await use(store, f"use {number}") for number in range(5)]
    assert told[:3] == [0, 0, 0]
    assert all(50 < seconds <= 60 for seconds in told[3:])


async def test_many_uses_at_once_are_no_more(store: Store) -> None:
    told = await asyncio.gather(*(use(store, f"use {number}") for number in range(20)))
    assert told.count(0) == 3


async def test_the_same_use_is_counted_once(store: Store) -> None:
    assert [await use(store, "the same") for _ in range(9)] == [0] * 9
    assert [await use(store, "another"), await use(store, "a third")] == [0, 0]


async def test_other_subjects_and_tenants_are_counted_apart(store: Store) -> None:
    for number in range(3):
        await use(store, f"use {number}")
    assert await use(store, "one more", UseLimit(of=("room", "b"), most=3)) == 0
    assert await use(store, "one more", tenant="south") == 0


async def test_a_use_that_is_taken_back_makes_room(store: Store) -> None:
    for number in range(3):
        await use(store, f"use {number}")
    await rate_limits.withdraw(store, "north", ROOM, "use 1")
    assert await use(store, "one more") == 0


async def test_a_use_counts_until_its_window_has_passed(store: Store) -> None:
    brief = UseLimit(of=("room", "a"), most=1, seconds=1)
    assert await use(store, "the first", brief) == 0
    wait = await use(store, "the second", brief)
    assert 0 < wait <= 1
    await asyncio.sleep(wait + 0.01)
    assert await use(store, "the second", brief) == 0


async def test_a_room_is_not_named_in_the_store(store: Store) -> None:
    await use(store, "a use", UseLimit(of=("room", "ward-7"), most=3))
    found = await RecentUses.raw().find_one({"tenant": "north"})
    assert found is not None
    assert "ward-7" not in str(found)
    RecentUses.read(found)
