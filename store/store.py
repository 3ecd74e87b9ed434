"""The store of the gateway: one MongoDB, a deadline for every call, and its availability."""

import asyncio
import contextlib
import inspect
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
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
from store.connection import connected
from store.deadline import within
from store.encryption import Vault
from store.migration import Migration
from store.mongod import Mongod
from store.settings import StoreSettings
from store.unreadable import UnreadableDocuments

T = TypeVar("T")
Work = Callable[[], Awaitable[None]]

_AWAY = (ConnectionFailure, ExecutionTimeout, WaitQueueTimeoutError, WTimeoutError, TimeoutError)
_LOOK_SECONDS, _LOOK_SECONDS_WHILE_DOWN = 0.5, 0.1
_KEPT_AT_MOST = 10_000
# Longer than a private mongod takes to start, unless something is in its way.
_STARTS_SECONDS = 30.0

_log = logging.getLogger(__name__)


class Store:
    """MongoDB as the rest of the gateway sees it.

    Beanie binds the documents' classes to one database for the whole process: use one store at a time in it.

    Attributes:
        now: tells aware UTC time.
        unreadable: which documents could not be read.
        refusal: why this gateway must not use the database, in words for its operator; None where it may.
    """

    def __init__(self, settings: StoreSettings, *, now: Callable[[], datetime]) -> None:
        self.now = now
        self.unreadable = UnreadableDocuments()
        self.refusal: str | None = None
        self._settings = settings
        self._mongod: Mongod | None = None
        self._client: AsyncMongoClient[dict[str, Any]] | None = None
        # Under the keys in the order that they are set in, and as all gateways use them.
        self._own_vault: Vault | None = None
        self._vault: Vault | None = None
        self._initialised = False
        self._bound = False
        # A gateway looks every half second, and a call that it has begun by then may take its time twice over.
        self._migration = Migration(
            vault=lambda: self.vault,
            fenced_for=timedelta(seconds=1 + 2 * settings.store_seconds),
            portion_seconds=settings.store_seconds / 2,
        )
        self._up = asyncio.Event()
        self._missed = False
        self._settled = False
        self._began = time.monotonic()
        self._kept: deque[Work] = deque(maxlen=_KEPT_AT_MOST)
        self._watch = BackgroundTasks("the store's watch")
        self._under_way = BackgroundTasks("the store's writes")

    @classmethod
    def open(cls, settings: StoreSettings, *, now: Callable[[], datetime]) -> "Store":
        """A store that is not started yet: whatever it is asked, it is unavailable."""
        return cls(settings, now=now)

    async def start(self) -> None:
        """Begins to reach for MongoDB, in the background; one that cannot be reached is no error here."""
        settings = self._settings
        self._began = time.monotonic()
        if settings.mongodb_uri is None:
            self._mongod = Mongod(folder=settings.data_folder(), binary=settings.mongod)
            self._mongod.start()
        self._watch.start(self._watching(), name="watch")

    async def aclose(self) -> None:
        """Tries a last time what is still to be written, and ends what was started."""
        await self._watch.aclose()
        # A call that takes longer than it may is kept, and tried again below.
        await self._under_way.aclose(seconds=2 * self._settings.store_seconds)
        with contextlib.suppress(StoreUnavailable):
            while self._kept:
                await self._repeat_one()
        if self._kept:
            _log.error("%d writes could not be stored before the end.", len(self._kept))
        self._up.clear()
        if self._client is not None:
            await self._client.close()
        if self._mongod is not None:
            await self._mongod.aclose()

    @property
    def is_up(self) -> bool:
        """Whether MongoDB answered when it was last asked."""
        return self._up.is_set() and (self._mongod is None or self._mongod.is_ready)

    @property
    def is_settled(self) -> bool:
        """Whether MongoDB has had its chance to answer since the start, whatever came of it."""
        return (
            self._settled
            or (self._mongod is not None and self._mongod.trouble is not None)
            or time.monotonic() - self._began > _STARTS_SECONDS
        )

    @property
    def trouble(self) -> str | None:
        """Why it cannot be used now, in words for an operator; None where it can."""
        if self.is_up:
            return None
        if self._bound and not self._migration.is_over:
            return self.refusal or self._migration.state
        return self.refusal or f"MongoDB {'cannot be' if self.is_settled else 'is being'} reached."

    async def until_up(self, seconds: float) -> bool:
        """Waits until MongoDB answers; False where it took longer."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._up.wait()
        return self.is_up

    @property
    def vault(self) -> Vault:
        """Encrypts and decrypts the store's secrets.

        Raises:
            StoreUnavailable: the private mongod, whose folder holds the key, was not up yet.
        """
        if self._vault is None:
            raise StoreUnavailable
        return self._vault

    async def run(self, work: Callable[[], Awaitable[T]] | Awaitable[T]) -> T:
        """Does something with the documents, inside the time that a call may take.

        Args:
            work: makes the calls to MongoDB; it is not begun while MongoDB is known to be away.

        Raises:
            StoreUnavailable: MongoDB is away, or was too slow; a write may have happened all the same.
            DuplicateKeyError: a unique index refused what the work inserts.
        """
        if not self.is_up:
            if inspect.iscoroutine(work):
                work.close()
            raise StoreUnavailable
        try:
            return await within(work() if callable(work) else work, self._settings.store_seconds)
        except DuplicateKeyError:
            raise
        except _AWAY as error:
            self._lost(error)
            raise StoreUnavailable from error
        except (PyMongoError, BSONError) as error:
            # Its words may quote a document.
            _log.error(
                "MongoDB refused a call: %s, code %s.", type(error).__name__, getattr(error, "code", None)
            )
            raise StoreUnavailable from error

    async def eventually(self, work: Work) -> None:
        """Makes a write that must not be lost: now, or as soon as MongoDB is back.

        It goes on when its caller is cancelled. Kept in memory meanwhile, it is lost when this process is killed.

        Args:
            work: makes the write; it may be done twice, when the first try's answer was lost.
        """
        await self._under_way.to_its_end(self._now_or_later(work), name="write")

    def later(self, work: Work) -> None:
        """Makes a write as `eventually` does, but does not try it before it returns."""
        if len(self._kept) == _KEPT_AT_MOST:
            _log.error("Too many writes wait for MongoDB; the oldest is dropped.")
        self._kept.append(work)

    async def _now_or_later(self, work: Work) -> None:
        try:
            await self.run(work)
        except StoreUnavailable:
            self.later(work)

    async def _repeat_one(self) -> None:
        work = self._kept.popleft()
        try:
            [failure] = await asyncio.gather(self.run(work), return_exceptions=True)
        except asyncio.CancelledError:
            # Nobody knows whether it was made; whoever stops the store makes it again.
            self._kept.appendleft(work)
            raise
        if isinstance(failure, StoreUnavailable):
            # At the end, so that one that is refused each time holds up no other.
            self._kept.append(work)
            raise failure
        if failure is not None:
            _log.error("A kept write failed and is dropped.", exc_info=failure)

    async def _watching(self) -> None:
        while True:
            # Whatever goes wrong, it is tried again.
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
        told = await client.admin.command("hello")
        if not told.get("isWritablePrimary"):
            raise ConnectionFailure("it takes no writes")
        # A command's answer is read without the client's options.
        now: datetime = told["localTime"].replace(tzinfo=UTC)
        if not self._initialised:
            await init_beanie(client[self._settings.mongodb_database], document_models=list(DOCUMENTS))
            self._initialised = True
        assert self._own_vault is not None
        self._vault = await agreed(self._own_vault, now, at_start=not self._bound)
        self._bound = True
        return now

    def _refuse(self, why: str) -> None:
        self._up.clear()
        self._settled = True
        if self.refusal != why:
            _log.error("%s Writes are refused.", why)
        self.refusal = why

    def _connected(self) -> bool:
        """Makes the client, once it is known where MongoDB is."""
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
            # Its words may hold the address, and that a password.
            _log.warning("MongoDB cannot be reached: %s.", type(error).__name__)
            self._missed = True
