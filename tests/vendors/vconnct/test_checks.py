"""What is refused before anything is sent: all of it at once, each with its place and its limit."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.access import Capacity, JoinRole
from models.drafts import MeetingChanges, MeetingDraft, MeetingJoin, MeetingStart
from models.ids import Kind
from models.meeting import Invitees
from models.problem import InvalidInput, NotSupported, Problem, ProblemCode
from models.settings import MeetingLocks, MeetingSettings, SettingsTemplate
from models.vendor import Capability, Vendor
from tests.support.accounts import a_key
from vendors.vconnct import checks

NOW = datetime(2030, 1, 15, 8, 40, tzinfo=UTC)
MEETING = a_key(Kind.MEETING, Vendor.VCONNCT, ("m-1",))


def of_draft(**fields: Any) -> list[Problem]:
    draft = MeetingDraft(vendor=Vendor.VCONNCT, **fields)
    found = checks.of_meeting(draft, capability=Capability.SCHEDULE_MEETINGS, now=NOW)
    return [problem for problem in found if problem]


def of_changes(**fields: Any) -> list[Problem]:
    found = checks.of_changes(MeetingChanges(meeting=MEETING, **fields), now=NOW)
    return [problem for problem in found if problem]


def of_start(**fields: Any) -> list[Problem]:
    found = checks.of_start(MeetingStart(meeting=MEETING, **{"host_name": "Ada", **fields}))
    return [problem for problem in found if problem]


def of_join(**fields: Any) -> list[Problem]:
    found = checks.of_join(MeetingJoin(meeting=MEETING, **{"name": "Ada", **fields}))
    return [problem for problem in found if problem]


def test_all_that_vconnct_and_this_api_take_is_let_through() -> None:
    assert (
        of_draft(
            title="Morning round",
            description="Of ward 3",
            welcome_text="",
            starts_at=NOW + timedelta(seconds=1),
            duration_minutes=30,
            moderator_password="modpwd",
            settings=MeetingSettings(
                record=True,
                auto_start_recording=False,
                allow_start_stop_recording=True,
                webcams_only_for_moderators=False,
                locks=MeetingLocks(
                    camera=True,
                    microphone=False,
                    private_chat=True,
                    public_chat=False,
                    notes=True,
                    layout=False,
                ),
            ),
        )
        == []
    )


def test_a_draft_without_anything_is_let_through() -> None:
    assert of_draft() == []


PASSWORDS: list[tuple[Any, str]] = [
    (of_draft, "moderator_password"),
    (of_start, "attendee_password"),
    (of_start, "moderator_password"),
    (of_join, "password"),
]


@pytest.mark.parametrize("of", [of_draft, of_start])
@pytest.mark.parametrize("length", [1, 65, 1_000])
def test_a_title_of_any_length_is_let_through(of: Any, length: int) -> None:
    assert of(title="x" * length) == []


@pytest.mark.parametrize("of", [of_draft, of_start])
def test_a_title_of_nothing_is_refused(of: Any) -> None:
    [problem] = of(title="")
    assert (problem.path, problem.code, problem.limit) == (("title",), ProblemCode.TOO_SHORT, 1)


@pytest.mark.parametrize(("of", "field"), PASSWORDS)
@pytest.mark.parametrize("length", [2, 64])
def test_passwords_of_2_to_64_characters_are_let_through(of: Any, field: str, length: int) -> None:
    assert of(**{field: "x" * length}) == []


@pytest.mark.parametrize(("of", "field"), PASSWORDS)
@pytest.mark.parametrize(
    ("length", "code", "limit"),
    [
        (0, ProblemCode.TOO_SHORT, 2),
        (1, ProblemCode.TOO_SHORT, 2),
        (65, ProblemCode.TOO_LONG, 64),
    ],
)
def test_other_lengths_are_told_with_the_limit(
    of: Any, field: str, length: int, code: ProblemCode, limit: int
) -> None:
    [problem] = of(**{field: "x" * length})
    assert (problem.path, problem.code, problem.limit) == ((field,), code, limit)


@pytest.mark.parametrize("start", [NOW, NOW - timedelta(days=1)])
def test_a_start_must_lie_in_the_future(start: datetime) -> None:
    [problem] = of_draft(starts_at=start)
    assert (problem.path, problem.code) == (("starts_at",), ProblemCode.NOT_IN_FUTURE)


@pytest.mark.parametrize("minutes", [1, 1440, 1441, 10_080])
def test_a_duration_of_any_length_is_let_through(minutes: int) -> None:
    assert of_draft(duration_minutes=minutes) == []


@pytest.mark.parametrize(
    ("minutes", "code", "limit"),
    [(0, ProblemCode.TOO_SMALL, 1), (-5, ProblemCode.TOO_SMALL, 1)],
)
def test_no_other_duration_is(minutes: int, code: ProblemCode, limit: int) -> None:
    [problem] = of_draft(duration_minutes=minutes)
    assert isinstance(problem, InvalidInput)
    assert (problem.path, problem.code, problem.limit) == (("duration_minutes",), code, limit)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"time_zone": "Europe/Copenhagen"}, ("time_zone",)),
        ({"capacity": Capacity(participants=5)}, ("capacity", "participants")),
        ({"invitees": Invitees(emails=("a@b.example",))}, ("invitees", "emails")),
        ({"sends_mail": False}, ("sends_mail",)),
        ({"host_id": "h-1"}, ("host_id",)),
        ({"devices": (MEETING,)}, ("devices",)),
        ({"settings": MeetingSettings(knock=False)}, ("settings", "knock")),
        ({"settings": MeetingSettings(wait_for_moderator=True)}, ("settings", "wait_for_moderator")),
        (
            {"settings": MeetingSettings(template=SettingsTemplate(vendor_id="t-1"))},
            ("settings", "template", "vendor_id"),
        ),
    ],
)
def test_what_has_no_place_is_said_to_have_none(fields: dict[str, Any], path: tuple[str, ...]) -> None:
    [problem] = of_draft(**fields)
    assert isinstance(problem, NotSupported)
    assert (problem.path, problem.capability) == (path, Capability.SCHEDULE_MEETINGS)


def test_all_that_is_wrong_with_a_draft_is_told_at_once() -> None:
    found = of_draft(
        title="", moderator_password="y", starts_at=NOW, duration_minutes=0, time_zone="UTC", sends_mail=True
    )
    assert [problem.path for problem in found] == [
        ("title",),
        ("moderator_password",),
        ("starts_at",),
        ("duration_minutes",),
        ("time_zone",),
        ("sends_mail",),
    ]


@pytest.mark.parametrize(("of", "field"), [(of_start, "host_name"), (of_join, "name")])
@pytest.mark.parametrize("name", [None, "", " ", "\t\n"])
def test_a_person_needs_a_name(of: Any, field: str, name: str | None) -> None:
    [problem] = of(**{field: name})
    assert (problem.path, problem.code) == ((field,), ProblemCode.REQUIRED)


@pytest.mark.parametrize(("of", "field"), [(of_start, "host_name"), (of_join, "name")])
def test_a_persons_name_may_be_as_long_as_people_are_called(of: Any, field: str) -> None:
    assert of(**{field: "x" * 256}) == []


@pytest.mark.parametrize(
    "address",
    [
        "example.com",
        "example.com/bye?from=meeting",
        "localhost",
        "https://example.com",
        "HTTPS://clinic.example.com:8443/bye#there",
        "http://localhost:3000/",
        "https://sygehus-ærø.example",
    ],
)
def test_an_address_of_the_web_is_let_through(address: str) -> None:
    assert of_start(logout_url=address) == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "javascript:alert(1)",
        "javascript:80/alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "ftp://example.com",
        "//example.com",
        "https://",
        "https:///bye",
        "https://example.com:port",
        "https://user:word@example.com",
        "https://example.com\\@evil.example",
        "https://exa mple.com",
        # What lies in these is passed over by some, and then they lead elsewhere.
        "https://exa\tmple.com",
        "https://example.com/\nbye",
        "https://example.com/\\bye",
        "example.com/\x00",
        "https://[::1",
    ],
)
def test_no_other_address_is(address: str) -> None:
    [problem] = of_start(logout_url=address)
    assert (problem.path, problem.code) == (("logout_url",), ProblemCode.INVALID)


@pytest.mark.parametrize("role", [JoinRole.HOST, JoinRole.GUEST])
def test_hosts_and_guests_may_join(role: JoinRole) -> None:
    assert of_join(role=role) == []


def test_a_clinic_has_no_role_here() -> None:
    [problem] = of_join(role=JoinRole.CLINIC)
    assert isinstance(problem, NotSupported)
    assert (problem.path, problem.capability) == (("role",), Capability.JOIN_MEETINGS)


def test_no_message_repeats_what_was_sent() -> None:
    found = [
        *of_draft(moderator_password="p" * 70),
        *of_start(logout_url="s3cret:word"),
        *of_join(password="p" * 70, name="x" * 300),
    ]
    assert [word for problem in found for word in ("pp", "s3cret", "xx") if word in problem.message] == []


@pytest.mark.parametrize(
    "fields", [{}, {"settings": MeetingSettings()}, {"settings": MeetingSettings(locks=MeetingLocks())}]
)
def test_a_change_of_nothing_is_refused(fields: dict[str, Any]) -> None:
    (problem,) = of_changes(**fields)
    assert (problem.code, problem.path) == (ProblemCode.REQUIRED, None)


@pytest.mark.parametrize("fields", [{"description": ""}, {"starts_at": NOW + timedelta(hours=1)}])
def test_what_only_this_api_keeps_is_a_change(fields: dict[str, Any]) -> None:
    assert of_changes(**fields) == []


@pytest.mark.parametrize("path", [("starts_at",), ("duration_minutes",)])
def test_what_only_this_api_keeps_can_be_cleared(path: tuple[str, ...]) -> None:
    assert of_changes(cleared=(path,)) == []


@pytest.mark.parametrize("path", [("title",), ("moderator_password",), ("settings",), ("settings", "record")])
def test_what_a_meeting_always_has_cannot_be_cleared(path: tuple[str, ...]) -> None:
    (problem,) = of_changes(cleared=(path,))
    assert (problem.code, problem.path) == (ProblemCode.REQUIRED, path)


def test_a_fraction_that_cannot_be_kept_is_refused() -> None:
    [problem] = of_draft(title="Round", starts_at=NOW + timedelta(hours=1, microseconds=1))
    assert (problem.code, problem.path) == (ProblemCode.INVALID, ("starts_at",))
    assert of_draft(title="Round", starts_at=NOW + timedelta(hours=1, milliseconds=1)) == []
