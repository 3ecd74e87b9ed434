"""Opens the store for one command of an operator, also beside a gateway that runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from pydantic import SecretStr

from store.diagnosis import StoreTrouble
from store.mongod import is_in_use, running_in
from store.settings import StoreSettings
from store.store import Store

# Longer than a private mongod takes to start.
_SECONDS = 30.0
_LOOK_SECONDS, _AGAIN_SECONDS = 0.05, 2.0


@asynccontextmanager
async def opened(settings: StoreSettings) -> AsyncIterator[Store]:
    """The store for the time of a block; the mongod of a gateway that runs is shared, otherwise one is started.

    Raises:
        StoreTrouble: it cannot be used; the message says why, and contains no secret.
    """
    store = Store(_shared(settings), now=lambda: datetime.now(UTC))
    await store.start()
    try:
        if not await _is_up(store):
            raise StoreTrouble(store.trouble or "MongoDB does not answer.")
        yield store
    finally:
        await store.aclose()


def _shared(settings: StoreSettings) -> StoreSettings:
    folder = settings.data_folder()
    if settings.mongodb_uri is not None or folder is None or not is_in_use(folder):
        return settings
    found = running_in(folder)
    if found is None:
        raise StoreTrouble(
            f"The data folder {folder} is in use by a gateway whose mongod cannot be reached from here: stop it first."
        )
    uri, key = found
    keys = (*settings.store_keys, SecretStr(key.decode()))
    return StoreSettings(
        mongodb_uri=SecretStr(uri),
        mongodb_database=settings.mongodb_database,
        store_keys=keys,
        store_seconds=settings.store_seconds,
    )


async def _is_up(store: Store) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(_SECONDS):
            while not (store.is_settled or store.is_up or store.refusal):
                await store.until_up(_LOOK_SECONDS)
    # A first attempt may fail by chance.
    return store.refusal is None and await store.until_up(_AGAIN_SECONDS)
