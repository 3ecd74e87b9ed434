"""The adapter of VConnct: its calls for meetings, sessions and recordings, in our models."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import TypeVar

from models.attendance import Attendance
from models.errors import VendorError
from models.ids import Key, Kind
from models.listing import Batch, MeetingQuery, RoomQuery
from models.meeting import Meeting
from models.recording import Recording
from models.room import Room, RoomKind
from models.session import Session
from models.settings import MeetingSettings
from models.vendor import Capability, Vendor
from models.view import with_changes
from vendors.base import Adapter
from vendors.batched_reads import Shown, inside_others, one_by_one, out_of_list
from vendors.cooperative import cooperatively
from vendors.http import VendorHttp
from vendors.http_adapter import HttpAdapter
from vendors.reads import Read
from vendors.rows import distinct
from vendors.vconnct import mapping, payloads
from vendors.vconnct.client import LIST_ATTENDANCE, LIST_MEETINGS, LIST_SESSIONS, VConnctClient
from vendors.vconnct.meeting_state import MeetingStateReader, Sleep
from vendors.vconnct.session_writes import EndMeeting, JoinMeeting, StartMeeting
from vendors.vconnct.settings import VConnctSettings
from vendors.vconnct.writes import CancelMeeting, ScheduleMeeting, UpdateMeeting, VConnctContext
from vendors.views import Answer
from vendors.worker_thread import in_worker_thread
from vendors.writing import carried_out_by

M = TypeVar("M", Meeting, Room)

_OF_ROOMS = frozenset({Capability.READ_PINS})
_OF_MEETINGS = _OF_ROOMS | {
    Capability.READ_SESSIONS,
    Capability.READ_ATTENDANCE,
    Capability.READ_RECORDINGS,
    Capability.UPDATE_MEETINGS,
    Capability.CANCEL_MEETINGS,
    Capability.START_MEETINGS,
    Capability.JOIN_MEETINGS,
    Capability.END_MEETINGS,
}


class VConnctAdapter(HttpAdapter[VConnctSettings]):
    """One license at VConnct."""

    vendor = Vendor.VCONNCT
    capabilities = _OF_MEETINGS | {
        Capability.READ_MEETINGS,
        Capability.READ_ROOMS,
        Capability.READ_DEFAULT_SETTINGS,
        Capability.SCHEDULE_MEETINGS,
    }
    meeting_capabilities = _OF_MEETINGS
    room_capabilities = _OF_ROOMS
    forgotten_of_meetings = frozenset({"starts_at", "duration_minutes", "description"})
    tells_hosts = False

    def __init__(
        self,
        settings: VConnctSettings,
        http: VendorHttp,
        now: Callable[[], datetime],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        super().__init__(settings, http, now)
        self._client = VConnctClient(settings, http, now)
        self._states = MeetingStateReader(self._client, sleep)
        self.writes_at = VConnctContext(settings.license.get_secret_value(), self._client, self._states, now)

    async def probe(self) -> None:
        await self._client.default_settings()

    async def locate(self, kind: Kind, vendor_id: str) -> Key | None:
        """For a session, reads the sessions of every meeting: VConnct does not return a session's meeting."""
        if kind is not Kind.SESSION:
            return await super().locate(kind, vendor_id)
        answer = self._client.answer(LIST_MEETINGS)
        meetings = [mapping.meetings.listed(row, answer) for row in await self._rows()]
        failure = None
        for sessions in (await self.sessions_of_meetings(meetings)).values():
            if isinstance(sessions, VendorError):
                failure = sessions
                continue
            for session in sessions or ():
                if session.vendor_id == vendor_id:
                    return session.key
        if failure is not None:
            # It may be one of those that could not be read.
            raise failure
        return None

    # Meetings and the rooms behind them

    async def _by_key(self) -> tuple[Shown[payloads.MeetingListItem], Answer]:
        rows: Shown[payloads.MeetingListItem] = {(row.meeting_id,): row for row in await self._rows()}
        return rows, self._client.answer(LIST_MEETINGS)

    def _meeting_key(self, meeting_id: str) -> Key:
        return mapping.meetings.key(self.account, meeting_id)

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        if page > 1:
            return Batch()
        # Also for a window of starts: VConnct knows none, but this API does of what it has scheduled.
        rows = await self._rows()
        if query.room is not None:
            behind = partial(mapping.rooms.key, self.account)
            rows = tuple([row async for row in cooperatively(rows) if behind(row.meeting_id) == query.room])
        answer = self._client.answer(LIST_MEETINGS)
        return Batch(await in_worker_thread(mapping.meetings.ListedMeeting.over_each, rows, answer))

    def _completed_meeting(self, meeting: Meeting) -> Read[Meeting]:
        return self._settings_of(meeting.vendor_id).if_found(partial(mapping.meetings.with_settings, meeting))

    async def list_rooms(self, query: RoomQuery, page: int) -> Batch[Room]:
        if page > 1 or (query.kinds is not None and RoomKind.MEETING not in query.kinds):
            return Batch()
        rows, answer = await self._rows(), self._client.answer(LIST_MEETINGS)
        return Batch(await in_worker_thread(mapping.rooms.MeetingRoom.over_each, rows, answer))

    def _completed_room(self, room: Room) -> Read[Room]:
        return self._settings_of(room.vendor_id).if_found(
            lambda settings: with_changes(room, settings=settings)
        )

    # Sessions and what is left of them

    async def _sessions_in(self, meeting: Key) -> tuple[Session, ...] | None:
        return await self._states.sessions(meeting)

    def _sessions_of(self, meeting: Meeting) -> Read[tuple[Session, ...]]:
        return self._client.sessions(meeting.key.parts[0]).if_found(
            lambda rows: mapping.sessions.of_meeting(rows, meeting.key, self._client.answer(LIST_SESSIONS))
        )

    def _attendance_of(self, session: Session) -> Read[tuple[Attendance, ...]]:
        return self._client.attendance(session.vendor_id).if_found(
            lambda rows: mapping.attendance.of_session(rows, session, self._client.answer(LIST_ATTENDANCE))
        )

    async def _recordings_of(self, session: Session) -> tuple[Recording, ...]:
        url = await self._client.record(session.vendor_id)
        # Only where there is none, the meeting's settings say whether there will be one.
        found = mapping.recordings.recording(url)
        return (found or mapping.recordings.no_recording(await self._records(session.meeting_key)),)

    # Of the account

    async def default_meeting_settings(self) -> MeetingSettings:
        return mapping.settings.of_rows(await self._client.default_settings())

    # What is asked of several things

    meetings = out_of_list(Adapter.meetings, _by_key, mapping.meetings.listed)
    complete_meetings = one_by_one(Adapter.complete_meetings, _completed_meeting)
    rooms = out_of_list(Adapter.rooms, _by_key, mapping.rooms.listed)
    complete_rooms = one_by_one(Adapter.complete_rooms, _completed_room)
    sessions = inside_others(Adapter.sessions, _meeting_key, _sessions_in, mapping.sessions.names)
    sessions_of_meetings = one_by_one(Adapter.sessions_of_meetings, _sessions_of)
    attendance = one_by_one(Adapter.attendance, _attendance_of)
    recordings = one_by_one(Adapter.recordings, _recordings_of)

    # Writes

    schedule_meeting = carried_out_by(ScheduleMeeting)
    update_meeting = carried_out_by(UpdateMeeting)
    cancel_meeting = carried_out_by(CancelMeeting)
    start_meeting = carried_out_by(StartMeeting)
    join_meeting = carried_out_by(JoinMeeting)
    end_meeting = carried_out_by(EndMeeting)

    async def _rows(self) -> tuple[payloads.MeetingListItem, ...]:
        """The row of every meeting."""
        rows = await self._client.meetings()
        # The documented sample contains one twice.
        return await in_worker_thread(distinct, rows, attrgetter("meeting_id"))

    def _settings_of(self, meeting_id: str) -> Read[MeetingSettings]:
        return self._client.settings(meeting_id).if_found(mapping.settings.of_rows)

    async def _records(self, meeting: Key) -> bool | None:
        """Whether the meeting's sessions are recorded; None where that cannot be learnt."""
        try:
            settings = await self._settings_of(meeting.parts[0])
        except VendorError:
            return None
        return None if settings is None else settings.record
