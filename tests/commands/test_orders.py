"""What is wrong with an order is told all at once, before anything is stored."""

import pytest

from commands.orders import Order, misplaced, problems, seen_before
from models.command import CommandType
from models.ids import Kind
from models.meeting import MeetingState
from models.problem import NotSupported, ProblemCode
from models.settings import Quality
from models.vendor import Capability, Vendor
from tests.support.accounts import a_key
from tests.support.builders import a_command, a_device, a_meeting, a_meeting_device
from tests.support.engine import an_order
from tests.support.tablets import TABLET, TABLETS

CAN = frozenset(Capability)


def told(order: Order) -> list[tuple[tuple[str, ...] | None, ProblemCode]]:
    return [(problem.path, problem.code) for problem in problems(order, CAN)]


@pytest.mark.parametrize(
    ("type", "parameters"),
    [
        (CommandType.START_MEETING, {}),
        (CommandType.HANGUP, {}),
        (CommandType.CAMERA_ON, {"value": False}),
        (CommandType.MICROPHONE_ON, {"value": True}),
        (CommandType.SET_VOLUME, {"volume": 0}),
        (CommandType.SET_VOLUME, {"volume": 100}),
        (CommandType.SET_QUALITY, {"quality": Quality.VERY_HIGH}),
    ],
)
def test_every_type_with_its_own_parameter_is_taken(type: CommandType, parameters: dict[str, object]) -> None:
    assert told(an_order(type=type, **parameters)) == []


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (an_order(type=CommandType.SET_VOLUME), [(("volume",), ProblemCode.REQUIRED)]),
        (
            an_order(type=CommandType.SET_VOLUME, volume=40, value=True),
            [(("value",), ProblemCode.INVALID)],
        ),
        (an_order(type=CommandType.HANGUP, value=True), [(("value",), ProblemCode.INVALID)]),
        (an_order(type=CommandType.SET_VOLUME, volume=-1), [(("volume",), ProblemCode.TOO_SMALL)]),
        (an_order(type=CommandType.SET_VOLUME, volume=101), [(("volume",), ProblemCode.TOO_LARGE)]),
        (
            an_order(type=CommandType.SET_QUALITY, quality=Quality.UNKNOWN),
            [(("quality",), ProblemCode.INVALID)],
        ),
        (an_order(type=CommandType.UNKNOWN), [(("type",), ProblemCode.INVALID)]),
        (an_order(seconds=31), [(("expires_in",), ProblemCode.TOO_LARGE)]),
        (an_order(seconds=0), [(("expires_in",), ProblemCode.TOO_SMALL)]),
        (an_order(seconds=-5), [(("expires_in",), ProblemCode.TOO_SMALL)]),
        (an_order(key="a" * 15), [(("idempotency_key",), ProblemCode.TOO_SHORT)]),
        (an_order(key="a" * 256), [(("idempotency_key",), ProblemCode.TOO_LONG)]),
        (an_order(key="a key with blanks"), [(("idempotency_key",), ProblemCode.INVALID)]),
        (an_order(TABLET, TABLET), [(("devices", "1"), ProblemCode.INVALID)]),
        (
            an_order(a_key(Kind.DEVICE, Vendor.VSEE, ("d1",))),
            [(("devices", "0"), ProblemCode.INVALID)],
        ),
    ],
)
def test_what_cannot_be_taken_is_named(
    order: Order, expected: list[tuple[tuple[str, ...], ProblemCode]]
) -> None:
    assert told(order) == expected


def test_all_problems_are_told_at_once() -> None:
    order = an_order(TABLET, TABLET, type=CommandType.SET_VOLUME, value=True, key="short")
    assert len(told(order)) == 4


def test_a_vendor_without_commands_is_not_asked_for_any() -> None:
    (problem,) = problems(an_order(), frozenset())
    assert isinstance(problem, NotSupported)


def test_a_tablet_outside_of_the_meeting_is_not_found() -> None:
    present = [a_meeting_device("m1", a_device("d1"))]
    found = misplaced(an_order(*TABLETS[:2]), a_meeting(state=MeetingState.RUNNING), present)
    assert [(problem.path, problem.code) for problem in found] == [(("devices", "1"), ProblemCode.NOT_FOUND)]


def test_a_meeting_that_is_not_there_is_not_found() -> None:
    (problem,) = misplaced(an_order(), None, None)
    assert (problem.path, problem.code) == (("meeting",), ProblemCode.NOT_FOUND)


def test_nobody_is_told_anything_in_a_meeting_that_is_over() -> None:
    (problem,) = misplaced(an_order(), a_meeting(state=MeetingState.ENDED), [])
    assert problem.code is ProblemCode.WRONG_STATE


def test_what_a_tablet_was_told_before_is_noted_where_its_vendor_shows_it() -> None:
    shown = a_meeting_device("m1", a_device("d1"), commands=(a_command("c1"), a_command("c2")))
    assert seen_before(an_order(*TABLETS[:2]), [shown]) == {TABLETS[0]: ("c1", "c2"), TABLETS[1]: None}
