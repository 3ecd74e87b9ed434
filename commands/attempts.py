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
    """The vendor accepted the command and returned its id."""

    vendor_id: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The vendor or its adapter refused the command permanently."""

    reason: str
    source: CommandSource


@dataclass(frozen=True, slots=True)
class NotLeft:
    """The command certainly did not reach the vendor, and may be retried.

    Attributes:
        seconds: how long to wait before the retry, if the vendor says so.
    """

    reason: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """It is not known whether the command arrived.

    Attributes:
        answered: whether there was a response, with an unclear meaning; otherwise the command may still arrive.
    """

    answered: bool = False


AttemptOutcome: TypeAlias = Taken | Declined | NotLeft | Unanswered


class Attempts:
    """Sends commands through the vendors' adapters."""

    def __init__(self, vendors: Adapters) -> None:
        self._vendors = vendors

    async def make(self, record: CommandRecord, *, seconds: float) -> AttemptOutcome:
        """Sends a command once.

        Args:
            record: the command.
            seconds: the time limit, after which nothing is sent.
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
        except Exception:  # noqa: BLE001 - after any error the delivery guarantee decides what follows
            # An internal error, of which it is not known whether it happened before or after the request was sent.
            _log.exception("A fault in an adapter that was to send a command.")
            return Unanswered()
        return Taken(made.key.parts[-1])


def _of(error: VendorError) -> AttemptOutcome:
    # A vendor does not accept a command that it answers with a rate limit.
    if error.may_have_arrived and not isinstance(error, VendorRateLimited):
        return Unanswered(answered=error.status is not None)
    wait = None if error.retry_after_ms is None else error.retry_after_ms / 1000
    return NotLeft(error.message, wait)
