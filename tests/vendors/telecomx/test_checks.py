"""What is refused before Telecomx is asked."""

from datetime import UTC, datetime

import pytest

from models.access import Capacity
from models.command import CommandParameters, CommandType
from models.drafts import MeetingDraft
from models.ids import Kind
from models.meeting import Invitees
from models.problem import ProblemCode
from models.settings import MeetingSettings, Quality
from models.vendor import Vendor
from tests.support.accounts import TELECOMX, a_key
from vendors.telecomx import checks

MEETING = a_key(Kind.MEETING, Vendor.TELECOMX, ("m1",))
DEVICE = a_key(Kind.DEVICE, Vendor.TELECOMX, ("d1",))


def problems(found):
    return [(problem.path, problem.code) for problem in found if problem is not None]


def of_command(type, meeting=MEETING, device=DEVICE, **parameters):
    return problems(checks.command(TELECOMX, meeting, device, type, CommandParameters(**parameters)))


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
        a_key(Kind.ROOM, Vendor.TELECOMX, ("x",)),
        a_key(Kind.MEETING, Vendor.VSEE, ("x",)),
        a_key(Kind.MEETING, Vendor.TELECOMX, ("x", "y")),
    ],
)
def test_keys_of_other_things_are_refused_both_at_once(other):
    assert of_command(CommandType.HANGUP, meeting=other, device=other) == [
        (("meeting",), ProblemCode.INVALID),
        (("device",), ProblemCode.INVALID),
    ]


def of_conference(has_employee=True, **draft):
    draft = {"host_id": "e1", "devices": (DEVICE,)} | draft
    return problems(
        checks.conference(TELECOMX, MeetingDraft(vendor=Vendor.TELECOMX, **draft), has_employee=has_employee)
    )


def test_a_conference_with_tablets_and_an_employee_has_no_problems():
    assert of_conference() == []


def test_the_employee_may_be_left_to_the_account():
    assert of_conference(host_id=None) == []


@pytest.mark.parametrize("host_id", [None, "", "  "])
def test_somebody_must_hold_it(host_id):
    found = of_conference(host_id=host_id, has_employee=False)
    assert found == [(("host_id",), ProblemCode.REQUIRED)]


def test_an_employee_that_cannot_be_sent_is_refused():
    assert of_conference(host_id="a\udc00") == [(("host_id",), ProblemCode.INVALID)]


@pytest.mark.parametrize("devices", [None, ()])
def test_a_conference_needs_tablets(devices):
    assert of_conference(devices=devices) == [(("devices",), ProblemCode.REQUIRED)]


def test_each_key_that_is_no_tablet_of_telecomx_is_named():
    other = a_key(Kind.DEVICE, Vendor.VSEE, ("d1",))
    assert of_conference(devices=(DEVICE, other, MEETING)) == [
        (("devices", "1"), ProblemCode.INVALID),
        (("devices", "2"), ProblemCode.INVALID),
    ]


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("title", "A talk", ("title",)),
        ("description", "", ("description",)),
        ("welcome_text", "Hello", ("welcome_text",)),
        ("starts_at", datetime(2030, 1, 1, tzinfo=UTC), ("starts_at",)),
        ("duration_minutes", 30, ("duration_minutes",)),
        ("time_zone", "UTC", ("time_zone",)),
        ("capacity", Capacity(moderators=1), ("capacity", "moderators")),
        ("settings", MeetingSettings(auto_start_recording=True), ("settings", "auto_start_recording")),
        ("invitees", Invitees(emails=("x@patients.example",)), ("invitees", "emails")),
        ("sends_mail", False, ("sends_mail",)),
        ("moderator_password", "s3cret", ("moderator_password",)),
    ],
)
def test_what_a_conference_has_no_place_for_is_refused(field, value, path):
    assert of_conference(**{field: value}) == [(path, ProblemCode.NOT_SUPPORTED)]


def test_all_problems_come_together():
    found = of_conference(has_employee=False, host_id=None, devices=None, title="x", time_zone="UTC")
    assert [path for path, _ in found] == [("host_id",), ("devices",), ("title",), ("time_zone",)]
