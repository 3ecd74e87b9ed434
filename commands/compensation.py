"""Undoes what opens a camera, a microphone or a meeting: its opposite is queued behind it at its deadline.

A vendor's queue outlives our deadline. So whatever opens something, has left, and is not known to have been picked up
by its deadline is followed by its opposite: a tablet that wakes later opens and closes at once.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from commands import state_machine
from commands.checkpoints import Checkpoint, Checkpoints
from commands.moves import COMPENSATION, details
from commands.opposites import Newer, newer, outcome
from models.command import CommandSource, CommandState, CompensationState
from models.documents.audit import Audit
from models.documents.command import CommandRecord
from models.documents.command_parts import Compensates, Compensating, Step, Transition
from models.documents.stored import NOT_NEWER
from models.errors import StoreUnavailable
from models.stage import Stage
from models.vendor import Vendor
from store import acceptance, server_clock, workable
from store.compensation import Recording
from store.store import Store
from vendors.base import Adapter

LOOKED_EVERY_SECONDS = 0.5

_AT_ONCE = 200
# The reading at the deadline says how the command stood; the opposite does not wait for it for longer.
_READING_MS = 1000
_NEVER_LEFT = [Stage.CANCELLED.value, Stage.REJECTED.value, Stage.FAILED.value]

GIVEN = "This API undoes a command that was not known to be picked up by its deadline."
STANDS = "Its opposite was not sent, since a newer command of its kind stands."

_log = logging.getLogger(__name__)


async def overtaken(store: Store, opposite: CommandRecord) -> bool:
    """Whether a newer command of the kind came after an opposite that has not left yet.

    Raises:
        StoreUnavailable: MongoDB is away.
    """
    return newer(await _after(store, opposite, opposite.compensates)) is not Newer.NONE


async def _after(
    store: Store, record: CommandRecord, other: Compensating | Compensates | None
) -> list[CommandRecord]:
    """The commands of a record's kind, or of its other half's, that the same device in the meeting was given later."""
    kinds = {record.type.value} if other is None else {record.type.value, other.type.value}
    place = {"vendor": record.vendor.value, "meeting": record.meeting, "device": record.device}
    query = {**place, "type": {"$in": sorted(kinds)}, "sequence": {"$gt": record.sequence}}
    return await CommandRecord.found(store, query)


class Compensator:
    """One replica's share of it; which one records an opposite is decided by a transaction.

    Attributes:
        wake: set where a command was given up, or an opposite has left.
    """

    def __init__(
        self,
        store: Store,
        vendors: Mapping[Vendor, Adapter],
        *,
        checkpoints: Checkpoints,
        recorded: Callable[[], None],
    ) -> None:
        """Takes what it works with.

        Args:
            store: where the commands are.
            vendors: whose commands are seen to.
            checkpoints: told where an opposite has got to.
            recorded: called after an opposite was recorded, so that it is sent.
        """
        self.wake = asyncio.Event()
        self._store = store
        self._vendors = vendors
        self._checkpoints = checkpoints
        self._recorded = recorded

    async def run(self) -> None:
        """Sees to it until it is cancelled; while MongoDB is away, everything waits for it."""
        while True:
            self.wake.clear()
            with suppress(StoreUnavailable):
                await self._disarm()
                for opener in await self._overdue():
                    await self._guarded(self._undo(opener), opener)
                for opposite in await self._untold():
                    await self._guarded(self._tell(opposite), opposite)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOKED_EVERY_SECONDS):
                    await self.wake.wait()

    async def _guarded(self, work: Any, record: CommandRecord) -> None:
        try:
            await work
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001 - it must not cost the other commands
            _log.exception("A fault in undoing the command %s.", record.id)

    async def _disarm(self) -> None:
        """Lets be what never left for the vendor."""
        unsent = {"stage": Stage.EXPIRED.value, "attempts": 0}
        query = {
            "compensation.state": CompensationState.ARMED.value,
            "$or": [{"stage": {"$in": _NEVER_LEFT}}, unsent],
            # The change would fail at what is garbled there, and all the others with it.
            "version": {"$type": "number"},
            **NOT_NEWER,
        }

        async def work() -> None:
            new = {"compensation.state": CompensationState.NOT_NEEDED.value}
            await CommandRecord.raw().update_many(query, {"$set": new, "$inc": {"version": 1}})

        await self._store.run(work)

    async def _overdue(self) -> list[CommandRecord]:
        """What has passed its deadline without being known to be picked up by then, and has nothing behind it yet."""
        read_ms = {"$cond": [{"$eq": ["$stage", Stage.SENT.value]}, _READING_MS, 0]}
        # An attempt without any answer may still be on its way, and would arrive behind its own opposite.
        missing = {
            "$lt": [{"$size": {"$cond": [{"$isArray": "$vendor_ids"}, "$vendor_ids", []]}}, "$attempts"]
        }
        travels = {"$and": [missing, {"$not": ["$answered"]}]}
        settled = workable.after("began_at", int(state_machine.SETTLED_SECONDS * 1000))
        arrived = {"$cond": [travels, settled, "$expires_at"]}
        query = {
            "compensation.state": CompensationState.ARMED.value,
            "vendor": {"$in": [vendor.value for vendor in self._vendors]},
            # What may be on its way to the vendor at this moment would arrive behind its own opposite.
            "stage": {"$nin": [Stage.ACCEPTED.value, Stage.SENDING.value, *_NEVER_LEFT]},
            "attempts": {"$gt": 0},
            "$expr": {"$lte": [{"$max": [workable.after("expires_at", read_ms), arrived]}, "$$NOW"]},
        }
        return await workable.found(self._store, query, limit=_AT_ONCE)

    async def _undo(self, opener: CommandRecord) -> None:
        await self._checkpoints.reached(Checkpoint.BEFORE_COMPENSATING)
        assert opener.compensation is not None
        match newer(await _after(self._store, opener, opener.compensation)):
            case Newer.WAITS:
                return  # Whether it will stand is seen once it has left or ended.
            case Newer.STANDS:
                await self._remark(opener, CompensationState.SUPERSEDED, STANDS)
            case Newer.NONE:
                now = await server_clock.now(self._store, CommandRecord)
                opposite = self._opposite(opener, now)
                recording = Recording(
                    opener=opener,
                    opposite=opposite,
                    audit=_audited(opener, opposite, now),
                    allowed=lambda found: newer(found) is Newer.NONE,
                )
                if await recording.store(self._store):
                    await self._checkpoints.reached(Checkpoint.AFTER_COMPENSATING)
                    self._recorded()

    def _opposite(self, opener: CommandRecord, now: datetime) -> CommandRecord:
        assert opener.compensation is not None
        accepted = Transition(state=CommandState.ACCEPTED, at=now, source=CommandSource.GATEWAY, reason=GIVEN)
        expires_at = now + state_machine.COMPENSATED_WITHIN
        return CommandRecord(
            id=acceptance.new_id(),
            vendor=opener.vendor,
            meeting=opener.meeting,
            device=opener.device,
            sequence=0,
            type=opener.compensation.type,
            value=opener.compensation.value,
            delivery=self._vendors[opener.vendor].delivery(opener.compensation.type),
            stage=Stage.ACCEPTED,
            history=(accepted,),
            created_at=now,
            expires_at=expires_at,
            follow_until=expires_at + state_machine.FOLLOWED,
            due_at=now,
            caller=opener.caller,
            request_id=opener.request_id,
            compensates=Compensates(id=opener.id, type=opener.type),
            # It is written into the trail beside it.
            audited=True,
        )

    async def _untold(self) -> list[CommandRecord]:
        """Opposites that have left, or ended, and whose commands' histories do not say so yet."""
        open_still = [Stage.ACCEPTED.value, Stage.SENDING.value]
        query = {"compensates.told": False, "stage": {"$nin": open_still}}
        return await workable.found(self._store, query, limit=_AT_ONCE)

    async def _tell(self, opposite: CommandRecord) -> None:
        assert opposite.compensates is not None
        found = await CommandRecord.found(self._store, {"_id": opposite.compensates.id}, limit=1)
        for opener in found:
            mark = opener.compensation
            if mark is None or mark.id != opposite.id or mark.state is not CompensationState.PENDING:
                break  # It was told before the telling could be marked.
            told = outcome(opposite)
            if told is None:
                # Whether the newer one stands in the end is still to be seen.
                written = await opener.changed(
                    self._store, compensation__state=CompensationState.ARMED.value, compensation__id=None
                )
            else:
                written = await self._remark(opener, *told)
            if written is None:
                return  # It was changed meanwhile; it is looked at again.
        await opposite.changed(self._store, compensates__told=True)

    async def _remark(
        self, opener: CommandRecord, state: CompensationState, words: str
    ) -> CommandRecord | None:
        """Adds a step to the history that leaves the command where it is."""
        step = Step(opener.history[-1].state, CommandSource.GATEWAY, words)
        return await opener.changed(self._store, step, compensation__state=state.value)


def _audited(opener: CommandRecord, opposite: CommandRecord, now: datetime) -> Audit:
    return Audit(
        id=f"{opposite.id}:1",
        at=now,
        caller=opener.caller,
        action=COMPENSATION,
        vendor=opener.vendor,
        subject=opposite.id,
        meeting=opener.meeting,
        device=opener.device,
        details={**details(opposite), "compensates": opener.id},
        result=CommandState.ACCEPTED.value,
        request_id=opener.request_id,
    )
