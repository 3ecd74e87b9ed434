"""A real store, empty, and contexts on it."""

from collections.abc import AsyncIterator

import pytest

from store.settings import StoreSettings
from store.store import Store
from tests.support.mongo import a_store, empty, on


@pytest.fixture
async def store(mongodb: str) -> AsyncIterator[Store]:
    async with a_store(StoreSettings(**on(mongodb))) as store:
        await empty(store)
        yield store
