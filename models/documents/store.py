"""The memory of the gateway: one MongoDB, every call to it bounded, and what happens while it is away."""

import asyncio
import contextlib
import inspect
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from beanie import init_beanie
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
from models.documents.mongod import Mongod
from models.documents.patience import in_time
from models.documents.sealing import Vault
from models.documents.settings import StoreSettings
from models.documents.unreadable import UnreadableDocuments
from models.errors import StoreUnavailable

T = TypeVar("T")
Work = Callable[[], Awaitable[None]]

_AWAY = (ConnectionFailure, ExecutionTimeout, WaitQueueTimeoutError, WTimeoutError, TimeoutError)
_LOOK_SECONDS, _LOOK_SECONDS_WHILE_DOWN = 0.5, 0.1
_KEPT_AT_MOST = 10_000

_log = logging.getLogger(__name__)


class Store:
    """MongoDB as the rest of the gateway sees it.

    Beanie binds the documents' classes to one database for the whole process: use one store at a time in it.

    Attributes:
        now: tells aware UTC time.
        unreadable: which documents could not be read.
    """

    def __init__(self, settings: StoreSettings, *, now: Callable[[], datetime]) -> None:
        self.now = now
        self.unreadable = UnreadableDocuments()
        self._settings = settings
        self._mongod: Mongod | None = None
        self._client: AsyncMongoClient[dict[str, Any]] | None = None
        self._vault: Vault | None = None
        self._bound = False
        self._up = asyncio.Event()
        self._missed = False
        self._watch: asyncio.Task[None] | None = None
        self._kept: deque[Work] = deque(maxlen=_KEPT_AT_MOST)
        self._under_way: set[asyncio.Task[None]] = set()

    @classmethod
    def open(cls, settings: StoreSettings, *, now: Callable[[], datetime]) -> "Store":
        """A store that is not started yet: whatever it is asked, it is unavailable.

        Args:
            settings: where it is, what seals it, how long a call may take.
            now: tells aware UTC time.
        """
        return cls(settings, now=now)

    async def start(self) -> None:
        """Begins to reach for MongoDB, in the background; one that cannot be reached is no error here."""
        settings = self._settings
        if settings.mongodb_uri is None:
            self._mongod = Mongod(folder=settings.data_folder(), binary=settings.mongod)
            self._mongod.start()
        self._watch = asyncio.create_task(self._watching(), name="store")

    async def aclose(self) -> None:
        """Tries a last time what is still to be written, and ends what was started."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=self._settings.store_seconds)
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
    def waiting(self) -> int:
        """How many writes wait for MongoDB."""
        return len(self._kept)

    async def until_up(self, seconds: float) -> bool:
        """Waits until MongoDB answers; False where it took longer."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._up.wait()
        return self.is_up

    @property
    def vault(self) -> Vault:
        """What seals and unseals the store's secrets.

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
            return await in_time(work() if callable(work) else work, self._settings.store_seconds)
        except DuplicateKeyError:
            raise
        except _AWAY as error:
            self._lost(error)
            raise StoreUnavailable from error
        except PyMongoError as error:
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
        task = asyncio.create_task(self._now_or_later(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.shield(task)

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
        [failure] = await asyncio.gather(self.run(work), return_exceptions=True)
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
        await in_time(self._greet(self._client), self._settings.store_seconds)
        if not self._up.is_set():
            _log.info("MongoDB answers.")
            self._up.set()
            self._missed = False

    async def _greet(self, client: AsyncMongoClient[dict[str, Any]]) -> None:
        told = await client.admin.command("hello")
        if not told.get("isWritablePrimary"):
            raise ConnectionFailure("it takes no writes")
        if not self._bound:
            await init_beanie(client[self._settings.mongodb_database], document_models=list(DOCUMENTS))
            self._bound = True

    def _connected(self) -> bool:
        """Makes the client, once it is known where MongoDB is."""
        settings = self._settings
        keys = [key.get_secret_value().encode() for key in settings.store_keys]
        if settings.mongodb_uri is not None:
            uri = settings.mongodb_uri.get_secret_value()
        elif self._mongod is not None and self._mongod.uri is not None and self._mongod.key is not None:
            uri = self._mongod.uri
            keys = keys or [self._mongod.key]
        else:
            return False
        self._vault = Vault(keys)
        self._client = AsyncMongoClient(
            uri,
            tz_aware=True,
            # What Python cannot hold must cost its own document, not all that are read with it.
            datetime_conversion="DATETIME_AUTO",
            unicode_decode_error_handler="replace",
            w="majority",
            journal=True,
            retryWrites=True,
            appname="meetgraph",
            serverSelectionTimeoutMS=int(settings.store_seconds * 750),
            # Its watch over MongoDB cancels all calls when it has waited so long. Ours are bounded by themselves, and a
            # moment in which this process was busy is no silence of MongoDB.
            connectTimeoutMS=int(settings.store_seconds * 5000),
            heartbeatFrequencyMS=1000,
        )
        return True

    def _lost(self, error: BaseException) -> None:
        self._up.clear()
        if not self._missed:
            # Its words may hold the address, and that a password.
            _log.warning("MongoDB cannot be reached: %s.", type(error).__name__)
            self._missed = True
