"""Documented bodies, and what may become of them, in our models."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from models.access import Capacity, JoinLink, JoinPlatform, JoinRole, Pins
from models.ids import Kind
from models.lobby import Lobby, LobbyImage, LobbyMedia, LobbyOptions
from models.meeting import InvitedContact, Invitees, Meeting, MeetingState
from models.partial import Unfetched
from models.plan import Plan
from models.poll import PollKind, PollOption, PollStatus
from models.room import RoomKind
from models.session import SessionState
from models.settings import MeetingSettings
from models.time_zone import TimeZone
from models.vendor import Vendor
from tests.support.accounts import ENABLEX, a_key
from tests.support.enablex import meeting_key
from tests.support.reading import answered, converted
from vendors.enablex import mapping, payloads
from vendors.enablex.envelope import cleaned
from vendors.operation_scope import operation_scope

NOW = datetime(2030, 1, 31, 8, 30, tzinfo=UTC)
START = datetime(2030, 1, 31, 9, 30, tzinfo=UTC)
END = datetime(2030, 1, 31, 10, 30, tzinfo=UTC)
LISTING = Unfetched("listing")
ROOM = a_key(Kind.ROOM, Vendor.ENABLEX, ("permanent", "u-100"))


@pytest.fixture
def detail(payload: Any) -> Any:
    """Builds the detail call's meeting, with fields of its payload changed by keyword."""

    def build(*, now: datetime = NOW, **changes: Any) -> Meeting:
        body = cleaned(payload("meeting")["meeting"]) | changes
        return mapping.meetings.detailed(converted(body, payloads.Meeting), answered(ENABLEX, now))

    return build


@pytest.fixture
def entry(payload: Any) -> Any:
    """Builds the list's meeting, likewise."""

    def build(*, now: datetime = NOW, **changes: Any) -> Meeting:
        body = cleaned(payload("meetings")["meetings"][0]) | changes
        return mapping.meetings.listed(converted(body, payloads.Meeting), answered(ENABLEX, now))

    return build


@pytest.fixture
def polls(payload: Any) -> Any:
    def build(**changes: Any) -> Any:
        rows = [poll | changes for poll in payload("polls")["polls"].values()]
        return mapping.polls.of_room(converted(rows, list[payloads.Poll]), ROOM, "r-p1")

    return build


@pytest.fixture
def sessions(payload: Any) -> Any:
    def build(*, now: datetime = NOW, **changes: Any) -> Any:
        rows = [row | changes for row in payload("sessions")["sessions"]]
        return mapping.sessions.of_meeting(
            converted(rows, list[payloads.Session]), meeting_key("m-1"), answered(ENABLEX, now)
        )

    return build


# Meetings


def test_the_detail_shows_what_both_calls_have(detail: Any) -> None:
    meeting = detail()
    assert meeting.key == a_key(Kind.MEETING, Vendor.ENABLEX, ("m-1",))
    assert (meeting.title, meeting.description, meeting.host_id) == ("Morning round", "Ward 3", "u-101")
    assert (meeting.starts_at, meeting.ends_at, meeting.duration_minutes) == (START, END, 60)
    assert meeting.capacity == Capacity(moderators=1, participants=5)
    assert meeting.settings == MeetingSettings(
        wait_for_moderator=True, knock=False, auto_start_recording=False
    )
    assert meeting.is_webinar is False


def test_the_detail_shows_the_invitees(detail: Any) -> None:
    assert detail().invitees == Invitees(
        contact_ids=("c-1",),
        emails=("ward@harbour-clinic.example",),
        contacts=(InvitedContact(contact_id="c-1"),),
    )


@pytest.mark.parametrize("field", ["vendor_state", "time_zone", "pins", "join_links"])
def test_the_detail_leaves_the_lists_fields_unfetched(field: str, detail: Any) -> None:
    assert getattr(detail(), field) == LISTING


def test_the_list_leaves_the_invitees_unfetched(entry: Any) -> None:
    assert entry().invitees == Unfetched("detail")


def test_the_list_shows_pins_with_their_zeros_and_the_link(entry: Any) -> None:
    meeting = entry()
    assert meeting.pins == Pins(moderator="012345", participant="067890")
    assert meeting.join_links == (
        JoinLink(role=JoinRole.GUEST, platform=JoinPlatform.ANY, url="https://join.enablex.example/m-1"),
    )


