"""One mongod for all tests of a process, and stores on it."""

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pymongo import AsyncMongoClient

from models.documents import DOCUMENTS
from models.documents.meta import Meta
from store.mongod import Mongod
from store.settings import StoreSettings
from store.store import Store

KEY = "a key for tests alone, 32 or more"

_START_SECONDS = 30.0


@contextmanager
def a_mongod(folder: Path | None = None, binary: Path | None = None) -> Iterator[Mongod]:
    """A mongod for the time of a block, with its data in a folder that stays, if one is named.

    Args:
        folder: where its data is.
        binary: the program; by default the installed one.
    """
    ready, over = threading.Event(), threading.Event()
    mongod = Mongod(folder=folder, binary=binary)

    async def run() -> None:
        mongod.start()
        await mongod.until_ready()
        async with AsyncMongoClient[dict[str, Any]](mongod.uri) as client:
            # It goes by the real time, which is not that of the tests.
            await client.admin.command("setParameter", 1, ttlMonitorEnabled=False)
        ready.set()
        await asyncio.to_thread(over.wait)
        await mongod.aclose()

    # In a loop of its own, since every test has another.
    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        assert ready.wait(60), "mongod did not start"
        yield mongod
    finally:
        over.set()
        thread.join()


@contextmanager
def frozen(mongod: Mongod) -> Iterator[None]:
    """Freezes it for the time of a block: it keeps its connections and answers nobody."""
    assert mongod.pid is not None
    os.kill(mongod.pid, signal.SIGSTOP)
    try:
        # It takes a moment until the last of its threads stands.
        os.waitid(os.P_PID, mongod.pid, os.WSTOPPED | os.WNOWAIT)
        yield
    finally:
        os.kill(mongod.pid, signal.SIGCONT)


def on(uri: str) -> dict[str, Any]:
    """Settings of a store at the address."""
    return {"mongodb_uri": SecretStr(uri), "mongodb_database": "test", "store_keys": (SecretStr(KEY),)}


async def empty(store: Store) -> None:
    """Makes a store forget everything; a new database in its place would take a third of a second for its indexes."""
    assert await store.until_up(_START_SECONDS), "MongoDB does not answer"
    # Whoever is open there would lose the keys that it has agreed on.
    forgotten = [documents for documents in DOCUMENTS if documents is not Meta]
    # At once, so that they share their waits for the journal.
    await asyncio.gather(*(store.run(documents.delete_all) for documents in forgotten))


@asynccontextmanager
async def a_store(
    settings: StoreSettings, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncIterator[Store]:
    """A store, started, for the time of a block."""
    store = Store(settings, now=now)
    try:
        await store.start()
        yield store
    finally:
        await store.aclose()
