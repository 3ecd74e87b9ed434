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
    """What the commands of the same kind that came later mean for an older one's opposite."""

    NONE = "NONE"
    WAITS = "WAITS"
    STANDS = "STANDS"


def newer(records: Sequence[CommandRecord]) -> Newer:
    """Whether one of them stands in the older one's place, or may come to. Pure.

    Args:
        records: of the same kind, device and meeting, each given after the older one.
    """
    if any(map(_stands, records)):
        return Newer.STANDS
    waiting = (Stage.ACCEPTED, Stage.SENDING)
    return Newer.WAITS if any(record.stage in waiting for record in records) else Newer.NONE


def _stands(record: CommandRecord) -> bool:
    """Whether it has left for sure, or opens something that has an opposite of its own."""
    match record.stage:
        case Stage.SENT | Stage.FETCHED | Stage.EXECUTED:
            return True
        case Stage.EXPIRED:
            return record.has_left
        case Stage.UNKNOWN:
            # What closes and may not have arrived closes nothing for sure; what opens is undone for itself.
            return record.has_left and (bool(record.vendor_ids) or record.compensation is not None)
        case _:
            return False


# How the opposite's stage is told in the history of what it undoes.
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
    """What an opposite's stage means for the command that it undoes; None where a newer one took its place. Pure."""
    if opposite.stage is Stage.CANCELLED:
        return None
    # Once the vendor had it, whatever followed is the device's part.
    stage = Stage.SENT if opposite.vendor_ids else opposite.stage
    state, words = _OUTCOMES[stage]
    reason = opposite.history[-1].reason if state is CompensationState.NOT_QUEUED else None
    return state, f"{words}{reason or ''}".strip()
