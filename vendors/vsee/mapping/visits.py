"""Maps VSee's visits to our meetings, sessions and recordings. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import UNSET

from models.access import Pins
from models.ids import Kind
from models.meeting import DialIn, Meeting, Visit, VisitKind
from models.partial import Unfetched
from models.recording import Recording, RecordingAvailability
from models.session import Session, SessionState
from models.settings import MeetingSettings
from models.vendor import Vendor
from models.view import View
from models.view_attributes import combined, derived
from vendors.reading import read
from vendors.rows import readable
from vendors.samples import known
from vendors.views import Answer, keyed, mapped, translated
from vendors.vsee import payloads
from vendors.vsee.mapping import keys, visit_state
from vendors.vsee.scalars import NO_TIME, count, flag, text
from vendors.vsee.values import filled, moment, texts

KIND = {"1": VisitKind.WALK_IN, "2": VisitKind.SCHEDULED}

_SETTINGS = {records: MeetingSettings(auto_start_recording=records) for records in (True, False)}

_ROOM = "room"


def room_unfetched(room_code: str | None) -> Unfetched:
    """Marks the room as unfetched, with its code if the visits of one room were requested."""
    return Unfetched(_ROOM if room_code is None else f"{_ROOM}:{room_code}")


def room_code_of(aspect: str) -> str | None:
    return aspect.partition(":")[2] or None


def _minutes(starts_at: datetime | None, ends_at: datetime | None) -> int | None:
    if starts_at is None or ends_at is None:
        return None
    return count(int((ends_at - starts_at).total_seconds()) // 60)


def _settings(meeting: View) -> MeetingSettings | None:
    records = translated(meeting, "meeting.recording_auto_start", flag)
    return None if records is None else _SETTINGS[records]


def _pins(meeting: View) -> Pins | None:
    pin = translated(meeting, "meeting.conference_pin", text)
    return None if pin is None else Pins(participant=pin)


def _dial_in(visit: Any) -> tuple[DialIn, ...]:
    call = filled(visit._row.meeting)
    numbers = None if call is None else call.phone_numbers
    if not isinstance(numbers, dict):
        return ()
    return tuple(DialIn(country=name, numbers=texts(several)) for name, several in numbers.items())


def _hosts(visit: Any) -> tuple[str, ...]:
    call = filled(visit._row.meeting)
    return () if call is None else texts(call.hosts)


def _kind(visit: Any) -> VisitKind:
    record = visit._answer.drift
    return known(KIND, visit.vendor_kind, VisitKind.UNKNOWN, at="visits[].type", record=record)


class VSeeVisit(View, Visit):
    """What a visit has beyond a meeting, over the same row; what cannot be read is noted by the meeting's key."""

    key = keyed(Kind.MEETING, "id")
    kind = derived(_kind)
    vendor_kind = mapped("type", text)
    code = mapped("code", text)
    member_id = mapped("member_id", text)
    provider_id = mapped("provider_id", text)
    room_id = mapped("room_id", text)
    specialty_id = mapped("specialty_id", text)
    completed_by = mapped("completed_by", text)
    vendor_detail_state = mapped("state", text)
    conference_id = mapped("meeting.meeting_id", text)
    conference_hosts = derived(_hosts)
    conference_expires_at = mapped("meeting.expiry", moment, nothing=NO_TIME)
    dial_in = derived(_dial_in)


def _room(uid: str | None, unless_fetched: Unfetched) -> Unfetched | None:
    return None if uid is None else unless_fetched


class VisitMeeting(View, Meeting):
    """A visit as a meeting.

    Attributes:
        unless_fetched: stands for the room of a visit that has one.
        room_uid: the id by which a visit refers to its room.
    """

    unless_fetched: Unfetched = room_unfetched(None)
    room_uid = mapped("room_id", text)

    key = keyed(Kind.MEETING, "id")
    state = derived(visit_state.state)
    vendor_state = mapped("status", text)
    state_is_reckoned = derived(visit_state.is_reckoned)
    starts_at = mapped("start", moment, nothing=NO_TIME)
    ends_at = mapped("end", moment, nothing=NO_TIME)
    duration_minutes = combined(_minutes, "starts_at", "ends_at")
    host_id = mapped("provider_id", text)
    account_id = mapped("account_code", text)
    settings = derived(_settings)
    pins = derived(_pins)
    room = combined(_room, "room_uid", "unless_fetched")
    visit = derived(lambda meeting: VSeeVisit.over(meeting._row, meeting._answer))


