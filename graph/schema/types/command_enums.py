"""Descriptions of the enums for commands; imported before the types, as `enums` is."""

from graph.schema.enum_types import described_enum
from models.command import CommandSource, CommandState, CommandType, CompensationState, DeliveryGuarantee
from models.device import PresenceSource, PresenceState

described_enum(
    CommandType,
    description="The kinds of commands that a tablet can receive.",
    values={
        "START_MEETING": "Join the meeting.",
        "CAMERA_ON": "Camera on, or off where `value` is false.",
        "MICROPHONE_ON": "Microphone on, or off where `value` is false.",
        "SET_QUALITY": "Picture quality of the video.",
        "SET_VOLUME": "Volume.",
        "HANGUP": "Leave the meeting.",
        "UNKNOWN": "The vendor returned a value that this API does not know; see `vendorType`.",
    },
)

described_enum(
    CommandState,
    description="The state of a command.",
    values={
        "ACCEPTED": "Accepted and stored, not sent yet.",
        "SENT": "The vendor has received it; the tablet has not picked it up yet.",
        "FETCHED": "The tablet has picked it up.",
        "EXECUTED": "The tablet has carried it out.",
        "FAILED": "It could not be carried out.",
        "REJECTED": "The vendor refused it.",
        "EXPIRED": "Its deadline has passed, and it is not known to be carried out. If it was sent before, a device "
        "that wakes later may still carry it out; the state then becomes EXECUTED, with `late`. A command that opens "
        "something is followed by the opposite command.",
        "CANCELLED": "It was cancelled before it was sent.",
        "UNKNOWN": "The outcome is not known, or the vendor does not report it.",
    },
)

described_enum(
    CommandSource,
    description="Who reported a state change of a command.",
    values={
        "GATEWAY": "This API: it accepted, cancelled or expired the command.",
        "VENDOR": "The vendor, in its response to the send request.",
        "DEVICE": "The device, as reported by its vendor.",
        "RECONCILER": "This API, after it checked a command whose send request had no response.",
    },
)

described_enum(
    DeliveryGuarantee,
    description="What this API does if it is not known whether the vendor has received a command.",
    values={
        "QUERYABLE": "The vendor's list of commands shows it. It is sent again only if the list proves that it is "
        "absent.",
        "SETS_STATE": "The command is idempotent. It is sent at most three times, before its deadline.",
        "NOT_REPEATABLE": "It is never sent again.",
    },
)

described_enum(
    CompensationState,
    description="The state of the compensation of a command that opens something.",
    values={
        "ARMED": "It is not known yet whether the opposite command is needed.",
        "PENDING": "The opposite command is recorded and will be sent. If the vendor cannot be reached, this API "
        "retries for 30 minutes.",
        "QUEUED": "The vendor has the opposite command in its queue behind the command. A device that wakes later "
        "opens and closes at once.",
        "NOT_NEEDED": "The command was never sent, or it was picked up by its deadline.",
        "SUPERSEDED": "No opposite command was sent, because a newer command of the same kind is in force for the "
        "device in this meeting.",
        "NOT_QUEUED": "The vendor does not have the opposite command, and there are no more retries. A device that "
        "wakes later may stay open.",
        "UNKNOWN": "It is not known whether the vendor has the opposite command, and there are no more retries. The "
        "device may stay open.",
    },
)

described_enum(
    PresenceState,
    description="Whether a device would carry out a command now.",
    values={
        "AWAKE": "The vendor receives heartbeats of the device, or the device has picked up a command within the "
        "last 60 seconds.",
        "ASLEEP": "The vendor receives no heartbeat of the device.",
        "UNKNOWN": "Not known.",
    },
)

described_enum(
    PresenceSource,
    description="The source of the information whether a device is awake.",
    values={
        "VENDOR": "The vendor, from the heartbeats that it receives.",
        "COMMANDS": "The commands of this API, because the device was seen to pick them up. Used if the vendor does "
        "not report presence.",
    },
)
