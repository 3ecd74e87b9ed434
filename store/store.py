"""The store of the gateway: one MongoDB, a deadline for every call, and its availability."""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context
from datetime import datetime, timedelta
from typing import Any, TypeVar

from beanie import init_beanie
from bson.errors import BSONError
from pymongo import AsyncMongoClient
from pymongo.errors import (
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    PyMongoError,
    WaitQueueTimeoutError,
    WTimeoutError,
)

from models.documents import DOCUMENTS
from models.errors import StoreUnavailable
from runtime.background_tasks import BackgroundTasks
from store.agreement import Disagreement, agreed
from store.connection import close, connected
from store.deadline import within
from store.encryption import Vault
from store.fact_queries import FactQueries
from store.migration import Migration
from store.mongod import Mongod
from store.primary import Primary
from store.settings import StoreSettings
from store.unreadable import UnreadableDocuments
from store.write_batches import WriteBatches

T = TypeVar("T")
Work = Callable[[], Awaitable[None]]

_AWAY = (ConnectionFailure, ExecutionTimeout, WaitQueueTimeoutError, WTimeoutError, TimeoutError)
_LOOK_SECONDS, _LOOK_SECONDS_WHILE_DOWN = 0.5, 0.1
_KEPT_AT_MOST = 10_000
# Longer than a private mongod takes to start, unless something is in its way.
_STARTS_SECONDS = 30.0

_log = logging.getLogger(__name__)


