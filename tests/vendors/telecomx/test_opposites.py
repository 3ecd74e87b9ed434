"""Every command that can be sent has a deadline, and an opposite or the word that it opens nothing."""

from commands import state_machine
from models.command import PARAMETERS, CommandParameters, CommandType
from vendors.telecomx.opposites import OPENS_NOTHING, OPPOSITES

SENDABLE = {
    (type_, value)
    for type_, parameters in PARAMETERS.items()
    if type_ is not CommandType.UNKNOWN
    for value in ((True, False) if "value" in parameters else (None,))
}


def test_every_command_has_an_opposite_or_opens_nothing() -> None:
    assert OPPOSITES.keys() | OPENS_NOTHING == SENDABLE
    assert OPPOSITES.keys() & OPENS_NOTHING == set()


def test_an_opposite_opens_nothing() -> None:
    assert {(opposite.type, opposite.parameters.value) for opposite in OPPOSITES.values()} <= OPENS_NOTHING


def test_every_command_has_a_deadline_and_what_opens_a_camera_or_a_microphone_the_shortest() -> None:
    found = {
        (type_, value): state_machine.deadline(type_, CommandParameters(value=value)).total_seconds()
        for type_, value in SENDABLE
    }
    assert {command for command, seconds in found.items() if seconds <= 30} == {
        (CommandType.CAMERA_ON, True),
        (CommandType.MICROPHONE_ON, True),
    }
