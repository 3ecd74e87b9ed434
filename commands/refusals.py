"""The problems for which a command is not accepted or not cancelled, whatever its input. Pure."""

from commands import state_machine
from models.documents.command import CommandRecord
from models.problem import Conflict, ProblemCode


def no_longer(record: CommandRecord) -> Conflict:
    ended = state_machine.is_final(record.stage, left=record.has_left)
    message = (
        "The command has ended already."
        if ended
        else "The command was sent already and cannot be cancelled; only a newer command undoes what it does."
    )
    return Conflict(message=message, code=ProblemCode.WRONG_STATE, path=("id",))


def is_needed() -> Conflict:
    return Conflict(
        message="This command undoes another one, which a device may still carry out; give a newer one instead.",
        code=ProblemCode.WRONG_STATE,
        path=("id",),
    )


def overrun() -> Conflict:
    return Conflict(
        message="Too many calls send commands to these devices at the same time; this command was not accepted.",
        code=ProblemCode.IN_PROGRESS,
        path=("devices",),
    )
