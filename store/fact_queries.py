"""Queries for remembered facts: while one of a tenant is under way, the next ones wait, and then are one query.

It never serves who asks after it was sent: what was stored since
may be about the very rows that they show.
"""

from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from models.account import Account
from store.combined_calls import CombinedCalls, Runner


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


class FactQueries:
    """The queries of one process.

    Args:
        store: runs each.
        at_once: how many operations share a query at most.

    Attributes:
        with_many: the accounts about whose meetings more facts are kept than are read at once, as far as this process
            has seen. It only decides what is asked for first.
    """

    def __init__(self, store: Runner, *, at_once: int = 50) -> None:
        self._calls = CombinedCalls[Hashable, FactQuestion, Rows](
            store, name="queries for facts", at_once=at_once
        )
        self.with_many: set[Account] = set()

    async def rows(self, tenants: Hashable, question: FactQuestion, ask: Ask) -> Rows:
        """What a query returns that is sent from now on, perhaps with what others have asked for.

        Args:
            tenants: whose facts these are; only operations of the same ones share a query.
            ask: asks several questions in one query.

        Raises:
            StoreUnavailable: MongoDB is unavailable.
        """

        async def asked(questions: Sequence[FactQuestion]) -> Sequence[Rows]:
            return [await ask(questions)] * len(questions)

        return await self._calls.answer(tenants, question, asked)
