"""Writes to MongoDB in batches: while one write to a collection is under way, the next ones wait, and then go together.

With 16 clients that write, an operation takes a third less; a single one, whose writes find nothing under way, takes as
much as without batches.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from pymongo import InsertOne, UpdateOne
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import BulkWriteError, DuplicateKeyError, WriteError

from models.documents.stored import Stored
from models.errors import StoreUnavailable
from store.combined_calls import CombinedCalls, Runner

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


class WriteBatches:
    """The batches of one process. The statements of a batch are independent: one that is refused fails alone.

    Args:
        store: runs each batch within its time limit.
    """

    def __init__(self, store: Runner) -> None:
        self._store = store
        self._calls = CombinedCalls[type[Stored], _Statement, None](store, name="writes", at_once=_AT_ONCE)

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

        async def write(statements: Sequence[_Statement]) -> Sequence[WriteError | None]:
            return await self._store.run(partial(_failures, kind, statements))

        await self._calls.answer(kind, statement, write)


async def _failures(kind: type[Stored], statements: Sequence[_Statement]) -> Sequence[WriteError | None]:
    """Carries out statements; returns for each why MongoDB refused it, or None."""
    collection = kind.raw()
    try:
        if len(statements) == 1:
            # A bulk of one takes 0.05 ms more.
            await statements[0].alone(collection)
        else:
            await collection.bulk_write([each.among_others() for each in statements], ordered=False)
    except WriteError as error:
        return [error]
    except BulkWriteError as error:
        if error.details["writeConcernErrors"]:
            # It is not durable, so none of it counts.
            raise
        refused = {each["index"]: _failure(each) for each in error.details["writeErrors"]}
        return [refused.get(index) for index in range(len(statements))]
    return [None] * len(statements)


def _failure(told: Mapping[str, Any]) -> WriteError:
    kind = DuplicateKeyError if told["code"] == _DUPLICATE else WriteError
    return kind(told["errmsg"], told["code"])
