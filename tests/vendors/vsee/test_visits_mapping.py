"""VSee's documented visits as meetings, sessions and recordings."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from models.access import Pins
from models.ids import Kind
from models.meeting import DialIn, Meeting, MeetingState, Visit, VisitKind
from models.partial import Unfetched
from models.recording import Recording, RecordingAvailability
from models.session import Session, SessionState
from models.settings import MeetingSettings
from models.vendor import Vendor
from tests.support.accounts import VSEE, a_key
from tests.support.reading import answered, converted
from vendors.vsee import payloads
from vendors.vsee.mapping import visits

START = datetime(2020, 11, 18, 19, 49, 34, tzinfo=UTC)
NOW = START + timedelta(minutes=5)
ANSWER = answered(VSEE, NOW)
EPOCH = 1605728974


def read(row: dict[str, Any]) -> payloads.Visit:
    return converted(payloads.identified(row), payloads.Visit)


def visit(**values: Any) -> payloads.Visit:
    return read({"id": "826", **values})


def test_a_visit_is_a_meeting(body) -> None:
    assert visits.meeting(read(body("visits")["data"][0]), ANSWER) == Meeting(
        key=a_key(Kind.MEETING, Vendor.VSEE, ("826",)),
        state=MeetingState.ENDED,
        vendor_state="30",
        starts_at=START,
        ends_at=START + timedelta(minutes=15),
        duration_minutes=15,
        host_id="85741",
        settings=MeetingSettings(auto_start_recording=True),
        pins=Pins(participant="123456"),
        room=Unfetched("room"),
        visit=Visit(
            kind=VisitKind.SCHEDULED,
            vendor_kind="2",
            code="visit-826",
            member_id="90001",
            provider_id="85741",
            room_id="171",
            conference_id="c-826",
            conference_hosts=("avery@vclinic.example",),
            conference_expires_at=datetime(2020, 11, 19, 19, 49, 34, tzinfo=UTC),
            dial_in=(DialIn(country="US", numbers=("+1 555 0199",)),),
        ),
    )


def test_texts_for_numbers_and_an_underlined_id_are_read(body) -> None:
    meeting = visits.meeting(read(body("visits")["data"][1]), ANSWER)
    assert meeting.vendor_id == "827"
    assert meeting.starts_at == datetime(2020, 11, 18, 20, 5, tzinfo=UTC)
    assert meeting.visit == Visit(
        kind=VisitKind.WALK_IN, vendor_kind="1", code="visit-827", member_id="90002"
    )


def test_a_visit_without_a_room_has_none_to_fetch(body) -> None:
    assert visits.meeting(read(body("visits")["data"][1]), ANSWER).room is None


def test_the_room_whose_visits_were_asked_for_is_remembered() -> None:
    room = visits.meeting(visit(room_id="171"), ANSWER, visits.room_unfetched("b4vjj")).room
    assert isinstance(room, Unfetched)
    assert visits.room_code_of(room.aspect) == "b4vjj"


def test_a_room_code_with_a_colon_survives() -> None:
    assert visits.room_code_of(visits.room_unfetched("a:b").aspect) == "a:b"


@pytest.mark.parametrize("field", ["room_id", "provider_id"])
def test_visits_of_one_room_or_provider_share_the_text_of_its_id(field: str) -> None:
    one, two = (read(json.loads(f'{{"id": "{number}", "{field}": "85741"}}')) for number in range(2))
    assert getattr(one, field) == "85741"
    assert getattr(one, field) is getattr(two, field)


@pytest.mark.parametrize("value", [171, 171.0, None, False])
def test_an_id_of_a_room_that_is_no_text_stays_as_it_came(value: Any) -> None:
    assert visit(room_id=value).room_id is value


def test_a_visit_with_nothing_but_its_id_is_a_meeting() -> None:
    meeting = visits.meeting(visit(), ANSWER)
    assert (meeting.state, meeting.settings, meeting.pins) == (MeetingState.UNKNOWN, None, None)


@pytest.mark.parametrize("row", [{}, {"id": ""}, {"id": None, "_id": ""}, {"id": {}}, {"id": True}, []])
def test_a_visit_without_an_id_is_bad(row: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(row)


def test_a_kind_that_nobody_documents_is_unknown_and_kept() -> None:
    found = visits.meeting(visit(type=9), ANSWER).visit
    assert found is not None
    assert (found.kind, found.vendor_kind) == (VisitKind.UNKNOWN, "9")


@pytest.mark.parametrize("nothing", ["", None, False, []])
def test_a_conference_may_be_anything_empty(nothing: object) -> None:
    assert visits.meeting(visit(meeting=nothing), ANSWER).pins is None


@pytest.mark.parametrize("nothing", ["", None, False, []])
def test_telephone_numbers_may_be_anything_empty(nothing: object) -> None:
    found = visits.meeting(visit(meeting={"phone_numbers": nothing}), ANSWER).visit
    assert found is not None
    assert found.dial_in == ()


# States


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"status": 10}, MeetingState.SCHEDULED),
        ({"status": "10"}, MeetingState.SCHEDULED),
        ({"status": 10, "start": EPOCH - 900, "end": EPOCH}, MeetingState.SCHEDULED),
        ({"status": 30}, MeetingState.RUNNING),
        ({"status": "30", "actual_start": str(EPOCH)}, MeetingState.RUNNING),
        ({"status": 30, "end": EPOCH + 900}, MeetingState.RUNNING),
        ({"status": 30, "end": EPOCH + 60}, MeetingState.ENDED),
        ({"status": 30, "end": EPOCH + 60, "actual_start": EPOCH}, MeetingState.RUNNING),
        ({"status": 30, "end": EPOCH + 900, "actual_end": EPOCH + 200}, MeetingState.ENDED),
        ({"status": 30, "actual_end": ""}, MeetingState.RUNNING),
        ({"status": 30, "actual_end": {}}, MeetingState.RUNNING),
        ({"status": 30, "actual_end": {"a": [1]}}, MeetingState.UNKNOWN),
        ({"status": 40}, MeetingState.CANCELLED),
        ({"status": "cancelled"}, MeetingState.CANCELLED),
        ({"status": "completed"}, MeetingState.ENDED),
        ({"status": 55, "actual_start": EPOCH}, MeetingState.RUNNING),
        ({"status": 55, "actual_start": EPOCH, "actual_end": EPOCH + 60}, MeetingState.ENDED),
        ({"status": None, "actual_end": EPOCH}, MeetingState.ENDED),
        ({"status": 55, "start": EPOCH}, MeetingState.UNKNOWN),
        ({}, MeetingState.UNKNOWN),
    ],
)
def test_where_a_visit_stands(values: dict[str, Any], state: MeetingState) -> None:
    assert visits.meeting(visit(**values), ANSWER).state is state


@pytest.mark.parametrize(
    ("values", "reckoned"),
    [
        ({"status": 10, "end": EPOCH}, False),
        ({"status": 30}, False),
        ({"status": 30, "end": EPOCH + 900}, True),
        ({"status": 30, "end": EPOCH + 60}, True),
        ({"status": 30, "end": EPOCH + 60, "actual_start": EPOCH}, False),
        ({"status": 30, "end": EPOCH + 60, "actual_end": EPOCH + 50}, False),
        ({"status": 40, "end": EPOCH + 60}, False),
    ],
)
def test_a_state_that_hangs_on_the_clock_says_so(values: dict[str, Any], reckoned: bool) -> None:
    assert visits.meeting(visit(**values), ANSWER).state_is_reckoned is reckoned


def test_a_visit_that_is_over_by_the_clock_alone_may_still_be_recorded() -> None:
    row = visit(status=30, end=EPOCH + 60, recordings=[])
    [found] = visits.recordings(row, ANSWER)
    assert found.availability is RecordingAvailability.UNKNOWN


def test_an_unknown_status_is_kept() -> None:
    assert visits.meeting(visit(status=55), ANSWER).vendor_state == "55"


@pytest.mark.parametrize("end", [EPOCH - 60, None, "soon", 0])
def test_a_duration_needs_two_times_in_order(end: object) -> None:
    assert visits.meeting(visit(start=EPOCH, end=end), ANSWER).duration_minutes is None


# Sessions


def test_a_visit_that_took_place_has_one_session(body) -> None:
    assert visits.session(read(body("visits")["data"][0]), ANSWER) == Session(
        key=a_key(Kind.SESSION, Vendor.VSEE, ("826",)),
        meeting_key=a_key(Kind.MEETING, Vendor.VSEE, ("826",)),
        state=SessionState.ENDED,
        vendor_state="30",
        started_at=datetime(2020, 11, 18, 19, 50, tzinfo=UTC),
        ended_at=datetime(2020, 11, 18, 20, 0, tzinfo=UTC),
        room_id="171",
        host_id="85741",
    )


@pytest.mark.parametrize("values", [{"status": 10}, {"status": 40}, {}, {"status": 55, "start": EPOCH}])
def test_a_visit_that_has_not_begun_has_no_session(values: dict[str, Any]) -> None:
    assert visits.session(visit(**values), ANSWER) is None


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"status": 30}, SessionState.RUNNING),
        ({"status": 30, "end": EPOCH}, SessionState.ENDED),
        ({"status": "completed"}, SessionState.ENDED),
        ({"status": 40, "actual_start": EPOCH}, SessionState.ENDED),
        ({"status": 10, "actual_start": EPOCH}, SessionState.UNKNOWN),
        ({"status": 10, "actual_start": EPOCH, "actual_end": EPOCH + 60}, SessionState.ENDED),
    ],
)
def test_whether_a_session_goes_on(values: dict[str, Any], state: SessionState) -> None:
    session = visits.session(visit(**values), ANSWER)
    assert session is not None
    assert session.state is state


# Recordings


def recordings_of(recordings: Any, **values: Any) -> tuple[Recording, ...]:
    return visits.recordings(
        visit(recordings=recordings, **(values or {"status": 30, "actual_end": EPOCH})), ANSWER
    )


def recording_of(recordings: Any, **values: Any) -> Recording:
    [found] = recordings_of(recordings, **values)
    return found


def test_the_documented_recording_is_there(body) -> None:
    assert visits.recordings(read(body("visits")["data"][0]), ANSWER) == (
        Recording(
            availability=RecordingAvailability.AVAILABLE,
            vendor_id="r-1",
            ended_at=datetime(2020, 11, 18, 20, 0, tzinfo=UTC),
        ),
    )


def test_all_recordings_are_told_those_with_an_address_first() -> None:
    found = recordings_of(
        [{"id": 1, "end": EPOCH}, {"id": 2, "url": "https://r.example/2"}, {"id": 3, "url": "x"}, {"id": 4}]
    )
    assert [(each.vendor_id, each.url) for each in found] == [
        ("2", "https://r.example/2"),
        ("3", "x"),
        ("1", None),
        ("4", None),
    ]


def test_recordings_as_a_list_or_under_data_are_the_same() -> None:
    rows = [{"_id": "r-1", "end": str(EPOCH)}]
    assert recording_of(rows) == recording_of({"count": 1, "data": rows})


def test_a_recording_that_has_not_ended_is_not_ready() -> None:
    assert recording_of([{"id": "r-1", "end": None}]).availability is RecordingAvailability.NOT_READY


@pytest.mark.parametrize(
    "none", [[], "", None, False, {"count": 0, "data": []}, {"count": "0", "data": None}]
)
def test_a_visit_that_is_over_without_recording_was_not_recorded(none: Any) -> None:
    assert recording_of(none) == Recording(availability=RecordingAvailability.NOT_RECORDED)


def test_a_visit_under_way_may_still_be_recorded() -> None:
    assert recording_of([], status=30).availability is RecordingAvailability.UNKNOWN


def test_recordings_that_are_counted_and_not_shown_are_unknown() -> None:
    assert recording_of({"count": 2, "data": []}).availability is RecordingAvailability.UNKNOWN


def test_recordings_that_the_answer_leaves_out_are_unknown() -> None:
    [found] = visits.recordings(visit(status=30, actual_end=EPOCH), ANSWER)
    assert found.availability is RecordingAvailability.UNKNOWN


def test_a_bad_recording_costs_only_itself() -> None:
    assert recording_of([7, {"id": "r-2", "end": EPOCH}]).vendor_id == "r-2"
