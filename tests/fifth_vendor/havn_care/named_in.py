"""Where the schema's descriptions name Havn: what it returns or takes, and not every vendor does."""

NAMED_IN = frozenset(
    {
        "Command",
        "Device",
        "Meeting.commands",
        "Meeting.devices",
        "MeetingDevice",
        "MeetingFilter.location",
        "Mutation.sendDeviceCommand",
    }
)
