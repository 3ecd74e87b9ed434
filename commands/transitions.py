"""Applies state changes of a command: writes those that the state machine allows, and audits final ones."""

import logging
from typing import Any

from commands import state_machine
from commands.audit_entries import entry_of
from models.command import CommandSource
from models.documents.command import CommandRecord
from models.errors import StoreUnavailable
from models.stage import GIVEN_UP, RESULTS, Stage
from store.audit_log import AuditLog
from store.command_changes import Step, changed, mark_audited
from store.store import Store

_log = logging.getLogger(__name__)

# The stages in the audit log; the steps between are in the command's history.
_SHOWN_RESULTS = frozenset(stage.shown for stage in RESULTS)


class Transitions:
    """Changes the stages of commands."""

    def __init__(self, store: Store, audit_log: AuditLog) -> None:
        self._store = store
        self._audit_log = audit_log

    async def move(
        self,
        record: CommandRecord,
        to: Stage,
        source: CommandSource,
        reason: str | None = None,
        *,
        fenced: bool = False,
        **fields: Any,
    ) -> CommandRecord | None:
        """The changed record; None if the transition is not allowed, or another replica was quicker.

        Args:
            record: as it was last read.
            to: the new stage.
            source: the source of the information.
            reason: why, if that is not obvious; shown to clients.
            fenced: whether our lease must still be the latest one.
            fields: further fields to set.

        Raises:
            StoreUnavailable: MongoDB is unavailable; the change may have been made.
        """
        left = fields.get("attempts", record.attempts) > 0
        if not state_machine.is_legal(record.stage, to, left=left):
            _log.warning("A command may not go from %s to %s.", record.stage.value, to.value)
            return None
        shown_anew = to.shown is not record.history[-1].state
        if to in RESULTS:
            fields |= {"audited": False}
            if record.stage in GIVEN_UP:
                fields |= {"late": True}
        moved = await changed(
            self._store,
            record,
            Step(to.shown, source, reason) if shown_anew else None,
            stage=to,
            fenced=fenced,
            **fields,
        )
        if moved is not None and to in RESULTS:
            await self.audit(moved)
        return moved

    async def audit(self, record: CommandRecord) -> None:
        """Writes each end of a command into the audit log; one that cannot be written now is marked and found again."""
        entries = [
            entry_of(record, number)
            for number, step in enumerate(record.history, start=1)
            # A step without a change of the stage is about the opposite, which has its own audit entries.
            if step.state in _SHOWN_RESULTS and step.state is not record.history[number - 2].state
        ]

        try:
            for durable in [self._audit_log.record(entry) for entry in entries]:
                await durable
            await mark_audited(self._store, record)
        except StoreUnavailable:
            _log.warning("The audit of a command has to wait for the store.")
