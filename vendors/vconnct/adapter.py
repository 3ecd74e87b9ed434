"""Answers our questions about meetings, sessions and recordings out of VConnct's calls."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Self, TypeVar

from models.attendance import Attendance
from models.errors import VendorError, VendorRejected
from models.health import AccountHealth
from models.ids import Identified, Key, Kind
from models.listing import Batch, MeetingQuery, RoomQuery
from models.meeting import Meeting
from models.recording import Recording
from models.room import Room, RoomKind
from models.session import Session
from models.settings import MeetingSettings
from models.vendor import Capability, Vendor
from vendors.base import Adapter, Found, each
from vendors.http import VendorHttp
from vendors.vconnct import mapping
from vendors.vconnct.client import VConnctClient
from vendors.vconnct.settings import VConnctSettings

T = TypeVar("T", bound=Identified)
V = TypeVar("V")

_OF_ROOMS = frozenset({Capability.READ_PINS})
_OF_MEETINGS = _OF_ROOMS | {
    Capability.READ_SESSIONS,
    Capability.READ_ATTENDANCE,
    Capability.READ_RECORDINGS,
}


class VConnctAdapter(Adapter):
    """One license at VConnct."""

    vendor = Vendor.VCONNCT
    capabilities = _OF_MEETINGS | {
        Capability.READ_MEETINGS,
        Capability.READ_ROOMS,
        Capability.READ_DEFAULT_SETTINGS,
    }
    meeting_capabilities = _OF_MEETINGS
    room_capabilities = _OF_ROOMS

    def __init__(self, settings: VConnctSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        # No answer of VConnct is read against the time of day, so `now` goes nowhere.
        self._client = VConnctClient(settings, http)
        self._http = http

    @classmethod
    def open(cls, settings: VConnctSettings, *, now: Callable[[], datetime]) -> Self:
        """Connects to the account that the settings name."""
        return cls(
            settings,
            VendorHttp(vendor=Vendor.VCONNCT, base_url=settings.base_url, limits=settings.limits, now=now),
            now,
        )

    def health(self) -> AccountHealth:
        return self._http.health()

    async def aclose(self) -> None:
        await self._http.aclose()

    async def locate(self, kind: Kind, vendor_id: str) -> Key | None:
        """For a session, asks every meeting for its sessions: VConnct does not tell whose one is."""
        if kind is not Kind.SESSION:
            return await super().locate(kind, vendor_id)
        meetings = [meeting.key for meeting in await self._meetings()]
        failure = None
        for sessions in (await each(meetings, self._sessions_of)).values():
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

    async def meetings(self, keys: Sequence[Key]) -> Found[Meeting]:
        by_key = {meeting.key: meeting for meeting in await self._meetings()}
        return {key: by_key.get(key) for key in keys}

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        # No meeting of VConnct has a start, so none lies in a window of starts.
        if page > 1 or query.starts_from is not None or query.starts_to is not None:
            return Batch()
        return Batch(
            tuple(
                meeting
                for meeting in await self._meetings()
                if query.room is None or query.room == mapping.room_key(meeting.vendor_id)
            )
        )

    async def complete_meetings(self, aspect: str, meetings: Sequence[Meeting]) -> Found[Meeting]:
        async def completed(meeting: Meeting) -> Meeting | None:
            settings = await self._settings_of(meeting.vendor_id)
            if settings is None:
                return None
            room = meeting.room
            if isinstance(room, Room):
                room = replace(room, settings=settings)
            return replace(meeting, settings=settings, room=room)

        return await _each_of(meetings, completed)

    async def rooms(self, keys: Sequence[Key]) -> Found[Room]:
        by_key = {room.key: room for room in await self._rooms()}
        return {key: by_key.get(key) for key in keys}

    async def list_rooms(self, query: RoomQuery, page: int) -> Batch[Room]:
        if page > 1 or (query.kinds is not None and RoomKind.MEETING not in query.kinds):
            return Batch()
        return Batch(await self._rooms())

    async def complete_rooms(self, aspect: str, rooms: Sequence[Room]) -> Found[Room]:
        async def completed(room: Room) -> Room | None:
            settings = await self._settings_of(room.vendor_id)
            return None if settings is None else replace(room, settings=settings)

        return await _each_of(rooms, completed)

    # Sessions and what is left of them

    async def sessions(self, keys: Sequence[Key]) -> Found[Session]:
        meetings = dict.fromkeys(mapping.meeting_key(key.parts[0]) for key in keys)
        held = await each(list(meetings), self._sessions_if_known)
        found: dict[Key, Session | VendorError | None] = {}
        for key in keys:
            sessions = held[mapping.meeting_key(key.parts[0])]
            if isinstance(sessions, VendorError):
                found[key] = sessions
            else:
                found[key] = next((session for session in sessions or () if session.key == key), None)
        return found

    async def sessions_of_meetings(self, meetings: Sequence[Meeting]) -> Found[tuple[Session, ...]]:
        return await each([meeting.key for meeting in meetings], self._sessions_of)

    async def attendance(self, sessions: Sequence[Session]) -> Found[tuple[Attendance, ...]]:
        async def of(session: Session) -> tuple[Attendance, ...] | None:
            rows = await self._client.attendance(session.vendor_id)
            return None if rows is None else mapping.attendance(rows, session)

        return await _each_of(sessions, of)

    async def recordings(self, sessions: Sequence[Session]) -> Found[Recording]:
        async def of(session: Session) -> Recording:
            url = await self._client.record(session.vendor_id)
            # Only where there is none, the meeting's settings say whether there will be one.
            return mapping.recording(url) or mapping.no_recording(await self._records(session.meeting_key))

        return await _each_of(sessions, of)

    # Of the account

    async def default_meeting_settings(self) -> MeetingSettings:
        return mapping.settings(await self._client.default_settings())

    async def _meetings(self) -> tuple[Meeting, ...]:
        return tuple(map(mapping.meeting, mapping.distinct(await self._client.meetings())))

    async def _rooms(self) -> tuple[Room, ...]:
        return tuple(map(mapping.room, mapping.distinct(await self._client.meetings())))

    async def _settings_of(self, meeting_id: str) -> MeetingSettings | None:
        rows = await self._client.settings(meeting_id)
        return None if rows is None else mapping.settings(rows)

    async def _sessions_of(self, meeting: Key) -> tuple[Session, ...] | None:
        rows = await self._client.sessions(meeting.parts[0])
        return None if rows is None else mapping.sessions(rows, meeting)

    async def _sessions_if_known(self, meeting: Key) -> tuple[Session, ...] | None:
        try:
            return await self._sessions_of(meeting)
        except VendorRejected as refusal:
            # VConnct also refuses what cannot be an id of its own; whether it is one, only the list tells.
            if refusal.status != 400 or (await self.meetings([meeting]))[meeting] is not None:
                raise
            return None

    async def _records(self, meeting: Key) -> bool | None:
        """Whether the meeting's sessions are recorded; None where that cannot be learnt."""
        try:
            settings = await self._settings_of(meeting.parts[0])
        except VendorError:
            return None
        return None if settings is None else settings.record


async def _each_of(things: Sequence[T], fetch: Callable[[T], Awaitable[V]]) -> dict[Key, V | VendorError]:
    by_key = {thing.key: thing for thing in things}
    return await each(list(by_key), lambda key: fetch(by_key[key]))
