"""A store that has a mongod of its own, which dies."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from store.settings import StoreSettings
from tests.support.mongo import a_store
from tests.support.stores import Clock

HEAL_SECONDS = 20.0


async def test_who_waits_for_a_mongod_that_has_just_died_waits_until_it_is_back(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_store(StoreSettings(mongodb_folder=tmp_path), clock) as store:
        # Whoever asked in a loop would hold up this gateway if it did not wait until the next look.
        monkeypatch.setattr("store.store._LOOK_SECONDS", 60.0)
        assert await store.until_up(60)
        os.kill(int((tmp_path / "data" / "mongod.lock").read_text("ascii")), signal.SIGKILL)
        async with asyncio.timeout(HEAL_SECONDS):
            while store.is_up:  # noqa: ASYNC110 - it has no event for this
                await asyncio.sleep(0.005)
        assert await store.until_up(HEAL_SECONDS)
