"""Undoes what opens a camera, a microphone or a meeting: its opposite is queued behind it at its deadline.

A vendor's queue keeps commands after our deadline. So a command that opens something, was sent, and is not known to
have been picked up by its deadline is followed by its opposite: a tablet that wakes later opens and closes at once.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from commands import state_machine
from commands.audit_entries import entry_of
from commands.checkpoints import Checkpoint, Checkpoints
from commands.compensation_rules import Newer, newer, outcome
from commands.open_commands import OpenCommands
from models.command import CommandSource, CommandState, CompensationState
from models.documents.command import CommandRecord
from models.documents.command_parts import Compensates, Compensating, Transition
from models.errors import StoreUnavailable
from models.stage import Stage
from store import acceptance, audit_outbox, command_queries, server_clock
from store.audit_log import AuditLog
from store.command_changes import Step, changed
from store.compensation import CompensationTransaction, disarm_unsent, overdue, untold
from store.store import Store
from vendors.adapters import Adapters

LOOKED_EVERY_SECONDS = 0.5

# How long the opposite waits for the poll at the deadline, which shows the command's state.
_READING = timedelta(seconds=1)
_ARRIVING = timedelta(seconds=state_machine.SETTLED_SECONDS)

GIVEN = "This API undoes a command that was not known to be picked up by its deadline."
STANDS = "The opposite command was not sent, because a newer command of the same kind is in force."

_log = logging.getLogger(__name__)


async def overtaken(store: Store, opposite: CommandRecord) -> bool:
    """Whether a newer command of the kind came after an opposite that has not left yet.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    return newer(await _after(store, opposite, opposite.compensates)) is not Newer.NONE


async def _after(
    store: Store, record: CommandRecord, other: Compensating | Compensates | None
) -> list[CommandRecord]:
    """The later commands of the record's kind, or of its opposite's, for the same device in the meeting."""
    types = {record.type} if other is None else {record.type, other.type}
    return await command_queries.given_later(store, record, types)


class Compensator:
    """The compensator of one replica; a transaction decides which replica records an opposite.

    Attributes:
        wake: set when a command was given up, or an opposite was sent.
    """

    def __init__(
        self,
        store: Store,
        vendors: Adapters,
        open_commands: OpenCommands,
        *,
        audit_log: AuditLog,
        checkpoints: Checkpoints,
        recorded: Callable[[], None],
    ) -> None:
        """Takes what it works with.

        Args:
            store: the store.
            vendors: the adapters whose commands are compensated.
            open_commands: whether there are any.
            audit_log: the audit log of this process.
            checkpoints: called when an opposite reaches a checkpoint.
            recorded: called after an opposite was recorded, so that it is sent.
        """
        self.wake = asyncio.Event()
        self._store = store
        self._vendors = vendors
        self._open_commands = open_commands
        self._audit_log = audit_log
        self._checkpoints = checkpoints
        self._recorded = recorded

    async def run(self) -> None:
        """Compensates commands until it is cancelled; waits while MongoDB is unavailable."""
        while True:
            self.wake.clear()
            with suppress(StoreUnavailable):
                if await self._open_commands.may_exist():
                    await self._look()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOKED_EVERY_SECONDS):
                    await self.wake.wait()

    async def _look(self) -> None:
        await disarm_unsent(self._store)
        for opener in await overdue(self._store, self._vendors, reading=_READING, arriving=_ARRIVING):
            await self._guarded(self._undo(opener), opener)
        for opposite in await untold(self._store):
            await self._guarded(self._tell(opposite), opposite)

    async def _guarded(self, work: Any, record: CommandRecord) -> None:
        try:
            await work
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001 - an error must not affect the other commands
            _log.exception("A fault in undoing the command %s.", record.id)

    async def _undo(self, opener: CommandRecord) -> None:
        await self._checkpoints.reached(Checkpoint.BEFORE_COMPENSATING)
        assert opener.compensation is not None
        match newer(await _after(self._store, opener, opener.compensation)):
            case Newer.WAITS:
                return  # Its outcome is known after it was sent or has ended.
            case Newer.STANDS:
                await self._remark(opener, CompensationState.SUPERSEDED, STANDS)
            case Newer.NONE:
                now = await server_clock.now(self._store, CommandRecord)
                opposite = self._opposite(opener, now)
                recording = CompensationTransaction(
                    opener=opener,
                    opposite=opposite,
                    audit=entry_of(opposite, 1),
                    allowed=lambda found: newer(found) is Newer.NONE,
                )
                if await recording.store(self._store):
                    audit_outbox.link_soon(self._store, self._audit_log, [recording.audit])
                    await self._checkpoints.reached(Checkpoint.AFTER_COMPENSATING)
                    self._recorded()

    def _opposite(self, opener: CommandRecord, now: datetime) -> CommandRecord:
        assert opener.compensation is not None
        accepted = Transition(state=CommandState.ACCEPTED, at=now, source=CommandSource.GATEWAY, reason=GIVEN)
        expires_at = now + state_machine.COMPENSATED_WITHIN
        return CommandRecord(
            id=acceptance.new_id(),
            account=opener.account,
            meeting=opener.meeting,
            device=opener.device,
            sequence=0,
            type=opener.compensation.type,
            value=opener.compensation.value,
            delivery=self._vendors[opener.account].delivery(opener.compensation.type),
            stage=Stage.ACCEPTED,
            history=(accepted,),
            created_at=now,
            expires_at=expires_at,
            follow_until=expires_at + state_machine.FOLLOWED,
            due_at=now,
            caller=opener.caller,
            request_id=opener.request_id,
            compensates=Compensates(id=opener.id, type=opener.type),
            # It is written into the audit log in the same transaction.
            audited=True,
        )

    async def _tell(self, opposite: CommandRecord) -> None:
        assert opposite.compensates is not None
        opener = await command_queries.by_id(self._store, opposite.account, opposite.compensates.id)
        mark = None if opener is None else opener.compensation
        # Otherwise the step was added before it could be marked as added.
        if opener and mark and mark.id == opposite.id and mark.state is CompensationState.PENDING:
            told = outcome(opposite)
            if told is None:
                # The outcome of the newer command is not known yet.
                written = await changed(
                    self._store, opener, compensation__state=CompensationState.ARMED, compensation__id=None
                )
            else:
                written = await self._remark(opener, *told)
            if written is None:
                return  # It was changed concurrently; it is checked again.
        await changed(self._store, opposite, compensates__told=True)

    async def _remark(
        self, opener: CommandRecord, state: CompensationState, words: str
    ) -> CommandRecord | None:
        """Adds a step to the history without a change of the command's stage."""
        step = Step(opener.history[-1].state, CommandSource.GATEWAY, words)
        return await changed(self._store, opener, step, compensation__state=state)
