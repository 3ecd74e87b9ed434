"""Reads the state of one meeting for a write: before it, after it, or to explain a refusal."""

from collections.abc import Awaitable, Callable, Sequence

from models.errors import VendorRejected
from models.ids import Key
from models.session import Session, SessionState
from vendors.partial_results import mapped_if_found
from vendors.vconnct import mapping, payloads, scalars
from vendors.vconnct.client import LIST_SESSIONS, VConnctClient

# `is_running` may lag behind the truth; after an end it is looked at once more after each of these seconds.
PAUSES = (0.25, 0.5, 1.0)

Row = payloads.MeetingListItem
Sleep = Callable[[float], Awaitable[None]]


class MeetingStateReader:
    """Reads the present state of meetings."""

    def __init__(self, client: VConnctClient, sleep: Sleep) -> None:
        self._client = client
        self._sleep = sleep

    async def row(self, meeting: Key) -> Row | None:
        """The meeting's row in the list of all, which is the only place that shows one."""
        return _row_of(meeting, await self._client.meetings())

    async def row_once_idle(self, meeting: Key) -> Row | None:
        """The row of a meeting that is not running; after a few reads, also of one that is."""
        row = await self.row(meeting)
        for pause in PAUSES:
            if row is None or not scalars.flag(row.is_running):
                break
            await self._sleep(pause)
            row = _row_of(meeting, await self._client.meetings_by_now())
        return row

    async def sessions(self, meeting: Key) -> tuple[Session, ...] | None:
        """The meeting's runs, newest first; None where there is no such meeting."""
        try:
            rows = await self._client.sessions(meeting.parts[0])
        except VendorRejected as refusal:
            # VConnct also refuses texts that cannot be its ids; only the list shows whether an id exists.
            if refusal.status != 400 or await self.row(meeting) is not None:
                raise
            return None
        answer = self._client.answer(LIST_SESSIONS)
        return await mapped_if_found(rows, mapping.sessions.of_meeting, meeting, answer)


def open_session(sessions: Sequence[Session] | None) -> Session | None:
    return next((session for session in sessions or () if session.state is SessionState.RUNNING), None)


def guests_password(sessions: Sequence[Session]) -> str | None:
    """That of the running session, or else of the newest."""
    session = open_session(sessions) or next(iter(sessions), None)
    return session.pins.participant if session and session.pins else None


def _row_of(meeting: Key, rows: Sequence[Row]) -> Row | None:
    return next((row for row in rows if (row.meeting_id,) == meeting.parts), None)