def test_the_list_shows_the_time_zone_without_its_empty_offset(entry: Any) -> None:
    assert entry().time_zone == TimeZone(
        vendor_id="tz-1",
        name="Europe/Copenhagen",
        abbreviation="CET",
        is_daylight_saving=False,
        starts_at=datetime(2029, 10, 28, 1, tzinfo=UTC),
    )


def test_the_detail_completed_by_the_list_is_the_list_completed_by_the_detail(
    detail: Any, entry: Any
) -> None:
    assert mapping.meetings.with_listing(detail(), entry()) == mapping.meetings.with_detail(entry(), detail())


def test_a_complete_meeting_has_nothing_unfetched(detail: Any, entry: Any) -> None:
    assert "Unfetched" not in repr(mapping.meetings.with_listing(detail(), entry()))


def test_the_vendors_stage_outweighs_the_reckoned_state(detail: Any, entry: Any) -> None:
    completed = mapping.meetings.with_listing(detail(), entry(stage="current"))
    assert (completed.state, completed.vendor_state) == (MeetingState.RUNNING, "current")
    assert not completed.state_is_reckoned


def test_a_state_says_whether_the_vendor_said_it(detail: Any, entry: Any) -> None:
    assert (detail().state_is_reckoned, detail(stage="past").state_is_reckoned) == (True, False)
    assert (entry().state_is_reckoned, entry(stage="").state_is_reckoned) == (False, True)
    assert mapping.meetings.with_listing(detail(), None).state_is_reckoned


def test_without_an_entry_in_the_list_its_fields_are_none(detail: Any) -> None:
    completed = mapping.meetings.with_listing(detail(), None)
    assert (completed.vendor_state, completed.time_zone, completed.pins, completed.join_links) == (None,) * 4
    assert (completed.room.pins, completed.room.join_links) == (None, None)


def test_a_field_that_the_detail_shows_after_all_is_used(detail: Any) -> None:
    meeting = detail(mpin="1", stage="past", timezone=[], direct_url="")
    assert (meeting.pins, meeting.vendor_state) == (Pins(moderator="1"), "past")
    assert (meeting.time_zone, meeting.join_links) == (None, None)


def test_a_field_that_the_detail_shows_is_not_replaced_by_the_list(detail: Any, entry: Any) -> None:
    completed = mapping.meetings.with_listing(detail(mpin="1", stage="past"), entry())
    assert (completed.pins, completed.state) == (Pins(moderator="1"), MeetingState.ENDED)


def test_the_room_behind_a_meeting_shares_its_ways_in(entry: Any) -> None:
    meeting = entry()
    room = meeting.room
    assert room.key == a_key(Kind.ROOM, Vendor.ENABLEX, ("meeting", "m-1"))
    assert (room.kind, room.vendor_id, room.meeting_key) == (RoomKind.MEETING, "r-1", meeting.key)
    assert (room.name, room.pins, room.join_links) == (meeting.title, meeting.pins, meeting.join_links)
    assert (room.capacity, room.settings) == (meeting.capacity, meeting.settings)


@pytest.mark.parametrize("room_id", [None, ""])
def test_a_meeting_without_room_id_has_no_room(room_id: Any, detail: Any) -> None:
    assert detail(room_id=room_id).room is None


@pytest.mark.parametrize(
    ("stage", "state"),
    [
        ("upcoming", MeetingState.SCHEDULED),
        ("current", MeetingState.RUNNING),
        ("past", MeetingState.ENDED),
        ("archived", MeetingState.UNKNOWN),
    ],
)
def test_a_stage_is_a_state_and_stays_readable(stage: str, state: MeetingState, entry: Any) -> None:
    meeting = entry(stage=stage)
    assert (meeting.state, meeting.vendor_state) == (state, stage)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (START.replace(minute=29), MeetingState.SCHEDULED),
        (START, MeetingState.RUNNING),
        (END.replace(minute=29), MeetingState.RUNNING),
        (END, MeetingState.ENDED),
    ],
)
def test_without_a_stage_the_times_decide(now: datetime, state: MeetingState, detail: Any) -> None:
    assert detail(now=now).state is state


def test_without_a_length_a_meeting_that_has_begun_is_in_no_known_state(detail: Any) -> None:
    assert detail(now=END, duration="abc").state is MeetingState.UNKNOWN


def test_without_a_start_a_meeting_is_in_no_known_state(detail: Any) -> None:
    assert detail(start_time=None).state is MeetingState.UNKNOWN


@pytest.mark.parametrize("duration", ["60", 60, 60.0])
def test_a_duration_is_a_number_or_text(duration: Any, detail: Any) -> None:
    assert detail(duration=duration).duration_minutes == 60


