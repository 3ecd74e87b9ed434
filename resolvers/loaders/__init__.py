"""The dataloaders of one operation, each created when it is first used."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from models.attendance import Attendance
from models.device import Device, MeetingDevice
from models.ids import Key, Kind
from models.lobby import Lobby
from models.meeting import Meeting
from models.provider import Provider
from models.recording import Recording
from models.room import Room, RoomQueue
from models.session import Session
from resolvers.loaders.base import Named, VendorLoader
from resolvers.loaders.listed import ListedRows
from resolvers.loaders.parts import Completes, PartsLoader
from resolvers.loaders.polls import PollsLoader
from resolvers.loaders.vendor_states import VendorStates
from vendors.adapters import Adapters
from vendors.base import Adapter
from vendors.declarations import declaration
from vendors.partial_results import PartialResults

if TYPE_CHECKING:
    from resolvers.remembered_facts import RememberedFacts

V = TypeVar("V")

# What completes a kind of thing.
_COMPLETED_BY: Final[Mapping[Kind, Completes]] = {
    Kind.MEETING: Adapter.complete_meetings,
    Kind.ROOM: Adapter.complete_rooms,
    Kind.PROVIDER: Adapter.complete_providers,
    Kind.DEVICE: Adapter.complete_devices,
    Kind.MEETING_DEVICE: Adapter.complete_meeting_devices,
}


class Loaders:
    """What can be asked for in batches, by its key or by the thing that it belongs to.

    Attributes:
        listed: the rows that lists returned.
    """

    def __init__(self, vendors: Adapters, remembered_facts: "RememberedFacts") -> None:
        self._vendors = vendors
        self._remembered_facts = remembered_facts
        self._parts: dict[Kind, PartsLoader] = {}
        self.vendor_states = VendorStates()
        self.listed = ListedRows()

    def _by(
        self,
        method: Callable[[Adapter, Sequence[Named]], Awaitable[PartialResults[V]]],
        listed: ListedRows | None = None,
    ) -> VendorLoader[Named, V]:
        """Batches of what a method of the adapters gives; a meeting with what is kept of it here."""
        is_of_meetings = declaration(method).model is Meeting
        return VendorLoader(
            self._vendors,
            method,
            then=self._remembered_facts.completing if is_of_meetings else None,
            listed=listed,
        )

    @cached_property
    def meetings(self) -> VendorLoader[Key, Meeting]:
        return self._by(Adapter.meetings, self.listed)

    @cached_property
    def meetings_again(self) -> VendorLoader[Meeting, Meeting]:
        """Reads meetings again that were read a moment ago."""
        return self._by(Adapter.meetings_again)

    @cached_property
    def rooms(self) -> VendorLoader[Key, Room]:
        return self._by(Adapter.rooms, self.listed)

    @cached_property
    def room_queues(self) -> VendorLoader[Key, RoomQueue]:
        return self._by(Adapter.room_queues)

    @cached_property
    def room_providers(self) -> VendorLoader[Key, tuple[Provider, ...]]:
        return self._by(Adapter.providers_of_rooms)

    @cached_property
    def providers(self) -> VendorLoader[Key, Provider]:
        return self._by(Adapter.providers)

    @cached_property
    def devices(self) -> VendorLoader[Key, Device]:
        return self._by(Adapter.devices, self.listed)

    @cached_property
    def meeting_devices(self) -> VendorLoader[Key, MeetingDevice]:
        return self._by(Adapter.meeting_devices)

    @cached_property
    def current_meetings(self) -> VendorLoader[Device, Meeting]:
        return self._by(Adapter.current_meetings)

    @cached_property
    def sessions(self) -> VendorLoader[Key, Session]:
        return self._by(Adapter.sessions)

    @cached_property
    def meeting_sessions(self) -> VendorLoader[Meeting, tuple[Session, ...]]:
        return self._by(Adapter.sessions_of_meetings)

    @cached_property
    def attendance(self) -> VendorLoader[Session, tuple[Attendance, ...]]:
        return self._by(Adapter.attendance)

    @cached_property
    def recordings(self) -> VendorLoader[Session, tuple[Recording, ...]]:
        return self._by(Adapter.recordings)

    @cached_property
    def lobbies(self) -> VendorLoader[Key, Lobby]:
        return self._by(Adapter.lobbies)

    @cached_property
    def polls(self) -> PollsLoader:
        return PollsLoader(self._vendors)

    def parts(self, kind: Kind) -> PartsLoader:
        """By the kind of thing whose missing fields are asked for."""
        found = self._parts.get(kind)
        if found is None:
            found = self._parts[kind] = PartsLoader(self._vendors, _COMPLETED_BY[kind])
        return found
