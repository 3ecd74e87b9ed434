"""Makes one attempt to send a command to its vendor, and classifies the outcome in one of four ways."""

import asyncio
import logging
from dataclasses import dataclass
from typing import TypeAlias

from models.command import CommandSource
from models.documents.command import CommandRecord
from models.errors import (
    Unsendable,
    Unsupported,
    VendorError,
    VendorRateLimited,
    VendorRejected,
    WriteRefused,
)
from vendors.adapters import Adapters

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """The vendor has it, under an id of its own."""

    vendor_id: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The vendor, or its adapter in its place, refused; asking again would not help."""

    reason: str
    source: CommandSource


@dataclass(frozen=True, slots=True)
class NotLeft:
    """It certainly did not reach the vendor, and may be tried again.

    Attributes:
        seconds: how long to wait before, where the vendor says so.
    """

    reason: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nobody knows whether it arrived.

    Attributes:
        answered: whether there was an answer, of which nobody knows what it means; else it may still be on its way.
    """

    answered: bool = False


AttemptOutcome: TypeAlias = Taken | Declined | NotLeft | Unanswered


class Attempts:
    """Sends through the vendors' adapters."""

    def __init__(self, vendors: Adapters) -> None:
        self._vendors = vendors

    async def make(self, record: CommandRecord, *, seconds: float) -> AttemptOutcome:
        """Sends a command once.

        Args:
            record: the command.
            seconds: how long it may take; nothing leaves afterwards.
        """
        adapter = self._vendors[record.account]
        try:
            async with asyncio.timeout(seconds):
                made = await adapter.send_command(
                    record.meeting_key, record.device_key, record.type, record.parameters
                )
        except WriteRefused as refusal:
            source = CommandSource.VENDOR if refusal.by_vendor else CommandSource.GATEWAY
            return Declined(refusal.message, source)
        except (VendorRejected, Unsupported) as refusal:
            return Declined(refusal.message, CommandSource.VENDOR)
        except Unsendable as refusal:
            return Declined(refusal.message, CommandSource.GATEWAY)
        except VendorError as error:
            return _of(error)
        except TimeoutError:
            return Unanswered()
        except Exception:  # noqa: BLE001 - whatever it is, the command's class decides what follows
            # A fault of ours, at a place of which nobody knows whether it lies before the sending or after it.
            _log.exception("A fault in an adapter that was to send a command.")
            return Unanswered()
        return Taken(made.key.parts[-1])


def _of(error: VendorError) -> AttemptOutcome:
    # A vendor that asks to slow down has not taken what it answers so.
    if error.may_have_arrived and not isinstance(error, VendorRateLimited):
        return Unanswered(answered=error.status is not None)
    wait = None if error.retry_after_ms is None else error.retry_after_ms / 1000
    return NotLeft(error.message, wait)
