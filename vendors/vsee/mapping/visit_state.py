"""Finds out the state of a VSee visit and of its session, from the view of either. Pure."""

from datetime import datetime
from typing import Any

from models.meeting import MeetingState
from models.session import SessionState
from models.view import View
from vendors.columns import told_by
from vendors.samples import known
from vendors.views import translated
from vendors.vsee import payloads
from vendors.vsee.scalars import NO_TIME
from vendors.vsee.values import moment

# The numbers are only known from examples; the words are those of VSee's webhooks for the same.
STATE = {
    "10": MeetingState.SCHEDULED,
    "30": MeetingState.RUNNING,
    "40": MeetingState.CANCELLED,
    "completed": MeetingState.ENDED,
    "cancelled": MeetingState.CANCELLED,
}

SESSION_STATE = {
    MeetingState.RUNNING: SessionState.RUNNING,
    MeetingState.ENDED: SessionState.ENDED,
    MeetingState.CANCELLED: SessionState.ENDED,
}


def _when(view: View, field: str) -> datetime | None:
    return translated(view, field, moment, NO_TIME)


@told_by("vendor_state", {word: said for word, said in STATE.items() if said is not MeetingState.RUNNING})
def state(view: Any) -> MeetingState:
    """The state of a visit: its status, except that one under way keeps its status when it ends."""
    said = known(STATE, view.vendor_state, None, at="visits[].status", record=view._answer.drift)
    if said not in (None, MeetingState.RUNNING):
        return said
    if _when(view, "actual_end") is not None:
        return MeetingState.ENDED
    if _end_is_garbled(view._row):
        return MeetingState.UNKNOWN
    has_begun = _when(view, "actual_start") is not None
    if said is None:
        return MeetingState.RUNNING if has_begun else MeetingState.UNKNOWN
    # Beside an actual start the actual end would stand as well; `end` is then the planned one, which calls overrun.
    ends_at = _when(view, "end")
    now: datetime = view._answer.at
    return MeetingState.RUNNING if has_begun or ends_at is None or ends_at > now else MeetingState.ENDED


def _end_is_garbled(row: payloads.Visit) -> bool:
    """Whether an actual end came that cannot be read: it proves neither that the visit goes on nor that it is over."""
    end = row.actual_end
    return "actual_end" in row.unreadable or (isinstance(end, payloads.Instant) and bool(end.unreadable))


@told_by("vendor_state", {word: False for word, said in STATE.items() if said is not MeetingState.RUNNING})
def is_reckoned(view: Any) -> bool:
    """Whether only the clock tells if a visit that was under way has ended since."""
    return (
        STATE.get(view.vendor_state or "") is MeetingState.RUNNING
        and _when(view, "actual_end") is None
        and not _end_is_garbled(view._row)
        and _when(view, "actual_start") is None
        and _when(view, "end") is not None
    )


def run_state(view: Any) -> SessionState | None:
    """The state of a visit's only session; None where it has not begun, or never will."""
    stands = state(view)
    if _when(view, "actual_start") is None and stands not in (MeetingState.RUNNING, MeetingState.ENDED):
        return None
    if _when(view, "actual_end") is not None:
        return SessionState.ENDED
    return SESSION_STATE.get(stands, SessionState.UNKNOWN)
