"""What VSee's refusals of writes become, whichever way they are printed."""

import pytest

from models.drafts import RoomDraft
from models.errors import VendorRejected
from models.problem import Conflict, InvalidInput, NotFound, ProblemCode, Rejected
from models.vendor import Vendor
from vendors.vsee import refusals

DRAFT = RoomDraft(vendor=Vendor.VSEE, name="Annexe", domain="d.example", slug="annexe", code="annexe1")
NO_CODE = RoomDraft(vendor=Vendor.VSEE, name="Annexe", domain="d.example", slug="annexe")


def said(message: str | None, *, status: int = 400, code: str | None = "400") -> VendorRejected:
    return VendorRejected(Vendor.VSEE, "create room", status=status, vendor_code=code, vendor_message=message)


@pytest.mark.parametrize(
    ("message", "path"),
    [
        ("In domain 'vclinic.vsee.me' slug 'uat2' already exists.", ("slug",)),
        ('In domain "vclinic.vsee.me" slug "uat2" already exists.', ("slug",)),
        ("In domain 'd.example' slug 'code' already exists.", ("slug",)),
        ("In domain 'd.example' code 'slug' already exists.", ("code",)),
        ("In domain 'slug.example' code 'x' already exists.", ("code",)),
        ("In domain 'code.example' slug 'x' already exists.", ("slug",)),
        ("The room already exists.", None),
    ],
)
def test_what_is_taken_is_named(message: str, path: tuple[str, ...] | None) -> None:
    problem = refusals.of_room(said(message), DRAFT)
    assert isinstance(problem, Conflict)
    assert (problem.path, problem.code, problem.vendor_code) == (path, ProblemCode.ALREADY_EXISTS, "400")


def test_without_a_code_only_the_slug_can_be_taken() -> None:
    assert refusals.of_room(said("It already exists"), NO_CODE).path == ("slug",)


@pytest.mark.parametrize("field", ["domain", "slug", "name", "code"])
def test_a_field_that_vsee_misses_is_named(field: str) -> None:
    problem = refusals.of_room(said(f"{field} is required."), DRAFT)
    assert isinstance(problem, InvalidInput)
    assert (problem.path, problem.code, problem.vendor_code) == ((field,), ProblemCode.REQUIRED, "400")


@pytest.mark.parametrize("message", ["uuid is required.", "Something else.", "", None])
def test_any_other_400_is_a_rejection_with_vsees_words(message: str | None) -> None:
    problem = refusals.of_room(said(message), DRAFT)
    assert isinstance(problem, Rejected)
    assert (problem.vendor_code, problem.vendor_message) == ("400", message or None)


@pytest.mark.parametrize("status", [405, 409, 413, 422])
def test_a_status_that_vsee_does_not_name_is_a_rejection(status: int) -> None:
    problem = refusals.of_room(said("slug 'a' already exists", status=status, code=None), DRAFT)
    assert isinstance(problem, Rejected)


def test_the_slug_text_under_a_link_means_the_link() -> None:
    problem = refusals.of_assignment(said("In domain 'd.example' slug 'annexe' already exists."))
    assert isinstance(problem, Conflict)
    assert problem.path == ("user_id",)


def test_a_400_that_cannot_be_read_is_a_rejection_of_the_link() -> None:
    assert isinstance(refusals.of_assignment(said(None, code=None)), Rejected)


def test_long_words_are_cut() -> None:
    problem = refusals.of_assignment(said("x" * 5000))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "x" * 200


@pytest.mark.parametrize("user", ["user", "provider of this room"])
def test_with_a_room_that_was_seen_it_is_the_user(user: str) -> None:
    problem = refusals.unknown(user, room_was_seen=True)
    assert isinstance(problem, NotFound)
    assert (problem.message, problem.path) == (f"VSee knows no such {user}.", ("user_id",))


def test_with_a_room_never_seen_it_stays_open_which_it_is() -> None:
    problem = refusals.unknown("user", room_was_seen=False)
    assert (problem.message, problem.path) == ("VSee knows no such user, or no such room.", None)
