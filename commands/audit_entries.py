"""What the audit log says of a command: of its acceptance, and of each of its ends."""

from typing import Any

from commands.orders import MUTATION
from models.command import CommandState
from models.documents.audit import Act, Audit
from models.documents.command import CommandRecord

# The action of a command that undoes another one.
COMPENSATION = "compensateCommand"


def entry_of(record: CommandRecord, number: int) -> Audit:
    """The entry about one step in a command's history; 1 is its acceptance."""
    step = record.history[number - 1]
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
        things=tuple(key.encoded() for key in (record.key, record.device_key, record.meeting_key)),
        meeting=record.meeting,
        device=record.device,
        details=_details(record),
        result=step.state.value,
        reason=step.reason,
        request_id=act.request_id,
    )


def _details(record: CommandRecord) -> dict[str, Any]:
    """The parameters of a command, and the command that it undoes."""
    asked = {
        "type": record.type.value,
        "value": record.value,
        "volume": record.volume,
        "quality": None if record.quality is None else record.quality.value,
        "compensates": None if record.compensates is None else record.compensates.id,
    }
    return {name: value for name, value in asked.items() if value is not None}
