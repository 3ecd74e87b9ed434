"""The dataloaders of one operation, each created when it is first used."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from models.attendance import Attendance
from models.device import Device, MeetingDevice
from models.ids import Identified, Key, Kind
from models.lobby import Lobby
from models.meeting import Meeting
from models.provider import Provider
from models.recording import Recording
from models.room import Room, RoomQueue
from models.session import Session
from resolvers.loaders.base import VendorLoader, itself, key_of
from resolvers.loaders.parts import PartsLoader
from resolvers.loaders.polls import PollsLoader
from resolvers.loaders.words import Words
from resolvers.memory import Memory
from vendors.adapters import Adapters
from vendors.cooperative import in_turns


class Loaders:
    """What can be asked for in batches, by its key or by the thing that it belongs to."""

    def __init__(self, vendors: Adapters, memory: Memory) -> None:
        self._vendors = vendors
        self._memory = memory
        self.words = Words()

    async def learn(self, things: Iterable[Identified]) -> None:
        """As `remember`, of a list of any length."""
        async for thing in in_turns(things):
            self.remember((thing,))

    def remember(self, things: Iterable[Identified]) -> None:
        """Keeps what a list has shown, so that nothing in the operation asks for one of its rows by id."""
        for thing in things:
            match thing:
                case Meeting():
                    self.meetings.remember(thing.key, thing)
                    if isinstance(thing.room, Room):
                        self.rooms.remember(thing.room.key, thing.room)
                case Room():
                    self.rooms.remember(thing.key, thing)
                case Device():
                    self.devices.remember(thing.key, thing)

    @cached_property
    def meetings(self) -> VendorLoader[Key, Meeting]:
        return VendorLoader(
            self._vendors,
            lambda adapter, keys: self._memory.completing(adapter.meetings(keys)),
            key=itself,
        )

    @cached_property
    def meetings_again(self) -> VendorLoader[Meeting, Meeting]:
        """For who has seen a meeting a moment ago and asks how it stands now."""
        return VendorLoader(
            self._vendors,
            lambda adapter, known: self._memory.completing(adapter.meetings_again(known)),
            key=key_of,
        )

    @cached_property
    def rooms(self) -> VendorLoader[Key, Room]:
        return VendorLoader(self._vendors, lambda adapter, keys: adapter.rooms(keys), key=itself)

    @cached_property
    def room_queues(self) -> VendorLoader[Key, RoomQueue]:
        return VendorLoader(self._vendors, lambda adapter, keys: adapter.room_queues(keys), key=itself)

    @cached_property
    def room_providers(self) -> VendorLoader[Key, tuple[Provider, ...]]:
        return VendorLoader(self._vendors, lambda adapter, keys: adapter.providers_of_rooms(keys), key=itself)

    @cached_property
    def providers(self) -> VendorLoader[Key, Provider]:
        return VendorLoader(self._vendors, lambda adapter, keys: adapter.providers(keys), key=itself)

    @cached_property
    def devices(self) -> VendorLoader[Key, Device]:
        return VendorLoader(self._vendors, lambda adapter, keys: adapter.devices(keys), key=itself)

    @cached_property
    def meeting_devices(self) -> VendorLoader[Key, MeetingDevice]:
        return VendorLoader(self._vendors, lambda adapter, keys: adapter.meeting_devices(keys), key=itself)

    @cached_property
    def current_meetings(self) -> VendorLoader[Device, Meeting]:
        return VendorLoader(
            self._vendors,
            lambda adapter, devices: self._memory.completing(adapter.current_meetings(devices)),
            key=key_of,
        )

    @cached_property
    def sessions(self) -> VendorLoader[Key, Session]:
        return VendorLoader(self._vendors, lambda adapter, keys: adapter.sessions(keys), key=itself)

    @cached_property
    def meeting_sessions(self) -> VendorLoader[Meeting, tuple[Session, ...]]:
        return VendorLoader(
            self._vendors, lambda adapter, meetings: adapter.sessions_of_meetings(meetings), key=key_of
        )

    @cached_property
    def attendance(self) -> VendorLoader[Session, tuple[Attendance, ...]]:
        return VendorLoader(self._vendors, lambda adapter, sessions: adapter.attendance(sessions), key=key_of)

    @cached_property
    def recordings(self) -> VendorLoader[Session, tuple[Recording, ...]]:
        return VendorLoader(self._vendors, lambda adapter, sessions: adapter.recordings(sessions), key=key_of)

    @cached_property
    def lobbies(self) -> VendorLoader[Key, Lobby]:
        return VendorLoader(self._vendors, lambda adapter, keys: adapter.lobbies(keys), key=itself)

    @cached_property
    def polls(self) -> PollsLoader:
        return PollsLoader(self._vendors)

    @cached_property
    def parts(self) -> Mapping[Kind, PartsLoader]:
        """By the kind of thing whose missing fields are asked for."""
        return {
            Kind.MEETING: PartsLoader(self._vendors, lambda adapter: adapter.complete_meetings),
            Kind.ROOM: PartsLoader(self._vendors, lambda adapter: adapter.complete_rooms),
            Kind.PROVIDER: PartsLoader(self._vendors, lambda adapter: adapter.complete_providers),
            Kind.DEVICE: PartsLoader(self._vendors, lambda adapter: adapter.complete_devices),
            Kind.MEETING_DEVICE: PartsLoader(self._vendors, lambda adapter: adapter.complete_meeting_devices),
        }
