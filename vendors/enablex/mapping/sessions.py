"""Sessions, out of a report whose columns are documented only as far as it can be searched by them. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import UNSET

from models.ids import Key, Kind
from models.session import Session, SessionState
from models.vendor import Vendor
from vendors.enablex import payloads
from vendors.enablex.mapping import meetings
from vendors.enablex.scalars import moment, text, whole

_NEVER = datetime.min.replace(tzinfo=UTC)


def key(meeting_id: str, session_id: str) -> Key:
    return Key(Kind.SESSION, Vendor.ENABLEX, (meeting_id, session_id))


def of_meeting(found: Iterable[payloads.Session], meeting_id: str, now: datetime) -> tuple[Session, ...]:
    """The meeting's sessions, newest first."""
    # A search that EnableX did not heed must not give one meeting's sessions to another.
    own = (payload for payload in found if text(payload.meeting_id) in (None, meeting_id))
    sessions = (session(payload, meeting_id, now) for payload in own)
    return tuple(sorted(sessions, key=lambda each: each.started_at or _NEVER, reverse=True))


def session(payload: payloads.Session, meeting_id: str, now: datetime) -> Session:
    started_at = _time(payload.start_time, payload.session_date) or moment(payload.session_date)
    ended_at = None if payload.end_time is UNSET else _time(payload.end_time, payload.session_date)
    return Session(
        key=key(meeting_id, str(payload.session_id)),
        meeting_key=meetings.key(meeting_id),
        state=_state(payload, started_at, ended_at, now),
        started_at=started_at,
        ended_at=ended_at,
        number=whole(payload.conf_num),
        room_id=text(payload.room_id),
        host_id=text(payload.user_id),
    )


def _time(time: payloads.Number | None, date: payloads.Number | None) -> datetime | None:
    """A date-time, or a time of day on the session's date."""
    return moment(time) or moment(f"{str(date or '')[:10]} {time}")


def _state(
    payload: payloads.Session, started_at: datetime | None, ended_at: datetime | None, now: datetime
) -> SessionState:
    if ended_at is not None and ended_at <= now:
        return SessionState.ENDED
    # A report without the column proves nothing; an empty one says that the session has not ended.
    if started_at is None or payload.end_time is UNSET:
        return SessionState.UNKNOWN
    return SessionState.RUNNING
