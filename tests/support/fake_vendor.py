"""A vendor made of builders, which remembers what it was asked and fails, pages or holds as told."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from models.access import JoinLink, JoinPlatform
from models.account import Account
from models.attendance import Attendance
from models.device import Device, MeetingDevice
from models.drafts import MeetingChanges, MeetingDraft, MeetingJoin, PinReset
from models.errors import VendorError
from models.ids import Identified, Key, Kind
from models.listing import Batch, DeviceQuery, MeetingQuery, RoomQuery
from models.lobby import Lobby
from models.meeting import Meeting, MeetingState
from models.plan import Plan
from models.poll import Poll
from models.provider import Provider
from models.recording import Recording
from models.room import Room, RoomKind, RoomQueue
from models.session import Session
from models.settings import MeetingSettings, SettingsTemplate
from models.time_zone import TimeZone
from models.vendor import Capability, Vendor
from resolvers.merging import order_keys
from tests.support.accounts import account_at
from vendors.base import Adapter


class Call(NamedTuple):
    """One call of a method; its keys are ids, an aspect and ids, or a page."""

    method: str
    keys: tuple[Any, ...]


class FakeVendor(Adapter):
    """Knows the things it is made of.

    Args:
        vendor: which vendor it stands for.
        account: which account; the first of the one tenant unless told.
        things: what it knows, of every kind.
        page_size: rows on one page of its lists; None gives all at once.
        capabilities: what it offers; everything unless told.

    Attributes:
        calls: what it was asked, in order.
        failing: what the method of a name raises.
        broken: what stands in the place of one key.
        whole: the completed thing of a key, for the `complete_…` methods.
        beside: what hangs on a key besides nodes: queues, lobbies, recordings, attendance, current meetings.
        called: set once it was asked anything.
        held: while it is set to an event, every call waits for the event.
    """

    def __init__(
        self,
        vendor: Vendor,
        *things: Identified,
        page_size: int | None = None,
        capabilities: Collection[Capability] = tuple(Capability),
        account: Account | None = None,
    ) -> None:
        self.vendor = vendor  # type: ignore[misc]
        super().__init__(account or account_at(vendor))
        everything = frozenset(capabilities)
        self.capabilities = self.meeting_capabilities = self.room_capabilities = everything  # type: ignore[misc]
        self.things = {thing.key: thing for thing in things}
        self.page_size = page_size
        self.calls: list[Call] = []
        self.failing: dict[str, Exception] = {}
        self.broken: dict[Key, VendorError] = {}
        self.whole: dict[Key, Identified] = {}
        self.beside: dict[str, dict[Key, Any]] = {}
        self.held: asyncio.Event | None = None
        self.called = asyncio.Event()
        self.closed = False

    def asked(self, method: str) -> list[tuple[Any, ...]]:
        """The keys of each call of one method."""
        return [call.keys for call in self.calls if call.method == method]

    async def aclose(self) -> None:
        self.closed = True

    async def meetings(self, keys: Sequence[Key]) -> Any:
        return await self._found("meetings", keys)

    async def rooms(self, keys: Sequence[Key]) -> Any:
        return await self._found("rooms", keys)

    async def devices(self, keys: Sequence[Key]) -> Any:
        return await self._found("devices", keys)

    async def meeting_devices(self, keys: Sequence[Key]) -> Any:
        return await self._found("meeting_devices", keys)

    async def sessions(self, keys: Sequence[Key]) -> Any:
        return await self._found("sessions", keys)

    async def providers(self, keys: Sequence[Key]) -> Any:
        return await self._found("providers", keys)

    async def complete_meetings(self, aspect: str, meetings: Sequence[Meeting]) -> Any:
        return await self._completed("complete_meetings", aspect, meetings)

    async def complete_rooms(self, aspect: str, rooms: Sequence[Room]) -> Any:
        return await self._completed("complete_rooms", aspect, rooms)

    async def complete_devices(self, aspect: str, devices: Sequence[Device]) -> Any:
        return await self._completed("complete_devices", aspect, devices)

    async def complete_providers(self, aspect: str, providers: Sequence[Provider]) -> Any:
        return await self._completed("complete_providers", aspect, providers)

    async def complete_meeting_devices(self, aspect: str, devices: Sequence[MeetingDevice]) -> Any:
        return await self._completed("complete_meeting_devices", aspect, devices)

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        await self._ask("list_meetings", page)
        rows = sorted(
            self._of(Meeting, Kind.MEETING), key=lambda row: order_keys([row.starts_at], query.direction)
        )
        return self._page(rows, page)

    async def list_rooms(self, query: RoomQuery, page: int) -> Batch[Room]:
        await self._ask("list_rooms", page)
        rows = sorted(
            self._of(Room, Kind.ROOM), key=lambda row: order_keys([row.created_at], query.direction)
        )
        return self._page(rows, page)

    async def list_devices(self, query: DeviceQuery, page: int) -> Batch[Device]:
        await self._ask("list_devices", page)
        return self._page(self._of(Device, Kind.DEVICE), page)

    async def current_meetings(self, devices: Sequence[Device]) -> Any:
        return await self._beside("current_meetings", devices)

    def unread_room(self, room: Key) -> Room:
        return Room(key=room, kind=RoomKind.WAITING)

    async def room_queues(self, rooms: Sequence[Key]) -> dict[Key, RoomQueue | None]:
        await self._ask("room_queues", *rooms)
        return {room: self.beside.get("room_queues", {}).get(room) for room in rooms}

    async def providers_of_rooms(self, rooms: Sequence[Key]) -> Any:
        await self._ask("providers_of_rooms", *rooms)
        found = self._of(Provider, Kind.PROVIDER)
        return {room: tuple(row for row in found if row.key.parts[:-1] == room.parts) for room in rooms}

    async def sessions_of_meetings(self, meetings: Sequence[Meeting]) -> Any:
        await self._ask("sessions_of_meetings", *(meeting.key for meeting in meetings))
        found = self._of(Session, Kind.SESSION)
        return {
            meeting.key: tuple(row for row in found if row.meeting_key == meeting.key) for meeting in meetings
        }

    async def attendance(self, sessions: Sequence[Session]) -> dict[Key, tuple[Attendance, ...] | None]:
        return await self._beside("attendance", sessions)

    async def recordings(self, sessions: Sequence[Session]) -> dict[Key, tuple[Recording, ...] | None]:
        return await self._beside("recordings", sessions)

    async def polls_of_rooms(self, rooms: Sequence[Room], session_number: int | None) -> Any:
        await self._ask("polls_of_rooms", session_number, *(room.key for room in rooms))
        found = self._of(Poll, Kind.POLL)
        return {
            room.key: tuple(
                poll
                for poll in found
                if poll.room_key == room.key and session_number in (None, poll.session_number)
            )
            for room in rooms
        }

    async def lobbies(self, meetings: Sequence[Key]) -> dict[Key, Lobby | None]:
        await self._ask("lobbies", *meetings)
        return {meeting: self.beside.get("lobbies", {}).get(meeting) for meeting in meetings}

    async def time_zones(self) -> tuple[TimeZone, ...]:
        await self._ask("time_zones")
        return (TimeZone(name="Europe/Copenhagen"),)

    async def default_meeting_settings(self) -> MeetingSettings:
        await self._ask("default_meeting_settings")
        return MeetingSettings(record=True)

    async def settings_templates(self) -> tuple[SettingsTemplate, ...]:
        await self._ask("settings_templates")
        return (SettingsTemplate(vendor_id="t1"),)

    async def plan(self) -> Plan | None:
        await self._ask("plan")
        return Plan(max_participants=12)

    async def schedule_meeting(self, draft: MeetingDraft) -> Meeting:
        await self._ask("schedule_meeting", draft)
        made = Meeting(
            key=Key(Kind.MEETING, self.account, (f"new-{len(self.asked('schedule_meeting'))}",)),
            title=draft.title,
            description=draft.description,
            starts_at=draft.starts_at,
            duration_minutes=draft.duration_minutes,
            state=MeetingState.SCHEDULED,
        )
        forgotten = dict.fromkeys(self.forgotten_of_meetings)
        self.things[made.key] = replace(made, **forgotten)  # type: ignore[arg-type]
        return made

    async def update_meeting(self, changes: MeetingChanges) -> Meeting | None:
        await self._ask("update_meeting", changes)
        known = self.things.get(changes.meeting)
        if not isinstance(known, Meeting):
            return None
        told = {name: getattr(changes, name) for name in ("title", "description", "starts_at")}
        return replace(known, **{name: value for name, value in told.items() if value is not None})

    async def cancel_meeting(self, meeting: Key) -> Meeting | None:
        await self._ask("cancel_meeting", meeting)
        known = self.things.pop(meeting, None)
        return replace(known, state=MeetingState.CANCELLED) if isinstance(known, Meeting) else None

    async def join_meeting(self, join: MeetingJoin) -> JoinLink | None:
        await self._ask("join_meeting", join)
        return JoinLink(role=join.role, platform=JoinPlatform.ANY, url="https://join.example/only-once")

    async def reset_pins(self, reset: PinReset) -> Room | None:
        await self._ask("reset_pins", reset)
        return Room(key=reset.room, kind=RoomKind.PERMANENT)

    async def _ask(self, method: str, *keys: Any) -> None:
        self.calls.append(Call(method, keys))
        self.called.set()
        if self.held is not None:
            await self.held.wait()
        if method in self.failing:
            raise self.failing[method]

    async def _found(self, method: str, keys: Sequence[Key]) -> dict[Key, Any]:
        await self._ask(method, *keys)
        # Backwards, since a vendor answers in an order of its own.
        return {key: self.broken.get(key) or self.things.get(key) for key in reversed(keys)}

    async def _completed(self, method: str, aspect: str, things: Iterable[Identified]) -> dict[Key, Any]:
        keys = [thing.key for thing in things]
        await self._ask(method, aspect, *keys)
        return {key: self.broken.get(key) or self.whole.get(key) for key in keys}

    async def _beside(self, method: str, things: Iterable[Identified]) -> dict[Key, Any]:
        keys = [thing.key for thing in things]
        await self._ask(method, *keys)
        return {key: self.broken.get(key) or self.beside.get(method, {}).get(key) for key in keys}

    def _of(self, type_: type[Any], kind: Kind) -> list[Any]:
        return [thing for key, thing in self.things.items() if key.kind is kind and isinstance(thing, type_)]

    def _page(self, rows: Sequence[Any], page: int) -> Batch[Any]:
        size = self.page_size or max(1, len(rows))
        return Batch(tuple(rows[(page - 1) * size : page * size]), has_more=page * size < len(rows))


class UnorderedVendor(FakeVendor):
    """Gives its meetings in the order in which it was made of them, whatever order it is asked for."""

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        await self._ask("list_meetings", page)
        return self._page(self._of(Meeting, Kind.MEETING), page)
