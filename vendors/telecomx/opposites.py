"""The compensation of each Telecomx command that opens something: its opposite. A table."""

from collections.abc import Mapping

from models.command import CommandParameters, CommandType, Opposite

# The vendor's queue knows no expiry and no cancelling: what lies in it unfetched can only be followed by its opposite.
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
