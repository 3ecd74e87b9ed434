"""Queries for remembered facts: while one of a tenant is under way, the next ones wait, and then are one query.

A query takes 0.3 ms of CPU time, whoever needs it. It never serves who asks after it was sent: what was stored since
may be about the very rows that they show.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from models.account import Account
from models.errors import StoreUnavailable
from store.write_batches import Runner

# So many operations share a query at most.
_AT_ONCE = 50


class FactQuestion(NamedTuple):
    """What one operation asks for.

    Attributes:
        keys: of things.
        accounts: of which the first few facts are wanted.
    """

    keys: Iterable[str]
    accounts: Iterable[Account]


# The documents by their ids.
Rows: TypeAlias = dict[str, dict[str, Any]]
Ask: TypeAlias = Callable[[Sequence[FactQuestion]], Awaitable[Rows]]


class _Waiting(NamedTuple):
    question: FactQuestion
    done: "asyncio.Future[Rows]"

    def fail(self) -> None:
        if not self.done.done():
            self.done.set_exception(StoreUnavailable())


class FactQueries:
    """The queries of one process.

    Args:
        store: runs each.

    Attributes:
        with_many: the accounts about whose meetings more facts are kept than are read at once, as far as this process
            has seen. It only decides what is asked for first.
    """

    def __init__(self, store: Runner) -> None:
        self._store = store
        self._waiting: dict[Hashable, list[_Waiting]] = {}
        self.with_many: set[Account] = set()

    async def rows(self, tenants: Hashable, question: FactQuestion, ask: Ask) -> Rows:
        """What a query returns that is sent from now on, perhaps with what others have asked for.

        Args:
            tenants: whose facts these are; only operations of the same ones share a query.
            ask: asks several questions in one query.

        Raises:
            StoreUnavailable: MongoDB is unavailable.
        """
        waiting = self._waiting.get(tenants)
        if waiting is None:
            return await self._ask_at_once(tenants, question, ask)
        done: asyncio.Future[Rows] = asyncio.get_running_loop().create_future()
        waiting.append(_Waiting(question, done))
        return await done

    async def _ask_at_once(self, tenants: Hashable, question: FactQuestion, ask: Ask) -> Rows:
        """Asks what finds no query under way, without a task; what comes meanwhile waits."""
        waiting = self._waiting[tenants] = []
        try:
            return await ask((question,))
        finally:
            if waiting:
                self._store.in_background(self._ask(tenants, waiting, ask), name="queries for facts")
            else:
                del self._waiting[tenants]

    async def _ask(self, tenants: Hashable, waiting: list[_Waiting], ask: Ask) -> None:
        """Sends one query after the other until nobody waits."""
        batch: Sequence[_Waiting] = ()
        try:
            while waiting:
                # Nothing is asked for those that were cancelled.
                batch = [each for each in waiting[:_AT_ONCE] if not each.done.done()]
                del waiting[:_AT_ONCE]
                if batch:
                    await self._ask_for(batch, ask)
        finally:
            del self._waiting[tenants]
            # At a stop, which ends this task.
            for each in (*batch, *waiting):
                each.fail()

    async def _ask_for(self, batch: Sequence[_Waiting], ask: Ask) -> None:
        try:
            rows = await ask([each.question for each in batch])
        except StoreUnavailable:
            for each in batch:
                each.fail()
            return
        for each in batch:
            if not each.done.done():
                each.done.set_result(rows)
