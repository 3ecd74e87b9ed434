"""The words about commands, described; imported before any type, as those of `enums`."""

from graph.fields import described_enum
from models.command import CommandSource, CommandState, CommandType, DeliveryGuarantee

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
        "EXPIRED": "Its deadline has passed.",
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
