"""A tenant that fills its places leaves some to the others; one that is alone has all of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from graph.operations.overload import OverloadLimits
from graph.operations.tenant_shares import SEEN_SECONDS, TenantShares
from models.refusal import Overloaded

LIMITS = OverloadLimits(running=8, waiting=0, seconds=0.01)


@asynccontextmanager
async def running(shares: TenantShares, tenant: str) -> AsyncIterator[None]:
    place = shares.place(tenant)
    try:
        await place.take()
        yield
    finally:
        place.give_back()


async def held(shares: TenantShares, stack: AsyncExitStack, tenant: str, number: int) -> int:
    """How many of so many operations of a tenant are admitted."""
    admitted = 0
    for _ in range(number):
        try:
            await stack.enter_async_context(running(shares, tenant))
        except Overloaded:
            continue
        admitted += 1
    return admitted


async def test_a_tenant_alone_has_all_places() -> None:
    async with AsyncExitStack() as stack:
        assert await held(TenantShares(LIMITS), stack, "north", 20) == 8


async def test_a_flooding_tenant_leaves_places_to_another() -> None:
    shares = TenantShares(LIMITS)
    async with AsyncExitStack() as stack:
        assert await held(shares, stack, "south", 1) == 1
        assert await held(shares, stack, "north", 20) == 6
        assert await held(shares, stack, "south", 1) == 1


async def test_a_tenant_that_was_not_seen_for_long_keeps_no_place() -> None:
    now = 0.0
    shares = TenantShares(LIMITS, clock=lambda: now)
    async with running(shares, "south"):
        pass
    now = SEEN_SECONDS + 1
    async with AsyncExitStack() as stack:
        assert await held(shares, stack, "north", 20) == 8


async def test_a_place_is_given_back_when_its_operation_is_cancelled() -> None:
    shares = TenantShares(OverloadLimits(running=1, waiting=1, seconds=20))
    async with running(shares, "north"):
        waiting = asyncio.create_task(_one(shares, "south"))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with asyncio.timeout(1):
        await _one(shares, "south")


async def _one(shares: TenantShares, tenant: str) -> None:
    async with running(shares, tenant):
        pass