class Store:
    """The store: MongoDB with deadlines, availability and buffered writes; unavailable until it has started.

    Beanie binds the documents' classes to one database for the whole process: use one store at a time in it.

    Attributes:
        now: returns the present time, aware, in UTC.
        unreadable: counts the documents that could not be decoded.
        batches: writes to it, together with what else is written at the same time.
        fact_queries: its queries for remembered facts, which operations of a tenant share.
        refusal: why this gateway must not use the database, for an operator; None if it may.
    """

    def __init__(self, settings: StoreSettings, *, now: Callable[[], datetime]) -> None:
        self.now = now
        self.unreadable = UnreadableDocuments()
        self.batches = WriteBatches(self)
        self.fact_queries = FactQueries(self)
        self.refusal: str | None = None
        self._settings = settings
        self._mongod: Mongod | None = None
        self._client: AsyncMongoClient[dict[str, Any]] | None = None
        # With the keys in the order of the settings, and as all gateways use them.
        self._own_vault: Vault | None = None
        self._vault: Vault | None = None
        self._initialised = self._bound = self._missed = self._settled = False
        # The availability is checked every half second, and a running call may take twice its time limit.
        self._migration = Migration(
            vault=lambda: self.vault,
            fenced_for=timedelta(seconds=1 + 2 * settings.store_seconds),
            portion_seconds=settings.store_seconds / 2,
        )
        self._up = asyncio.Event()
        self._primary = Primary()
        self._began = time.monotonic()
        self._kept: deque[Work] = deque(maxlen=_KEPT_AT_MOST)
        self._watch = BackgroundTasks("the store's watch")
        self._under_way = BackgroundTasks("the store's writes")

    async def start(self) -> None:
        """Starts connecting to MongoDB in the background; an unreachable MongoDB is no error here."""
        settings = self._settings
        self._began = time.monotonic()
        if settings.mongodb_uri is None:
            self._mongod = Mongod(folder=settings.data_folder(), binary=settings.mongod)
            self._mongod.start()
        self._watch.start(self._watching(), name="watch")

    async def aclose(self) -> None:
        """Tries the buffered writes a last time, and stops the background tasks."""
        # A call that exceeds its time limit stays buffered, and is tried again below. The watch goes on meanwhile: it
        # alone finds that MongoDB is there again, for which the writes may wait.
        await self._under_way.aclose(seconds=2 * self._settings.store_seconds)
        await self._watch.aclose()
        with contextlib.suppress(StoreUnavailable):
            while self._kept:
                await self._repeat_one()
        if self._kept:
            _log.error("%d writes could not be stored before the end.", len(self._kept))
        self._up.clear()
        if self._client is not None:
            await close(self._client, seconds=self._settings.store_seconds)
        if self._mongod is not None:
            await self._mongod.aclose()

    @property
    def is_up(self) -> bool:
        """Whether MongoDB answered the last call."""
        return self._up.is_set() and (self._mongod is None or self._mongod.is_ready)

    @property
    def is_settled(self) -> bool:
        """Whether the first attempt to reach MongoDB has ended, with or without success."""
        return (
            self._settled
            or (self._mongod is not None and self._mongod.trouble is not None)
            or time.monotonic() - self._began > _STARTS_SECONDS
        )

    @property
    def trouble(self) -> str | None:
        """Why it cannot be used now, for an operator; None if it can."""
        if self.is_up:
            return None
        if self._bound and not self._migration.is_over:
            return self.refusal or self._migration.state
        return self.refusal or f"MongoDB {'cannot be' if self.is_settled else 'is being'} reached."

    async def until_up(self, seconds: float) -> bool:
        """Waits until MongoDB answers; False at the time limit."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._up.wait()
                # Until the next look, the last call to one that has died counts as answered.
                if self._mongod is not None:
                    await self._mongod.until_ready()
        return self.is_up

    @property
    def vault(self) -> Vault:
        """Encrypts and decrypts the store's secrets.

        Raises:
            StoreUnavailable: the private mongod, whose folder holds the key, has not started yet.
        """
        if self._vault is None:
            raise StoreUnavailable
        return self._vault

    async def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Runs calls to MongoDB within the time limit.

        Args:
            work: makes the calls; it is not started while MongoDB is known to be unavailable.

        Raises:
            StoreUnavailable: MongoDB is unavailable, or was too slow; a write may have happened all the same.
            DuplicateKeyError: a unique index refused an insert.
        """
        if not self.is_up:
            raise StoreUnavailable
        try:
            return await within(work(), self._settings.store_seconds)
        except DuplicateKeyError:
            raise
        except _AWAY as error:
            self._lost(error)
            raise StoreUnavailable from error
        except (PyMongoError, BSONError) as error:
            # Its message may quote a document.
            _log.error(
                "MongoDB refused a call: %s, code %s.", type(error).__name__, getattr(error, "code", None)
            )
            raise StoreUnavailable from error

    async def eventually(self, work: Work, *, in_batches: bool = False) -> None:
        """Makes a write that must not be lost: now, or as soon as MongoDB is available.

        If its caller is cancelled, it is made later. Until then it is buffered in memory, so it is lost if this process
        is killed.

        Args:
            work: makes the write; it may run twice, if the first reply was lost.
            in_batches: whether it calls MongoDB through `batches` alone, which have the time limit.
        """
        try:
            await (work() if in_batches else self.run(work))
        except StoreUnavailable:
            self.later(work)
        except asyncio.CancelledError:
            # It is not known whether the write was made.
            self.later(work)
            raise

    def later(self, work: Work) -> None:
        """Makes a write as `eventually` does, but returns before the first attempt."""
        if len(self._kept) == _KEPT_AT_MOST:
            _log.error("Too many writes wait for MongoDB; the oldest is dropped.")
        self._kept.append(work)

    def in_background(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        """Starts work that the end of this store waits for; it belongs to no operation, whoever happens to start it."""
        self._under_way.start(work, name=name, context=Context())

    async def _repeat_one(self) -> None:
        work = self._kept.popleft()
        try:
            [failure] = await asyncio.gather(self.run(work), return_exceptions=True)
        except asyncio.CancelledError:
            # It is not known whether the write was made; the stop of the store repeats it.
            self._kept.appendleft(work)
            raise
        if isinstance(failure, StoreUnavailable):
            # At the end, so that a write that always fails does not block others.
            self._kept.append(work)
            raise failure
        if failure is not None:
            _log.error("A kept write failed and is dropped.", exc_info=failure)

    async def _watching(self) -> None:
        while True:
            # After any error it is retried.
            [failure] = await asyncio.gather(self._look(), return_exceptions=True)
            if failure is not None:
                self._lost(failure)
            if self.is_up:
                with contextlib.suppress(StoreUnavailable):
                    for _ in range(len(self._kept)):
                        await self._repeat_one()
            await asyncio.sleep(_LOOK_SECONDS if self.is_up else _LOOK_SECONDS_WHILE_DOWN)

    async def _look(self) -> None:
        if self._client is None and not self._connected():
            return
        assert self._client is not None
        try:
            now = await within(self._greet(self._client), self._settings.store_seconds)
        except Disagreement as error:
            self._refuse(str(error))
            return
        self.refusal = None
        if not self._migration.is_over:
            await self._migration.go_on(now, seconds=self._settings.store_seconds / 2)
        self._settled = True
        if not self._up.is_set() and self._migration.is_over:
            _log.info("MongoDB answers.")
            self._up.set()
            self._missed = False

    async def _greet(self, client: AsyncMongoClient[dict[str, Any]]) -> datetime:
        """Looks whether it can be used; tells what time it is there."""
        now = await self._primary.now(client, is_up=self._up.is_set())
        if not self._initialised:
            await init_beanie(client[self._settings.mongodb_database], document_models=list(DOCUMENTS))
            self._initialised = True
        assert self._own_vault is not None
        self._vault, self._bound = await agreed(self._own_vault, now, at_start=not self._bound), True
        return now

    def _refuse(self, why: str) -> None:
        self._up.clear()
        self._settled = True
        if self.refusal != why:
            _log.error("%s Writes are refused.", why)
        self.refusal = why

    def _connected(self) -> bool:
        """Creates the client when the address of MongoDB is known."""
        settings = self._settings
        keys = [key.get_secret_value().encode() for key in settings.store_keys]
        if settings.mongodb_uri is not None:
            uri = settings.mongodb_uri.get_secret_value()
        elif self._mongod is not None and self._mongod.uri is not None and self._mongod.key is not None:
            uri = self._mongod.uri
            keys.append(self._mongod.key)
        else:
            return False
        self._vault = self._own_vault = Vault(keys)
        self._client = connected(uri, seconds=settings.store_seconds)
        return True

    def _lost(self, error: BaseException) -> None:
        self._up.clear()
        self._settled = True
        if not self._missed:
            # Not its message, which may have a password.
            _log.warning("MongoDB cannot be reached: %s.", type(error).__name__)
            self._missed = True
