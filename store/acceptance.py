"""Adds commands to the outbox: all commands of one call in one transaction, or none."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bson import ObjectId
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError

from models import idempotency_key
from models.command import CommandSource, CommandState
from models.documents.audit import Audit
from models.documents.command import OURS, CommandRecord
from models.documents.stored import NOT_NEWER
from models.errors import UnreadableDocument, WriteRefused
from models.idempotency_key import KeyedWrite
from models.stage import Stage
from store import audit_outbox, idempotency
from store.command_queries import of_tenant
from store.device_queue import next_place
from store.store import Store

T = TypeVar("T")

_TRIES = 5


class QueueFull(Exception):
    """Too many commands are pending for a device.

    Attributes:
        positions: the indexes of the affected commands in the call.
    """

    def __init__(self, positions: Sequence[int]) -> None:
        self.positions = tuple(positions)
        super().__init__("too many commands wait for a device")


def new_id() -> str:
    """A new id; ids sort by time, as far as the replicas' clocks agree."""
    return f"{OURS}{ObjectId()}"


async def commands_of_key(store: Store, write: KeyedWrite) -> list[CommandRecord]:
    """The commands that were accepted under a key, in the order of the call; empty if there are none.

    Raises:
        WriteRefused: the key stands for another input.
        UnreadableDocument: one of them cannot be decoded.
        StoreUnavailable: MongoDB is unavailable.
    """
    return await _noting(store, lambda: _accepted_before(store, write))


async def _accepted_before(
    store: Store, write: KeyedWrite, session: AsyncClientSession | None = None
) -> list[CommandRecord]:
    claimed = await idempotency.known_within(store, write, session)
    if claimed is None:
        return []
    if not claimed.same_input:
        raise WriteRefused([idempotency_key.reused()])
    theirs = {"_id": {"$in": claimed.result}, **of_tenant(write.caller.tenant)}
    rows = CommandRecord.raw().find(theirs, session=session).sort("position", 1)
    records = [CommandRecord.read(row) for row in await rows.to_list()]
    missing = set(claimed.result).difference(record.id for record in records)
    if missing:
        raise UnreadableDocument(CommandRecord.collection(), min(missing))
    return records


async def _noting(store: Store, work: Callable[[], Awaitable[T]]) -> T:
    try:
        return await store.run(work)
    except UnreadableDocument as error:
        store.unreadable.note(error)
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """The transaction that stores the commands of one call.

    Attributes:
        records: one for each device; their positions in the queues are not assigned yet.
        audit_entries: the audit log's entry for each.
        write: the write with its key, if it has one.
        waiting_at_most: the most pending commands of a device.
        superseded: the reason for older commands of the same kind that are superseded.
        action: the action in the audit log.
    """

    records: Sequence[CommandRecord]
    audit_entries: Sequence[Audit]
    write: KeyedWrite | None
    waiting_at_most: int
    superseded: str
    action: str

    async def store(self, store: Store) -> list[CommandRecord]:
        """Stores the commands; returns the ones that were accepted under their key before, if there are any.

        Raises:
            QueueFull: too many commands are pending for a device.
            WriteRefused: the key stands for another input, or others use it all the time.
            UnreadableDocument: a command under the key cannot be decoded.
            StoreUnavailable: MongoDB is unavailable; they may have been stored.
        """
        return await _noting(store, partial(self._in_a_transaction, store))

    async def _in_a_transaction(self, store: Store) -> list[CommandRecord]:
        client = CommandRecord.raw().database.client
        for _ in range(_TRIES):
            try:
                async with client.start_session() as session:
                    return await session.with_transaction(partial(self._write, store))
            except DuplicateKeyError:
                continue  # A concurrent request with the same key was quicker.
        raise WriteRefused([idempotency_key.in_progress()])

    async def _write(self, store: Store, session: AsyncClientSession) -> list[CommandRecord]:
        if self.write is not None:
            before = await _accepted_before(store, self.write, session)
            if before:
                return before
            ids = [record.id for record in self.records]
            await idempotency.claim_within(store, self.write, ids, session)
        placed, crowded = [], []
        # Always in the same order, so that two calls cannot deadlock.
        for record in sorted(self.records, key=lambda record: record.device):
            place = await next_place(record.device_key, session)
            placed.append(record.model_copy(update={"sequence": place}))
            if await self._waiting(record, session) >= self.waiting_at_most:
                crowded.append(record.position)
        if crowded:
            raise QueueFull(sorted(crowded))
        placed.sort(key=lambda record: record.position)
        await CommandRecord.raw().insert_many([record.bson() for record in placed], session=session)
        await audit_outbox.add(self.audit_entries, session)
        return placed

    async def _waiting(self, record: CommandRecord, session: AsyncClientSession) -> int:
        """The number of pending commands of the device, after older ones of the same kind were superseded."""
        waiting = {"account": str(record.account), "device": record.device, "stage": Stage.ACCEPTED.value}
        # A compensating command of this kind is unnecessary after a newer command.
        kinds = [{"type": record.type.value}, {"compensates.type": record.type.value}]
        of_kind = {**waiting, "meeting": record.meeting, "$or": kinds}
        # A garbled document would make the update fail, and this command with it.
        sound = {"version": {"$type": "number"}, "history": {"$type": "array", "$ne": []}, **NOT_NEWER}
        step = {
            "state": CommandState.CANCELLED.value,
            "at": "$$NOW",
            "source": CommandSource.GATEWAY.value,
            "reason": {"$literal": self.superseded},
        }
        gone = {
            "stage": Stage.CANCELLED.value,
            "version": {"$add": ["$version", 1]},
            "history": {"$concatArrays": ["$history", [step]]},
            "cancelled_by": {
                "$literal": {"caller": record.caller, "action": self.action, "request_id": record.request_id}
            },
            # Their end is written into the audit log later.
            "audited": False,
        }
        collection = CommandRecord.raw()
        await collection.update_many({**of_kind, **sound}, [{"$set": gone}], session=session)
        return await collection.count_documents(waiting, session=session)
