"""Commands as they are stored, with the least that makes them valid."""

from datetime import timedelta
from typing import Any

from models.account import DEFAULT_TENANT, first_account
from models.command import CommandSource, CommandState, CommandType, DeliveryGuarantee
from models.documents.command import CommandRecord
from models.documents.command_parts import Transition
from models.stage import Stage
from models.vendor import Vendor
from tests.support.builders import NOON


def a_record(
    *states: CommandState, id: str = "cmd_1", device: str = "d1", stage: Stage | None = None, **fields: Any
) -> CommandRecord:
    """A command that went through these states, a second each; it expires half a minute after noon."""
    steps = (CommandState.ACCEPTED, *states)
    history = tuple(
        Transition(state=state, at=NOON + timedelta(seconds=index), source=CommandSource.GATEWAY)
        for index, state in enumerate(steps)
    )
    return CommandRecord.model_construct(
        **{
            "id": id,
            "account": first_account(DEFAULT_TENANT, Vendor.TELECOMX),
            "meeting": "m1",
            "device": device,
            "sequence": 1,
            "type": CommandType.CAMERA_ON,
            "value": True,
            "delivery": DeliveryGuarantee.SETS_STATE,
            "stage": stage or Stage(steps[-1].value),
            "version": len(steps),
            "history": history,
            "created_at": NOON,
            "expires_at": NOON + timedelta(seconds=30),
            "follow_until": NOON + timedelta(minutes=10),
            "due_at": NOON,
            "caller": "anonymous",
            "request_id": "request-1",
            **fields,
        }
    )
