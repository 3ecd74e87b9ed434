"""The adapter of EnableX: its calls, in our models."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from models.errors import VendorError
from models.ids import Key, Kind
from models.listing import Batch, MeetingQuery, RoomQuery
from models.lobby import Lobby
from models.meeting import Meeting
from models.plan import Plan
from models.poll import Poll
from models.room import Room, RoomKind
from models.session import Session
from models.time_zone import TimeZone
from models.vendor import Capability, Vendor
from models.view import plain
from vendors.base import Adapter
from vendors.batched_reads import inside_others, one_by_one
from vendors.enablex import finding, mapping, payloads, permanent_rooms, queries
from vendors.enablex.account_cache import AccountCache
from vendors.enablex.client import EnableXClient
from vendors.enablex.envelope import Envelope
from vendors.enablex.lists import LIST_SESSIONS
from vendors.enablex.lobby_writes import ClearLobby, SetLobby
from vendors.enablex.meetings import EnableXMeetings
from vendors.enablex.scalars import text
from vendors.enablex.settings import EnableXSettings
from vendors.enablex.writes import (
    CancelMeeting,
    EnableXContext,
    ResetPins,
    ScheduleMeeting,
    UpdateMeeting,
    UpdateRoom,
)
from vendors.http import VendorHttp
from vendors.http_adapter import HttpAdapter
from vendors.partial_results import PartialResults, fetch_each, fetch_each_of
from vendors.reads import if_found
from vendors.writing import carried_out_by

_OF_PERMANENT_ROOMS = frozenset({Capability.RESET_PINS, Capability.UPDATE_ROOMS})


class EnableXAdapter(HttpAdapter[EnableXSettings]):
    """One EnableX account."""

    vendor: ClassVar[Vendor] = Vendor.ENABLEX
    room_capabilities = frozenset(
        {
            Capability.READ_JOIN_LINKS,
            Capability.READ_PINS,
            Capability.READ_POLLS,
            *_OF_PERMANENT_ROOMS,
        }
    )
    meeting_capabilities = frozenset(
        {
            Capability.READ_JOIN_LINKS,
            Capability.READ_PINS,
            Capability.READ_POLLS,
            Capability.READ_SESSIONS,
            Capability.READ_LOBBY,
            Capability.UPDATE_MEETINGS,
            Capability.CANCEL_MEETINGS,
            Capability.SET_LOBBY,
        }
    )
    capabilities = (
        room_capabilities
        | meeting_capabilities
        | {
            Capability.READ_MEETINGS,
            Capability.READ_ROOMS,
            Capability.READ_TIME_ZONES,
            Capability.SCHEDULE_MEETINGS,
        }
    )
    pin_decides_role = True
    # The call for one meeting shows none of them.
    forgotten_of_meetings = frozenset({"pins", "join_links", "time_zone"})

    def __init__(self, settings: EnableXSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        super().__init__(settings, http, now)
        self._client = EnableXClient(settings, http, now)
        account_cache = AccountCache(read_zones=self.time_zones, read_plan=self.plan, now=now)
        self.writes_at = EnableXContext(self._client, account_cache, now)
        self._meetings = EnableXMeetings(settings, self._client, now)

    async def probe(self) -> None:
        await self._client.meetings(queries.MeetingSearch(stage="current").params(), 1)

    async def aclose(self) -> None:
        await self._client.aclose()
        await super().aclose()

    def capabilities_of_room(self, room: Room) -> frozenset[Capability]:
        alike = room.kind is RoomKind.PERMANENT
        return self.room_capabilities if alike else self.room_capabilities - _OF_PERMANENT_ROOMS

    def tells_meetings_in(self, room: Key) -> bool:
        # Sessions in a permanent room belong to no scheduled meeting.
        return room.parts[0] != mapping.rooms.PERMANENT

    async def locate(self, kind: Kind, vendor_id: str) -> Key | None:
        match kind:
            case Kind.MEETING:
                return mapping.meetings.key(self.account, vendor_id)
            case Kind.ROOM:
                known = await permanent_rooms.listed(self._settings.room_owners, self._client)
                return next((room.key for room in known.items if room.vendor_id == vendor_id), None)
            case Kind.SESSION:
                return await self._session_key(vendor_id)
            case _:
                # A poll can only be found through its room; EnableX has no other kinds.
                return None

    # Meetings

    async def meetings(self, keys: Sequence[Key]) -> PartialResults[Meeting]:
        return await self._meetings.by_keys(keys)

    async def meetings_again(self, known: Sequence[Meeting]) -> PartialResults[Meeting]:
        return await self._meetings.again(known)

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        return await self._meetings.listed(query, page)

    async def complete_meetings(self, aspect: str, meetings: Sequence[Meeting]) -> PartialResults[Meeting]:
        return await self._meetings.completed(aspect, meetings)

    # Rooms

    async def rooms(self, keys: Sequence[Key]) -> PartialResults[Room]:
        behind = {
            key: mapping.meetings.key(self.account, key.parts[1]) for key in keys if _is_behind_a_meeting(key)
        }
        shown = await self.meetings(list(behind.values()))
        others = await fetch_each([key for key in keys if key not in behind], self._permanent_room)
        return others | {key: _room_of(shown[meeting]) for key, meeting in behind.items()}

    async def list_rooms(self, query: RoomQuery, page: int) -> Batch[Room]:
        """The permanent rooms; a room behind a meeting is reached through its meeting."""
        is_behind = page > 1 and query.at_most is None
        if is_behind or (query.kinds is not None and RoomKind.PERMANENT not in query.kinds):
            return Batch()
        return await permanent_rooms.listed(
            self._settings.room_owners, self._client, page=page, length=query.at_most
        )

    async def complete_rooms(self, aspect: str, rooms: Sequence[Room]) -> PartialResults[Room]:
        """A permanent room is complete; a meeting's room gets its missing fields from the meeting."""
        meeting_of = {room.key: room.meeting_key for room in rooms if room.meeting_key is not None}
        shown = await fetch_each(list(meeting_of.values()), self._meetings.by_key)
        complete = await self.complete_meetings(
            aspect, [meeting for meeting in shown.values() if isinstance(meeting, Meeting)]
        )
        found = {**shown, **complete}
        return {
            room.key: room if room.meeting_key is None else _room_of(found[room.meeting_key])
            for room in rooms
        }

    # Sessions

    def _meeting_key(self, meeting_id: str) -> Key:
        return mapping.meetings.key(self.account, meeting_id)

    def _sessions(self, meeting: Key) -> Awaitable[tuple[Session, ...] | None]:
        meeting_id = meeting.parts[0]

        def by_pages(first: Envelope) -> Awaitable[Sequence[payloads.Session] | None]:
            return self._reported("meeting_id", meeting_id, first)

        def mapped(rows: Sequence[payloads.Session]) -> tuple[Session, ...]:
            return mapping.sessions.of_meeting(rows, meeting, self._client.answer(LIST_SESSIONS))

        return if_found(self._client.few_sessions("meeting_id", meeting_id, by_pages), mapped)

    def _sessions_of(self, meeting: Meeting) -> Awaitable[tuple[Session, ...] | None]:
        return self._sessions(meeting.key)

    sessions = inside_others(Adapter.sessions, _meeting_key, _sessions)
    sessions_of_meetings = one_by_one(Adapter.sessions_of_meetings, _sessions_of)

    # Polls and lobbies

    async def polls_of_rooms(
        self, rooms: Sequence[Room], session_number: int | None
    ) -> PartialResults[tuple[Poll, ...]]:
        def polls_of(room: Room) -> Awaitable[tuple[Poll, ...] | None] | None:
            if room.vendor_room_id is None:
                return None
            of_room = partial(mapping.polls.of_room, room=room.key, room_id=room.vendor_id)
            return if_found(self._client.polls(room.vendor_room_id, session_number), of_room)

        return await fetch_each_of(rooms, polls_of)

    def _lobby(self, meeting: Key) -> Awaitable[Lobby | None]:
        return if_found(self._client.lobby(meeting.parts[0]), mapping.lobbies.lobby)

    lobbies = one_by_one(Adapter.lobbies, _lobby, parts=1)

    # Of the account

    async def time_zones(self) -> tuple[TimeZone, ...]:
        zones = await self._client.time_zones()
        answer = self._client.answer("list time zones")
        return tuple(plain(mapping.account.time_zone(zone, answer)) for zone in zones)

    async def plan(self) -> Plan | None:
        subscription_id = self._settings.subscription_id
        if subscription_id is None:
            return None
        found = await self._client.subscription(subscription_id)
        return None if found is None else mapping.account.plan(found, subscription_id)

    # Writes

    schedule_meeting = carried_out_by(ScheduleMeeting)
    update_meeting = carried_out_by(UpdateMeeting)
    cancel_meeting = carried_out_by(CancelMeeting)
    reset_pins = carried_out_by(ResetPins)
    update_room = carried_out_by(UpdateRoom)
    set_lobby = carried_out_by(SetLobby)
    clear_lobby = carried_out_by(ClearLobby)

    async def _permanent_room(self, key: Key) -> Room | None:
        match key.parts:
            case (mapping.rooms.PERMANENT, user_id):
                return await permanent_rooms.of_user(user_id, self._client)
            case _:
                return None

    async def _session_key(self, session_id: str) -> Key | None:
        for row in await self._reported("session_id", session_id) or ():
            meeting_id = text(row.meeting_id)
            if meeting_id is not None and str(row.session_id) == session_id:
                return mapping.sessions.key(mapping.meetings.key(self.account, meeting_id), session_id)
        return None

    def _reported(
        self, search_by: str, identity: str, first: Envelope | None = None
    ) -> Awaitable[list[payloads.Session] | None]:
        page_cap = self._settings.page_cap
        return finding.reported_sessions(search_by, identity, self._client, first, page_cap=page_cap)


def _is_behind_a_meeting(room: Key) -> bool:
    return len(room.parts) == 2 and room.parts[0] == mapping.rooms.MEETING


def _room_of(meeting: Meeting | VendorError | None) -> Room | VendorError | None:
    if not isinstance(meeting, Meeting):
        return meeting
    return meeting.room if isinstance(meeting.room, Room) else None
