"""Base of the loaders: batches items, groups them by account, asks each account once, gives each item its answer."""

import asyncio
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar, cast

import msgspec
from aiodataloader import DataLoader, Loader, dispatch_queue, dispatch_queue_batch

from models.account import Account
from models.errors import VendorError
from models.ids import Identified, Key
from resolvers.loaders.answer import LoadAnswer, LoadOutcome
from resolvers.loaders.listed import ListedRows
from resolvers.loaders.missing_data import shared_out, unreadable_of_each
from vendors.adapters import Adapters
from vendors.base import Adapter
from vendors.declarations import declaration, key_of
from vendors.missing_data import collecting_missing_data, current_missing_data
from vendors.operation_scope import current_scope
from vendors.partial_results import PartialResults

Item = TypeVar("Item")
Named = TypeVar("Named", bound=Key | Identified)
V = TypeVar("V")

Group: TypeAlias = tuple[Account, Hashable]


class _Queued(msgspec.Struct):
    """What aiodataloader's queue has of an item."""

    key: Any
    future: LoadAnswer[Any]

    # What a struct prints, its values, may be secret.
    __repr__ = object.__repr__


class BatchLoader(DataLoader[Item, V | None], ABC):
    """Loads items in groups; a failure of one group affects only that group's items.

    An item is loaded once. In aiodataloader's queue it has a `LoadAnswer` in place of a future: for the rows of a list,
    futures are more than half of the work.

    Args:
        name: names an item; items of the same name are the same.
        known: gives an item that need not be loaded, or None.
    """

    def __init__(
        self, name: Callable[[Item], Hashable], known: Callable[[Item], V | None] | None = None
    ) -> None:
        # In place of `DataLoader.__init__`, which also looks each time whether `batch_load_fn` is a coroutine function.
        self.loop = asyncio.get_running_loop()
        self.get_cache_key = cast(Any, name)
        self._name, self._known = name, known
        self._cache = {}
        self._queue = []
        self._sending: asyncio.Handle | None = None
        self._answers: dict[Hashable, LoadAnswer[V | None]] = {}

    @abstractmethod
    def group(self, item: Item) -> Group:
        """The items that one call can load: an account, and what else distinguishes calls."""

    @abstractmethod
    async def ask(self, group: Group, items: Sequence[Item]) -> Mapping[Any, Any]:
        """The results of one group, by the items' names; a result may be an error."""

    def answer(self, item: Item) -> LoadAnswer[V | None]:
        """The answer about an item, which is asked for unless it was before.

        What is asked for in one iteration of the event loop, and in the next three, is one batch; or until the
        operation tells that all have asked.
        """
        name = self._name(item)
        found = self._answers.get(name)
        if found is None:
            known = None if self._known is None else self._known(item)
            found = self._answers[name] = LoadAnswer() if known is None else LoadAnswer.of(known)
            if known is None:
                is_first = not self._queue
                self._queue.append(cast(Loader, _Queued(item, found)))
                if is_first:
                    # A plan asks before the tasks that it begins do. These ask in the next iteration, or in the one
                    # after it if they have begun tasks of their own.
                    self._sending = self.loop.call_soon(self._send_after, 2)
                    scope = current_scope()
                    if scope is not None:
                        scope.queued.add(self._batches)
        return found

    def load(self, key: Item) -> "asyncio.Future[V | None]":
        """The value of an item; its missing data is reported to everyone who loads it."""
        answer, gaps = self.answer(key), current_missing_data()
        if gaps is not None:
            answer.when_there(lambda answer: gaps.extend(answer.gaps))
        return answer.future()

    async def found(self, items: Sequence[Item]) -> dict[Any, V | VendorError | None]:
        """The results by item; a vendor's failure affects only its items."""
        answers = await asyncio.gather(*map(self.load, items), return_exceptions=True)
        found: dict[Any, V | VendorError | None] = {}
        for item, answer in zip(items, answers, strict=True):
            if isinstance(answer, BaseException) and not isinstance(answer, VendorError):
                raise answer
            found[self._name(item)] = answer
        return found

    def _send_after(self, iterations: int) -> None:
        """Loads what was asked for after so many iterations, if no part of the operation is still about to ask."""
        scope = current_scope()
        if iterations or (scope is not None and scope.waiting):
            self._sending = self.loop.call_soon(self._send_after, max(iterations - 1, 0))
            return
        if scope is not None:
            scope.queued.discard(self._batches)
        for batch in self._batches():
            batch.send()

    def _batches(self) -> "list[LoadBatch]":
        """What was asked for."""
        sending, self._sending = self._sending, None
        if sending is not None:
            sending.cancel()
        groups: defaultdict[Group, list[Loader]] = defaultdict(list)
        for asked in self._queue:
            groups[self.group(asked.key)].append(asked)
        self._queue = []
        # Each account answers for itself: what hangs at one holds the items of no other.
        return [LoadBatch(self, items) for items in groups.values()]

    async def batch_load_fn(self, keys: list[Item]) -> list[Any]:
        """The outcome of each item of one group: with what is missing from it, if anything is."""
        with collecting_missing_data() as gaps:
            try:
                found = await self.ask(self.group(keys[0]), keys)
            except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - it must not affect other groups' items
                return [error] * len(keys)
        names = list(map(self._name, keys))
        outcomes = dict(zip(names, map(found.get, names), strict=True))
        missing = shared_out(gaps, outcomes) if gaps else {}
        # Where a field of an object is read later, nobody knows any more what was asked for.
        unreadable = unreadable_of_each(outcomes)
        if not missing and not unreadable:
            return list(outcomes.values())
        return [
            LoadOutcome(value, (*missing.get(name, ()), *unreadable.get(name, ())))
            for name, value in outcomes.items()
        ]


class LoadBatch(msgspec.Struct, eq=False):
    """What one call of a loader loads.

    Attributes:
        loader: loads it.
        items: the part of aiodataloader's queue.
    """

    loader: BatchLoader[Any, Any]
    items: list[Loader]

    # What a struct prints, its values, may be secret.
    __repr__ = object.__repr__

    def send(self) -> None:
        """Loads it in a task."""
        self.loader._queue = self.items
        dispatch_queue(self.loader)

    def loaded(self) -> Coroutine[Any, Any, None]:
        """Loads it where this is awaited."""
        return dispatch_queue_batch(self.loader, self.items)


class VendorLoader(BatchLoader[Named, V]):
    """Asks all vendors concurrently, each for its share of the items.

    Args:
        vendors: the adapters to ask.
        method: the batch method of `Adapter` to call; it takes keys or objects, and returns a map by their keys.
        then: completes each vendor's result.
        listed: the rows that need not be loaded, of a method that takes keys.
    """

    def __init__(
        self,
        vendors: Adapters,
        method: Callable[[Adapter, Sequence[Named]], Awaitable[PartialResults[V]]],
        *,
        then: Callable[[Awaitable[PartialResults[Any]]], Awaitable[PartialResults[Any]]] | None = None,
        listed: ListedRows | None = None,
    ) -> None:
        super().__init__(key_of, None if listed is None else cast(Any, listed.take))
        self._vendors = vendors
        self._declared = declaration(method)
        self._then = then

    def group(self, item: Named) -> Group:
        return key_of(item).account, None

    async def ask(self, group: Group, items: Sequence[Named]) -> PartialResults[V]:
        answer: Awaitable[PartialResults[V]] = self._declared.on(self._vendors.of(group[0]))(items)
        return await (answer if self._then is None else self._then(answer))
