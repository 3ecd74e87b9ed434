"""Results for many keys of one vendor, each with its own value or failure."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from models.errors import VendorError
from models.ids import Key
from vendors.missing_data import collecting_missing_data, pass_on

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

PartialResults: TypeAlias = Mapping[Key, V | VendorError | None]


async def fetch_each(keys: Sequence[K], fetch: Callable[[K], Awaitable[V]]) -> dict[K, V | VendorError]:
    """Fetches all keys concurrently; a failure replaces only its own key's result."""

    async def apart(key: K) -> V:
        with collecting_missing_data() as gaps:
            answer = await fetch(key)
        pass_on(gaps, key)
        return answer

    answers = await asyncio.gather(*map(apart, keys), return_exceptions=True)
    found: dict[K, V | VendorError] = {}
    for key, answer in zip(keys, answers, strict=True):
        if isinstance(answer, BaseException) and not isinstance(answer, VendorError):
            raise answer
        found[key] = answer
    return found
