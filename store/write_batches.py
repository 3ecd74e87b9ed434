"""Writes to MongoDB in batches: while one write to a collection is under way, the next ones wait, and then go together.

A command takes 0.3 ms of CPU time, however many documents it writes. With 16 clients that write, an operation takes a
third less; a single one, whose writes find nothing under way, takes as much as without batches.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from pymongo import InsertOne, UpdateOne
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import BulkWriteError, DuplicateKeyError, WriteError

from models.documents.stored import Stored
from models.errors import StoreUnavailable

T = TypeVar("T")

_AT_ONCE = 500
_DUPLICATE = 11000


class _Insert(NamedTuple):
    document: dict[str, Any]

    async def alone(self, collection: AsyncCollection[dict[str, Any]]) -> None:
        await collection.insert_one(self.document)

    def among_others(self) -> InsertOne[dict[str, Any]]:
        return InsertOne(self.document)


class _Update(NamedTuple):
    query: Mapping[str, Any]
    change: Mapping[str, Any]
    upsert: bool

    async def alone(self, collection: AsyncCollection[dict[str, Any]]) -> None:
        await collection.update_one(self.query, self.change, upsert=self.upsert)

    def among_others(self) -> UpdateOne:
        return UpdateOne(self.query, self.change, upsert=self.upsert)


_Statement: TypeAlias = _Insert | _Update


class _Waiting(NamedTuple):
    statement: _Statement
    done: "asyncio.Future[None]"

    def fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


class Runner(Protocol):
    """What a store does for its batches."""

    @property
    def is_up(self) -> bool: ...

    async def run(self, work: Callable[[], Awaitable[T]]) -> T: ...

    def in_background(self, work: Coroutine[Any, Any, None], *, name: str) -> None: ...


class WriteBatches:
    """The batches of one process. The statements of a batch are independent: one that is refused fails alone.

    Args:
        store: runs each batch within its time limit.
    """

    def __init__(self, store: Runner) -> None:
        self._store = store
        self._waiting: dict[type[Stored], deque[_Waiting]] = {}

    async def insert_one(self, kind: type[Stored], document: dict[str, Any]) -> None:
        """Inserts a document.

        Raises:
            DuplicateKeyError: a unique index refused it.
            StoreUnavailable: MongoDB is unavailable; it may have been inserted all the same, unless the store was down
                already.
        """
        await self._written(kind, _Insert(document))

    async def update_one(
        self, kind: type[Stored], query: Mapping[str, Any], change: Mapping[str, Any], *, upsert: bool = False
    ) -> None:
        """Updates at most one document.

        Raises:
            WriteError: MongoDB refused it, by its `code`.
            StoreUnavailable: as for `insert_one`.
        """
        await self._written(kind, _Update(query, change, upsert))

    async def _written(self, kind: type[Stored], statement: _Statement) -> None:
        if not self._store.is_up:
            raise StoreUnavailable
        waiting = self._waiting.get(kind)
        if waiting is None:
            await self._write_at_once(kind, statement)
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting.append(_Waiting(statement, done))
        await done

    async def _write_at_once(self, kind: type[Stored], statement: _Statement) -> None:
        """Writes what finds nothing under way, without a task; what comes meanwhile waits."""
        waiting = self._waiting[kind] = deque()
        try:
            refused = await self._store.run(partial(_refused, kind, [statement]))
        finally:
            if waiting:
                self._store.in_background(self._write(kind, waiting), name=f"writes to {kind.collection()}")
            else:
                del self._waiting[kind]
        if refused:
            raise refused[0]

    async def _write(self, kind: type[Stored], waiting: "deque[_Waiting]") -> None:
        """Writes one batch after the other until nothing waits."""
        batch: list[_Waiting] = []
        try:
            while waiting:
                batch = [waiting.popleft() for _ in range(min(len(waiting), _AT_ONCE))]
                # Of those that were cancelled before they began, nothing is written.
                batch = [each for each in batch if not each.done.done()]
                if batch:
                    await self._write_one(kind, batch)
        finally:
            del self._waiting[kind]
            # At a stop, which ends this task.
            for each in (*batch, *waiting):
                each.fail(StoreUnavailable())

    async def _write_one(self, kind: type[Stored], batch: Sequence["_Waiting"]) -> None:
        try:
            refused = await self._store.run(partial(_refused, kind, [each.statement for each in batch]))
        except StoreUnavailable as error:
            for each in batch:
                each.fail(error)
            return
        for index, each in enumerate(batch):
            if index in refused:
                each.fail(refused[index])
            elif not each.done.done():
                each.done.set_result(None)


async def _refused(kind: type[Stored], statements: Sequence[_Statement]) -> Mapping[int, WriteError]:
    """Carries out statements; returns the failures of those that MongoDB refused, by their index."""
    collection = kind.raw()
    try:
        if len(statements) == 1:
            # A bulk of one takes 0.05 ms more.
            await statements[0].alone(collection)
        else:
            await collection.bulk_write([each.among_others() for each in statements], ordered=False)
    except WriteError as error:
        return {0: error}
    except BulkWriteError as error:
        if error.details["writeConcernErrors"]:
            # It is not durable, so none of it counts.
            raise
        return {each["index"]: _failure(each) for each in error.details["writeErrors"]}
    return {}


def _failure(told: Mapping[str, Any]) -> WriteError:
    kind = DuplicateKeyError if told["code"] == _DUPLICATE else WriteError
    return kind(told["errmsg"], told["code"])
