"""Applies state changes of a command: writes those that the state machine allows, and audits final ones."""

import logging
from typing import Any

from commands import state_machine
from commands.orders import MUTATION
from models.command import CommandSource, CommandState
from models.documents.audit import Act, Audit
from models.documents.command import CommandRecord
from models.documents.command_parts import Transition
from models.errors import StoreUnavailable
from models.ids import Key, Kind
from models.stage import GIVEN_UP, RESULTS, Stage
from store.audit_log import AuditLog
from store.command_changes import Step, changed, mark_audited
from store.store import Store

_log = logging.getLogger(__name__)

# The stages in the audit log; the steps between are in the command's history.
_SHOWN_RESULTS = frozenset(stage.shown for stage in RESULTS)
# The action of a compensation in the audit log.
COMPENSATION = "compensateCommand"


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
            _audited(record, number, step)
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


def _audited(record: CommandRecord, number: int, step: Transition) -> Audit:
    action = MUTATION if record.compensates is None else COMPENSATION
    own = Act(caller=record.caller, action=action, request_id=record.request_id)
    act = record.cancelled_by if step.state is CommandState.CANCELLED and record.cancelled_by else own
    return Audit(
        id=f"{record.id}:{number}",
        at=step.at,
        caller=act.caller,
        action=act.action,
        tenant=record.account.tenant,
        account=record.account,
        subject=record.id,
        things=things(record),
        meeting=record.meeting,
        device=record.device,
        details=details(record),
        result=step.state.value,
        reason=step.reason,
        request_id=act.request_id,
    )


def things(record: CommandRecord) -> tuple[str, ...]:
    """The global ids of what a command is about, for the audit log."""
    meeting = Key(Kind.MEETING, record.account, (record.meeting,))
    return tuple(key.encoded() for key in (record.key, record.device_key, meeting))


def details(record: CommandRecord) -> dict[str, Any]:
    """The parameters of a command, for the audit log."""
    quality = None if record.quality is None else record.quality.value
    asked = {"type": record.type.value, "value": record.value, "volume": record.volume, "quality": quality}
    return {name: value for name, value in asked.items() if value is not None}
