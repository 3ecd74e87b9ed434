"""Maps sessions, out of a report of which only the search fields are documented. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from msgspec import UNSET

from models.ids import Key, Kind
from models.session import Session, SessionState
from models.view import View
from models.view_attributes import derived, supplied
from vendors.enablex import payloads
from vendors.enablex.scalars import NO_TIME, moment, text, time_of_session, whole
from vendors.views import Answer, mapped, translated

# The names of a time in the report; the first goes before the second.
_STARTS = ("session_start", "start_time")
_ENDS = ("session_end", "end_time")

_NEVER = datetime.min.replace(tzinfo=UTC)


def key(meeting: Key, session_id: str) -> Key:
    return Key(Kind.SESSION, meeting.account, (*meeting.parts, session_id))


def _written(run: Any, source: str) -> Any:
    """A time as the report has it; None if it is unreadable."""
    row: payloads.Session = run._row
    came = getattr(row, source)
    if came is None or came is UNSET or time_of_session(came) is not None:
        return came
    translated(run, source, time_of_session, NO_TIME)
    return None if came is False or source in row.unreadable else came


def _date(run: Any) -> Any:
    return run._row.session_date if translated(run, "session_date", moment, NO_TIME) is not None else None


def _time(written: Any, date: Any) -> datetime | None:
    return time_of_session(written, date) if date else moment(written)


def _started_at(run: Any) -> datetime | None:
    date, (start, other) = run._date, (_written(run, name) for name in _STARTS)
    found = _time(other if start is None else start, date)
    # Of a start that cannot be read the date alone would be another time.
    return found or (moment(date) if run._row.unreadable.isdisjoint(_STARTS) else None)


def _end(run: View) -> Any:
    end, other = (_written(run, name) for name in _ENDS)
    return other if end is UNSET else end


def _ended_at(run: Any) -> datetime | None:
    return None if run._end is UNSET else _time(run._end, run._date)


def _state(run: Any) -> SessionState:
    """By a report that has the column of ends; one without it proves nothing."""
    end, ended_at = run._end, run.ended_at
    # An end that cannot be read proves no more than a report without ends.
    is_garbled = not run._row.unreadable.isdisjoint(_ENDS) or (ended_at is None and not _is_open(end))
    if end is UNSET or is_garbled:
        return SessionState.UNKNOWN
    if ended_at is not None and ended_at <= run._answer.at:
        return SessionState.ENDED
    return SessionState.UNKNOWN if run.started_at is None else SessionState.RUNNING


class ReportedSession(View, Session):
    """A session in the report.

    Attributes:
        _date, _end: the day and the end as they are written, which several attributes are made of.
    """

    _date = derived(_date)
    _end = derived(_end)
    key = derived(lambda run: key(run.meeting_key, str(run._row.session_id)))
    meeting_key = supplied()
    title = mapped("room_name", text)
    state = derived(_state)
    state_is_reckoned = derived(lambda run: run.ended_at is not None and run.ended_at > run._answer.at)
    started_at = derived(_started_at)
    ended_at = derived(_ended_at)
    number = mapped("conf_num", whole)
    room_id = mapped("room_id", text)
    host_id = mapped("user_id", text)


def of_meeting(found: Iterable[payloads.Session], meeting: Key, answer: Answer) -> tuple[Session, ...]:
    """The meeting's sessions, newest first."""
    own: dict[str, Session] = {}
    for row in found:
        run = session(row, meeting, answer)
        # If EnableX ignores the search, one meeting's sessions must not be returned for another.
        if _meeting_id(run) in (None, meeting.parts[0]):
            own[str(row.session_id)] = run
    return tuple(sorted(own.values(), key=lambda each: each.started_at or _NEVER, reverse=True))


def session(payload: payloads.Session, meeting: Key, answer: Answer) -> Session:
    return ReportedSession.over(payload, answer, meeting_key=meeting)


def _meeting_id(run: Any) -> str | None:
    came: object = run._row.meeting_id
    # An empty id is not that of this meeting.
    return came if isinstance(came, str) else translated(run, "meeting_id", text)


def _is_open(end: Any) -> bool:
    """Whether it is one of the ways to write that there is no end yet; databases print the date zero."""
    return end in (UNSET, None, "", 0, "0") or str(end).startswith("0000-00-00")
