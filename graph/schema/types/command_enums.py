"""The words about commands, described; imported before any type, as those of `enums`."""

from graph.schema.fields import described_enum
from models.command import CommandSource, CommandState, CommandType, CompensationState, DeliveryGuarantee
from models.device import PresenceSource, PresenceState

described_enum(
    CommandType,
    description="What a tablet can be told.",
    values={
        "START_MEETING": "Join the meeting.",
        "CAMERA_ON": "Camera on, or off where `value` is false.",
        "MICROPHONE_ON": "Microphone on, or off where `value` is false.",
        "SET_QUALITY": "Picture quality.",
        "SET_VOLUME": "Loudness.",
        "HANGUP": "Leave the meeting.",
        "UNKNOWN": "The vendor used a word that we do not know; see `vendorType`.",
    },
)

described_enum(
    CommandState,
    description="How far a command has come.",
    values={
        "ACCEPTED": "Taken on, not yet sent.",
        "SENT": "The vendor has it, the tablet does not.",
        "FETCHED": "The tablet has picked it up.",
        "EXECUTED": "The tablet has carried it out.",
        "FAILED": "It could not be carried out.",
        "REJECTED": "The vendor refused it.",
        "EXPIRED": "Its deadline has passed, and it is not known to be carried out. Where it was sent before, a device "
        "that wakes may carry it out all the same, and is then told as EXECUTED and `late`; what opens something is "
        "followed by its opposite.",
        "CANCELLED": "It was taken back before it was sent.",
        "UNKNOWN": "Nobody knows what became of it, or the vendor does not tell.",
    },
)

described_enum(
    CommandSource,
    description="Who told of a step in a command's life.",
    values={
        "GATEWAY": "This API: it accepted it, took it back, or gave it up.",
        "VENDOR": "The vendor, in its answer to the sending.",
        "DEVICE": "The device, as its vendor shows it.",
        "RECONCILER": "This API, once it looked into what had no answer.",
    },
)

described_enum(
    DeliveryGuarantee,
    description="What is done about a command of which nobody knows whether its vendor has got it.",
    values={
        "QUERYABLE": "The vendor's list tells; it is sent again only where it is proved absent.",
        "SETS_STATE": "Twice comes to the same as once; it is sent at most three times, before its deadline.",
        "NOT_REPEATABLE": "It is never sent again.",
    },
)

described_enum(
    CompensationState,
    description="What has become of the opposite of a command that opens something.",
    values={
        "ARMED": "It is not known yet whether it is needed.",
        "PENDING": "It is recorded, and about to be sent; a vendor that cannot be reached is tried for 30 minutes.",
        "QUEUED": "The vendor has it behind the command: a device that wakes later opens and closes at once.",
        "NOT_NEEDED": "The command never left, or was picked up by its deadline.",
        "SUPERSEDED": "None was sent, since a newer command of the kind stands for the device in this meeting.",
        "NOT_QUEUED": "The vendor does not have it, and it is tried no more: a device that wakes later may stay open.",
        "UNKNOWN": "Nobody knows whether the vendor has it, and it is tried no more: the device may stay open.",
    },
)

described_enum(
    PresenceState,
    description="Whether a device would carry out now what it is told.",
    values={
        "AWAKE": "It has a heartbeat at its vendor, or has picked up a command within the last 60 seconds.",
        "ASLEEP": "Its vendor hears no heartbeat of it.",
        "UNKNOWN": "Nobody tells.",
    },
)

described_enum(
    PresenceSource,
    description="Who tells whether a device is awake.",
    values={
        "VENDOR": "The vendor, by the heartbeats it hears.",
        "COMMANDS": "This API's own commands, which the device was seen to pick up; where the vendor does not tell.",
    },
)
