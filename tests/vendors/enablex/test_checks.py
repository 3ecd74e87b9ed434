"""What is wrong with drafts of meetings, rooms and PINs: all of it at once, with EnableX' code for the same."""

from datetime import timedelta
from typing import Any

import pytest

from models.access import Capacity
from models.drafts import MeetingChanges, PinReset, RoomChanges
from models.ids import Kind
from models.meeting import InvitedContact, InvitedGroup, Invitees
from models.plan import Plan
from models.problem import InvalidInput, NotSupported, Problem, ProblemCode
from models.settings import MeetingLocks, MeetingSettings
from models.vendor import Capability, Vendor
from tests.support.accounts import a_key
from tests.support.enablex import NOW, a_draft, meeting_key, room_key
from vendors.enablex import checks, requests

M1 = meeting_key("m-1")
ROOM = room_key("permanent", "u-1")
TABLET = a_key(Kind.DEVICE, Vendor.TELECOMX, ("1",))
PLAN = Plan(max_participants=50, max_duration_minutes=120)


def found(problems: Any) -> list[Problem]:
    return [problem for problem in problems if problem is not None]


def of_new(plan: Plan = PLAN, **changes: Any) -> list[Problem]:
    return found(checks.new_meeting(a_draft(**changes), now=NOW, plan=plan))


def of_changed(**changes: Any) -> list[Problem]:
    return found(checks.changed_meeting(MeetingChanges(meeting=M1, **changes), now=NOW, plan=PLAN))


def of_room(**changes: Any) -> list[Problem]:
    return found(checks.changed_room(RoomChanges(room=ROOM, **changes), plan=PLAN))


def told(problems: list[Problem]) -> list[Any]:
    return [(problem.path, problem.code.value, getattr(problem, "vendor_code", None)) for problem in problems]


WRONG: list[tuple[dict[str, Any], tuple[str, ...], str, str]] = [
    ({"title": ""}, ("title",), "REQUIRED", "1611"),
    ({"title": " \n "}, ("title",), "REQUIRED", "1611"),
    ({"title": " ab "}, ("title",), "TOO_SHORT", "1612"),
    ({"title": "x" * 51}, ("title",), "TOO_LONG", "1613"),
    ({"starts_at": NOW}, ("starts_at",), "NOT_IN_FUTURE", "1601"),
    ({"starts_at": NOW + timedelta(hours=3, milliseconds=1)}, ("starts_at",), "INVALID", "1602"),
    ({"duration_minutes": 9}, ("duration_minutes",), "TOO_SMALL", "1632"),
    ({"duration_minutes": -5}, ("duration_minutes",), "TOO_SMALL", "1632"),
    ({"duration_minutes": 121}, ("duration_minutes",), "TOO_LARGE", "1633"),
]
COUNTS: list[tuple[dict[str, int], str, str, str]] = [
    ({"moderators": 0, "participants": 1}, "moderators", "TOO_SMALL", "1642"),
    ({"moderators": 51, "participants": 1}, "moderators", "TOO_LARGE", "1643"),
    ({"moderators": 1, "participants": -1}, "participants", "TOO_SMALL", "1652"),
    ({"moderators": 1, "participants": 51}, "participants", "TOO_LARGE", "1653"),
]


@pytest.mark.parametrize(("fields", "path", "code", "vendor_code"), WRONG)
def test_what_is_wrong_with_a_meeting_is_wrong_when_made_and_when_changed(
    fields: dict[str, Any], path: tuple[str, ...], code: str, vendor_code: str
) -> None:
    assert told(of_new(**fields)) == told(of_changed(**fields)) == [(path, code, vendor_code)]


@pytest.mark.parametrize(("counts", "name", "code", "vendor_code"), COUNTS)
def test_counts_have_the_same_limits_everywhere(
    counts: dict[str, int], name: str, code: str, vendor_code: str
) -> None:
    capacity = Capacity(**counts)
    problems = [(("capacity", name), code, vendor_code)]
    assert told(of_new(capacity=capacity)) == problems
    assert told(of_changed(capacity=capacity)) == problems
    assert told(of_room(capacity=capacity)) == problems


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "abc"},
        {"title": "x" * 50},
        {"starts_at": NOW + timedelta(seconds=1)},
        {"duration_minutes": 10},
        {"duration_minutes": 120},
        {"capacity": Capacity(moderators=1, participants=0)},
        {"capacity": Capacity(moderators=50, participants=50)},
    ],
)
def test_the_limits_themselves_are_allowed(fields: dict[str, Any]) -> None:
    assert of_new(**fields) == of_changed(**fields) == []


@pytest.mark.parametrize("host_id", ["", "  "])
def test_a_host_that_is_named_by_nothing_is_no_host_left_out(host_id: str) -> None:
    assert told(of_new(host_id=host_id)) == [(("host_id",), "REQUIRED", None)]


def test_a_new_meeting_needs_five_things() -> None:
    nothing = dict.fromkeys(("title", "starts_at", "duration_minutes", "capacity"))
    assert told(of_new(**nothing)) == [
        (("title",), "REQUIRED", "1611"),
        (("starts_at",), "REQUIRED", "1603"),
        (("duration_minutes",), "REQUIRED", "1631"),
        (("capacity", "moderators"), "REQUIRED", "1641"),
        (("capacity", "participants"), "REQUIRED", "1651"),
    ]


