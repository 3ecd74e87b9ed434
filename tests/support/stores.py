"""Fixtures: a store on a real MongoDB, with a clock moved by hand."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from store.settings import StoreSettings
from store.store import Store
from tests.support.builders import NOON
from tests.support.mongo import a_store, empty, on


class Clock:
    """Tells the time that a test wants it to be."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, time: timedelta) -> None:
        self.time += time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(mongodb: str, clock: Clock) -> AsyncIterator[Store]:
    """An empty store, with time enough for fifty callers at once on a machine that is busy otherwise."""
    async with a_store(StoreSettings(**on(mongodb), store_seconds=8.0), clock) as store:
        await empty(store)
        yield store


async def until_settled(store: Store) -> None:
    """Waits until it is known whether MongoDB answers."""
    while not store.is_settled:
        await store.until_up(0.1)
