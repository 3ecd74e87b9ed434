"""Records the opposite of a command that opens something, in one transaction and once; counts what became of all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pymongo.asynchronous.client_session import AsyncClientSession

from models.command import CompensationState
from models.documents.audit import Audit
from models.documents.command import CommandRecord
from models.documents.device_queue import DeviceQueue
from models.vendor import Vendor
from store.store import Store


async def compensations(store: Store, vendor: Vendor, *, hours: int) -> dict[CompensationState, int]:
    """How many of a vendor's commands, whose deadline lies within so many hours, stand how with their opposite.

    Raises:
        StoreUnavailable: MongoDB is away.
    """
    states = [state.value for state in CompensationState]
    recent = {"$gt": ["$expires_at", {"$subtract": ["$$NOW", hours * 3_600_000]}]}
    pipeline: list[dict[str, Any]] = [
        {"$match": {"compensation.state": {"$in": states}, "vendor": vendor.value, "$expr": recent}},
        {"$group": {"_id": "$compensation.state", "count": {"$sum": 1}}},
    ]

    async def work() -> list[dict[str, Any]]:
        return await (await CommandRecord.raw().aggregate(pipeline)).to_list()

    return {CompensationState(one["_id"]): one["count"] for one in await store.run(work)}


class _Outrun(Exception):
    """Somebody changed the command since it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What is to be recorded.

    Attributes:
        opener: the command that opens something, as it was read.
        opposite: the command that undoes it; its place in the device's line is still to be given.
        audit: what the audit trail says of that.
        allowed: whether it may be, given the commands of the same kind that came after the opener.
    """

    opener: CommandRecord
    opposite: CommandRecord
    audit: Audit
    allowed: Callable[[Sequence[CommandRecord]], bool]

    async def store(self, store: Store) -> bool:
        """Whether it is recorded now; False where it was not allowed, or another was quicker.

        Raises:
            StoreUnavailable: MongoDB is away, and it may have been recorded all the same.
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
        # First of all: whoever accepts a command for the device meanwhile conflicts with this.
        place = await DeviceQueue.next_place(self.opener.device_key, session)
        kinds = {self.opener.type.value, self.opposite.type.value}
        newer = {
            "vendor": self.opener.vendor.value,
            "meeting": self.opener.meeting,
            "device": self.opener.device,
            "type": {"$in": sorted(kinds)},
            "sequence": {"$gt": self.opener.sequence},
        }
        found = await collection.find(newer, session=session).to_list()
        if not self.allowed(CommandRecord.readable(store, found)):
            raise _Outrun
        changed = await collection.update_one(
            {
                "_id": self.opener.id,
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
        await Audit.raw().insert_one(self.audit.bson(), session=session)
        return True
