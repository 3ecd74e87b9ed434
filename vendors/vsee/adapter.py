"""The adapter of VSee: its calls for waiting rooms, providers and visits, in our models."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from models.errors import VendorError
from models.ids import Key, Kind
from models.listing import Batch, MeetingQuery, RoomQuery
from models.meeting import Meeting
from models.partial import Unfetched
from models.provider import Provider
from models.room import Room, RoomKind, RoomQueue
from models.vendor import Capability, Vendor
from models.view import with_changes
from vendors.base import Adapter
from vendors.batched_reads import Shown, one_by_one, out_of_list
from vendors.batches import listed_or_each
from vendors.http import VendorHttp
from vendors.http_adapter import HttpAdapter
from vendors.partial_results import PartialResults
from vendors.reads import Read
from vendors.views import Answer
from vendors.vsee import payloads
from vendors.vsee.client import READ_PROVIDER, READ_QUEUE, VSeeClient
from vendors.vsee.lists import LIST_PROVIDERS
from vendors.vsee.mapping import providers, rooms, visits
from vendors.vsee.mapping.keys import room_code
from vendors.vsee.room_directory import RoomDirectory
from vendors.vsee.room_list import RoomList
from vendors.vsee.settings import VSeeSettings
from vendors.vsee.writes import AssignRoom, CreateRoom, UnassignRoom, VSeeContext
from vendors.worker_thread import in_worker_thread
from vendors.writing import carried_out_by

R = TypeVar("R", payloads.Visit, payloads.Provider)

_LIST_VISITS = "list visits"

_OF_MEETINGS = frozenset({Capability.READ_PINS, Capability.READ_SESSIONS, Capability.READ_RECORDINGS})
_OF_ROOMS = frozenset({Capability.READ_PROVIDERS, Capability.READ_QUEUE, Capability.ASSIGN_ROOMS})


class VSeeAdapter(HttpAdapter[VSeeSettings]):
    """One clinic account at VSee; its meetings are what VSee calls visits."""

    vendor = Vendor.VSEE
    capabilities = (
        _OF_MEETINGS | _OF_ROOMS | {Capability.READ_MEETINGS, Capability.READ_ROOMS, Capability.CREATE_ROOMS}
    )
    meeting_capabilities = _OF_MEETINGS
    room_capabilities = _OF_ROOMS

    def __init__(self, settings: VSeeSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        super().__init__(settings, http, now)
        self._client = VSeeClient(settings, http, now)
        self._room_list = RoomList(settings, self._client)
        self._directory = RoomDirectory(self._client, self._room_list, now)
        self.writes_at = VSeeContext(self._client, self._directory)

    async def probe(self) -> None:
        # Rooms are readable with the account's code alone; visits need its token.
        second = math.floor(self._now().timestamp())
        await self._client.visits(start=second, end=second)

    async def locate(self, kind: Kind, vendor_id: str) -> Key | None:
        """The key; None for a provider, whom VSee only knows in a room."""
        return None if kind is Kind.PROVIDER else await super().locate(kind, vendor_id)

    # Visits

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        code = None if query.room is None else room_code(self.account, query.room)
        if page > 1 or query.device is not None or (query.room is not None and code is None):
            return Batch()
        # A visit that runs may have begun at any time, and VSee cannot be asked for those that run.
        starts_from, starts_to = (None, None) if query.or_running else (query.starts_from, query.starts_to)
        rows = await self._client.visits(
            room_code=code,
            start=None if starts_from is None else math.floor(starts_from.timestamp()),
            end=None if starts_to is None else math.ceil(starts_to.timestamp()),
        )
        answer = self._client.answer(_LIST_VISITS)
        room = None if code is None else visits.room_unfetched(code)
        return Batch(
            await in_worker_thread(lambda: visits.meetings(_by_id(rows or ()).values(), answer, room))
        )

    async def complete_meetings(self, aspect: str, meetings: Sequence[Meeting]) -> PartialResults[Meeting]:
        """Fills in the room; where the visits of one room were asked for, it is tried before searching."""
        if code := visits.room_code_of(aspect):
            await self._directory.by_code(code)
        uids = [visits.room_uid(meeting) for meeting in meetings]
        found = await self._directory.by_uids({uid for uid in uids if uid is not None})
        completed: dict[Key, Meeting | VendorError | None] = {}
        for meeting, uid in zip(meetings, uids, strict=True):
            room = None if uid is None else found.get(uid)
            completed[meeting.key] = (
                room if isinstance(room, VendorError) else with_changes(meeting, room=room)
            )
        return completed

    async def _visits(self) -> tuple[Shown[payloads.Visit], Answer]:
        """By the parts of the keys of a visit and of its only session; VSee has no call for one visit."""
        rows = _by_id(await self._client.visits() or ())
        answer = self._client.answer(_LIST_VISITS)
        return {parts: row for id, row in rows.items() for parts in ((id,), (id, id))}, answer

    meetings = out_of_list(Adapter.meetings, _visits, visits.meeting)
    sessions = out_of_list(Adapter.sessions, _visits, visits.session)
    sessions_of_meetings = out_of_list(Adapter.sessions_of_meetings, _visits, visits.sessions)
    recordings = out_of_list(Adapter.recordings, _visits, visits.recordings)

    # Rooms

    async def rooms(self, keys: Sequence[Key]) -> PartialResults[Room]:
        return await listed_or_each(
            keys,
            self._room,
            lambda page: self.list_rooms(RoomQuery(), page),
            lacking=rooms.ONLY_IN_DETAIL,
        )

    async def list_rooms(self, query: RoomQuery, page: int) -> Batch[Room]:
        if query.kinds is not None and RoomKind.WAITING not in query.kinds:
            return Batch()
        batch = await self._room_list.batch(query.direction, page)
        self._directory.learn(batch.items)
        return batch

    def unread_room(self, room: Key) -> Room:
        return rooms.unread(room)

    def _room(self, key: Key) -> Read[Room] | None:
        code = room_code(self.account, key)
        return None if code is None else self._directory.by_code(code)

    def _completed_room(self, room: Room) -> Read[Room] | None:
        return self._room(room.key)

    def _queue(self, room: Key) -> Read[RoomQueue] | None:
        code = room_code(self.account, room)
        return (
            None
            if code is None
            else self._client.queue(code).if_found(
                lambda found: rooms.queue(found, self._client.answer(READ_QUEUE))
            )
        )

    def _providers(self, room: Key) -> Read[tuple[Provider, ...]] | None:
        code = room_code(self.account, room)
        return None if code is None else self._providers_at(code)

    def _providers_at(self, code: str) -> Read[tuple[Provider, ...]]:
        def summaries(rows: tuple[payloads.Provider, ...]) -> tuple[Provider, ...]:
            answer = self._client.answer(LIST_PROVIDERS)
            return tuple(providers.summary(row, answer, code) for row in _by_id(rows).values())

        return self._client.providers(code).if_found(summaries)

    def _provider(self, key: Key) -> Read[Provider]:
        code, provider_id = key.parts
        return self._client.provider(code, provider_id).if_found(
            lambda row: providers.provider(row, self._client.answer(READ_PROVIDER), code)
        )

    async def _completed_provider(self, provider: Provider) -> Provider | None:
        """The provider with the photo out of the room's list, or with all else out of the call for one."""
        if not isinstance(provider.photo, Unfetched):
            whole = await self._provider(provider.key)
            return None if whole is None else with_changes(whole, photo=provider.photo)
        listed = await self._providers_at(provider.key.parts[0])
        found = next((one for one in listed or () if one.key == provider.key), None)
        return with_changes(provider, photo=None if found is None else found.photo)

    complete_rooms = one_by_one(Adapter.complete_rooms, _completed_room)
    room_queues = one_by_one(Adapter.room_queues, _queue)
    providers_of_rooms = one_by_one(Adapter.providers_of_rooms, _providers)
    providers = one_by_one(Adapter.providers, _provider, parts=2)
    complete_providers = one_by_one(Adapter.complete_providers, _completed_provider)

    # Writes

    create_room = carried_out_by(CreateRoom)
    assign_room = carried_out_by(AssignRoom)
    unassign_room = carried_out_by(UnassignRoom)


def _by_id(rows: Iterable[R]) -> dict[str, R]:
    """The rows without duplicates."""
    return {str(row.id): row for row in rows}
