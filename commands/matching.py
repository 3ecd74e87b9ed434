"""Matches the commands in a vendor's list with ours. Pure.

The vendor assigns an id to each accepted command and returns it. If that response was lost, a command in the vendor's
list may be ours: one of the same type and parameters for the same device that was not listed before and does not belong
to another of our commands.
"""

from collections.abc import Collection

from commands.state_machine import ListLookup
from models.documents.command import CommandRecord
from models.meeting import MeetingCommands


def unanswered(record: CommandRecord) -> int:
    """How many attempts the vendor may have accepted without a known id."""
    return record.attempts - len(record.vendor_ids)


def matched_ids(record: CommandRecord, reading: MeetingCommands, linked: Collection[str]) -> tuple[str, ...]:
    """The vendor's ids of the commands that unanswered attempts created, as far as its list shows them.

    Args:
        record: a command of ours.
        reading: the vendor's list for the meeting.
        linked: the vendor's ids that belong to any of our commands already.
    """
    if record.seen is None:
        return ()
    known = {*record.seen, *linked}
    alike = (
        command.key.parts[-1]
        for command in reading.commands.get(record.device_key, ())
        if command.type is record.type and command.parameters == record.parameters
    )
    return tuple(id for id in alike if id not in known)[: max(unanswered(record), 0)]


def list_lookup(record: CommandRecord, reading: MeetingCommands, linked: Collection[str]) -> ListLookup:
    """What the vendor's list shows about the unanswered attempts; args as `matched_ids`."""
    if record.seen is None or record.device_key not in reading.commands:
        return ListLookup.UNTOLD
    if matched_ids(record, reading, linked):
        return ListLookup.PRESENT
    # A list that lacks earlier commands proves nothing.
    there = {command.key.parts[-1] for command in reading.commands[record.device_key]}
    return ListLookup.ABSENT if there >= set(record.seen) else ListLookup.UNTOLD
