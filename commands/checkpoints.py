"""Checkpoints in the processing of a command at which a crash must do no harm; tests stop the process there."""

from enum import Enum
from typing import Protocol


class Checkpoint(Enum):
    """The checkpoints."""

    BEFORE_INSERT = "BEFORE_INSERT"
    AFTER_INSERT = "AFTER_INSERT"
    BEFORE_SENDING = "BEFORE_SENDING"
    AFTER_SENDING = "AFTER_SENDING"
    AFTER_VENDORS_ANSWER = "AFTER_VENDORS_ANSWER"
    AFTER_SENT = "AFTER_SENT"
    BEFORE_COMPENSATING = "BEFORE_COMPENSATING"
    AFTER_COMPENSATING = "AFTER_COMPENSATING"


class Checkpoints(Protocol):
    """Is called when a checkpoint is reached."""

    async def reached(self, point: Checkpoint) -> None: ...


class NoCheckpoints:
    """Ignores all checkpoints."""

    async def reached(self, point: Checkpoint) -> None:
        """Does nothing."""
