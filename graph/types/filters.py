"""The filters of the lists over all vendors."""

from collections.abc import Collection
from datetime import datetime

import strawberry
from strawberry import field

from graph.texts import at_most
from models import listing as models
from models.errors import BadInput
from models.ids import Key, Kind, decode_as
from models.meeting import MeetingState
from models.room import RoomKind
from models.vendor import Vendor

TEXT_AT_MOST = 200


@strawberry.input(
    description="Which meetings are wanted; what is left out, null or empty is not asked about."
)
class MeetingFilter:
    vendors: list[Vendor] | None = field(
        default=strawberry.UNSET, description="Only meetings of these vendors."
    )
    states: list[MeetingState] | None = field(
        default=strawberry.UNSET, description="Only meetings in these states."
    )
    starts_from: datetime | None = field(
        default=strawberry.UNSET,
        description="Only meetings that start at this time or later; those without a start are left out, so all "
        "of VConnct that were not scheduled here.",
    )
    starts_to: datetime | None = field(
        default=strawberry.UNSET,
        description="Only meetings that start before this time; those without a start are left out, so all of "
        "VConnct that were not scheduled here.",
    )
    room: strawberry.ID | None = field(default=strawberry.UNSET, description="Only meetings in this room.")
    device: strawberry.ID | None = field(
        default=strawberry.UNSET, description="Only meetings that this device takes part in."
    )
    text: str | None = field(
        default=strawberry.UNSET,
        metadata=at_most(TEXT_AT_MOST),
        description="Only meetings with this text in title or description, at most 200 characters, in any case.",
    )


@strawberry.input(description="Which rooms are wanted; what is left out, null or empty is not asked about.")
class RoomFilter:
    vendors: list[Vendor] | None = field(default=strawberry.UNSET, description="Only rooms of these vendors.")
    kinds: list[RoomKind] | None = field(default=strawberry.UNSET, description="Only rooms of these kinds.")
    text: str | None = field(
        default=strawberry.UNSET,
        metadata=at_most(TEXT_AT_MOST),
        description="Only rooms with this text in name, code or slug, or in a description that the list carries, "
        "at most 200 characters, in any case.",
    )


@strawberry.input(description="Which devices are wanted; what is left out, null or empty is not asked about.")
class DeviceFilter:
    vendors: list[Vendor] | None = field(
        default=strawberry.UNSET, description="Only devices of these vendors."
    )
    text: str | None = field(
        default=strawberry.UNSET,
        metadata=at_most(TEXT_AT_MOST),
        description="Only devices with this text in name, serial or barcode, at most 200 characters, in any case.",
    )


def vendors_of(filter: MeetingFilter | RoomFilter | DeviceFilter | None) -> Collection[Vendor] | None:
    """The vendors that a filter names; None for all."""
    return frozenset(filter.vendors) if filter and filter.vendors else None


def meeting_query(filter: MeetingFilter | None, direction: models.Direction) -> models.MeetingQuery:
    """What a filter of meetings asks for.

    Raises:
        BadInput: the filter contradicts itself or holds an id of another kind.
    """
    if filter is None:
        return models.MeetingQuery(direction=direction)
    starts_from, starts_to = filter.starts_from or None, filter.starts_to or None
    if starts_from and starts_to and starts_from >= starts_to:
        raise BadInput("`filter.startsFrom` must be earlier than `filter.startsTo`.")
    return models.MeetingQuery(
        states=frozenset(filter.states) if filter.states else None,
        starts_from=starts_from,
        starts_to=starts_to,
        room=_key(filter.room, Kind.ROOM),
        device=_key(filter.device, Kind.DEVICE),
        text=_text(filter.text),
        direction=direction,
    )


def room_query(filter: RoomFilter | None, direction: models.Direction) -> models.RoomQuery:
    """What a filter of rooms asks for."""
    if filter is None:
        return models.RoomQuery(direction=direction)
    return models.RoomQuery(
        kinds=frozenset(filter.kinds) if filter.kinds else None, text=_text(filter.text), direction=direction
    )


def device_query(filter: DeviceFilter | None) -> models.DeviceQuery:
    """What a filter of devices asks for."""
    return models.DeviceQuery(text=_text(filter.text) if filter else None)


def _key(id: strawberry.ID | None, kind: Kind) -> Key | None:
    # An empty id is refused: left out, it would let everything through.
    return decode_as(id, kind) if isinstance(id, str) else None


def _text(text: str | None) -> str | None:
    return text or None