@pytest.mark.parametrize("duration", ["", "abc", None, -5, 10**30, float("nan")])
def test_a_duration_that_is_none_leaves_the_end_open(duration: Any, detail: Any) -> None:
    meeting = detail(duration=duration)
    assert (meeting.duration_minutes, meeting.ends_at) == (None, None)


def test_an_end_beyond_all_calendars_is_none(detail: Any) -> None:
    assert detail(start_time="9999-12-31 23:59:59").ends_at is None


@pytest.mark.parametrize(
    ("app_type", "is_webinar"), [("vc", False), ("wb", True), ("xx", None), (None, None)]
)
def test_the_application_type_tells_a_webinar(app_type: Any, is_webinar: Any, detail: Any) -> None:
    assert detail(app_type=app_type).is_webinar is is_webinar


@pytest.mark.parametrize("invitees", [None, [], "", False, "x", ["x"]])
def test_invitees_that_are_no_object_are_none(invitees: Any, detail: Any) -> None:
    assert detail(invitees=invitees).invitees is None


def test_ids_may_be_numbers(detail: Any) -> None:
    meeting = detail(meeting_id=7, user_id=101)
    assert (meeting.vendor_id, meeting.host_id) == ("7", "101")


@pytest.mark.parametrize(
    "change",
    [
        {"meeting_id": ""},
        {"meeting_id": None},
        {"meeting_id": False},
        {"meeting_id": "é" * 150},
        {"meeting_id": []},
        {"meeting_id": {"$oid": "1"}},
        {"meeting_id": " "},
    ],
)
def test_without_a_usable_id_there_is_no_meeting(change: Any, detail: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        detail(**change)


@pytest.mark.parametrize("wrong", [[], {}, ["x"], {"a": 1}, True, 10**400, float("nan")])
@pytest.mark.parametrize("field", ["room_name", "duration", "knock", "start_time", "app_type", "user_id"])
def test_a_wrong_type_costs_its_own_field(field: str, wrong: Any, detail: Any) -> None:
    if field == "knock" and wrong is True:
        pytest.skip("that is right")
    assert detail(**{field: wrong}) == detail(**{field: None})


@pytest.mark.parametrize("wrong", [[], {}, ["x"], {"a": 1}, True, 10**400, float("nan")])
@pytest.mark.parametrize(
    ("field", "shown_as", "nothing"),
    [("mpin", "pins", Pins()), ("direct_url", "join_links", ()), ("timezone", "time_zone", TimeZone())],
)
def test_what_we_keep_does_not_pass_for_what_cannot_be_read(
    field: str, shown_as: str, nothing: Any, wrong: Any, detail: Any
) -> None:
    """None would let our memory fill the field in, and Unfetched have the list asked for it."""
    if field == "timezone" and wrong in ([], {}, {"a": 1}):
        nothing = None
    assert getattr(detail(**{"ppin": "", field: wrong}), shown_as) == nothing


# Permanent rooms


def test_a_permanent_room_is_whole_in_one_answer(payload: Any) -> None:
    body = payload("permanent_room")["permanent_room"]
    room = mapping.rooms.permanent(converted(body, payloads.PermanentRoom), answered(ENABLEX, NOW))
    assert room.key == ROOM
    assert (room.vendor_id, room.kind, room.owner_id) == ("r-p1", RoomKind.PERMANENT, "u-100")
    assert (room.name, room.description) == ("Dr. Noor", "Consultations")
    assert (room.duration_minutes, room.capacity) == (1440, Capacity(moderators=1, participants=3))
    assert room.pins == Pins(moderator="000111", participant="000222")
    assert room.join_links is not None
    assert (room.is_webinar, room.created_at, room.meeting_key) == (None, None, None)


def test_a_permanent_room_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="without its user"):
        mapping.rooms.permanent(payloads.PermanentRoom(), answered(ENABLEX, NOW))


# Lobbies


def test_a_lobby_shows_its_options_and_content(payload: Any) -> None:
    body = payloads.lobby(payload("lobby"))
    assert mapping.lobbies.lobby(converted(body, payloads.Lobby)) == Lobby(
        options=LobbyOptions(messages=True, images=False, audio=True, video=False),
        messages=("Please wait",),
        images=(LobbyImage(url="https://media.harbour-clinic.example/a.png", caption="The harbour"),),
        audios=(LobbyMedia(url="https://media.harbour-clinic.example/a.mp3"),),
    )