class VisitSession(View, Session):
    """The one run of a visit."""

    key = keyed(Kind.SESSION, "id")
    meeting_key = keyed(Kind.MEETING, "id")
    state = derived(visit_state.run_state)
    vendor_state = mapped("status", text)
    state_is_reckoned = derived(visit_state.is_reckoned)
    started_at = mapped("actual_start", moment, nothing=NO_TIME)
    ended_at = mapped("actual_end", moment, nothing=NO_TIME)
    room_id = mapped("room_id", text)
    host_id = mapped("provider_id", text)


def room_uid(meeting: Meeting) -> str | None:
    """The id by which a visit refers to its room."""
    if isinstance(meeting, VisitMeeting):
        found: str | None = meeting.room_uid
        return found
    return None if meeting.visit is None else meeting.visit.room_id


def meeting(row: payloads.Visit, answer: Answer, room: Unfetched | None = None) -> Meeting:
    """A visit as a meeting.

    Args:
        room: the mark of its room, if the visits of one room were asked for.
    """
    return (
        VisitMeeting.over(row, answer)
        if room is None
        else VisitMeeting.over(row, answer, unless_fetched=room)
    )


def meetings(
    rows: Iterable[payloads.Visit], answer: Answer, room: Unfetched | None = None
) -> tuple[Meeting, ...]:
    """As `meeting`, of many visits."""
    if room is None:
        return VisitMeeting.over_each(rows, answer)
    return tuple(meeting(row, answer, room) for row in rows)


def session(row: payloads.Visit, answer: Answer) -> Session | None:
    """The one run of a visit; None where it has not begun, or never will."""
    # One field of a visit counts once, whether it is shown by the meeting or by the session.
    answer = answer._replace(of=keys.meeting(answer.account, row.id))
    run: Session = VisitSession.over(row, answer)
    return None if run.state is None else run


def sessions(row: payloads.Visit, answer: Answer) -> tuple[Session, ...]:
    """As `session`, where all runs of a visit are asked for."""
    run = session(row, answer)
    return () if run is None else (run,)


def recordings(row: payloads.Visit, answer: Answer) -> tuple[Recording, ...]:
    """The recordings of a visit, those that have an address in front, else in VSee's order; or why there is none."""
    found = [_recording(each) for each in _recordings(row)]
    if found:
        return tuple(sorted(found, key=lambda each: each.url is None))
    visit = VisitMeeting.over(row, answer)
    counted = translated(visit, "recordings.count", count)
    # By a clock alone it may still go on, and be recorded.
    is_over = visit_state.run_state(visit) is SessionState.ENDED and not visit_state.is_reckoned(visit)
    if row.recordings is UNSET or _is_garbled(row) or counted or not is_over:
        return (Recording(availability=RecordingAvailability.UNKNOWN),)
    return (Recording(availability=RecordingAvailability.NOT_RECORDED),)


def _recording(found: payloads.Recording) -> Recording:
    ended_at, url = moment(found.end), text(found.url)
    is_there = url is not None or ended_at is not None
    return Recording(
        availability=RecordingAvailability.AVAILABLE if is_there else RecordingAvailability.NOT_READY,
        vendor_id=text(found.id),
        url=url,
        ended_at=ended_at,
    )


def _recordings(row: payloads.Visit) -> tuple[payloads.Recording, ...]:
    items = row.recordings.data if isinstance(row.recordings, payloads.Recordings) else row.recordings
    return readable(
        items if isinstance(items, list) else (),
        lambda item: read(
            payloads.identified(item), payloads.Recording, vendor=Vendor.VSEE, operation="read recordings"
        ),
        vendor=Vendor.VSEE,
        operation="read recordings",
        within="recordings",
    )


def _is_garbled(row: payloads.Visit) -> bool:
    """Whether the recordings' field has an unreadable value."""
    found = row.recordings
    return "recordings" in row.unreadable or (
        isinstance(found, payloads.Recordings) and bool(found.unreadable)
    )
