"""Decides about compensation: what newer commands and the opposite's outcome mean for a command. Pure."""

from collections.abc import Mapping, Sequence
from enum import Enum

from models.command import CompensationState
from models.documents.command import CommandRecord
from models.stage import Stage

QUEUED = "Its opposite is queued behind it: a device that wakes later opens and closes at once."
NOT_QUEUED = "Its opposite could not be queued behind it: a device that wakes later may open, and stay open. "
UNANSWERED = "Nobody knows whether its opposite is queued behind it: a device that wakes later may stay open."


class Newer(Enum):
    """What later commands of the same kind mean for an older one's opposite."""

    NONE = "NONE"
    WAITS = "WAITS"
    STANDS = "STANDS"


def newer(records: Sequence[CommandRecord]) -> Newer:
    """Whether one of them supersedes the older command, or may do so. Pure.

    Args:
        records: later commands of the same kind, device and meeting.
    """
    if any(map(_stands, records)):
        return Newer.STANDS
    waiting = (Stage.ACCEPTED, Stage.SENDING)
    return Newer.WAITS if any(record.stage in waiting for record in records) else Newer.NONE


def _stands(record: CommandRecord) -> bool:
    """Whether it was certainly sent, or opens something and has an opposite of its own."""
    match record.stage:
        case Stage.SENT | Stage.FETCHED | Stage.EXECUTED:
            return True
        case Stage.EXPIRED:
            return record.has_left
        case Stage.UNKNOWN:
            # A closing command that may not have arrived is no guarantee; an opening one has its own compensation.
            return record.has_left and (bool(record.vendor_ids) or record.compensation is not None)
        case _:
            return False


# The texts about the opposite's stage in the history of the command that it undoes.
_OUTCOMES: Mapping[Stage, tuple[CompensationState, str]] = {
    Stage.SENT: (CompensationState.QUEUED, QUEUED),
    Stage.FETCHED: (CompensationState.QUEUED, QUEUED),
    Stage.EXECUTED: (CompensationState.QUEUED, QUEUED),
    Stage.REJECTED: (CompensationState.NOT_QUEUED, NOT_QUEUED),
    Stage.FAILED: (CompensationState.NOT_QUEUED, NOT_QUEUED),
    Stage.EXPIRED: (CompensationState.NOT_QUEUED, NOT_QUEUED),
    Stage.UNKNOWN: (CompensationState.UNKNOWN, UNANSWERED),
}


def outcome(opposite: CommandRecord) -> tuple[CompensationState, str] | None:
    """What an opposite's stage means for the command that it undoes; None if a newer command supersedes it. Pure."""
    if opposite.stage is Stage.CANCELLED:
        return None
    # After the vendor has accepted it, the rest is up to the device.
    stage = Stage.SENT if opposite.vendor_ids else opposite.stage
    state, words = _OUTCOMES[stage]
    reason = opposite.history[-1].reason if state is CompensationState.NOT_QUEUED else None
    return state, f"{words}{reason or ''}".strip()
