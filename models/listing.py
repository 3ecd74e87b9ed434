"""What lists are asked for, and what a vendor hands back for one page of one."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Generic, TypeVar

from models.device import Device
from models.ids import Key
from models.meeting import Meeting, MeetingState
from models.partial import known
from models.room import Room, RoomKind

T = TypeVar("T")


class Direction(Enum):
    """Which end of an order comes first."""

    ASC = "ASC"
    DESC = "DESC"


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """One page of a vendor's list.

    Attributes:
        items: what could be read.
        has_more: whether the vendor may have a further page with rows that are wanted.
        ends_by_order: whether it has none only as long as it keeps the order that was asked for.
        is_unordered: whether it was not asked for the order, so that only all pages together can be put in it.
        is_overfull: whether there are more rows than were asked for: the vendor may know no pages.
        meetings: what the same answer shows of the meetings that listed rooms are behind.
    """

    items: tuple[T, ...] = ()
    has_more: bool = False
    meetings: tuple[Meeting, ...] = ()
    ends_by_order: bool = False
    is_unordered: bool = False
    is_overfull: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingQuery:
    """Which meetings are wanted; None means any.

    An adapter uses it to ask its vendor for less. What the vendor cannot filter need not be filtered there:
    `matches` is applied to whatever comes back.

    Attributes:
        starts_from: the earliest start, inclusive.
        starts_to: the latest start, exclusive.
        or_running: also what runs now, whenever it began; the two bounds above are about the rest.
        room: the room that the meeting takes place in.
        device: a device that takes part.
        host_id: the vendor's id of who holds it; of use where a single vendor is asked.
        text: words that must occur in title or description, whatever their case.
        direction: of the order by start time; meetings without one come last either way.
    """

    states: frozenset[MeetingState] | None = None
    starts_from: datetime | None = None
    starts_to: datetime | None = None
    or_running: bool = False
    room: Key | None = None
    device: Key | None = None
    host_id: str | None = None
    text: str | None = None
    direction: Direction = Direction.ASC

    def matches(self, meeting: Meeting) -> bool:
        if self.states is not None and meeting.state not in self.states:
            return False
        if not self._in_window(meeting):
            return False
        if self.host_id is not None and meeting.host_id != self.host_id:
            return False
        if self.device is not None and not _has_device(meeting, self.device):
            return False
        # A meeting that does not know its room was filtered by the vendor that was asked for this room's meetings.
        if self.room is not None and isinstance(meeting.room, Room) and meeting.room.key != self.room:
            return False
        return self.text is None or _mentions(self.text, meeting.title, meeting.description)

    def _in_window(self, meeting: Meeting) -> bool:
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
    """Which rooms are wanted; None means any.

    Attributes:
        text: words that must occur in name, description, code or slug, whatever their case.
        direction: of the order by creation time; rooms without one come last either way.
    """

    kinds: frozenset[RoomKind] | None = None
    text: str | None = None
    direction: Direction = Direction.ASC

    def matches(self, room: Room) -> bool:
        if self.kinds is not None and room.kind not in self.kinds:
            return False
        return self.text is None or _mentions(
            self.text, known(room.name), known(room.description), room.code, known(room.slug)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceQuery:
    """Which devices are wanted.

    Attributes:
        text: words that must occur in name, serial or barcode, whatever their case.
        direction: of the vendor's own order; only ASC is known.
    """

    text: str | None = None
    direction: Direction = Direction.ASC

    def matches(self, device: Device) -> bool:
        return self.text is None or _mentions(self.text, device.name, device.barcode, known(device.serial))


def _mentions(text: str, *places: str | None) -> bool:
    wanted = _folded(text)
    return any(wanted in _folded(place) for place in places if place)


def _folded(text: str) -> str:
    # One letter may be written as one character or as two, such as Å.
    return unicodedata.normalize("NFC", text).casefold()


def _has_device(meeting: Meeting, device: Key) -> bool:
    return any(entry.device.key == device for entry in known(meeting.devices) or ())
