"""Queries for commands whose compensation is due; records it once, in a transaction, and counts outcomes."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from pymongo.asynchronous.client_session import AsyncClientSession

from models.account import Account
from models.command import CompensationState
from models.documents.audit import Audit
from models.documents.command import CommandRecord
from models.documents.stored import NOT_NEWER
from models.stage import Stage
from store import audit_outbox, command_queries, quarantine
from store.device_queue import next_place
from store.reading import readable
from store.store import Store

_AT_ONCE = 200
_STILL_HERE = [Stage.ACCEPTED.value, Stage.SENDING.value]
_NEVER_LEFT = [Stage.CANCELLED.value, Stage.REJECTED.value, Stage.FAILED.value]


async def compensations(store: Store, account: Account, *, hours: int) -> dict[CompensationState, int]:
    """The number of an account's commands by the state of their compensation, with a deadline in the last hours.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    states = [state.value for state in CompensationState]
    recent = {"$gt": ["$expires_at", {"$subtract": ["$$NOW", hours * 3_600_000]}]}
    pipeline: list[dict[str, Any]] = [
        {"$match": {"compensation.state": {"$in": states}, "account": str(account), "$expr": recent}},
        {"$group": {"_id": "$compensation.state", "count": {"$sum": 1}}},
    ]

    async def work() -> list[dict[str, Any]]:
        return await (await CommandRecord.raw().aggregate(pipeline)).to_list()

    return {CompensationState(one["_id"]): one["count"] for one in await store.run(work)}


async def disarm_unsent(store: Store) -> None:
    """Cancels the compensation of commands that were never sent.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    unsent = {"stage": Stage.EXPIRED.value, "attempts": 0}
    query = {
        "compensation.state": CompensationState.ARMED.value,
        "$or": [{"stage": {"$in": _NEVER_LEFT}}, unsent],
        # A garbled document would make the whole update fail.
        "version": {"$type": "number"},
        **NOT_NEWER,
    }

    async def work() -> None:
        new = {"compensation.state": CompensationState.NOT_NEEDED.value}
        await CommandRecord.raw().update_many(query, {"$set": new, "$inc": {"version": 1}})

    await store.run(work)


async def overdue(
    store: Store, accounts: Collection[Account], *, reading: timedelta, arriving: timedelta
) -> list[CommandRecord]:
    """The commands that were not known to be picked up by their deadline, and have no opposite yet.

    Args:
        store: the store.
        accounts: the accounts of the commands.
        reading: how long after its deadline a command that its vendor has may still be polled.
        arriving: how long after its start an attempt without a response may still arrive.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    read_ms = {"$cond": [{"$eq": ["$stage", Stage.SENT.value]}, _milliseconds(reading), 0]}
    # An attempt without a response may still be on its way, and would arrive after its opposite.
    missing = {"$lt": [{"$size": {"$cond": [{"$isArray": "$vendor_ids"}, "$vendor_ids", []]}}, "$attempts"]}
    travels = {"$and": [missing, {"$not": ["$answered"]}]}
    settled = quarantine.after("began_at", _milliseconds(arriving))
    arrived = {"$cond": [travels, settled, "$expires_at"]}
    query = {
        "compensation.state": CompensationState.ARMED.value,
        "account": {"$in": [str(account) for account in accounts]},
        # An attempt that is being made now would arrive after its opposite.
        "stage": {"$nin": [*_STILL_HERE, *_NEVER_LEFT]},
        "attempts": {"$gt": 0},
        "$expr": {"$lte": [{"$max": [quarantine.after("expires_at", read_ms), arrived]}, "$$NOW"]},
    }
    return await quarantine.readable_commands(store, query, limit=_AT_ONCE)


async def untold(store: Store) -> list[CommandRecord]:
    """The opposites that were sent or have ended, without a step in their commands' histories yet.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    query = {"compensates.told": False, "stage": {"$nin": _STILL_HERE}}
    return await quarantine.readable_commands(store, query, limit=_AT_ONCE)


def _milliseconds(time: timedelta) -> int:
    return int(time.total_seconds() * 1000)


class _Outrun(Exception):
    """The command was changed since it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationTransaction:
    """The transaction that records an opposite command once.

    Attributes:
        opener: the command that opens something, as it was read.
        opposite: the command that undoes it; its position in the device's queue is not assigned yet.
        audit: what the audit log says of that.
        allowed: whether it may be recorded, given the later commands of the same kind.
    """

    opener: CommandRecord
    opposite: CommandRecord
    audit: Audit
    allowed: Callable[[Sequence[CommandRecord]], bool]

    async def store(self, store: Store) -> bool:
        """Records it; False if it was not allowed, or another replica was quicker.

        Raises:
            StoreUnavailable: MongoDB is unavailable, and it may have been recorded all the same.
        """
        return await store.run(partial(self._in_a_transaction, store))

    async def _in_a_transaction(self, store: Store) -> bool:
        client = CommandRecord.raw().database.client
        try:
            async with client.start_session() as session:
                return await session.with_transaction(partial(self._write, store))
        except _Outrun:
            return False

    async def _write(self, store: Store, session: AsyncClientSession) -> bool:
        collection = CommandRecord.raw()
        # First, so that a concurrent acceptance of a command for the device conflicts with this.
        place = await next_place(self.opener.device_key, session)
        newer = command_queries.later_than(self.opener, {self.opener.type, self.opposite.type})
        found = await collection.find(newer, session=session).to_list()
        if not self.allowed(readable(store, CommandRecord, found)):
            raise _Outrun
        changed = await collection.update_one(
            {
                "_id": self.opener.id,
                "account": str(self.opener.account),
                "version": self.opener.version,
                "compensation.state": CompensationState.ARMED.value,
            },
            {
                "$set": {
                    "compensation.state": CompensationState.PENDING.value,
                    "compensation.id": self.opposite.id,
                },
                "$inc": {"version": 1},
            },
            session=session,
        )
        if not changed.modified_count:
            raise _Outrun
        placed = self.opposite.model_copy(update={"sequence": place})
        await collection.insert_one(placed.bson(), session=session)
        await audit_outbox.add([self.audit], session)
        return True
