"""Writes the audit log of revealed secrets: asynchronously, in batches, buffered while MongoDB is unavailable."""

import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from models.caller import Caller
from models.documents.audit import Audit
from store.store import Store

WAITING_AT_MOST = 10_000
_AT_ONCE = 500
# The store may have dropped the write if too many wait for MongoDB.
_ASKED_AGAIN_SECONDS = 30.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """Secrets that were shown to somebody; an entry of the log, which cannot be made before MongoDB is known.

    Attributes:
        fields: the secret fields, such as "Pins.moderator".
        things: the objects, as global ids.
        request_id: the request that asked for them.
        id: identifies the entry, so that retries write it only once.
    """

    at: datetime
    caller: Caller
    fields: tuple[str, ...]
    things: tuple[str, ...]
    request_id: str
    id: str = field(default_factory=lambda: f"reveal_{ObjectId()}")

    def entry(self) -> Audit:
        return Audit(
            id=self.id,
            at=self.at,
            tenant=self.caller.tenant,
            caller=self.caller.id,
            action="reveal",
            things=self.things,
            details={"fields": self.fields},
            result="REVEALED",
            request_id=self.request_id,
        )


async def write(store: Store, entry: Audit) -> None:
    """Writes an entry if it is not written yet.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> None:
        with suppress(DuplicateKeyError):
            await Audit.raw().insert_one(entry.bson())

    await store.run(work)


class AuditLog:
    """The audit log of one replica. Buffered entries are lost if the process is killed; beyond the buffer, refused."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[Reveal] = []
        self._asked_at: float | None = None
        self._is_full = False

    def add(self, reveal: Reveal) -> None:
        """Buffers an entry; it is written within a second, or as soon as MongoDB is available."""
        if len(self._waiting) >= WAITING_AT_MOST:
            if not self._is_full:
                _log.error("Too many shown secrets wait to be written down; the next ones are lost.")
            self._is_full = True
            return
        self._waiting.append(reveal)
        # One write for all buffered entries, so that they do not crowd out the store's other writes.
        if self._asked_at is None or time.monotonic() - self._asked_at > _ASKED_AGAIN_SECONDS:
            self._ask()

    def _ask(self) -> None:
        self._asked_at = time.monotonic()
        self._store.later(self._write)

    async def _write(self) -> None:
        batch = self._waiting[:_AT_ONCE]
        entries = [reveal.entry() for reveal in batch]
        if entries:
            await Audit.raw().bulk_write([_once(entry) for entry in entries], ordered=False)
        del self._waiting[: len(batch)]
        self._asked_at = None
        self._is_full = False
        if self._waiting:
            self._ask()


def _once(entry: Audit) -> UpdateOne:
    stored = {name: value for name, value in entry.bson().items() if name != "_id"}
    return UpdateOne({"_id": entry.id}, {"$setOnInsert": stored}, upsert=True)
