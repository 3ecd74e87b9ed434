"""Calls about one device take turns; calls about others go on beside them."""

import asyncio

import pytest

from commands.device_locks import DeviceLocks
from models.ids import Key
from tests.support.tablets import TABLETS

ONE, OTHER = TABLETS[:2]
SOON, PATIENT = 0.01, 10.0


async def test_who_wants_the_same_device_waits_for_its_turn() -> None:
    turns, order = DeviceLocks(), list[str]()

    async def wanting(name: str) -> None:
        async with turns.of([ONE], seconds=PATIENT):
            order.append(f"{name} begins")
            await asyncio.sleep(0)
            order.append(f"{name} ends")

    await asyncio.gather(wanting("a"), wanting("b"))
    assert order == ["a begins", "a ends", "b begins", "b ends"]


async def test_other_devices_do_not_wait() -> None:
    turns = DeviceLocks()
    async with turns.of([ONE], seconds=PATIENT), turns.of([OTHER], seconds=PATIENT):
        pass


async def test_calls_that_name_the_devices_the_other_way_round_do_not_hold_each_other_up() -> None:
    turns = DeviceLocks()

    async def wanting(*devices: Key) -> None:
        async with turns.of(devices, seconds=PATIENT):
            await asyncio.sleep(0)

    await asyncio.gather(*(wanting(*pair) for pair in [(ONE, OTHER), (OTHER, ONE)] * 10))
    assert len(turns) == 0


async def test_who_waits_for_too_long_is_told_so_and_leaves_nothing_behind() -> None:
    turns = DeviceLocks()
    async with turns.of([OTHER], seconds=PATIENT):
        with pytest.raises(TimeoutError):
            async with turns.of([ONE, OTHER], seconds=SOON):
                pass
        async with turns.of([ONE], seconds=SOON):
            pass
    assert len(turns) == 0
