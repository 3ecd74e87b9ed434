"""Results for many keys of one vendor, each with its own value or failure."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar, overload

from models.errors import VendorError
from models.ids import Identified, Key
from vendors.missing_data import collecting_missing_data, pass_on
from vendors.operation_scope import current_scope
from vendors.reads import MoreCalls, Read
from vendors.worker_thread import in_worker_thread

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

T = TypeVar("T", bound=Identified)
R = TypeVar("R")
P = ParamSpec("P")

PartialResults: TypeAlias = Mapping[Key, V | VendorError | None]


@overload
async def fetch_each(keys: Sequence[K], fetch: Callable[[K], Awaitable[V]]) -> dict[K, V | VendorError]: ...


@overload
async def fetch_each(
    keys: Sequence[K], fetch: Callable[[K], Awaitable[V] | None]
) -> dict[K, V | VendorError | None]: ...


async def fetch_each(keys: Sequence[K], fetch: Callable[[K], Awaitable[V] | None]) -> dict[K, Any]:
    """Fetches all keys concurrently; a failure replaces only its own key's result.

    Args:
        fetch: gives a `Read`, or a coroutine, for which a task is started; None if there is nothing to be fetched. A
            task goes on with reads whose replies are not enough.
    """
    begun = {key: fetch(key) for key in dict.fromkeys(keys)}
    awaited: dict[K, Awaitable[Any]] = {key: each for key, each in begun.items() if each is not None}
    reads = {key: each for key, each in awaited.items() if isinstance(each, Read)}
    found: dict[K, V | VendorError | None] = dict.fromkeys(begun)
    scope = current_scope()
    if scope is not None and reads and len(reads) == len(awaited):
        again: dict[K, MoreCalls[Any]] = {}
        found |= await next(iter(reads.values())).http.read_each(reads, scope, again)
        awaited = {key: each.ask() for key, each in again.items()}
    if awaited:
        found |= await _each(awaited)
    return found


async def _each(begun: Mapping[K, Awaitable[V]]) -> dict[K, V | VendorError]:
    """What is fetched by several coroutines, each in a task of its own."""

    async def apart(key: K) -> V:
        with collecting_missing_data() as gaps:
            answer = await begun[key]
        pass_on(gaps, key)
        return answer

    if len(begun) == 1:
        # Without a task: a batch of one object is the usual one of small operations.
        [key] = begun
        try:
            return {key: await apart(key)}
        except VendorError as error:
            return {key: error}
    answers = await asyncio.gather(*map(apart, begun), return_exceptions=True)
    results: dict[K, V | VendorError] = {}
    for key, answer in zip(begun, answers, strict=True):
        if isinstance(answer, BaseException) and not isinstance(answer, VendorError):
            raise answer
        results[key] = answer
    return results


async def fetch_each_of(
    things: Sequence[T], fetch: Callable[[T], Awaitable[V] | None]
) -> dict[Key, V | VendorError | None]:
    """As `fetch_each`, for things whose keys are those of the results."""
    by_key = {thing.key: thing for thing in things}
    return await fetch_each(list(by_key), lambda key: fetch(by_key[key]))


async def mapped_if_found(
    found: R | None, mapped: Callable[Concatenate[R, P], V], *args: P.args, **kwargs: P.kwargs
) -> V | None:
    """The models of an answer, made in the worker thread if it is long; None if the vendor has no such object."""
    return None if found is None else await in_worker_thread(mapped, found, *args, **kwargs)