@pytest.mark.parametrize(
    "options",
    [
        {"options": {"messages": True, "images": False}},
        {"options": {"message": True, "image": False}},
        {"options": {" messages": True, "image ": False}},
        {"options .messages": True, "options.image": False},
        {"options": {"images": False}, "options .messages": True},
    ],
)
def test_options_are_read_in_every_spelling(options: Any) -> None:
    body = payloads.lobby({"lobby": cleaned(options)})
    lobby = mapping.lobbies.lobby(converted(body, payloads.Lobby))
    assert lobby.options == LobbyOptions(messages=True, images=False)


def test_content_is_read_in_the_plural_too() -> None:
    body = {"messages": [{"text": "Please wait"}, {"text": ""}], "images": [{}], "options": []}
    lobby = mapping.lobbies.lobby(converted(body, payloads.Lobby))
    assert (lobby.messages, lobby.images, lobby.options) == (
        ("Please wait",),
        (LobbyImage(),),
        LobbyOptions(),
    )


# Polls


def test_a_poll_shows_its_question_and_answers(polls: Any) -> None:
    poll = polls()[1]
    assert poll.key == a_key(Kind.POLL, Vendor.ENABLEX, ("permanent", "u-100", "r-p1", "12"))
    assert poll.room_key == ROOM
    assert (poll.question, poll.session_number, poll.respondents) == ("Which days suit you?", 7, 4)
    assert (poll.kind, poll.vendor_kind) == (PollKind.MULTIPLE, "MCQN")
    assert (poll.status, poll.vendor_status) == (PollStatus.ASKED, "P")
    assert (poll.asked_at, poll.vendor_duration) == (datetime(2030, 1, 31, 9, 30, tzinfo=UTC), "30")


def test_shares_are_of_the_respondents(polls: Any) -> None:
    assert polls()[1].options == (
        PollOption(key="opt1", text="Monday", votes=3, share=0.75),
        PollOption(key="opt2", text="Tuesday", votes=2, share=0.5),
    )


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        (["opt10", "opt2", "opt1"], ["opt1", "opt2", "opt10"]),
        (["opt1", "opt10", "opt11", "opt2"], ["opt1", "opt2", "opt10", "opt11"]),
        (["other", "10", "9"], ["9", "10", "other"]),
        (["yes", "no"], ["yes", "no"]),
        (["opt" + "9" * 5000, "opt1"], ["opt1", "opt" + "9" * 5000]),
    ],
)
def test_options_are_in_the_order_of_their_numbers(polls: Any, keys: list[str], order: list[str]) -> None:
    found = polls(options=dict.fromkeys(keys, "?"), result=dict.fromkeys(reversed(keys), 1))[0]
    assert [option.key for option in found.options] == order


def test_a_time_in_milliseconds_is_read_as_such(polls: Any) -> None:
    assert polls()[0].asked_at == datetime(2030, 1, 31, 9, 28, 20, tzinfo=UTC)


def test_polls_come_in_the_order_in_which_they_were_asked(polls: Any) -> None:
    assert [poll.vendor_id for poll in polls()] == ["9", "12"]


def test_polls_without_a_time_come_by_id(polls: Any) -> None:
    assert [poll.vendor_id for poll in polls(timestamp=None)] == ["9", "12"]


def test_a_draft_has_no_votes_and_no_shares(polls: Any) -> None:
    draft = polls(status="D", result=[], total_result=0)[0]
    assert draft.status is PollStatus.DRAFT
    assert [(option.votes, option.share) for option in draft.options] == [(0, None), (0, None)]


def test_votes_for_an_option_without_text_are_kept(polls: Any) -> None:
    assert polls(options=[], result={"opt1": "2"})[0].options[0].votes == 2


def test_an_unknown_kind_and_status_stay_readable(polls: Any) -> None:
    poll = polls(type="MCQ9", status="X")[0]
    assert (poll.kind, poll.vendor_kind) == (PollKind.UNKNOWN, "MCQ9")
    assert (poll.status, poll.vendor_status) == (PollStatus.UNKNOWN, "X")


# Sessions


def test_sessions_come_newest_first(sessions: Any) -> None:
    assert [session.vendor_id for session in sessions()] == ["s-2", "s-1"]


def test_a_session_shows_its_run(sessions: Any) -> None:
    run = sessions(now=END)[1]
    assert run.key == a_key(Kind.SESSION, Vendor.ENABLEX, ("m-1", "s-1"))
    assert run.meeting_key == meeting_key("m-1")
    assert (run.started_at, run.ended_at) == (START.replace(minute=31), END.replace(minute=20))
    assert (run.number, run.room_id, run.host_id) == (7, "r-1", "u-101")


