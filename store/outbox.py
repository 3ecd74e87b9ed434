"""The outbox: the next command in each device's queue, and the lease with which one replica sends it."""

from collections.abc import Collection
from typing import Any

from models.account import Account
from models.documents.command import CommandRecord
from models.documents.stored import NOT_NEWER
from models.stage import Stage
from store import quarantine
from store.command_changes import After, changed
from store.leases import SECONDS as LEASE_SECONDS
from store.store import Store

_AT_ONCE = 64

_ABANDONED = {"stage": Stage.SENDING.value, "$expr": {"$lt": ["$lease.until", "$$NOW"]}}
_IN_TIME = {"$expr": {"$gt": ["$expires_at", "$$NOW"]}}


class Outbox:
    """The outbox as one replica uses it."""

    def __init__(self, store: Store, accounts: Collection[Account], *, holder: str) -> None:
        self._store = store
        self._accounts = accounts
        self._holder = holder

    async def due(self) -> list[CommandRecord]:
        """The next command in each device's queue, if it is due and nothing is being sent to the device."""
        waiting = [Stage.ACCEPTED.value, Stage.SENDING.value]
        pipeline: list[dict[str, Any]] = [
            {
                "$match": {
                    "stage": {"$in": waiting},
                    # A compensating command that waits for its vendor does not block the queue.
                    "$or": [
                        {"compensates": None},
                        {"stage": Stage.SENDING.value},
                        {"$expr": {"$lte": ["$due_at", "$$NOW"]}},
                    ],
                    "account": {"$in": [str(account) for account in self._accounts]},
                    **NOT_NEWER,
                }
            },
            {"$sort": {"account": 1, "device": 1, "sequence": 1}},
            {"$group": {"_id": ["$account", "$device"], "first": {"$first": "$$ROOT"}}},
            {"$replaceRoot": {"newRoot": "$first"}},
            {"$match": {"stage": Stage.ACCEPTED.value, "$expr": {"$lte": ["$due_at", "$$NOW"]}}},
            {"$match": _IN_TIME},
            # The accounts take turns, so that one with many due commands does not delay the others.
            {
                "$setWindowFields": {
                    "partitionBy": "$account",
                    "sortBy": {"due_at": 1},
                    "output": {"turn": {"$documentNumber": {}}},
                }
            },
            {"$sort": {"turn": 1, "due_at": 1}},
            {"$limit": _AT_ONCE},
            {"$unset": "turn"},
        ]

        async def work() -> list[dict[str, Any]]:
            return await (await CommandRecord.raw().aggregate(pipeline)).to_list()

        return await quarantine.without_unreadable(self._store, await self._store.run(work))

    async def abandoned(self) -> list[CommandRecord]:
        """The commands with an expired lease."""
        return await quarantine.readable_commands(self._store, _ABANDONED, limit=_AT_ONCE)

    async def lease(self, record: CommandRecord) -> CommandRecord | None:
        """Leases a waiting command for its next attempt; None if another replica was quicker, or if it is too late."""
        return await self._leased(record, {"stage": Stage.ACCEPTED.value}, attempts=1)

    async def lease_again(self, record: CommandRecord) -> CommandRecord | None:
        """Leases a command that is ours for another attempt; None if it is no longer ours, or if it is too late."""
        return await self._leased(record, {"stage": Stage.SENDING.value}, attempts=1, is_ours=True)

    async def extend_lease(self, record: CommandRecord) -> CommandRecord | None:
        """Extends our lease of a command without an attempt; None if it is no longer ours."""
        return await self._leased(record, {"stage": Stage.SENDING.value}, attempts=0, is_ours=True)

    async def take_over(self, record: CommandRecord) -> CommandRecord | None:
        """Leases an abandoned command; None if another replica was quicker."""
        return await self._leased(record, _ABANDONED, attempts=0)

    async def _leased(
        self, record: CommandRecord, only_if: dict[str, Any], *, attempts: int, is_ours: bool = False
    ) -> CommandRecord | None:
        fields: dict[str, Any] = {"began_at": After(0)} if attempts else {}
        return await changed(
            self._store,
            record,
            stage=Stage.SENDING,
            only_if={**only_if, **(_IN_TIME if attempts else {})},
            fenced=is_ours,
            attempts=record.attempts + attempts,
            lease__holder=self._holder,
            lease__fence=record.lease.fence + (0 if is_ours else 1),
            lease__until=After(LEASE_SECONDS),
            **fields,
        )
