"""Puts commands into the outbox: all of one call in one transaction, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError

from models.command import CommandSource, CommandState
from models.documents.audit import Audit
from models.documents.command import OURS, CommandRecord
from models.documents.device_queue import DeviceQueue
from models.documents.stored import NOT_NEWER
from models.errors import Unreadable
from models.stage import Stage
from store.store import Store

_TRIES = 5
_ORDER: Sequence[tuple[str, int]] = (("position", 1),)


class Crowded(Exception):
    """Too many commands wait for a device already.

    Attributes:
        positions: whose commands in the call these are.
    """

    def __init__(self, positions: Sequence[int]) -> None:
        self.positions = tuple(positions)
        super().__init__("too many commands wait for a device")


class Contended(Exception):
    """The same key is being used by others all the time."""


def new_id() -> str:
    """An id of ours; later ones sort behind earlier ones, as far as the replicas' clocks agree."""
    return f"{OURS}{ObjectId()}"


async def named(store: Store, scopes: Sequence[str], *, since: datetime) -> list[CommandRecord]:
    """What was accepted under a key, by its digests, in the order of the call.

    Raises:
        Unreadable: one of them cannot be read, so nobody knows what was accepted.
        StoreUnavailable: MongoDB is away.
    """
    lost: list[Unreadable] = []
    found = await CommandRecord.found(store, _by_key(scopes), sort=_ORDER, lost=lost)
    if lost:
        raise lost[0]
    return _since(since, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What is to be stored.

    Attributes:
        records: one for each device; their places in the lines are still to be given.
        trail: what the audit trail says of each.
        since: a key that was used before is free again.
        waiting_at_most: so many commands may wait for a device.
        superseded: why an older one of the same kind gives way.
        action: what this is called in the trail.
    """

    records: Sequence[CommandRecord]
    trail: Sequence[Audit]
    since: datetime
    waiting_at_most: int
    superseded: str
    action: str

    async def store(self, store: Store) -> list[CommandRecord]:
        """Stores them; gives what was accepted under their key before instead, where something was.

        Raises:
            Crowded: too many commands wait for a device.
            Contended: others use the same key all the time.
            Unreadable: what was accepted under the key cannot be read.
            StoreUnavailable: MongoDB is away, and they may have been stored all the same.
        """
        try:
            return await store.run(self._in_a_transaction)
        except Unreadable as error:
            store.unreadable.note(error)
            raise

    async def _in_a_transaction(self) -> list[CommandRecord]:
        client = CommandRecord.raw().database.client
        for _ in range(_TRIES):
            try:
                async with client.start_session() as session:
                    return await session.with_transaction(self._write)
            except DuplicateKeyError:
                continue  # The same call came twice at once, and the other was quicker.
        raise Contended

    async def _write(self, session: AsyncClientSession) -> list[CommandRecord]:
        collection, first = CommandRecord.raw(), self.records[0]
        if first.keyed:
            wanted = _by_key(first.key_scopes)
            rows = await collection.find(wanted, session=session).sort(list(_ORDER)).to_list()
            found = _since(self.since, [CommandRecord.read(row) for row in rows])
            if found:
                return found
            # What is older than a key is kept no longer stands in its way.
            unnamed = {"$set": {"keyed": False}, "$inc": {"version": 1}}
            await collection.update_many(wanted, unnamed, session=session)
        placed, crowded = [], []
        # In one order for all, so that two calls do not hold what the other waits for.
        for record in sorted(self.records, key=lambda record: record.device):
            place = await DeviceQueue.next_place(record.device_key, session)
            placed.append(record.model_copy(update={"sequence": place}))
            if await self._waiting(record, session) >= self.waiting_at_most:
                crowded.append(record.position)
        if crowded:
            raise Crowded(sorted(crowded))
        placed.sort(key=lambda record: record.position)
        await collection.insert_many([record.bson() for record in placed], session=session)
        trail = Audit.raw()
        await trail.insert_many([entry.bson() for entry in self.trail], session=session)
        return placed

    async def _waiting(self, record: CommandRecord, session: AsyncClientSession) -> int:
        """How many commands wait for the device, once the older ones of the same kind have given way."""
        waiting = {"vendor": record.vendor.value, "device": record.device, "stage": Stage.ACCEPTED.value}
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
            # Their end is still to be written into the trail.
            "audited": False,
        }
        collection = CommandRecord.raw()
        await collection.update_many({**of_kind, **sound}, [{"$set": gone}], session=session)
        return await collection.count_documents(waiting, session=session)


def _by_key(scopes: Sequence[str]) -> dict[str, Any]:
    return {"keyed": True, "key_scopes": {"$in": list(scopes)}}


def _since(moment: datetime, records: Sequence[CommandRecord]) -> list[CommandRecord]:
    return [record for record in records if record.created_at > moment]
