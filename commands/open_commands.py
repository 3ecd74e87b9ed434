"""Tells those who look after commands whether there are any: one query for all of them, rarely while there are none."""

import asyncio
import time

from store import command_queries
from store.store import Store

# How long an answer holds. A command that is accepted here is told of, and one of another replica by the stream of
# changes; should that be interrupted, it is found after this time.
SOME_SECONDS, NONE_SECONDS = 1.0, 2.0


class OpenCommands:
    """Whether there may be commands to send, to follow, to compensate or to reconcile.

    Args:
        store: where the commands are.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = asyncio.Lock()
        self._may_exist = False
        self._until = 0.0

    def noticed(self) -> None:
        """There may be some from now on: one was accepted or has changed, or changes may have been missed."""
        self._may_exist, self._until = True, time.monotonic() + SOME_SECONDS

    async def may_exist(self) -> bool:
        """Whether there may be some; asks if the latest answer is too old.

        Raises:
            StoreUnavailable: MongoDB is unavailable.
        """
        async with self._turn:
            if time.monotonic() >= self._until:
                # Whoever notices one meanwhile is not overruled by what the query has not seen yet.
                self._may_exist = False
                found = await command_queries.any_open(self._store)
                self._may_exist = self._may_exist or found
                self._until = time.monotonic() + (SOME_SECONDS if self._may_exist else NONE_SECONDS)
            return self._may_exist
