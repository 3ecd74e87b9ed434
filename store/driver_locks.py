"""Keeps the MongoDB driver's locks sound on Python 3.11, where cancelling a call could leave one locked for ever."""

import asyncio
import sys
from collections.abc import Awaitable
from typing import TypeVar

import pymongo.lock

T = TypeVar("T")


def mend() -> None:
    """Lets the driver wait for its conditions in the task that holds their lock.

    The driver gives `Condition.wait()` to `asyncio.wait_for`, which runs it in a task of its own until Python 3.12. If
    the call is cancelled at the moment when that wait times out, the call unlocks what it does not hold, and the task
    that nobody awaits any more locks it for ever: the client then reaches no server again, and does not close either.
    """
    if sys.version_info < (3, 12):
        setattr(pymongo.lock, "wait_for", _wait_for)  # noqa: B010 - the module only imports it


async def _wait_for(awaited: Awaitable[T], timeout: float | None) -> T:  # noqa: ASYNC109 - as asyncio's own
    """As `asyncio.wait_for` of Python 3.12 does it."""
    async with asyncio.timeout(timeout):
        return await awaited
