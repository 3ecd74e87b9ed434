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
_WAITS_MS = 500
# ChangeStreamHistoryLost, and the other codes for a place in the stream that there is no more.
_NO_WAY_BACK = frozenset({286, 280, 260, 222})
_WRITES = [{"$match": {"operationType": {"$in": ["insert", "update", "replace"]}}}]

_log = logging.getLogger(__name__)


class Changes:
    """The change stream of one replica."""

    def __init__(self, store: Store, *, began_anew: Callable[[], None]) -> None:
        """Takes what it works with.

        Args:
            store: what is watched.
            began_anew: called where the stream begins without knowing what was before: changes may have been missed.
        """
        self._store = store
        self._began_anew = began_anew
        self._token: Any = None

    async def records(self) -> AsyncIterator[CommandRecord | UnreadableDocument]:
        """Each command that has taken a step, as it stands when it is looked up, for ever.

        One that cannot be read is told as such.

        A store that is away is waited for.
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
    """Whether a change is one that clients see; leases, attempts and the like are our own affair."""
    if change.get("fullDocument") is None:
        return False
    if change["operationType"] != "update":
        return True
    fields = change["updateDescription"]["updatedFields"]
    return any(name == "history" or name.startswith("history.") for name in fields)
