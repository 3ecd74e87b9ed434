"""Base of the dataloaders: batches keys, groups them by account, asks each account once, restores the order."""

import asyncio
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar, cast

from aiodataloader import DataLoader, Loader, dispatch_queue

from models.account import Account
from models.errors import VendorError
from models.ids import Identified, Key
from resolvers.loaders.listed import ListedRows
from resolvers.loaders.missing_data import shared_out
from vendors.adapters import Adapters
from vendors.base import Adapter
from vendors.declarations import declaration, key_of
from vendors.missing_data import MissingItem, collecting_missing_data, current_missing_data
from vendors.operation_scope import current_scope, retrieve_failure
from vendors.partial_results import PartialResults
from vendors.views import unreadable_fields

Item = TypeVar("Item")
Named = TypeVar("Named", bound=Key | Identified)
V = TypeVar("V")

Group: TypeAlias = tuple[Account, Hashable]


class BatchLoader(DataLoader[Item, V | None], ABC):
    """Loads items in groups; a failure of one group affects only that group's items."""

    def __init__(self, name: Callable[[Item], Hashable]) -> None:
        super().__init__(get_cache_key=name)
        self._name = name
        self._gaps: dict[Hashable, Sequence[MissingItem]] = {}

    @abstractmethod
    def group(self, item: Item) -> Group:
        """The items that one call can load: an account, and what else distinguishes calls."""

    @abstractmethod
    async def ask(self, group: Group, items: Sequence[Item]) -> Mapping[Any, Any]:
        """The results of one group, by item; a result may be an error."""

    def load(self, key: Item) -> "asyncio.Future[V | None]":
        answer = super().load(key)
        self._tell(self._name(key), answer)
        # The future is shared by all who load the same item; a cancelled one must not cancel the others.
        own = asyncio.shield(answer)
        if own is not answer:
            # An operation whose client leaves waits for neither, and may not have begun to.
            answer.add_done_callback(retrieve_failure)
            own.add_done_callback(retrieve_failure)
        return own

    def do_resolve_reject(self, key: Item, future: "asyncio.Future[V | None]") -> None:
        self._queue.append(Loader(key=key, future=future))
        if len(self._queue) == 1:
            # The window of a batch is as long as aiodataloader's own.
            self.loop.call_soon(self.loop.call_soon, self._dispatch)

    def _dispatch(self) -> None:
        """Loads what was asked for, when no part of the operation is still about to ask."""
        scope = current_scope()
        if scope is not None and scope.waiting:
            self.loop.call_soon(self._dispatch)
            return
        groups: defaultdict[Group, list[Loader]] = defaultdict(list)
        for load in self._queue:
            groups[self.group(load.key)].append(load)
        # Each account answers for itself: what hangs at one holds the items of no other.
        for loads in groups.values():
            self._queue = loads
            dispatch_queue(self)

    async def found(self, items: Sequence[Item]) -> dict[Any, V | VendorError | None]:
        """The results by item; a vendor's failure affects only its items."""
        answers = await asyncio.gather(*map(self.load, items), return_exceptions=True)
        found: dict[Any, V | VendorError | None] = {}
        for item, answer in zip(items, answers, strict=True):
            if isinstance(answer, BaseException) and not isinstance(answer, VendorError):
                raise answer
            found[self._name(item)] = answer
        return found

    def _tell(self, name: Hashable, answer: "asyncio.Future[V | None]") -> None:
        """Reports the missing data of an item to everyone who loads it, also if it was loaded before."""
        gaps = current_missing_data()
        if gaps is None:
            return
        if answer.done():
            gaps.extend(self._gaps.get(name, ()))
        else:
            answer.add_done_callback(lambda _: gaps.extend(self._gaps.get(name, ())))

    async def batch_load_fn(self, keys: list[Item]) -> list[Any]:
        answer = await self._settled(self.group(keys[0]), keys)
        return [self._slot(answer, item) for item in keys]

    async def _settled(self, group: Group, items: Sequence[Item]) -> Mapping[Any, Any] | Exception:
        with collecting_missing_data() as gaps:
            try:
                answer = await self.ask(group, items)
            except Exception as error:  # noqa: BLE001 - an error must not affect the other groups' items
                return error
        # Where a field of an object is read later, nobody knows any more what was asked for.
        gaps.extend(unreadable_fields(answer.values()))
        if gaps:
            self._gaps |= shared_out(gaps, {self._name(item): answer.get(self._name(item)) for item in items})
        return answer

    def _slot(self, answer: Mapping[Any, Any] | Exception, item: Item) -> Any:
        return answer if isinstance(answer, Exception) else answer.get(self._name(item))


class VendorLoader(BatchLoader[Named, V]):
    """Asks all vendors concurrently, each for its share of the items.

    Args:
        vendors: the adapters to ask.
        method: the batch method of `Adapter` to call; it takes keys or objects, and returns a map by their keys.
        then: completes each vendor's result.
        listed: the rows that need not be loaded.
    """

    def __init__(
        self,
        vendors: Adapters,
        method: Callable[[Adapter, Sequence[Named]], Awaitable[PartialResults[V]]],
        *,
        then: Callable[[Awaitable[PartialResults[Any]]], Awaitable[PartialResults[Any]]] | None = None,
        listed: ListedRows | None = None,
    ) -> None:
        super().__init__(key_of)
        self._listed = listed
        self._vendors = vendors
        self._declared = declaration(method)
        self._then = then

    def load(self, key: Named) -> "asyncio.Future[V | None]":
        row = None if self._listed is None or not isinstance(key, Key) else self._listed.take(key)
        if row is not None:
            self.prime(key, cast("V", row))
        return super().load(key)

    def group(self, item: Named) -> Group:
        return key_of(item).account, None

    async def ask(self, group: Group, items: Sequence[Named]) -> PartialResults[V]:
        answer: Awaitable[PartialResults[V]] = self._declared.on(self._vendors.of(group[0]))(items)
        return await (answer if self._then is None else self._then(answer))