def test_a_plan_that_is_not_known_limits_nothing() -> None:
    assert of_new(Plan(), duration_minutes=9999, capacity=Capacity(moderators=999, participants=999)) == []


def test_what_has_no_place_at_enablex_is_said_so() -> None:
    settings = MeetingSettings(
        knock=True, record=True, webcams_only_for_moderators=False, locks=MeetingLocks(camera=True)
    )
    problems = of_new(welcome_text="Hi", moderator_password="s3cret", devices=(TABLET,), settings=settings)
    assert [problem.path for problem in problems] == [
        ("welcome_text",),
        ("settings", "record"),
        ("settings", "webcams_only_for_moderators"),
        ("settings", "locks", "camera"),
        ("moderator_password",),
        ("devices",),
    ]
    assert {(type(problem), problem.capability) for problem in problems} == {
        (NotSupported, Capability.SCHEDULE_MEETINGS)
    }
    assert "s3cret" not in repr(problems)


def test_what_has_no_place_in_a_change_is_its_only_problem() -> None:
    assert [problem.path for problem in of_changed(welcome_text="Hi")] == [("welcome_text",)]
    assert [problem.path for problem in of_room(settings=MeetingSettings(record=True))] == [
        ("settings", "record")
    ]


@pytest.mark.parametrize("fields", [{}, {"settings": MeetingSettings()}, {"capacity": Capacity()}])
def test_a_change_of_nothing_is_refused(fields: dict[str, Any]) -> None:
    for problems in (of_changed(**fields), of_room(**fields)):
        assert told(problems) == [(None, "REQUIRED", None)]


@pytest.mark.parametrize(
    "fields", [{"time_zone": "UTC"}, {"description": ""}, {"sends_mail": False}, {"invitees": Invitees()}]
)
def test_a_single_change_is_one(fields: dict[str, Any]) -> None:
    assert of_changed(**fields) == []


def test_a_reset_of_no_pin_is_refused() -> None:
    nothing = PinReset(room=ROOM, moderator=False, participant=False)
    assert told(found(checks.reset_pins(nothing))) == [(None, "REQUIRED", "1903")]
    assert found(checks.reset_pins(PinReset(room=ROOM, moderator=False))) == []


def test_a_zone_that_is_not_there_is_invalid_where_it_was_named() -> None:
    named, unnamed = checks.unknown_zone("Mars/Base"), checks.unknown_zone(None)
    assert isinstance(named, InvalidInput)
    assert isinstance(unnamed, InvalidInput)
    assert (named.code, named.vendor_code) == (ProblemCode.INVALID, "1684")
    assert (unnamed.code, unnamed.vendor_code) == (ProblemCode.REQUIRED, "1681")


def test_what_a_meeting_always_has_cannot_be_cleared() -> None:
    always = [
        ("capacity",),
        ("capacity", "moderators"),
        ("duration_minutes",),
        ("settings", "knock"),
        ("starts_at",),
    ]
    always += [("time_zone",), ("title",)]
    problems = of_changed(cleared=(("invitees",), *always))
    assert [(problem.code, problem.path) for problem in problems] == [
        (ProblemCode.REQUIRED, path) for path in always
    ]


def test_invitees_can_be_cleared() -> None:
    changes = MeetingChanges(meeting=M1, cleared=(("invitees",),))
    assert found(checks.changed_meeting(changes, now=NOW, plan=PLAN)) == []
    assert requests.changed_meeting(changes, None) == {"invitees": {"contacts": [], "groups": []}}


def test_a_new_meeting_has_no_place_for_names_nor_for_an_address_beside_an_id() -> None:
    invitees = Invitees(
        contacts=(
            InvitedContact(contact_id="c-1", name="Ada", email="ada@mail.example"),
            InvitedContact(email="bo@mail.example"),
            InvitedContact(email="cy@mail.example", name="Cy"),
        ),
        groups=(InvitedGroup(group_id="g-1"), InvitedGroup(group_id="g-2", name="Night shift")),
    )
    problems = of_new(invitees=invitees)
    assert [(type(problem), problem.path) for problem in problems] == [
        (NotSupported, ("invitees", "contacts", "0", "name")),
        (NotSupported, ("invitees", "contacts", "0", "email")),
        (NotSupported, ("invitees", "contacts", "2", "name")),
        (NotSupported, ("invitees", "groups", "1", "name")),
    ]
    assert of_changed(invitees=invitees) == []


def test_an_invited_contact_is_named_by_an_id_or_an_address() -> None:
    invitees = Invitees(contacts=(InvitedContact(name="Ada"),), groups=(InvitedGroup(group_id=""),))
    assert [(problem.code, problem.path) for problem in of_changed(invitees=invitees)] == [
        (ProblemCode.REQUIRED, ("invitees", "contacts", "0")),
        (ProblemCode.REQUIRED, ("invitees", "groups", "0", "group_id")),
    ]


def test_what_a_room_always_has_cannot_be_cleared() -> None:
    (problem,) = of_room(cleared=(("name",),))
    assert (problem.code, problem.path) == (ProblemCode.REQUIRED, ("name",))
