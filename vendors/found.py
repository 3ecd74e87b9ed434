"""Results for many keys of one vendor, each with its own value or failure."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from models.errors import VendorError
from models.ids import Key
from vendors.gaps import collecting, pass_on

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Found: TypeAlias = Mapping[Key, V | VendorError | None]


async def each(keys: Sequence[K], fetch: Callable[[K], Awaitable[V]]) -> dict[K, V | VendorError]:
    """Asks for every key at once; one key's failure takes its own place only."""

    async def apart(key: K) -> V:
        with collecting() as gaps:
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