def test_a_session_whose_told_end_is_still_to_come_runs_by_the_clock(sessions: Any) -> None:
    assert [run.state_is_reckoned for run in sessions(now=END)] == [False, False]
    assert [run.state_is_reckoned for run in sessions(now=START)] == [False, True]


def test_a_session_with_an_end_has_ended_and_one_without_runs(sessions: Any) -> None:
    assert [run.state for run in sessions(now=END)] == [SessionState.RUNNING, SessionState.ENDED]


def test_a_session_whose_report_tells_no_end_is_in_no_known_state() -> None:
    row = payloads.Session(session_id="s-1", start_time="2030-01-31 09:30:00")
    assert (
        mapping.sessions.session(row, meeting_key("m-1"), answered(ENABLEX, END)).state
        is SessionState.UNKNOWN
    )


def test_a_time_of_day_belongs_to_the_sessions_date(sessions: Any) -> None:
    run = sessions(start_time="09:30:00", end_time="10:30:00")[0]
    assert (run.started_at, run.ended_at) == (START, END)


def test_a_session_date_alone_is_the_start(sessions: Any) -> None:
    run = sessions(session_date="2030-01-31 09:30:00", start_time=None)[0]
    assert run.started_at == START


def test_a_sessions_times_are_read_under_their_other_names(sessions: Any) -> None:
    run = sessions(session_start="2030-01-31 09:00:00", session_end="2030-01-31 09:15:00", room_name="Round")[
        0
    ]
    assert (run.started_at, run.ended_at) == (START.replace(minute=0), START.replace(minute=15))
    assert run.title == "Round"


def test_a_session_with_an_empty_end_runs(sessions: Any) -> None:
    assert sessions(session_end="")[0].state is SessionState.RUNNING


@pytest.mark.parametrize("meeting_id", ["m-2", ""])
def test_a_session_of_another_meeting_or_of_none_is_not_taken_for_ours(
    meeting_id: str, sessions: Any
) -> None:
    assert sessions(meeting_id=meeting_id) == ()


def test_a_session_of_which_nobody_reads_a_number_does_not_note_it(sessions: Any) -> None:
    with operation_scope() as scope:
        run = sessions(conf_num="seven", meeting_id=True)[0]
        assert [problem.fields for problem in scope.gaps.problems()] == [("meeting_id",)]
        assert run.number is None
        assert [problem.fields for problem in scope.gaps.problems()] == [("conf_num", "meeting_id")]


@pytest.mark.parametrize("number", [10**20, -(10**20), 1e20, True])
def test_a_start_of_a_number_that_means_no_time_is_none(number: object, sessions: Any) -> None:
    assert sessions(start_time=number, session_date=None)[0].started_at is None


# Of the account


def test_a_time_zones_offset_is_in_minutes_under_either_name(payload: Any) -> None:
    zones = converted(payload("timezones")["timezones"], list[payloads.TimeZone])
    assert [mapping.account.time_zone(zone, answered(ENABLEX, NOW)).offset_minutes for zone in zones] == [
        330,
        0,
    ]


@pytest.mark.parametrize("level", ["inner", "outer"])
def test_a_plan_is_read_on_either_level(level: str, payload: Any) -> None:
    body = payload("subscription")
    if level == "outer":
        body |= {name: body["subscription"].pop(name) for name in ("settings", "expiry_date", "status")}
    subscription = converted(payloads.subscription(body, "read subscription"), payloads.Subscription)
    assert mapping.account.plan(subscription, "sub-1") == Plan(
        vendor_id="sub-1",
        max_participants=50,
        max_duration_minutes=1440,
        recording=True,
        allows_overlap=False,
        expires_at=datetime(2031, 1, 1, tzinfo=UTC),
        vendor_status="active",
    )


@pytest.mark.parametrize("odd", ["soon", [1]])
def test_a_start_that_cannot_be_read_is_not_the_midnight_of_its_date(sessions: Any, odd: Any) -> None:
    assert sessions(start_time=odd)[0].started_at is None
    assert sessions(start_time=None)[0].started_at == datetime(2030, 1, 31, tzinfo=UTC)


def test_votes_that_cannot_be_read_are_null_beside_those_that_can(polls: Any) -> None:
    found = polls(options={"opt1": "a", "opt2": "b"}, result={"opt1": "many", "opt2": 2})[0]
    assert [option.votes for option in found.options] == [None, 2]
