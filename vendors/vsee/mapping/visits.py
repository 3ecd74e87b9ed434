"""Maps VSee's visits to our meetings, sessions and recordings. Pure."""

from datetime import datetime

from msgspec import UNSET

from models.access import Pins
from models.account import Account
from models.meeting import DialIn, Meeting, MeetingState, Visit, VisitKind
from models.partial import Unfetched
from models.recording import Recording, RecordingAvailability
from models.session import Session, SessionState
from models.settings import MeetingSettings
from models.vendor import Vendor
from vendors.reading import read
from vendors.rows import readable
from vendors.vsee import payloads
from vendors.vsee.mapping import keys
from vendors.vsee.scalars import count, flag, text
from vendors.vsee.values import filled, moment, texts

# The numbers are only known from examples; the words are those of VSee's webhooks for the same.
STATE = {
    "10": MeetingState.SCHEDULED,
    "30": MeetingState.RUNNING,
    "40": MeetingState.CANCELLED,
    "completed": MeetingState.ENDED,
    "cancelled": MeetingState.CANCELLED,
}

KIND = {"1": VisitKind.WALK_IN, "2": VisitKind.SCHEDULED}

SESSION_STATE = {
    MeetingState.RUNNING: SessionState.RUNNING,
    MeetingState.ENDED: SessionState.ENDED,
    MeetingState.CANCELLED: SessionState.ENDED,
}

_ROOM = "room"


def room_unfetched(room_code: str | None) -> Unfetched:
    """Marks the room as unfetched, with its code if the visits of one room were requested."""
    return Unfetched(_ROOM if room_code is None else f"{_ROOM}:{room_code}")


def room_code_of(aspect: str) -> str | None:
    return aspect.partition(":")[2] or None


def meeting(account: Account, row: payloads.Visit, now: datetime, room_code: str | None = None) -> Meeting:
    """A visit as a meeting.

    Args:
        now: decides whether a visit without actual times has ended.
        room_code: the room whose visits were asked for.
    """
    call = filled(row.meeting) or payloads.Conference()
    starts_at, ends_at = moment(row.start), moment(row.end)
    pin, records = text(call.conference_pin), flag(call.recording_auto_start)
    return Meeting(
        key=keys.meeting(account, row.id),
        state=state(row, now),
        vendor_state=text(row.status),
        state_is_reckoned=_is_reckoned(row),
        starts_at=starts_at,
        ends_at=ends_at,
        duration_minutes=_minutes(starts_at, ends_at),
        host_id=text(row.provider_id),
        account_id=text(row.account_code),
        settings=None if records is None else MeetingSettings(auto_start_recording=records),
        pins=Pins(participant=pin) if pin else None,
        room=room_unfetched(room_code) if text(row.room_id) else None,
        visit=_visit(row, call),
    )


def state(row: payloads.Visit, now: datetime) -> MeetingState:
    """The state of a visit: from the status, except that a running visit keeps its status when it ends."""
    said = STATE.get(text(row.status) or "")
    if said not in (None, MeetingState.RUNNING):
        return said
    if moment(row.actual_end) is not None:
        return MeetingState.ENDED
    if _end_is_garbled(row):
        return MeetingState.UNKNOWN
    has_begun = moment(row.actual_start) is not None
    if said is None:
        return MeetingState.RUNNING if has_begun else MeetingState.UNKNOWN
    # Beside an actual start the actual end would stand as well; `end` is then the planned one, which calls overrun.
    ends_at = moment(row.end)
    return MeetingState.RUNNING if has_begun or ends_at is None or ends_at > now else MeetingState.ENDED


def _end_is_garbled(row: payloads.Visit) -> bool:
    """Whether an actual end came that cannot be read: it proves neither that the visit goes on nor that it is over."""
    end = row.actual_end
    return "actual_end" in row.unreadable or (isinstance(end, payloads.Instant) and bool(end.unreadable))


def _is_reckoned(row: payloads.Visit) -> bool:
    """Whether only the clock decides if a running visit has ended."""
    return (
        STATE.get(text(row.status) or "") is MeetingState.RUNNING
        and moment(row.actual_start) is None
        and moment(row.actual_end) is None
        and not _end_is_garbled(row)
        and moment(row.end) is not None
    )


def session(account: Account, row: payloads.Visit, now: datetime) -> Session | None:
    """The one run of a visit; None where it has not begun, or never will."""
    stands = _run_state(row, now)
    if stands is None:
        return None
    return Session(
        key=keys.session(account, row.id),
        meeting_key=keys.meeting(account, row.id),
        state=stands,
        vendor_state=text(row.status),
        state_is_reckoned=_is_reckoned(row),
        started_at=moment(row.actual_start),
        ended_at=moment(row.actual_end),
        room_id=text(row.room_id),
        host_id=text(row.provider_id),
    )


def _run_state(row: payloads.Visit, now: datetime) -> SessionState | None:
    """The state of a visit's session; None if it has not begun, or never will."""
    stands = state(row, now)
    if moment(row.actual_start) is None and stands not in (MeetingState.RUNNING, MeetingState.ENDED):
        return None
    if moment(row.actual_end) is not None:
        return SessionState.ENDED
    return SESSION_STATE.get(stands, SessionState.UNKNOWN)


def recordings(row: payloads.Visit, now: datetime) -> tuple[Recording, ...]:
    """The recordings of a visit, those that have an address in front, else in VSee's order; or why there is none."""
    found = [_recording(each) for each in _recordings(row)]
    if found:
        return tuple(sorted(found, key=lambda each: each.url is None))
    # By a clock alone it may still go on, and be recorded.
    is_over = _run_state(row, now) is SessionState.ENDED and not _is_reckoned(row)
    if row.recordings is UNSET or _is_garbled(row) or _counted(row) or not is_over:
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


def _visit(row: payloads.Visit, call: payloads.Conference) -> Visit:
    kind = text(row.type)
    numbers = call.phone_numbers if isinstance(call.phone_numbers, dict) else {}
    return Visit(
        kind=KIND.get(kind or "", VisitKind.UNKNOWN),
        vendor_kind=kind,
        code=text(row.code),
        member_id=text(row.member_id),
        provider_id=text(row.provider_id),
        room_id=text(row.room_id),
        specialty_id=text(row.specialty_id),
        completed_by=text(row.completed_by),
        vendor_detail_state=text(row.state),
        conference_id=text(call.meeting_id),
        conference_hosts=texts(call.hosts),
        conference_expires_at=moment(call.expiry),
        dial_in=tuple(DialIn(country=name, numbers=texts(several)) for name, several in numbers.items()),
    )


def _minutes(starts_at: datetime | None, ends_at: datetime | None) -> int | None:
    if starts_at is None or ends_at is None:
        return None
    return count(int((ends_at - starts_at).total_seconds()) // 60)


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


def _counted(row: payloads.Visit) -> bool:
    return isinstance(row.recordings, payloads.Recordings) and bool(count(row.recordings.count))
