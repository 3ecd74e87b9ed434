"""Gives way to the loop in the middle of work over many rows, every few milliseconds."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from typing import Final, TypeVar

T = TypeVar("T")

# So long, in seconds, may work hold the loop in one go.
_TURN: Final = 0.005


async def in_turns(rows: Iterable[T]) -> AsyncIterator[T]:
    """The rows one after the other; between two of them others have their turn when ours has lasted long enough."""
    until = time.perf_counter() + _TURN
    for row in rows:
        if time.perf_counter() > until:
            await asyncio.sleep(0)
            until = time.perf_counter() + _TURN
        yield row
