"""Subscriptions to one object, or to several at once, with an error for each that cannot be followed."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from models.account import Account
from models.errors import BadInput, MeetgraphError, NotConfigured, NotFoundError, OfOne, Unsupported
from models.ids import Key, Kind
from models.page import MAX_PAGE_SIZE
from models.vendor import Capability
from resolvers.context import Context

T = TypeVar("T")

_NAMES = {kind: kind.value.lower() for kind in Kind}
_END = object()


@dataclass(frozen=True, slots=True)
class SubscriptionTargets:
    """The objects of a subscription.

    Attributes:
        ids: the caller's ids.
        is_one: whether the caller asked for one object, so that the subscription ends with it.
    """

    ids: Sequence[str]
    is_one: bool


def one(id: str) -> SubscriptionTargets:
    return SubscriptionTargets((id,), is_one=True)


def many(ids: Sequence[str]) -> SubscriptionTargets:
    """Several objects, without duplicates.

    Raises:
        BadInput: there are none, or too many.
    """
    if not 1 <= len(ids) <= MAX_PAGE_SIZE:
        raise BadInput(f"`ids` must hold 1 to {MAX_PAGE_SIZE} ids.")
    return SubscriptionTargets(tuple(dict.fromkeys(ids)), is_one=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSource(Generic[T]):
    """The source of the changes of one kind of object.

    Attributes:
        kind: the kind of the objects.
        capability: the capability that their vendor must have.
        changes: yields the changes of some of them, each with the object's key: its state, an error, or None as the
            last one if the object does not exist any more.
    """

    kind: Kind
    capability: Capability
    changes: Callable[[Sequence[Key], Context], AsyncGenerator[tuple[Key, T | MeetgraphError | None], None]]

    async def events(
        self, asked: SubscriptionTargets, context: Context
    ) -> AsyncGenerator[T | MeetgraphError | None, None]:
        """The events of a subscription.

        If there are many, one that fails is an error with its id, and the others continue.

        Raises:
            MeetgraphError: there is only one, and it failed.
        """
        following = _Following[T](asked)
        for id in asked.ids:
            try:
                following.ids[self._key(id, context)] = id
            except MeetgraphError as error:
                yield following.failed(id, error)
        if not following.ids:
            return
        async with aclosing(self._changes(tuple(following.ids), context)) as changes:
            async for key, state in changes:
                if key in following.ids:
                    yield following.event(key, state, self.kind)
                    if not following.ids:
                        return

    def _changes(
        self, keys: Sequence[Key], context: Context
    ) -> AsyncGenerator[tuple[Key, T | MeetgraphError | None], None]:
        """The changes of all objects; those of each account are a source, which may end before the others."""
        of_accounts: dict[Account, list[Key]] = {}
        for key in keys:
            of_accounts.setdefault(key.account, []).append(key)
        first, *others = (
            _until_removed(self.changes(tuple(own), context), own) for own in of_accounts.values()
        )
        return interleaved(first, *others) if others else first

    def _key(self, id: str, context: Context) -> Key:
        key = context.key_of(self.kind, id)
        if not context.offers(key.account, self.capability):
            raise Unsupported(key.vendor, self.capability)
        return key


@dataclass(slots=True)
class _Following(Generic[T]):
    """The objects that are still followed, and those with an event so far."""

    asked: SubscriptionTargets
    ids: dict[Key, str] = field(default_factory=dict)
    _shown: set[Key] = field(default_factory=set)

    def event(self, key: Key, state: T | MeetgraphError | None, kind: Kind) -> T | MeetgraphError | None:
        id = self.ids[key]
        if state is None:
            del self.ids[key]
            if self.asked.is_one and key in self._shown:
                return None
            return self.failed(id, NotFoundError(_NAMES[kind]))
        if isinstance(state, NotConfigured):
            del self.ids[key]
            return self.failed(id, state)
        if isinstance(state, MeetgraphError):
            return state if self.asked.is_one else OfOne(id, state)
        self._shown.add(key)
        return state

    def failed(self, id: str, error: MeetgraphError) -> MeetgraphError:
        if self.asked.is_one:
            raise error
        return OfOne(id, error)


async def _until_removed(
    changes: AsyncGenerator[tuple[Key, T | MeetgraphError | None], None], keys: Sequence[Key]
) -> AsyncGenerator[tuple[Key, T | MeetgraphError | None], None]:
    """The changes at one account; where it is removed, that is the last event of each of its objects."""
    try:
        async with aclosing(changes):
            async for change in changes:
                yield change
    except NotConfigured as error:
        for key in keys:
            yield key, error


async def interleaved(*sources: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """Merges several sources in the order of arrival; ends when all have ended, and fails with the first that fails."""
    asking = {asyncio.create_task(_next(source)): source for source in sources}
    try:
        while asking:
            done, _ = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                source = asking.pop(task)
                told = task.result()
                if told is not _END:
                    yield told
                    asking[asyncio.create_task(_next(source))] = source
    finally:
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        for source in sources:
            await source.aclose()


async def _next(source: AsyncIterator[T]) -> T:
    return await anext(source, _END)  # type: ignore[arg-type]
