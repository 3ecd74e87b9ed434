"""What is refused before VSee is asked."""

from dataclasses import replace

import pytest

from models.drafts import RoomAssignment, RoomDraft
from models.ids import Kind
from models.problem import NotSupported, ProblemCode
from models.vendor import Capability, Vendor
from tests.support.accounts import a_key
from vendors.vsee import checks

DRAFT = RoomDraft(vendor=Vendor.VSEE, name="Annexe", domain="harbour.vsee.example", slug="annexe")
ROOM = a_key(Kind.ROOM, Vendor.VSEE, ("b4vjj",))


def problems(found):
    return [(problem.path, problem.code) for problem in found if problem is not None]


def test_a_full_draft_has_no_problems() -> None:
    assert problems(checks.room(replace(DRAFT, code="annexe1"))) == []


def test_everything_that_is_missing_is_told_at_once() -> None:
    assert problems(checks.room(RoomDraft(vendor=Vendor.VSEE))) == [
        (("domain",), ProblemCode.REQUIRED),
        (("slug",), ProblemCode.REQUIRED),
        (("name",), ProblemCode.REQUIRED),
    ]


@pytest.mark.parametrize("field", ["domain", "slug", "name"])
def test_blanks_are_as_good_as_missing(field: str) -> None:
    assert problems(checks.room(replace(DRAFT, **{field: " \t"}))) == [((field,), ProblemCode.REQUIRED)]


@pytest.mark.parametrize("field", ["domain", "slug", "code"])
@pytest.mark.parametrize("value", ["a/b", "a b", "a\n", "\u00a0a", ".", "..", "a\udc00"])
def test_what_no_address_can_hold_is_refused(field: str, value: str) -> None:
    assert problems(checks.room(replace(DRAFT, **{field: value}))) == [((field,), ProblemCode.INVALID)]


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_code_is_no_code(value: str) -> None:
    assert problems(checks.room(replace(DRAFT, code=value))) == [(("code",), ProblemCode.INVALID)]


@pytest.mark.parametrize("value", ["x" * 500, "Ærlig-rum_1~", "RUM"])
def test_limits_that_vsee_does_not_document_are_not_made_up(value: str) -> None:
    assert problems(checks.room(replace(DRAFT, slug=value, code=value, name=value))) == []


def test_a_name_may_hold_blanks_and_slashes() -> None:
    assert problems(checks.room(replace(DRAFT, name="Room 1 / East"))) == []


def test_a_name_that_cannot_be_encoded_is_refused() -> None:
    assert problems(checks.room(replace(DRAFT, name="a\udc00"))) == [(("name",), ProblemCode.INVALID)]


@pytest.mark.parametrize("check", [checks.assignment, checks.unassignment])
@pytest.mark.parametrize(
    ("user_id", "code"),
    [
        ("", ProblemCode.REQUIRED),
        (" ", ProblemCode.REQUIRED),
        (".", ProblemCode.INVALID),
        ("..", ProblemCode.INVALID),
        ("a\udc00", ProblemCode.INVALID),
    ],
)
def test_a_user_that_no_path_can_hold_is_refused(check, user_id: str, code: ProblemCode) -> None:
    assert problems(check(RoomAssignment(room=ROOM, user_id=user_id))) == [(("user_id",), code)]


def test_unlinking_has_no_place_for_the_main_room() -> None:
    found = checks.unassignment(RoomAssignment(room=ROOM, user_id="1", is_default=False))
    (problem,) = [each for each in found if each is not None]
    assert isinstance(problem, NotSupported)
    assert (problem.path, problem.capability) == (("is_default",), Capability.ASSIGN_ROOMS)


def test_no_problem_repeats_what_was_sent() -> None:
    draft = RoomDraft(
        vendor=Vendor.VSEE, name="canary\udc00", domain="canary x", slug="canary/", code="canary x"
    )
    assert "canary" not in repr([problem for problem in checks.room(draft) if problem])
