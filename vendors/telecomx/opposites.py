"""The compensation of each Telecomx command that opens something: its opposite. A table."""

from collections.abc import Mapping

from models.command import CommandParameters, CommandType, Opposite

# The vendor's queue has no expiry and no cancellation: a command in it can only be followed by its opposite.
# What is not here opens nothing: to switch off, to hang up, loudness and picture quality.
OPPOSITES: Mapping[tuple[CommandType, bool | None], Opposite] = {
    (CommandType.CAMERA_ON, True): Opposite(
        type=CommandType.CAMERA_ON, parameters=CommandParameters(value=False)
    ),
    (CommandType.MICROPHONE_ON, True): Opposite(
        type=CommandType.MICROPHONE_ON, parameters=CommandParameters(value=False)
    ),
    (CommandType.START_MEETING, None): Opposite(type=CommandType.HANGUP, parameters=CommandParameters()),
}
