"""The outbox: who is next in each device's line, and how a replica takes a command so that no other does."""

from collections.abc import Collection
from typing import Any

from models.documents.command import CommandRecord
from models.documents.command_parts import After
from models.documents.lease import SECONDS as LEASE_SECONDS
from models.documents.stored import NOT_NEWER
from models.stage import Stage
from models.vendor import Vendor
from store import workable
from store.store import Store

_AT_ONCE = 64


class Outbox:
    """What waits to be sent, as one replica takes from it."""

    def __init__(self, store: Store, vendors: Collection[Vendor], *, holder: str) -> None:
        self._store = store
        self._vendors = vendors
        self._holder = holder

    async def due(self) -> list[CommandRecord]:
        """The first in each device's line, where it is due and nothing is being sent to the device."""
        waiting = [Stage.ACCEPTED.value, Stage.SENDING.value]
        pipeline: list[dict[str, Any]] = [
            {
                "$match": {
                    "stage": {"$in": waiting},
                    # What undoes a command, and waits for its vendor, keeps nobody waiting.
                    "$or": [
                        {"compensates": None},
                        {"stage": Stage.SENDING.value},
                        {"$expr": {"$lte": ["$due_at", "$$NOW"]}},
                    ],
                    "vendor": {"$in": [vendor.value for vendor in self._vendors]},
                    **NOT_NEWER,
                }
            },
            {"$sort": {"vendor": 1, "device": 1, "sequence": 1}},
            {"$group": {"_id": ["$vendor", "$device"], "first": {"$first": "$$ROOT"}}},
            {"$replaceRoot": {"newRoot": "$first"}},
            {"$match": {"stage": Stage.ACCEPTED.value, "$expr": {"$lte": ["$due_at", "$$NOW"]}}},
            {"$match": {"$expr": {"$gt": ["$expires_at", "$$NOW"]}}},
            {"$sort": {"due_at": 1}},
            {"$limit": _AT_ONCE},
        ]

        async def work() -> list[dict[str, Any]]:
            return await (await CommandRecord.raw().aggregate(pipeline)).to_list()

        return await workable.among(self._store, await self._store.run(work))

    async def abandoned(self) -> list[CommandRecord]:
        """What is being sent by somebody who is gone."""
        dead = {"$expr": {"$lt": ["$lease.until", "$$NOW"]}}
        return await workable.found(self._store, {"stage": Stage.SENDING.value, **dead}, limit=_AT_ONCE)

    async def claim(
        self, record: CommandRecord, only_if: dict[str, Any], *, attempts: int, again: bool = False
    ) -> CommandRecord | None:
        """The record under a claim of ours; None where somebody else was quicker, or it is too late to send it."""
        in_time = {"$expr": {"$gt": ["$expires_at", "$$NOW"]}} if attempts else {}
        fields: dict[str, Any] = {"began_at": After(0)} if attempts else {}
        return await record.changed(
            self._store,
            stage=Stage.SENDING,
            only_if={**only_if, **in_time},
            fenced=again,
            attempts=record.attempts + attempts,
            lease__holder=self._holder,
            lease__fence=record.lease.fence + (0 if again else 1),
            lease__until=After(LEASE_SECONDS),
            **fields,
        )
