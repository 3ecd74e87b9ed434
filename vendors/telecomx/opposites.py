"""The compensation of each Telecomx command that opens something: its opposite. A table."""

from collections.abc import Mapping

from models.command import CommandParameters, CommandType, Opposite

# The vendor's queue has no expiry and no cancellation: a command in it can only be followed by its opposite.
OPPOSITES: Mapping[tuple[CommandType, bool | None], Opposite] = {
    (CommandType.CAMERA_ON, True): Opposite(
        type=CommandType.CAMERA_ON, parameters=CommandParameters(value=False)
    ),
    (CommandType.MICROPHONE_ON, True): Opposite(
        type=CommandType.MICROPHONE_ON, parameters=CommandParameters(value=False)
    ),
    (CommandType.START_MEETING, None): Opposite(type=CommandType.HANGUP, parameters=CommandParameters()),
}
# The commands that open nothing, and so need no opposite.
OPENS_NOTHING = frozenset(
    {
        (CommandType.CAMERA_ON, False),
        (CommandType.MICROPHONE_ON, False),
        (CommandType.HANGUP, None),
        (CommandType.SET_QUALITY, None),
        (CommandType.SET_VOLUME, None),
    }
)
