"""Maps sessions, out of a report of which only the search fields are documented. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import UNSET, UnsetType

from models.ids import Key, Kind
from models.session import Session, SessionState
from vendors.enablex import payloads
from vendors.enablex.scalars import moment, text, time_of_session, whole

_NEVER = datetime.min.replace(tzinfo=UTC)


def key(meeting: Key, session_id: str) -> Key:
    return Key(Kind.SESSION, meeting.account, (*meeting.parts, session_id))


def of_meeting(found: Iterable[payloads.Session], meeting: Key, now: datetime) -> tuple[Session, ...]:
    """The meeting's sessions, newest first."""
    # If EnableX ignores the search, one meeting's sessions must not be returned for another.
    own = (row for row in found if row.meeting_id is None or str(row.meeting_id) == meeting.parts[0])
    sessions = {run.key: run for run in (session(row, meeting, now) for row in own)}
    return tuple(sorted(sessions.values(), key=lambda each: each.started_at or _NEVER, reverse=True))


def session(payload: payloads.Session, meeting: Key, now: datetime) -> Session:
    date = payload.session_date
    start = payload.start_time if payload.session_start is None else payload.session_start
    end = payload.end_time if payload.session_end is UNSET else payload.session_end
    # Of a start that cannot be read the date alone would be another time.
    has_odd_start = not payload.unreadable.isdisjoint({"session_start", "start_time"})
    started_at = (time_of_session(start, date) if date else moment(start)) or (
        None if has_odd_start else moment(date)
    )
    ended_at = None if end is UNSET else (time_of_session(end, date) if date else moment(end))
    # An end that cannot be read proves no more than a report without ends.
    is_garbled = bool(payload.unreadable & {"session_end", "end_time"}) or (
        ended_at is None and not _is_open(end)
    )
    return Session(
        key=key(meeting, str(payload.session_id)),
        meeting_key=meeting,
        title=text(payload.room_name),
        state=(SessionState.UNKNOWN if end is UNSET or is_garbled else _state(started_at, ended_at, now)),
        state_is_reckoned=ended_at is not None and ended_at > now,
        started_at=started_at,
        ended_at=ended_at,
        number=whole(payload.conf_num),
        room_id=text(payload.room_id),
        host_id=text(payload.user_id),
    )


def _state(started_at: datetime | None, ended_at: datetime | None, now: datetime) -> SessionState:
    """By a report that has the column of ends; one without it proves nothing."""
    if ended_at is not None and ended_at <= now:
        return SessionState.ENDED
    return SessionState.UNKNOWN if started_at is None else SessionState.RUNNING


def _is_open(end: payloads.SessionTime | UnsetType) -> bool:
    """Whether it is one of the ways to write that there is no end yet; databases print the date zero."""
    return end in (UNSET, None, "", 0, "0") or str(end).startswith("0000-00-00")
