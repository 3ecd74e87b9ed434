"""A commands' engine over tablets in memory and a real store."""

from collections.abc import AsyncIterator

import pytest

from store.settings import StoreSettings
from store.store import Store
from tests.support.engine import Bench, a_bench
from tests.support.mongo import a_store, empty, on
from tests.support.tablets import Tablets


@pytest.fixture
async def store(mongodb: str) -> AsyncIterator[Store]:
    async with a_store(StoreSettings(**on(mongodb))) as store:
        await empty(store)
        yield store


@pytest.fixture
def tablets() -> Tablets:
    return Tablets()


@pytest.fixture
async def bench(store: Store, tablets: Tablets) -> AsyncIterator[Bench]:
    """A running engine."""
    async with a_bench(store, tablets) as bench:
        yield bench
