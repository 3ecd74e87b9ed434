"""The adapter of Telecomx FlexCare: its calls, in our models."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from models.command import CommandParameters, CommandType, DeliveryGuarantee, Opposite
from models.device import Device, MeetingDevice, Presence
from models.errors import VendorBadResponse, VendorError
from models.ids import Key, Kind
from models.listing import Batch, DeviceQuery, MeetingQuery, RoomQuery
from models.meeting import Meeting, MeetingCommands
from models.operation import Safe
from models.partial import Unfetched
from models.room import Room, RoomKind
from models.settings import MeetingSettings, SettingsTemplate
from models.vendor import Capability, Vendor
from models.view import with_changes
from vendors.base import Adapter
from vendors.batched_reads import one_by_one
from vendors.batches import listed_or_each
from vendors.http import VendorHttp
from vendors.http_adapter import HttpAdapter
from vendors.partial_results import PartialResults, fetch_each, fetch_each_of
from vendors.reads import if_found
from vendors.rows import readable
from vendors.telecomx import mapping, windows
from vendors.telecomx.auth import TelecomxCredentials
from vendors.telecomx.client import TelecomxClient
from vendors.telecomx.command_status import CommandStatus
from vendors.telecomx.delivery import DELIVERY
from vendors.telecomx.opposites import OPPOSITES
from vendors.telecomx.presences import Presences
from vendors.telecomx.rooms import Room as RoomAnswer
from vendors.telecomx.settings import TelecomxSettings
from vendors.telecomx.tablets import Tablets
from vendors.telecomx.templates import Templates, named
from vendors.telecomx.writes import ScheduleMeeting, SendCommand, TelecomxContext
from vendors.views import Answer
from vendors.worker_thread import in_worker_thread
from vendors.writing import carried_out_by

T = TypeVar("T")
U = TypeVar("U")

_meeting, _room = mapping.meetings.meeting, mapping.meetings.room

_LIST_ROOMS = Safe("list rooms")


def _found(entry: T | VendorError) -> T:
    """What a list needs of a row in full.

    Raises:
        ValueError: it is unreadable, so the row is left out.
        VendorError: it could not be read; then the list fails, because an error is no empty list.
    """
    if isinstance(entry, VendorBadResponse):
        raise ValueError("the row's own page cannot be read") from entry
    if isinstance(entry, VendorError):
        raise entry
    return entry


class TelecomxAdapter(HttpAdapter[TelecomxSettings]):
    """One Telecomx customer's rooms, tablets and templates.

    A room is a meeting and the room behind it at once: one payload makes both.
    """

    vendor = Vendor.TELECOMX
    room_capabilities = frozenset({Capability.READ_JOIN_LINKS, Capability.READ_PINS})
    meeting_capabilities = room_capabilities | {
        Capability.READ_DEVICES,
        Capability.READ_COMMANDS,
        Capability.SEND_COMMANDS,
    }
    capabilities = meeting_capabilities | {
        Capability.READ_MEETINGS,
        Capability.READ_ROOMS,
        Capability.READ_SETTINGS_TEMPLATES,
        Capability.SCHEDULE_MEETINGS,
    }

    def __init__(self, settings: TelecomxSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        super().__init__(settings, http, now)
        self._back = timedelta(days=settings.window_days_back)
        self._ahead = timedelta(days=settings.window_days_ahead)
        self._credentials = TelecomxCredentials(settings, http, now)
        self._client = TelecomxClient(http, self._credentials, settings.customer_id, now)
        self._tablets = Tablets(self._client)
        self._templates = Templates(self._client)
        self._status = CommandStatus(self._client)
        self._presences = Presences(self._client, now)
        self.writes_at = TelecomxContext(
            self._client, self._credentials, settings.customer_id, settings.employee_id
        )

    async def probe(self) -> None:
        # It is asked for with the customer's id, so that is proved, too.
        await self._client.settings()

    async def aclose(self) -> None:
        await self._credentials.aclose()
        await super().aclose()

    async def locate(self, kind: Kind, vendor_id: str) -> Key | None:
        """A tablet is found by its `_id` or its barcode; what is part of a meeting has no id of its own."""
        if kind is Kind.DEVICE:
            found = await self._client.device(vendor_id)
            return None if found is None else Key(kind, self.account, (found.id,))
        return Key(kind, self.account, (vendor_id,)) if kind in (Kind.MEETING, Kind.ROOM) else None

    # Meetings

    async def meetings(self, keys: Sequence[Key]) -> PartialResults[Meeting]:
        async def page(_: int) -> Batch[Meeting]:
            return Batch(await self._all(_meeting, await self._listed(keys)))

        return await listed_or_each(keys, partial(self._read, _meeting), page, aspect=mapping.meetings.ROOM)

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        if page > 1:
            return Batch()
        if query.room is not None:
            meeting = await self._one(_meeting, query.room)
            return Batch(() if meeting is None else (meeting,))
        found = await self._rooms(query.starts_from, query.starts_to)
        listed = await in_worker_thread(mapping.meetings.of_list, found, self._client.answer(_LIST_ROOMS))
        return Batch(await self._with_devices(query, listed) if query.asks_for_devices else listed)

    async def complete_meetings(self, aspect: str, meetings: Sequence[Meeting]) -> PartialResults[Meeting]:
        if aspect == mapping.meetings.ROOM:
            return await fetch_each_of(meetings, self._with_room)
        template = await self._templates.of(aspect)

        async def with_template(meeting: Meeting) -> Meeting:
            settings = template or await self._setting_of(meeting.key) or named(aspect)
            return mapping.meetings.with_settings(meeting, settings)

        return await fetch_each_of(meetings, with_template)

    async def _with_room(self, known: Meeting) -> Meeting | None:
        whole = await self._one(_meeting, known.key)
        if whole is None:
            return None
        if known.settings == Unfetched(mapping.meetings.ROOM):
            whole = mapping.meetings.with_settings(whole, await self._templates.settled(whole.settings))
        return mapping.meetings.filled(known, whole)

    async def _with_devices(self, query: MeetingQuery, listed: Sequence[Meeting]) -> tuple[Meeting, ...]:
        """Those of the list that everything but the tablets speaks for, each with its tablets."""
        candidates = [meeting for meeting in listed if query.may_match(meeting)]
        unknown = [meeting for meeting in candidates if isinstance(meeting.devices, Unfetched)]
        completed = await self.complete_meetings(mapping.meetings.ROOM, unknown)
        found = self._readable(candidates, lambda meeting: _found(completed.get(meeting.key, meeting)))
        return tuple(meeting for meeting in found if meeting is not None)

    # Rooms

    async def rooms(self, keys: Sequence[Key]) -> PartialResults[Room]:
        async def page(_: int) -> Batch[Room]:
            return Batch(await self._all(_room, await self._listed(keys)))

        return await listed_or_each(keys, partial(self._read, _room), page, aspect=mapping.meetings.ROOM)

    async def list_rooms(self, query: RoomQuery, page: int) -> Batch[Room]:
        if page > 1 or (query.kinds is not None and RoomKind.MEETING not in query.kinds):
            return Batch()
        found = await self._rooms(None, None)
        return Batch(await self._all(_room, found), meetings=await self._all(_meeting, found))

    async def complete_rooms(self, aspect: str, rooms: Sequence[Room]) -> PartialResults[Room]:
        if aspect == mapping.meetings.ROOM:
            return await fetch_each_of(rooms, self._settled_room)
        template = await self._templates.of(aspect)

        async def with_template(room: Room) -> Room:
            settings = template or await self._setting_of(room.key) or named(aspect)
            return with_changes(room, settings=settings)

        return await fetch_each_of(rooms, with_template)

    async def _settled_room(self, known: Room) -> Room | None:
        room = await self._one(_room, known.key)
        if room is None:
            return None
        return with_changes(room, settings=await self._templates.settled(room.settings))

    def _read(self, of: Callable[[RoomAnswer, Answer], T | None], key: Key) -> Awaitable[T | None] | None:
        """What the room's own page shows: a meeting, or the room behind it."""
        if len(key.parts) != 1:
            return None
        return if_found(
            self._client.room(key.parts[0]), lambda found: of(found, self._client.answer(found.operation))
        )

    async def _one(self, of: Callable[[RoomAnswer, Answer], T | None], key: Key) -> T | None:
        """The same, at once."""
        reading = self._read(of, key)
        return None if reading is None else await reading

    async def _all(self, of: Callable[[RoomAnswer, Answer], T], found: Iterable[RoomAnswer]) -> tuple[T, ...]:
        """The same of the rooms of a list."""
        answer = self._client.answer(_LIST_ROOMS)
        return await in_worker_thread(lambda: tuple(of(room, answer) for room in found))

    async def _rooms(
        self, starts_from: datetime | None, starts_to: datetime | None
    ) -> tuple[RoomAnswer, ...]:
        days = windows.days(starts_from, starts_to, now=self._now(), back=self._back, ahead=self._ahead)
        rooms = () if days is None else await self._client.rooms(*days)
        # The list's table has neither title nor times; without those nothing can be sorted or searched.
        bare = [room.record.id for room in rooms if room.is_bare]
        if not bare:
            return rooms
        whole = await fetch_each(bare, self._client.room)
        return await in_worker_thread(
            self._readable, rooms, lambda room: _found(whole.get(room.record.id)) or room
        )

    async def _listed(self, keys: Sequence[Key]) -> tuple[RoomAnswer, ...]:
        """Those of these rooms that the list shows in full."""
        ids = {key.parts[0] for key in keys}
        days = windows.days(None, None, now=self._now(), back=self._back, ahead=self._ahead)
        rooms = () if days is None else await self._client.rooms(*days)
        return tuple(room for room in rooms if not room.is_bare and room.record.id in ids)

    def _readable(self, rows: Iterable[T], read: Callable[[T], U]) -> tuple[U, ...]:
        return readable(rows, read, vendor=self.vendor, operation=_LIST_ROOMS)

    # Templates

    async def settings_templates(self) -> tuple[SettingsTemplate, ...]:
        return await self._templates.all()

    async def _setting_of(self, key: Key) -> MeetingSettings | None:
        return await self._one(mapping.meetings.shown_settings, key)

    # Devices

    async def devices(self, keys: Sequence[Key]) -> PartialResults[Device]:
        return await listed_or_each(
            keys,
            self._tablets.device,
            lambda page: self.list_devices(DeviceQuery(), page),
            aspect=mapping.devices.DEVICE,
        )

    async def list_devices(self, query: DeviceQuery, page: int) -> Batch[Device]:
        # E10 has a `filter`, but no page tells what it looks at.
        found, has_more = await self._client.devices(page)
        answer = self._client.answer(Safe("list devices"))
        return Batch(tuple(mapping.devices.listed(device, answer) for device in found), has_more)

    def _completed_device(self, device: Device) -> Awaitable[Device | None] | None:
        whole = self._tablets.device(device.key)
        return whole and if_found(whole, partial(mapping.devices.completed_by, device))

    def _current_meeting(self, device: Device) -> Awaitable[Meeting | None] | None:
        return self._tablets.current_meeting(device)

    async def _in_meeting(self, key: Key) -> MeetingDevice | None:
        return await self._tablets.in_meeting(key)

    async def _with_live(self, entry: MeetingDevice) -> MeetingDevice | None:
        return await self._tablets.with_live(entry)

    complete_devices = one_by_one(Adapter.complete_devices, _completed_device)
    current_meetings = one_by_one(Adapter.current_meetings, _current_meeting)
    meeting_devices = one_by_one(Adapter.meeting_devices, _in_meeting, parts=2)
    complete_meeting_devices = one_by_one(Adapter.complete_meeting_devices, _with_live)

    async def commands_of_meeting(self, meeting: Key, devices: Collection[Key]) -> MeetingCommands | None:
        return await self._status.of_meeting(meeting, devices)

    def delivery(self, type: CommandType) -> DeliveryGuarantee:
        return DELIVERY.get(type, DeliveryGuarantee.NOT_REPEATABLE)

    def opposite(self, type: CommandType, parameters: CommandParameters) -> Opposite | None:
        return OPPOSITES.get((type, parameters.value))

    async def presence(self, devices: Sequence[Key]) -> PartialResults[Presence]:
        return await self._presences.of(devices)

    # Writes

    schedule_meeting = carried_out_by(ScheduleMeeting)
    send_command = carried_out_by(SendCommand)
