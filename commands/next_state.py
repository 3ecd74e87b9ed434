"""Derives the next state of a command from what its vendor returned. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from commands import matching, state_machine
from models.command import CommandSource
from models.documents.command import CommandRecord
from models.meeting import MeetingCommands, MeetingState
from models.stage import UNDER_WAY, Stage

ENDED = frozenset({MeetingState.ENDED, MeetingState.CANCELLED})

OVERDUE = "It was not carried out by its deadline."
MEETING_OVER = "The meeting ended before it was carried out."
UNTOLD = "The vendor does not report its state."
UNREACHED = "The vendor could not be asked by its deadline."


@dataclass(frozen=True, slots=True, kw_only=True)
class NextState:
    """The next state of a command, and what the vendor showed of it.

    Attributes:
        to: the new stage; None for no change.
        ids: the vendor's ids of the command, including newly found ones.
        told: whether the vendor shows the command's state.
        picked_up: whether the vendor shows that the device has picked it up.
    """

    to: Stage | None = None
    source: CommandSource = CommandSource.DEVICE
    reason: str | None = None
    ids: tuple[str, ...] = ()
    told: bool = False
    picked_up: bool = False


def next_state(
    record: CommandRecord, reading: MeetingCommands | None, linked: Collection[str], *, now: datetime
) -> NextState:
    """The next state of a command that was sent, or may have been sent.

    Args:
        record: the command.
        reading: the vendor's list; None if it could not be read. A device that the list lacks is handled the same way.
        linked: the vendor's ids that belong to our commands.
        now: by the database's clock, when the reading began.
    """
    if reading is None or record.device_key in reading.unasked:
        hopeless = now >= record.expires_at + state_machine.GRACE and record.stage in UNDER_WAY
        return NextState(
            to=Stage.UNKNOWN if hopeless else None,
            source=CommandSource.RECONCILER,
            reason=UNREACHED if hopeless else None,
            ids=record.vendor_ids,
            told=record.told,
        )
    ids = (*record.vendor_ids, *matching.matched_ids(record, reading, linked))
    listed = reading.commands.get(record.device_key, ())
    shown = [command for command in listed if command.key.parts[-1] in ids]
    told = any(command.fetched is not None or command.executed is not None for command in shown)
    picked_up = any(command.fetched or command.executed for command in shown)

    def outcome(
        to: Stage | None, source: CommandSource = CommandSource.DEVICE, reason: str | None = None
    ) -> NextState:
        return NextState(to=to, source=source, reason=reason, ids=ids, told=told, picked_up=picked_up)

    if any(command.executed for command in shown):
        return outcome(Stage.EXECUTED)
    if record.stage not in UNDER_WAY:
        return outcome(None)
    if record.stage is Stage.SENT and any(command.fetched for command in shown):
        return outcome(Stage.FETCHED)
    over, overdue = reading.state in ENDED, now >= record.expires_at
    if not over and not overdue:
        return outcome(None)
    if not told:
        # A command that is no longer listed proves nothing.
        return outcome(Stage.UNKNOWN, CommandSource.RECONCILER, UNTOLD)
    return outcome(Stage.EXPIRED, CommandSource.GATEWAY, OVERDUE if overdue else MEETING_OVER)
