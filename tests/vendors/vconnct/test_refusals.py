"""What becomes of VConnct's no: a reason where one can be learnt, else its own words, and never what was sent."""

from typing import Any

import pytest

from models.access import JoinRole
from models.drafts import MeetingChanges, MeetingDraft, MeetingJoin, MeetingStart
from models.errors import VendorRejected, VendorTimeout, VendorUnreachable, WriteRefused
from models.problem import (
    Conflict,
    InvalidInput,
    NotAllowed,
    Problem,
    ProblemCode,
    Rejected,
)
from models.vendor import Vendor
from vendors.http import Reply
from vendors.vconnct import refusals
from vendors.vconnct.adapter import VConnctAdapter


def a_refusal(message: str | None = "No.", code: str | None = "400") -> VendorRejected:
    return VendorRejected(
        Vendor.VCONNCT, "start meeting", status=400, vendor_code=code, vendor_message=message
    )


def no(*messages: Any, code: int = 400) -> dict[str, Any]:
    return {"status": False, "status_code": code, "message": "error", "error_messages": list(messages)}


async def problem_of(write: Any) -> Problem:
    with pytest.raises(WriteRefused) as refused:
        await write
    assert refused.value.by_vendor
    [problem] = refused.value.problems
    return problem


@pytest.mark.parametrize(
    ("problem", "kind", "code", "path"),
    [
        (refusals.license_refused(a_refusal(code="401")), NotAllowed, ProblemCode.NOT_ALLOWED, None),
        (refusals.still_runs(a_refusal()), Conflict, ProblemCode.WRONG_STATE, ("meeting",)),
        (refusals.does_not_run(a_refusal()), Conflict, ProblemCode.WRONG_STATE, ("meeting",)),
        (
            refusals.wrong_password(a_refusal(), ("password",)),
            InvalidInput,
            ProblemCode.INVALID,
            ("password",),
        ),
        (refusals.rejected(a_refusal(), []), Rejected, ProblemCode.REJECTED, None),
    ],
)
def test_every_reason_is_a_typed_problem(
    problem: Any, kind: type[Problem], code: ProblemCode, path: tuple[str, ...] | None
) -> None:
    assert isinstance(problem, kind)
    assert (problem.code, problem.path) == (code, path)
    assert problem.vendor_code in ("400", "401")


# The vendor's own words


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (None, None),
        ("", None),
        ("The room is full.", "The room is full."),
        ("The room is full.\nTry later.", "The room is full. Try later."),
        ("x" * 300, "x" * 200),
        ("انتهت صلاحية الترخيص.", "انتهت صلاحية الترخيص."),
    ],
)
def test_words_are_passed_on_cut(told: str | None, shown: str | None) -> None:
    assert refusals.words(told, []) == shown


@pytest.mark.parametrize(
    ("message", "sent"),
    [
        ("The password s3cret is wrong.", "s3cret"),
        ("The password S3CRET is wrong.", "s3cret"),
        ("The password s3-cret is wrong.", "s3cret"),
        ('The password "s3\\"cret" is wrong.', 's3"cret'),
        ("The password two  words is wrong.", "two words"),
        ("The password !! is wrong.", "!!"),
        ("Nobody is called Ada Bell.", "Ada Bell"),
        ("The password كلمة is wrong.", "كلمة"),
    ],
)
def test_a_message_that_repeats_what_was_sent_is_left_out(message: str, sent: str) -> None:
    assert refusals.words(f"{message}\nTry later.", [sent]) in ("Try later.", None)
    assert refusals.words(message, [sent]) is None


def test_a_secret_is_not_cut_to_something_that_passes() -> None:
    assert refusals.words("x" * 190 + "s3cret-password", ["s3cret-password"]) is None


def test_nothing_that_was_sent_empty_hides_a_message() -> None:
    assert refusals.words("The room is full.", ["", "s3cret"]) == "The room is full."


@pytest.mark.parametrize("messages", [None, "one text", ["\n", "  "], [1, None, {"a": "b"}], {}])
async def test_messages_of_any_shape_are_survived(adapter: VConnctAdapter, http: Any, messages: Any) -> None:
    http.prepare("create_meeting", no() | {"error_messages": messages}, status=400)
    problem = await problem_of(adapter.schedule_meeting(MeetingDraft(vendor=Vendor.VCONNCT)))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message in (None, "one text")


async def test_a_refusal_that_is_no_answer_of_vconncts_has_no_words(
    adapter: VConnctAdapter, http: Any
) -> None:
    http.prepare("create_meeting", Reply(403, {}, None, False))
    problem = await problem_of(adapter.schedule_meeting(MeetingDraft(vendor=Vendor.VCONNCT)))
    assert isinstance(problem, Rejected)
    assert (problem.vendor_code, problem.vendor_message) == (None, None)


async def test_a_404_to_making_a_meeting_is_a_refusal(
    adapter: VConnctAdapter, http: Any, payload: Any
) -> None:
    http.prepare("create_meeting", payload("not_found"), status=404)
    problem = await problem_of(adapter.schedule_meeting(MeetingDraft(vendor=Vendor.VCONNCT)))
    assert isinstance(problem, Rejected)


