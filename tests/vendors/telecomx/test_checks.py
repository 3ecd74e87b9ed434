"""What is refused before Telecomx is asked."""

import pytest

from models.command import CommandParameters, CommandType
from models.ids import Key, Kind
from models.problem import ProblemCode
from models.settings import Quality
from models.vendor import Vendor
from vendors.telecomx import checks

MEETING = Key(Kind.MEETING, Vendor.TELECOMX, ("m1",))
DEVICE = Key(Kind.DEVICE, Vendor.TELECOMX, ("d1",))


def problems(found):
    return [(problem.path, problem.code) for problem in found if problem is not None]


def of_command(type, meeting=MEETING, device=DEVICE, **parameters):
    return problems(checks.command(meeting, device, type, CommandParameters(**parameters)))


GOOD = [
    (CommandType.START_MEETING, {}),
    (CommandType.HANGUP, {}),
    (CommandType.CAMERA_ON, {"value": True}),
    (CommandType.CAMERA_ON, {"value": False}),
    (CommandType.MICROPHONE_ON, {"value": False}),
    (CommandType.SET_VOLUME, {"volume": 0}),
    (CommandType.SET_VOLUME, {"volume": 100}),
    (CommandType.SET_QUALITY, {"quality": Quality.VERY_HIGH}),
]
NEEDED = {
    CommandType.CAMERA_ON: "value",
    CommandType.MICROPHONE_ON: "value",
    CommandType.SET_VOLUME: "volume",
    CommandType.SET_QUALITY: "quality",
}
VALUES = {"value": True, "volume": 50, "quality": Quality.LOW}


@pytest.mark.parametrize(("type", "parameters"), GOOD)
def test_a_command_with_its_parameter_has_no_problems(type, parameters):
    assert of_command(type, **parameters) == []


@pytest.mark.parametrize(("type", "name"), NEEDED.items())
def test_the_parameter_of_a_type_is_needed(type, name):
    assert of_command(type) == [(("parameters", name), ProblemCode.REQUIRED)]


@pytest.mark.parametrize("type", [each for each in CommandType if each is not CommandType.UNKNOWN])
@pytest.mark.parametrize("name", VALUES)
def test_the_parameter_of_another_type_is_refused(type, name):
    if NEEDED.get(type) != name:
        own = {NEEDED[type]: VALUES[NEEDED[type]]} if type in NEEDED else {}
        found = of_command(type, **own, **{name: VALUES[name]})
        assert found == [(("parameters", name), ProblemCode.INVALID)]


@pytest.mark.parametrize(("volume", "code"), [(-1, ProblemCode.TOO_SMALL), (101, ProblemCode.TOO_LARGE)])
def test_a_volume_is_a_percentage(volume, code):
    assert of_command(CommandType.SET_VOLUME, volume=volume) == [(("parameters", "volume"), code)]


def test_a_quality_that_is_not_known_is_refused():
    found = of_command(CommandType.SET_QUALITY, quality=Quality.UNKNOWN)
    assert found == [(("parameters", "quality"), ProblemCode.INVALID)]


def test_a_type_that_is_not_known_is_refused():
    assert of_command(CommandType.UNKNOWN, volume=900) == [(("type",), ProblemCode.INVALID)]


@pytest.mark.parametrize(
    "other",
    [
        Key(Kind.ROOM, Vendor.TELECOMX, ("x",)),
        Key(Kind.MEETING, Vendor.VSEE, ("x",)),
        Key(Kind.MEETING, Vendor.TELECOMX, ("x", "y")),
    ],
)
def test_keys_of_other_things_are_refused_both_at_once(other):
    assert of_command(CommandType.HANGUP, meeting=other, device=other) == [
        (("meeting",), ProblemCode.INVALID),
        (("device",), ProblemCode.INVALID),
    ]
