"""The lease under which one replica polls: who holds it, how long for sure, and what ends it."""

import pytest

from models.errors import StoreUnavailable
from polling.lease import MARGIN_SECONDS, PollingLease
from store.leases import RENEWED_SECONDS, SECONDS
from store.store import Store
from tests.support.clock import HandClock


@pytest.fixture
def hand_clock() -> HandClock:
    return HandClock()


def a_lease(store: Store, holder: str, clock: HandClock) -> PollingLease:
    return PollingLease(store, "watch:queues", holder, clock)


async def test_one_holds_it_until_it_is_released(store: Store, hand_clock: HandClock) -> None:
    one, other = (a_lease(store, holder, hand_clock) for holder in ("one", "other"))
    assert await one.hold()
    assert not await other.hold()
    assert (one.is_held, other.is_held, other.fence) == (True, False, None)
    assert (await one.is_elsewhere(), await other.is_elsewhere()) == (False, True)
    fence = one.fence
    assert await one.release()
    assert (one.is_held, await other.hold()) == (False, True)
    assert fence is not None
    assert other.fence == fence + 1


async def test_what_is_not_held_is_not_released(store: Store, hand_clock: HandClock) -> None:
    one, other = (a_lease(store, holder, hand_clock) for holder in ("one", "other"))
    assert await one.hold()
    assert not await other.hold()
    assert not await other.release()
    assert not await other.hold()


async def test_it_is_renewed_when_that_is_due_and_no_sooner(store: Store, hand_clock: HandClock) -> None:
    lease = a_lease(store, "one", hand_clock)
    writes = 0
    run = store.run

    async def counted(work: object) -> object:
        nonlocal writes
        writes += 1
        return await run(work)  # type: ignore[arg-type]

    store.run = counted  # type: ignore[method-assign, assignment]
    for passed, expected in ((0.0, 1), (RENEWED_SECONDS - 1, 1), (1.0, 2), (1.0, 2)):
        hand_clock.passes(passed)
        assert await lease.hold()
        assert writes == expected


async def test_one_that_was_frozen_no_longer_holds_it_before_it_asks_anybody(
    store: Store, hand_clock: HandClock
) -> None:
    lease = a_lease(store, "one", hand_clock)
    assert await lease.hold()
    hand_clock.passes(SECONDS - MARGIN_SECONDS - 0.1)
    assert lease.is_held
    hand_clock.passes(0.2)
    assert (lease.is_held, lease.fence) == (False, None)


async def test_without_mongodb_it_is_held_until_shortly_before_its_end(
    store: Store, hand_clock: HandClock
) -> None:
    lease = a_lease(store, "one", hand_clock)
    assert await lease.hold()

    async def away(_: object) -> object:
        raise StoreUnavailable

    store.run = away  # type: ignore[method-assign, assignment]
    hand_clock.passes(RENEWED_SECONDS)
    with pytest.raises(StoreUnavailable):
        await lease.hold()
    assert lease.is_held
    hand_clock.passes(SECONDS - MARGIN_SECONDS - RENEWED_SECONDS)
    with pytest.raises(StoreUnavailable):
        await lease.hold()
    assert not lease.is_held
    # Nobody waits for a store that is away; the lease ends by itself.
    assert await lease.release()