async def test_a_refused_change_is_told_in_the_vendors_words(
    adapter: VConnctAdapter, http: Any, sample: Any
) -> None:
    http.prepare("update_meeting", no("The title Visit is taken.", "Choose another."), status=400)
    problem = await problem_of(adapter.update_meeting(MeetingChanges(meeting=sample.meeting, title="Visit")))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "Choose another."


# What each write sends, or looks up to explain its refusal.
SEEN = {
    "start": ("modpwd", "Ada Bell", "typed word", "s3cret-partner-key"),
    "host": ("modpwd", "Ada Bell", "s3cret-partner-key"),
    "guest": ("modpwd", "attpwd", "Ada Bell", "s3cret-partner-key"),
}


@pytest.mark.parametrize(("who", "leak"), [(who, leak) for who, leaks in SEEN.items() for leak in leaks])
async def test_no_words_hold_a_password_a_name_or_the_license(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any, who: str, leak: str
) -> None:
    sessions = payload("list_sessions")
    sessions["data"][2]["attendee_password"] = "attpwd"
    http.prepare("list_sessions", sessions, of=sample.meeting.parts[0])
    http.prepare("start_meeting", no(f"I know {leak}.", "The room is full."), status=400)
    if who == "start":
        start = MeetingStart(meeting=sample.meeting, host_name="Ada Bell", title="typed word")
        problem = await problem_of(adapter.start_meeting(start))
    else:
        role = JoinRole.HOST if who == "host" else JoinRole.GUEST
        join = MeetingJoin(meeting=sample.meeting, name="Ada Bell", role=role)
        problem = await problem_of(adapter.join_meeting(join))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "The room is full."


async def test_no_words_hold_the_password_that_would_have_been_right(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any
) -> None:
    sessions = payload("list_sessions")
    # All over, though the flag says running: then the words decide.
    sessions["data"][2] |= {"session_end_time": "2030-01-15T08:30:00Z", "attendee_password": "right one"}
    http.prepare("list_sessions", sessions, of=sample.meeting.parts[0])
    http.prepare("start_meeting", no("It is right one.", "The meeting is over."), status=400)
    join = MeetingJoin(meeting=sample.meeting, name="Ada", password="wrong one")
    problem = await problem_of(adapter.join_meeting(join))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "The meeting is over."


# When the reason cannot be learnt


@pytest.mark.parametrize("code", [400, 401])
@pytest.mark.parametrize(
    "lost",
    [VendorTimeout(Vendor.VCONNCT, "list meetings"), VendorUnreachable(Vendor.VCONNCT, "list meetings")],
    ids=["timeout", "unreachable"],
)
async def test_a_refusal_stays_one_where_its_reason_cannot_be_asked(
    adapter: VConnctAdapter, http: Any, sample: Any, code: int, lost: Any
) -> None:
    http.prepare("start_meeting", no("No.", code=code), status=code)
    http.prepare("list_meetings", lost)
    start = MeetingStart(meeting=sample.meeting, host_name="Ada", moderator_password="modpwd")
    problem = await problem_of(adapter.start_meeting(start))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "No."


async def test_a_cancellation_refused_for_another_reason_is_told_in_the_vendors_words(
    adapter: VConnctAdapter, http: Any, sample: Any
) -> None:
    http.prepare("delete_scheduled_meeting", no("Not on a Monday."), status=400)
    problem = await problem_of(adapter.cancel_meeting(sample.idle))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "Not on a Monday."
    assert http.asked == ["delete_scheduled_meeting", "list_meetings", "list_sessions"]


async def test_an_end_refused_to_a_running_meeting_is_a_refusal(
    adapter: VConnctAdapter, http: Any, sample: Any, pauses: list[float]
) -> None:
    http.prepare("end_meeting", no("Not now."), status=400)
    problem = await problem_of(adapter.end_meeting(sample.meeting))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "Not now."
    assert http.asked.count("end_meeting") == 1
    assert len(pauses) == 3


async def test_an_end_refused_without_a_reason_to_be_learnt_is_a_refusal(
    adapter: VConnctAdapter, http: Any, sample: Any
) -> None:
    http.prepare("end_meeting", no("Not now."), status=400)
    http.prepare("list_meetings", VendorUnreachable(Vendor.VCONNCT, "list meetings"))
    assert isinstance(await problem_of(adapter.end_meeting(sample.meeting)), Rejected)


@pytest.mark.parametrize("code", [403, 405, 409, 422])
async def test_a_status_that_the_contract_does_not_have_is_asked_about_nowhere(
    adapter: VConnctAdapter, http: Any, sample: Any, code: int
) -> None:
    for name in ("end_meeting", "delete_scheduled_meeting"):
        http.prepare(name, no("No.", code=code), status=code)
    for write in (adapter.end_meeting, adapter.cancel_meeting):
        problem = await problem_of(write(sample.meeting))
        assert isinstance(problem, Rejected)
        assert problem.vendor_code == str(code)
    assert http.asked == ["end_meeting", "delete_scheduled_meeting"]


async def test_where_neither_path_joins_the_first_ones_refusal_is_told(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any
) -> None:
    http.prepare("start_meeting", no("moderator_name: required"), status=400)
    http.prepare("join_meeting", payload("not_found"), status=404)
    join = MeetingJoin(meeting=sample.meeting, name="Ada", role=JoinRole.HOST, password="modpwd")
    problem = await problem_of(adapter.join_meeting(join))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "moderator_name: required"
