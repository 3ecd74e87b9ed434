"""Results for many keys of one vendor, each with its own value or failure."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Concatenate, ParamSpec, TypeAlias, TypeVar

from models.errors import VendorError
from models.ids import Identified, Key
from vendors.missing_data import collecting_missing_data, pass_on
from vendors.worker_thread import in_worker_thread

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

T = TypeVar("T", bound=Identified)
R = TypeVar("R")
P = ParamSpec("P")

PartialResults: TypeAlias = Mapping[Key, V | VendorError | None]


async def fetch_each(keys: Sequence[K], fetch: Callable[[K], Awaitable[V]]) -> dict[K, V | VendorError]:
    """Fetches all keys concurrently; a failure replaces only its own key's result."""

    async def apart(key: K) -> V:
        with collecting_missing_data() as gaps:
            answer = await fetch(key)
        pass_on(gaps, key)
        return answer

    if len(keys) == 1:
        # Without a task: a batch of one object is the usual one of small operations.
        [key] = keys
        try:
            with collecting_missing_data() as gaps:
                found = await fetch(key)
        except VendorError as error:
            return {key: error}
        pass_on(gaps, key)
        return {key: found}
    answers = await asyncio.gather(*map(apart, keys), return_exceptions=True)
    results: dict[K, V | VendorError] = {}
    for key, answer in zip(keys, answers, strict=True):
        if isinstance(answer, BaseException) and not isinstance(answer, VendorError):
            raise answer
        results[key] = answer
    return results


async def fetch_each_of(
    things: Sequence[T], fetch: Callable[[T], Awaitable[V]]
) -> dict[Key, V | VendorError]:
    """As `fetch_each`, for things whose keys are those of the results."""
    by_key = {thing.key: thing for thing in things}
    return await fetch_each(list(by_key), lambda key: fetch(by_key[key]))


async def mapped_if_found(
    found: R | None, mapped: Callable[Concatenate[R, P], V], *args: P.args, **kwargs: P.kwargs
) -> V | None:
    """The models of an answer, made in the worker thread if it is long; None if the vendor has no such object."""
    return None if found is None else await in_worker_thread(mapped, found, *args, **kwargs)
