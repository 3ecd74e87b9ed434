"""Where the schema's descriptions name Telecomx: what it returns or takes, and not every vendor does."""

NAMED_IN = frozenset(
    {
        "Command",
        "Device",
        "DeviceSettings",
        "JoinByLink",
        "Meeting.commands",
        "Meeting.createdAt",
        "Meeting.devices",
        "Meeting.externalId",
        "Meeting.joinLinks",
        "Meeting.participants",
        "Meeting.uri",
        "Meeting.uuid",
        "MeetingDevice",
        "MeetingFilter.location",
        "MeetingParticipant",
        "MeetingSettings.template",
        "Mutation.sendDeviceCommand",
        "Query.settingsTemplates(vendor:)",
        "Room.createdAt",
        "Room.joinLinks",
        "Room.settings",
        "Room.uri",
        "RoomKind.MEETING",
        "SettingsTemplate",
    }
)
