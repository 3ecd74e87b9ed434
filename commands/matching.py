"""Which of the commands that a vendor lists is which of ours. Pure.

The vendor gives an id to what it takes, and tells it in its answer. Where that answer was lost, a command in its list
may be ours: one of the same type and parameters for the same device that was not there before and is not known as
another of ours.
"""

from collections.abc import Collection

from commands.state_machine import ListLookup
from models.documents.command import CommandRecord
from models.meeting import MeetingCommands


def unanswered(record: CommandRecord) -> int:
    """How many of its attempts the vendor may have taken without our knowing its id."""
    return record.attempts - len(record.vendor_ids)


def matched_ids(record: CommandRecord, reading: MeetingCommands, linked: Collection[str]) -> tuple[str, ...]:
    """The vendor's ids of what the unanswered attempts made, as far as its list shows them.

    Args:
        record: a command of ours.
        reading: what the vendor shows of the meeting.
        linked: the vendor's ids that are known as ours already, whichever command of ours it is.
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
    """What the vendor's list says of the unanswered attempts; args as `matched_ids`."""
    if record.seen is None or record.device_key not in reading.commands:
        return ListLookup.UNTOLD
    if matched_ids(record, reading, linked):
        return ListLookup.PRESENT
    # A list that has lost what it held before proves nothing.
    there = {command.key.parts[-1] for command in reading.commands[record.device_key]}
    return ListLookup.ABSENT if there >= set(record.seen) else ListLookup.UNTOLD
