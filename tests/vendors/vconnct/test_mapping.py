"""What VConnct's payloads mean in our models."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.access import Pins
from models.account import DEFAULT_TENANT
from models.attendance import Attendance
from models.drafts import MeetingDraft
from models.ids import decode
from models.meeting import Meeting, MeetingState
from models.partial import Unfetched
from models.recording import Recording, RecordingAvailability
from models.room import Room, RoomKind
from models.session import Session, SessionState
from models.settings import MeetingLocks, MeetingSettings
from models.vendor import Vendor
from tests.support.accounts import VCONNCT
from tests.support.reading import answered, converted
from vendors.operation_scope import operation_scope
from vendors.vconnct import mapping, payloads, scalars

ANSWER = answered(VCONNCT, datetime(2030, 1, 15, tzinfo=UTC))


def a_meeting(**fields: Any) -> Meeting:
    row = converted({"meeting_id": "m-1", **fields}, payloads.MeetingListItem)
    return mapping.meetings.listed(row, ANSWER)


def a_session(**fields: Any) -> Session:
    row = converted({"session_id": "s-1", **fields}, payloads.Session)
    return mapping.sessions.session(row, mapping.meetings.key(VCONNCT, "m-1"), ANSWER)


def some_sessions(*rows: dict[str, Any]) -> tuple[Session, ...]:
    found = converted(rows, tuple[payloads.Session, ...])
    return mapping.sessions.of_meeting(found, mapping.meetings.key(VCONNCT, "m-1"), ANSWER)


def who_came(session: Session, *rows: dict[str, Any]) -> tuple[Attendance, ...]:
    return mapping.attendance.of_session(converted(rows, tuple[payloads.Attendance, ...]), session, ANSWER)


def test_a_documented_meeting_is_read_whole(payload: Any, sample: Any) -> None:
    row = converted(payload("list_meetings")["data"][0], payloads.MeetingListItem)
    pins, unfetched = Pins(moderator="modpwd"), Unfetched("settings")
    assert mapping.meetings.listed(row, ANSWER) == Meeting(
        key=sample.meeting,
        title="Morning round",
        welcome_text="Welcome",
        state=MeetingState.RUNNING,
        vendor_state="running",
        settings=unfetched,
        pins=pins,
        room=Room(
            key=sample.room,
            kind=RoomKind.MEETING,
            name="Morning round",
            settings=unfetched,
            pins=pins,
            meeting_key=sample.meeting,
        ),
    )


def test_a_meeting_that_does_not_run_is_idle_and_not_ended() -> None:
    meeting = a_meeting(is_running=False)
    assert (meeting.state, meeting.vendor_state) == (MeetingState.SCHEDULED, "idle")


@pytest.mark.parametrize("value", [1, "1", "true", "True"])
def test_running_may_be_told_by_a_number_or_word(value: Any) -> None:
    assert a_meeting(is_running=value).state is MeetingState.RUNNING


@pytest.mark.parametrize(
    ("printed", "meant"), [(" Round ", "Round"), ("\u00a0", None), (" ", None), (7, "7")]
)
def test_texts_for_people_have_no_blanks_around_them(printed: Any, meant: str | None) -> None:
    with operation_scope() as scope:
        meeting = a_meeting(title=printed, welcome_text=printed)
        session = a_session(title=printed, status=printed)
        [guest] = who_came(session, {"full_name": printed})
        assert {meeting.title, meeting.welcome_text, session.title, guest.full_name} == {meant}
        assert isinstance(meeting.room, Room)
        assert meeting.room.name == meant
    assert not scope.gaps.problems()


def test_a_password_stays_as_it_is() -> None:
    assert a_meeting(moderator_password=" mod pw ").pins == Pins(moderator=" mod pw ")


def test_an_unknown_word_for_running_is_kept_beside_our_unknown() -> None:
    meeting = a_meeting(is_running="starting")
    assert (meeting.state, meeting.vendor_state) == (MeetingState.UNKNOWN, "starting")


def test_a_meeting_that_does_not_say_whether_it_runs_is_unknown() -> None:
    meeting = a_meeting()
    assert (meeting.state, meeting.vendor_state) == (MeetingState.UNKNOWN, None)


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_meeting_without_password_has_no_pins(nothing: Any) -> None:
    assert a_meeting(moderator_password=nothing).pins is None


def test_a_password_of_digits_may_come_as_a_number() -> None:
    assert a_meeting(moderator_password=4711).pins == Pins(moderator="4711")


def test_all_ten_settings_find_their_place(payload: Any) -> None:
    rows = converted(payload("list_setting")["data"], tuple[payloads.Setting, ...])
    assert mapping.settings.of_rows(rows) == MeetingSettings(
        record=True,
        auto_start_recording=False,
        allow_start_stop_recording=True,
        webcams_only_for_moderators=False,
        locks=MeetingLocks(
            camera=True, microphone=False, private_chat=True, public_chat=False, notes=True, layout=False
        ),
    )


NAMES = [
    "record",
    "auto_start_recording",
    "allow_start_stop_recording",
    "webcam_only_for_moderators",
    "lock_settings_disable_cam",
    "lock_settings_disable_mic",
    "lock_settings_disable_private_chat",
    "lock_settings_disable_public_chat",
    "lock_settings_disable_note",
    "lock_settings_locked_layout",
]


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_changes_one_field_alone(name: str) -> None:
    settings = mapping.settings.of_rows([payloads.Setting(setting=name, value=True)])
    assert settings.locks is not None
    values = [
        settings.record,
        settings.auto_start_recording,
        settings.allow_start_stop_recording,
        settings.webcams_only_for_moderators,
        settings.locks.camera,
        settings.locks.microphone,
        settings.locks.private_chat,
        settings.locks.public_chat,
        settings.locks.notes,
        settings.locks.layout,
    ]
    assert values == [True if name == each else None for each in NAMES]


def test_a_setting_that_is_neither_on_nor_off_is_null() -> None:
    assert mapping.settings.of_rows([payloads.Setting(setting="record", value="sometimes")]).record is None


def test_an_unknown_setting_changes_nothing() -> None:
    assert mapping.settings.of_rows(
        [payloads.Setting(setting="confetti", value=True)]
    ) == mapping.settings.of_rows([])


def test_a_documented_session_is_read_whole(payload: Any, sample: Any) -> None:
    row = converted(payload("list_sessions")["data"][0], payloads.Session)
    assert mapping.sessions.session(row, sample.meeting, ANSWER) == Session(
        key=sample.ended,
        meeting_key=sample.meeting,
        title="Round of Monday",
        state=SessionState.ENDED,
        vendor_state="true",
        started_at=datetime(2030, 1, 14, 8, 0, 0, 148000, UTC),
        ended_at=datetime(2030, 1, 14, 8, 40, tzinfo=UTC),
        pins=Pins(participant="attpwd"),
    )


@pytest.mark.parametrize("end", [{}, {"session_end_time": None}, {"session_end_time": ""}])
def test_a_session_without_end_is_running_whatever_its_status(end: dict[str, Any]) -> None:
    assert a_session(status=False, **end).state is SessionState.RUNNING


def test_an_end_that_cannot_be_read_leaves_the_state_unknown() -> None:
    session = a_session(session_end_time="yesterday")
    assert (session.state, session.ended_at) == (SessionState.UNKNOWN, None)


def test_a_session_without_status_has_no_word_for_it() -> None:
    assert a_session().vendor_state is None


def test_sessions_are_newest_first_and_those_without_start_last() -> None:
    sessions = some_sessions(
        {"session_id": "none"},
        {"session_id": "old", "session_start_time": "2030-01-14T08:00:00.000Z"},
        {"session_id": "new", "session_start_time": "2030-01-15T08:00:00.000Z"},
    )
    assert [session.vendor_id for session in sessions] == ["new", "old", "none"]


@pytest.mark.parametrize("ended_first", [True, False])
def test_of_two_rows_of_a_session_the_one_with_an_end_tells(ended_first: bool) -> None:
    row = {"session_id": "s-1", "session_start_time": "2030-01-14T08:00:00.000Z"}
    ended = {**row, "session_end_time": "2030-01-14T08:40:00.000Z"}
    (session,) = some_sessions(*((ended, row) if ended_first else (row, ended)))
    assert session.state is SessionState.ENDED


def test_the_same_session_id_at_another_start_is_another_run() -> None:
    rows = [
        {"session_id": "s-1", "session_start_time": "2030-01-14T08:00:00.000Z"},
        {"session_id": "s-1", "session_start_time": "2030-01-15T08:00:00.000Z"},
    ]
    runs = some_sessions(*rows)
    assert [run.vendor_id for run in runs] == ["s-1", "s-1"]
    assert [decode(run.id, DEFAULT_TENANT) for run in runs] == [run.key for run in runs]
    assert len({run.id for run in runs}) == 2


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("2022-12-20T12:08:46.148Z", datetime(2022, 12, 20, 12, 8, 46, 148000, UTC)),
        ("2022-12-20T15:08:46+03:00", datetime(2022, 12, 20, 12, 8, 46, tzinfo=UTC)),
        ("2022-12-20T12:08:46", datetime(2022, 12, 20, 12, 8, 46, tzinfo=UTC)),
        (" 2022-12-20t12:08:46z ", datetime(2022, 12, 20, 12, 8, 46, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        # Milliseconds since 1970, which read without separators would be a day of the year 1710.
        ("1710101012345", None),
        ("abc", None),
        ("", None),
        (None, None),
    ],
)
def test_times_are_utc_or_nothing(printed: str | None, meant: datetime | None) -> None:
    assert scalars.moment(printed) == meant


def test_arrivals_are_in_order_of_time_and_those_without_last() -> None:
    rows = [
        {"full_name": "c", "joined_date": None},
        {"full_name": "b", "joined_date": "2030-01-14T08:02:00.000Z"},
        {"full_name": "a", "joined_date": "2030-01-14T08:01:00.000Z"},
    ]
    assert [came.full_name for came in who_came(a_session(), *rows)] == ["a", "b", "c"]


def test_somebody_who_came_back_is_there_twice() -> None:
    rows = [
        {"full_name": "a", "joined_date": "2030-01-14T08:01:00.000Z"},
        {"full_name": "a", "joined_date": "2030-01-14T08:02:00.000Z"},
    ]
    assert len(who_came(a_session(), *rows)) == 2


def test_what_of_an_arrival_nobody_reads_is_not_translated() -> None:
    row = {"full_name": 1.5, "joined_date": "soon"}
    with operation_scope() as scope:
        [came] = who_came(a_session(session_end_time="late"), row)
        assert len(scope.gaps) == 0
        assert (came.full_name, came.joined_at, came.left_at) == (None, None, None)
    assert [(problem.fields, problem.count) for problem in scope.gaps.problems()] == [
        (("full_name", "joined_date", "session_end_time"), 3)
    ]


def test_two_arrivals_that_cannot_be_read_count_as_two() -> None:
    with operation_scope() as scope:
        for came in who_came(a_session(), {"full_name": True}, {"full_name": True}):
            assert (came.full_name, came.full_name) == (None, None)
    assert [(problem.fields, problem.count) for problem in scope.gaps.problems()] == [(("full_name",), 2)]


def test_a_title_that_cannot_be_read_counts_once_for_the_meeting_and_its_room() -> None:
    with operation_scope() as scope:
        meeting = a_meeting(title=True)
        assert isinstance(meeting.room, Room)
        assert (meeting.title, meeting.room.name) == (None, None)
    assert [(problem.fields, problem.count) for problem in scope.gaps.problems()] == [(("title",), 1)]


def test_the_end_of_the_session_bounds_when_people_left() -> None:
    session = a_session(session_end_time="2030-01-14T08:40:00.000Z")
    came = who_came(session, {"full_name": "a"})[0]
    assert (came.left_at, came.left_at_is_bound) == (datetime(2030, 1, 14, 8, 40, tzinfo=UTC), True)


def test_nobody_has_left_a_running_session() -> None:
    came = who_came(a_session(), {"full_name": "a"})[0]
    assert (came.left_at, came.left_at_is_bound) == (None, True)


def test_the_blank_in_an_address_is_taken_out() -> None:
    assert mapping.recordings.recording("https://vconnct.example/playback/987c- 50fd \n") == Recording(
        availability=RecordingAvailability.AVAILABLE, url="https://vconnct.example/playback/987c-50fd"
    )


@pytest.mark.parametrize("url", [None, "", " "])
def test_an_empty_address_is_no_recording(url: str | None) -> None:
    assert mapping.recordings.recording(url) is None


@pytest.mark.parametrize(
    ("records", "availability"),
    [
        (True, RecordingAvailability.NOT_READY),
        (False, RecordingAvailability.NOT_RECORDED),
        (None, RecordingAvailability.UNKNOWN),
    ],
)
def test_a_missing_recording_is_explained_by_the_settings(
    records: bool | None, availability: RecordingAvailability
) -> None:
    assert mapping.recordings.no_recording(records) == Recording(availability=availability)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (datetime(2030, 1, 15, 9, tzinfo=UTC), 45, datetime(2030, 1, 15, 9, 45, tzinfo=UTC)),
        (datetime(2030, 1, 15, 9, tzinfo=UTC), None, None),
        (None, 45, None),
        # Beyond this there is no time that could be written.
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), 45, None),
    ],
)
def test_a_planned_end_is_known_with_its_start_and_length(
    start: datetime | None, minutes: int | None, end: datetime | None
) -> None:
    plan = MeetingDraft(vendor=Vendor.VCONNCT, starts_at=start, duration_minutes=minutes)
    planned = mapping.meetings.with_plan(a_meeting(), plan)
    assert (planned.starts_at, planned.duration_minutes, planned.ends_at) == (start, minutes, end)
