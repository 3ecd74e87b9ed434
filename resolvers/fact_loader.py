"""Loads remembered facts for one operation: in one query, if the accounts have few."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

from aiodataloader import DataLoader

from models.account import Account
from models.documents.remembered import Remembered
from models.errors import StoreUnavailable, UnreadableDocument
from models.meeting import Meeting
from models.room import Room
from resolvers.loaders.base import BatchLoader, Group
from store import remembered
from store.remembered import Found
from store.store import Store

# Where facts about an object are stored: its account and the vendor's id of it.
Place: TypeAlias = tuple[Account, str]


class FactLoader(DataLoader[set[Place], bool]):
    """The remembered facts of some accounts, as one operation sees them.

    The first query reads the first few facts of every account. Objects of an account with no more facts than these are
    not queried for by their ids; those of another one are, in the first query already if the process has seen that the
    account has many. A query is sent when the rows are there, and to the primary, so it returns what any replica stored
    before. Operations of the same tenant that wait for another's query share the next one.

    Args:
        store: where facts are stored.
        accounts: the accounts whose facts the operation may need.
    """

    def __init__(self, store: Store, accounts: Collection[Account]) -> None:
        # An item is a batch of places, so that a long list needs no future for each row.
        super().__init__(cache=False)
        self._store = store
        self._accounts = accounts
        self._tenants = frozenset(account.tenant for account in accounts)
        self._whole: frozenset[Account] = frozenset()
        self._empty: frozenset[Account] = frozenset()
        self._asked: set[Place] = set()
        self._answers: list[Found] = []
        self._is_away = False
        self._turn = asyncio.Lock()

    async def ask(self, places: Iterable[Place]) -> bool:
        """Loads the facts at these places; False if MongoDB is unavailable."""
        if self._is_away:
            return False
        unknown = self._unknown(places)
        return not unknown or await self.load(unknown)

    def knows(self, place: Place) -> bool:
        """Whether the facts at a place are loaded, or there are none."""
        return place[0] in self._whole or place in self._asked

    async def has_none(self, account: Account) -> bool:
        """Whether there are no facts about anything of an account; asks only where few are expected."""
        if not (self._answers or self._is_away or account in self._store.fact_queries.with_many):
            await self.load(set())
        return account in self._empty

    def found(self, place: Place) -> Remembered | UnreadableDocument | None:
        """The facts at a loaded place."""
        key = Remembered.key(*place)
        return next((answer[key] for answer in self._answers if key in answer), None)

    async def batch_load_fn(self, lots: list[set[Place]]) -> list[bool]:
        # The query that is running may return what this one needs.
        async with self._turn:
            wanted = self._unknown(chain.from_iterable(lots))
            if self._answers and not wanted:
                return [True] * len(lots)
            keys = [Remembered.key(*place) for place in wanted]
            try:
                found = await remembered.of(
                    self._store, keys, () if self._answers else self._accounts, tenants=self._tenants
                )
            except StoreUnavailable:
                # Returned as a value: an exception in a future would keep the batch in memory.
                self._is_away = True
                return [False] * len(lots)
            if not self._answers:
                self._store.fact_queries.with_many.difference_update(found.whole)
                self._store.fact_queries.with_many.update(set(self._accounts) - found.whole)
            self._answers.append(found)
            self._whole |= found.whole
            self._empty |= {account for account in found.whole if not found.has_any(account)}
            self._asked |= wanted
            return [True] * len(lots)

    def _unknown(self, places: Iterable[Place]) -> set[Place]:
        """The places of which nothing is loaded yet."""
        whole, asked = self._whole, self._asked
        return {place for place in places if place[0] not in whole and place not in asked}


class PlaceLoader(BatchLoader[Place, bool]):
    """Whether the facts at a place are loaded; False if MongoDB is unavailable.

    For single fields: who completes a whole list asks `facts` themselves.

    Args:
        facts: where they are then.
    """

    def __init__(self, facts: FactLoader) -> None:
        super().__init__(lambda place: place)
        self._facts = facts

    def group(self, item: Place) -> Group:
        return item[0], None

    async def ask(self, group: Group, items: Sequence[Place]) -> Mapping[Place, bool]:
        return dict.fromkeys(items, await self._facts.ask(items))


def place_of(thing: Meeting | Room) -> Place:
    """The place of the facts about an object; those of a meeting's room are stored with the meeting."""
    key = thing.meeting_key if isinstance(thing, Room) and thing.meeting_key is not None else thing.key
    return key.account, key.parts[-1]


def witness_of(thing: Meeting | Room) -> dict[str, Any]:
    """The vendor's present data about an object that every call returns."""
    title = thing.name if isinstance(thing, Room) else thing.title
    return {"title": title, "duration_minutes": thing.duration_minutes}
