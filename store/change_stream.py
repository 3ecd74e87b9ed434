"""The change stream of the commands, of all replicas, which resumes after an interruption."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from pymongo.errors import OperationFailure, PyMongoError

from models.documents.command import CommandRecord
from models.errors import StoreUnavailable, UnreadableDocument
from store.store import Store

_PAUSE_SECONDS = 0.25
_WAITS_MS = 2000
# ChangeStreamHistoryLost, and the other codes for a resume token that is no longer valid.
_NO_WAY_BACK = frozenset({286, 280, 260, 222})
_WRITES = [{"$match": {"operationType": {"$in": ["insert", "update", "replace"]}}}]

_log = logging.getLogger(__name__)


class Changes:
    """The change stream of one replica."""

    def __init__(self, store: Store, *, began_anew: Callable[[], None]) -> None:
        """Creates the change stream.

        Args:
            store: the store.
            began_anew: called when the stream starts without a resume token, so that changes may have been missed.
        """
        self._store = store
        self._began_anew = began_anew
        self._token: Any = None

    async def records(self) -> AsyncIterator[CommandRecord | UnreadableDocument]:
        """Yields each command with a new step, in its present state, without an end.

        An unreadable command is yielded as an error.

        Waits while the store is unavailable.
        """
        while True:
            try:
                if self._store.is_up:
                    async for record in self._watched():
                        yield record
            except OperationFailure as error:
                if error.code in _NO_WAY_BACK:
                    self._token = None
                _log.warning("The stream of changes broke: code %s.", error.code)
            except (PyMongoError, OSError, StoreUnavailable) as error:
                _log.info("The stream of changes broke: %s.", type(error).__name__)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _watched(self) -> AsyncIterator[CommandRecord | UnreadableDocument]:
        stream = await CommandRecord.raw().watch(
            _WRITES, full_document="updateLookup", resume_after=self._token, max_await_time_ms=_WAITS_MS
        )
        async with stream:
            if self._token is None:
                self._began_anew()
            while stream.alive:
                change = await stream.try_next()
                if change is not None and _is_a_step(change):
                    yield self._told(change["fullDocument"])
                self._token = stream.resume_token

    def _told(self, row: Mapping[str, Any]) -> CommandRecord | UnreadableDocument:
        try:
            return CommandRecord.read(row)
        except UnreadableDocument as error:
            self._store.unreadable.note(error)
            return error


def _is_a_step(change: Mapping[str, Any]) -> bool:
    """Whether clients can see the change; leases and attempts are internal."""
    if change.get("fullDocument") is None:
        return False
    if change["operationType"] != "update":
        return True
    fields = change["updateDescription"]["updatedFields"]
    return any(name == "history" or name.startswith("history.") for name in fields)
