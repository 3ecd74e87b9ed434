"""How the vendor port keeps its connections."""

import asyncio

import pytest

from models.errors import VendorTimeout, VendorUnreachable
from tests.support.raw_vendor import (
    TINY,
    Wire,
    always,
    asked,
    both_ways,
    reset,
    vendor_that,
)


async def test_connections_are_kept_and_shared_by_reads_and_writes() -> None:
    connections = 0

    async def behave(wire: Wire) -> None:
        nonlocal connections
        connections += 1
        await always()(wire)

    async with vendor_that(behave) as (http, _):
        for way in ("get", "get", "send", "get"):
            await asked(http, way)
    assert connections == 1


async def closing_when_asked_again(wire: Wire) -> None:
    await wire.request()
    await wire.answer()
    await wire.request()


async def test_a_read_on_a_connection_that_just_closed_is_asked_again() -> None:
    async with vendor_that(closing_when_asked_again) as (http, seen):
        await asked(http, "get")
        assert (await asked(http, "get")).status == 200
    assert len(seen) == 3


async def test_a_write_on_a_connection_that_just_closed_is_never_asked_again() -> None:
    async with vendor_that(closing_when_asked_again) as (http, seen):
        await asked(http, "send")
        with pytest.raises(VendorUnreachable):
            await asked(http, "send")
    assert len(seen) == 2


async def test_a_read_is_asked_again_only_as_often_as_the_limits_say() -> None:
    async with vendor_that(reset) as (http, seen):
        with pytest.raises(VendorUnreachable):
            await asked(http, "get")
    assert len(seen) == 1 + TINY.retries


async def test_a_cancelled_call_leaves_the_port_usable() -> None:
    arrived = asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.request()
        arrived.set()
        await wire.reader.read()

    async with vendor_that(behave, limits=TINY) as (http, _):
        task = asyncio.create_task(asked(http, "get"))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(VendorTimeout):
            await asked(http, "get")


@both_ways
async def test_a_closed_port_is_unreachable_and_sends_nothing(way: str) -> None:
    async with vendor_that(always()) as (http, seen):
        await http.aclose()
        with pytest.raises(VendorUnreachable) as caught:
            await asked(http, way)
    assert (caught.value.may_have_arrived, seen) == (False, [])
