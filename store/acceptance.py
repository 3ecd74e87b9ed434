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
from store import idempotency
from store.device_queue import next_place
from store.store import Store

T = TypeVar("T")

_TRIES = 5


class QueueFull(Exception):
    """Too many commands wait for a device already.

    Attributes:
        positions: whose commands in the call these are.
    """

    def __init__(self, positions: Sequence[int]) -> None:
        self.positions = tuple(positions)
        super().__init__("too many commands wait for a device")


def new_id() -> str:
    """An id of ours; later ones sort behind earlier ones, as far as the replicas' clocks agree."""
    return f"{OURS}{ObjectId()}"


async def commands_of_key(store: Store, write: KeyedWrite) -> list[CommandRecord]:
    """What was accepted under a key, in the order of the call; empty where nothing was.

    Raises:
        WriteRefused: the key stands for another input.
        UnreadableDocument: a part of it cannot be read, so nobody knows what was accepted.
        StoreUnavailable: MongoDB is away.
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
    rows = CommandRecord.raw().find({"_id": {"$in": claimed.result}}, session=session).sort("position", 1)
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
    """What is to be stored.

    Attributes:
        records: one for each device; their positions in the queues are not assigned yet.
        trail: what the audit log says of each.
        write: the call under its key, where it has one.
        waiting_at_most: so many commands may wait for a device.
        superseded: why an older one of the same kind gives way.
        action: what this is called in the audit log.
    """

    records: Sequence[CommandRecord]
    audit_entries: Sequence[Audit]
    write: KeyedWrite | None
    waiting_at_most: int
    superseded: str
    action: str

    async def store(self, store: Store) -> list[CommandRecord]:
        """Stores them; gives what was accepted under their key before instead, where something was.

        Raises:
            QueueFull: too many commands wait for a device.
            WriteRefused: the key stands for another input, or others use it all the time.
            UnreadableDocument: what was accepted under the key cannot be read.
            StoreUnavailable: MongoDB is away, and they may have been stored all the same.
        """
        return await _noting(store, partial(self._in_a_transaction, store))

    async def _in_a_transaction(self, store: Store) -> list[CommandRecord]:
        client = CommandRecord.raw().database.client
        for _ in range(_TRIES):
            try:
                async with client.start_session() as session:
                    return await session.with_transaction(partial(self._write, store))
            except DuplicateKeyError:
                continue  # The same call came twice at once, and the other was quicker.
        raise WriteRefused([idempotency_key.in_progress()])

    async def _write(self, store: Store, session: AsyncClientSession) -> list[CommandRecord]:
        if self.write is not None:
            before = await _accepted_before(store, self.write, session)
            if before:
                return before
            ids = [record.id for record in self.records]
            await idempotency.claim_within(store, self.write, ids, session)
        placed, crowded = [], []
        # In one order for all, so that two calls do not hold what the other waits for.
        for record in sorted(self.records, key=lambda record: record.device):
            place = await next_place(record.device_key, session)
            placed.append(record.model_copy(update={"sequence": place}))
            if await self._waiting(record, session) >= self.waiting_at_most:
                crowded.append(record.position)
        if crowded:
            raise QueueFull(sorted(crowded))
        placed.sort(key=lambda record: record.position)
        await CommandRecord.raw().insert_many([record.bson() for record in placed], session=session)
        audit_entries = Audit.raw()
        await audit_entries.insert_many([entry.bson() for entry in self.audit_entries], session=session)
        return placed

    async def _waiting(self, record: CommandRecord, session: AsyncClientSession) -> int:
        """How many commands wait for the device, once the older ones of the same kind have given way."""
        waiting = {"account": str(record.account), "device": record.device, "stage": Stage.ACCEPTED.value}
        # What undoes a command of this kind has nothing left to undo once a newer one is there.
        kinds = [{"type": record.type.value}, {"compensates.type": record.type.value}]
        of_kind = {**waiting, "meeting": record.meeting, "$or": kinds}
        # The change would fail at what is garbled there, and this command with it.
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
            # Their end is still to be written into the audit log.
            "audited": False,
        }
        collection = CommandRecord.raw()
        await collection.update_many({**of_kind, **sound}, [{"$set": gone}], session=session)
        return await collection.count_documents(waiting, session=session)
