"""The query for a list, and the page of rows that a vendor returns for it."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Generic, TypeVar

from models.account import Account
from models.conflict import SearchWindow
from models.device import Device
from models.ids import Key, Kind
from models.meeting import Meeting, MeetingState
from models.partial import if_fetched
from models.room import Room, RoomKind
from models.view import with_changes

T = TypeVar("T")


class Direction(Enum):
    """The direction of an order."""

    ASC = "ASC"
    DESC = "DESC"


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """One page of a vendor's list.

    Attributes:
        items: the readable rows.
        has_more: whether the vendor may have a further page with matching rows.
        ends_by_order: whether there is no further page only if the vendor keeps the requested order.
        is_unordered: whether the order was not requested, so that all pages must be read and sorted.
        is_full: whether it has exactly as many rows as requested. If a vendor without pagination returns another number
            again, it has no more.
        meetings: the meetings of listed rooms, as far as the same response shows them.
    """

    items: tuple[T, ...] = ()
    has_more: bool = False
    meetings: tuple[Meeting, ...] = ()
    ends_by_order: bool = False
    is_unordered: bool = False
    is_full: bool = True


class Untold(Enum):
    """The field of a filter that a row lacks; the value is our name of it."""

    TIME = "when they are"
    LOCATION = "where they are"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingQuery:
    """The filter of meetings; None means any.

    An adapter uses it to request fewer rows. What the vendor cannot filter need not be filtered there: `matches` is
    applied to all returned rows.

    Attributes:
        starts_from: the earliest start, inclusive.
        starts_to: the latest start, exclusive.
        or_running: also includes running meetings with any start; the two bounds above are for the others.
        overlaps: a time window that the meeting must overlap.
        room: the room that the meeting takes place in.
        device: a device that takes part.
        location: the location of one of its devices, case-insensitive.
        hosts: the possible hosts, each with the account of the id.
        provider: the host, as a provider of the room that it takes place in.
        text: words that must occur in title or description, case-insensitive.
        direction: of the order by start time; meetings without one come last in both directions.
    """

    states: frozenset[MeetingState] | None = None
    starts_from: datetime | None = None
    starts_to: datetime | None = None
    or_running: bool = False
    overlaps: SearchWindow | None = None
    room: Key | None = None
    device: Key | None = None
    location: str | None = None
    hosts: frozenset[tuple[Account, str]] | None = None
    provider: Key | None = None
    text: str | None = None
    direction: Direction = Direction.ASC

    @property
    def asks_for_devices(self) -> bool:
        return self.device is not None or self.location is not None

    @property
    def searched_from(self) -> datetime | None:
        """The earliest start that is searched for `overlaps`; None for no limit."""
        if self.overlaps is None or self.starts_from is not None:
            return None
        return self.overlaps.searched_from

    def asked(self) -> "MeetingQuery":
        """The query for vendors, which know neither ends nor providers."""
        query = self
        if self.provider is not None:
            query = with_changes(query, room=self.room or _room_of(self.provider))
        if self.overlaps is None:
            return query
        ends = [end for end in (self.starts_to, self.overlaps.end) if end is not None]
        return with_changes(
            query,
            starts_from=self.starts_from or self.searched_from,
            starts_to=min(ends, default=None),
            or_running=self.states is None or MeetingState.RUNNING in self.states,
        )

    def host_at(self, account: Account) -> str | None:
        """The vendor's id of the only possible host there; None if there are several, or no filter."""
        match [id for owner, id in self.hosts or () if owner == account]:
            case [id]:
                return id
            case _:
                return None

    def matches(self, meeting: Meeting) -> bool:
        return self._is_in_time(meeting) and self._stands_there(meeting) is True and self._suits(meeting)

    def may_match(self, meeting: Meeting) -> bool:
        """As `matches`, for a meeting without a time, or whose devices are not known yet."""
        return (meeting.starts_at is None or self._is_in_time(meeting)) and self._suits(meeting)

    def untold(self, meeting: Meeting) -> Untold | None:
        """The field that a possibly matching meeting lacks; None if it does not match in any case."""
        if self.location is None and not (self.starts_from or self.starts_to or self.overlaps):
            return None
        stands_there = self._stands_there(meeting)
        if stands_there is False or not self.may_match(meeting):
            return None
        if not self._is_in_time(meeting):
            return Untold.TIME
        return Untold.LOCATION if stands_there is None else None

    def _suits(self, meeting: Meeting) -> bool:
        """All conditions except the devices' location and the time."""
        if self.states is not None and meeting.state not in self.states:
            return False
        if self.hosts is not None and (meeting.account, meeting.host_id) not in self.hosts:
            return False
        if self.provider is not None and not (
            meeting.host_id == self.provider.parts[-1] and _is_in(meeting, _room_of(self.provider))
        ):
            return False
        if self.room is not None and not _is_in(meeting, self.room):
            return False
        return self.text is None or _mentions(self.text, meeting.title, meeting.description)

    def _stands_there(self, meeting: Meeting) -> bool | None:
        """Whether the device, or one at the location, takes part; None if that is not known."""
        if not self.asks_for_devices:
            return True
        devices = [entry.device for entry in if_fetched(meeting.devices) or ()]
        if self.device is not None and all(device.key != self.device for device in devices):
            return False
        if self.location is None:
            return True
        stand = [_stands_at(self.location, device) for device in devices]
        return True if True in stand else None if None in stand else False

    def _is_in_time(self, meeting: Meeting) -> bool:
        return self._starts_in_time(meeting) and (self.overlaps is None or self.overlaps.holds(meeting))

    def _starts_in_time(self, meeting: Meeting) -> bool:
        if self.or_running and meeting.state is MeetingState.RUNNING:
            return True
        if self.starts_from is not None and (
            meeting.starts_at is None or meeting.starts_at < self.starts_from
        ):
            return False
        return self.starts_to is None or (
            meeting.starts_at is not None and meeting.starts_at < self.starts_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomQuery:
    """The filter of rooms; None means any.

    Attributes:
        text: words that must occur in name, description, code or slug, case-insensitive.
        at_most: how many rooms are looked at; a vendor that takes a call for each returns pages of as many.
        direction: of the order by creation time; rooms without one come last in both directions.
    """

    kinds: frozenset[RoomKind] | None = None
    text: str | None = None
    at_most: int | None = None
    direction: Direction = Direction.ASC

    def matches(self, room: Room) -> bool:
        if self.kinds is not None and room.kind not in self.kinds:
            return False
        return self.text is None or _mentions(
            self.text, if_fetched(room.name), if_fetched(room.description), room.code, if_fetched(room.slug)
        )

    def untold(self, room: Room) -> Untold | None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceQuery:
    """The filter of devices.

    Attributes:
        text: words that must occur in name, serial or barcode, case-insensitive.
        location: its location, case-insensitive.
        direction: of the vendor's order; only ASC exists.
    """

    text: str | None = None
    location: str | None = None
    direction: Direction = Direction.ASC

    def matches(self, device: Device) -> bool:
        return self._stands_there(device) is True and self._mentions(device)

    def untold(self, device: Device) -> Untold | None:
        return Untold.LOCATION if self._stands_there(device) is None and self._mentions(device) else None

    def _stands_there(self, device: Device) -> bool | None:
        return True if self.location is None else _stands_at(self.location, device)

    def _mentions(self, device: Device) -> bool:
        return self.text is None or _mentions(
            self.text, device.name, device.barcode, if_fetched(device.serial)
        )


def _mentions(text: str, *places: str | None) -> bool:
    wanted = _folded(text)
    return any(wanted in _folded(place) for place in places if place)


def _folded(text: str) -> str:
    # A letter such as Å may be one code point or two.
    return unicodedata.normalize("NFC", text).casefold()


def _stands_at(location: str, device: Device) -> bool | None:
    """Whether it is the device's location; None if that is not known."""
    place = if_fetched(device.location)
    return None if place is None else _folded(place.strip()) == _folded(location.strip())


def _is_in(meeting: Meeting, room: Key) -> bool:
    # The vendor was asked for this room's meetings, so a meeting without a room field belongs to it.
    return not isinstance(meeting.room, Room) or meeting.room.key == room


def _room_of(provider: Key) -> Key:
    return Key(Kind.ROOM, provider.account, provider.parts[:-1])
