"""Maps the sessions of a meeting. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from models.access import Pins
from models.ids import Key, Kind
from models.session import Session, SessionState
from models.view import View
from models.view_attributes import derived, supplied
from vendors.vconnct import payloads
from vendors.vconnct.scalars import moment, stripped, text, word
from vendors.views import Answer, mapped, translated

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
# In the place of the start of a session that has none, and shares its id with a newer one.
_NO_START = "unknown"


def key(meeting: Key, session_id: str, started_at: datetime | None = None) -> Key:
    """The key of a session; of sessions with one id, the start names one, and no start the newest."""
    start = () if started_at is None else (started_at.isoformat(),)
    return Key(Kind.SESSION, meeting.account, (*meeting.parts, session_id, *start))


def names(run: Session) -> tuple[tuple[str, ...], ...]:
    """The parts of the keys that lead to a session: its own, with its start, and without."""
    meeting, (_, session_id, *_) = run.meeting_key, run.key.parts
    row: payloads.Session | None = getattr(run, "_row", None)
    start = run.started_at if row is None else _identity(row)[1]
    return run.key.parts, key(meeting, session_id, start).parts, key(meeting, session_id).parts


def _state(run: Any) -> SessionState:
    if run.ended_at is not None:
        return SessionState.ENDED
    row: payloads.Session = run._row
    # An unreadable end proves neither.
    is_open = not row.session_end_time and "session_end_time" not in row.unreadable
    return SessionState.RUNNING if is_open else SessionState.UNKNOWN


def _pins(run: View) -> Pins | None:
    pin = translated(run, "attendee_password", text)
    return Pins(participant=pin) if pin else None


class ListedSession(View, Session):
    """A session in the list of a meeting's sessions."""

    key = supplied()
    meeting_key = supplied()
    title = mapped("title", stripped)
    state = derived(_state)
    vendor_state = mapped("status", word)
    started_at = mapped("session_start_time", moment)
    ended_at = mapped("session_end_time", moment)
    pins = derived(_pins)


def session(row: payloads.Session, of: Key, answer: Answer, *, is_newest: bool = True) -> Session:
    """A session of a meeting.

    Args:
        is_newest: whether it is the newest of those with its id; the start names the others.
    """
    # Not by `started_at`, because an unreadable start is noted under the key.
    session_id, start = _identity(row)
    named = key(of, session_id, None if is_newest else start)
    if start is None and not is_newest:
        named = Key(named.kind, named.account, (*named.parts, _NO_START))
    return ListedSession.over(row, answer, key=named, meeting_key=of)


def of_meeting(rows: Iterable[payloads.Session], of: Key, answer: Answer) -> tuple[Session, ...]:
    """A meeting's sessions, newest first, each once; the documented sample contains one twice."""
    first: dict[tuple[str, datetime | None], Session] = {}
    for row in rows:
        identity = _identity(row)
        run: Session = ListedSession.over(row, answer, key=key(of, row.session_id), meeting_key=of)
        known = first.setdefault(identity, run)
        # Of two rows, the one with an end is the later one: an ended session does not continue.
        if known is not run and known.state is SessionState.RUNNING and run.state is SessionState.ENDED:
            first[identity] = run
    newest = sorted(first, key=lambda identity: identity[1] or _BEFORE_ALL, reverse=True)
    met: set[str] = set()
    found: list[Session] = []
    for session_id, start in newest:
        run = first[session_id, start]
        if session_id in met:
            run = session(run._row, of, answer, is_newest=False)  # type: ignore[attr-defined]
        met.add(session_id)
        found.append(run)
    return tuple(found)


def _identity(row: payloads.Session) -> tuple[str, datetime | None]:
    return row.session_id, moment(row.session_start_time)
