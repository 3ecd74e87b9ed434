"""The filters of the lists over all vendors."""

from collections.abc import Collection
from datetime import datetime

import strawberry

from graph.schema.input_fields import input_field, input_type
from graph.schema.types.host import HOSTS_AT_MOST, HostInput
from models import listing as models
from models.account import Account
from models.bounds import at_most
from models.conflict import SearchWindow
from models.errors import BadInput
from models.ids import Key, Kind
from models.meeting import MeetingState
from models.room import RoomKind
from models.vendor import Vendor
from resolvers.context import Context

TEXT_AT_MOST = 200


@input_type(fills=SearchWindow, description="A time window. Give `from`, `to` or both.")
class WindowInput:
    from_: datetime | None = input_field(
        name="from", default=strawberry.UNSET, description="Start of the window. No limit if it is left out."
    )
    to: datetime | None = input_field(
        default=strawberry.UNSET, description="End of the window, exclusive. No limit if it is left out."
    )


@input_type(
    fills=models.MeetingQuery,
    description="Conditions for the meetings to return. A condition that is left out, null or empty is ignored.",
)
class MeetingFilter:
    vendors: list[Vendor] | None = input_field(
        default=strawberry.UNSET, description="Only meetings of these vendors."
    )
    states: list[MeetingState] | None = input_field(
        default=strawberry.UNSET, description="Only meetings in these states."
    )
    overlaps: WindowInput | None = input_field(
        default=strawberry.UNSET,
        description="Only meetings that overlap this time window, such as today, including those that began before "
        "it. A running meeting lasts until its planned end; past that, or without one, until 60 minutes from now. A "
        "meeting that is over lasted for its planned time, at most until now. A planned meeting without an end lasts "
        "60 minutes. A meeting without a start is found while it runs; otherwise `unavailable` counts it, for "
        "example VConnct meetings that were not scheduled through this API.",
    )
    starts_from: datetime | None = input_field(
        default=strawberry.UNSET,
        description="Only meetings that start at this time or later. Meetings without a start are left out, for "
        "example all VConnct meetings that were not scheduled through this API; `unavailable` counts them.",
    )
    starts_to: datetime | None = input_field(
        default=strawberry.UNSET,
        description="Only meetings that start before this time. Meetings without a start are left out, for example "
        "all VConnct meetings that were not scheduled through this API; `unavailable` counts them.",
    )
    room: strawberry.ID | None = input_field(
        default=strawberry.UNSET, description="Only meetings in this room."
    )
    device: strawberry.ID | None = input_field(
        default=strawberry.UNSET, description="Only meetings that this device takes part in."
    )
    location: str | None = input_field(
        default=strawberry.UNSET,
        characters=at_most(TEXT_AT_MOST),
        description="Only meetings with a device at this location, compared with `Device.location` {vendors}. Case "
        "does not matter.",
    )
    hosts: list[HostInput] | None = input_field(
        default=strawberry.UNSET,
        entries=at_most(HOSTS_AT_MOST),
        description="Only meetings of one of these hosts. Only the vendors of the hosts are asked.",
    )
    provider: strawberry.ID | None = input_field(
        default=strawberry.UNSET,
        description="Only meetings with this `provider` {vendors}: those that the person hosts in the provider's one "
        "room. To find the person's meetings in all rooms, use `hosts` with the provider's `vendorId`.",
    )
    text: str | None = input_field(
        default=strawberry.UNSET,
        characters=at_most(TEXT_AT_MOST),
        description="Only meetings whose title or description contains this text. Case does not matter.",
    )


@input_type(
    fills=models.RoomQuery,
    description="Conditions for the rooms to return. A condition that is left out, null or empty is ignored.",
)
class RoomFilter:
    vendors: list[Vendor] | None = input_field(
        default=strawberry.UNSET, description="Only rooms of these vendors."
    )
    kinds: list[RoomKind] | None = input_field(
        default=strawberry.UNSET, description="Only rooms of these kinds."
    )
    text: str | None = input_field(
        default=strawberry.UNSET,
        characters=at_most(TEXT_AT_MOST),
        description="Only rooms whose name, code or slug contains this text, or the description if the list returns "
        "it. Case does not matter.",
    )


@input_type(
    fills=models.DeviceQuery,
    description="Conditions for the devices to return. A condition that is left out, null or empty is ignored.",
)
class DeviceFilter:
    vendors: list[Vendor] | None = input_field(
        default=strawberry.UNSET, description="Only devices of these vendors."
    )
    text: str | None = input_field(
        default=strawberry.UNSET,
        characters=at_most(TEXT_AT_MOST),
        description="Only devices whose name, serial or barcode contains this text. Case does not matter.",
    )
    location: str | None = input_field(
        default=strawberry.UNSET,
        characters=at_most(TEXT_AT_MOST),
        description="Only devices at this location, compared with `Device.location`. Case does not matter. "
        "`unavailable` counts the devices without a known location.",
    )


def vendors_of(filter: MeetingFilter | RoomFilter | DeviceFilter | None) -> Collection[Vendor] | None:
    """The vendors that a filter names; None for all."""
    return frozenset(filter.vendors) if filter and filter.vendors else None


def meeting_query(
    filter: MeetingFilter | None, direction: models.Direction, context: Context
) -> models.MeetingQuery:
    """What a filter of meetings asks for.

    Args:
        context: gives the present time, and the caller's tenant for the ids.

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
        overlaps=_window(filter.overlaps, context.now()) if filter.overlaps else None,
        room=_key(filter.room, Kind.ROOM, context),
        device=_key(filter.device, Kind.DEVICE, context),
        location=_text(filter.location),
        hosts=_hosts(filter.hosts, context) if filter.hosts else None,
        provider=_key(filter.provider, Kind.PROVIDER, context),
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
    if filter is None:
        return models.DeviceQuery()
    return models.DeviceQuery(text=_text(filter.text), location=_text(filter.location))


def _window(window: WindowInput, now: datetime) -> SearchWindow:
    begin, end = window.from_ or None, window.to or None
    if begin is None and end is None:
        raise BadInput("`filter.overlaps` must have `from`, `to` or both.")
    if begin is not None and end is not None and begin >= end:
        raise BadInput("`filter.overlaps.from` must be earlier than `filter.overlaps.to`.")
    return SearchWindow(begin, end, now=now)


def _hosts(hosts: list[HostInput], context: Context) -> frozenset[tuple[Account, str]]:
    if not all(host.id.strip() for host in hosts):
        raise BadInput("`filter.hosts.id` must not be empty.")
    return frozenset((context.account_at(host.vendor, host.account or None), host.id) for host in hosts)


def _key(id: strawberry.ID | None, kind: Kind, context: Context) -> Key | None:
    # An empty id is refused: if it were ignored, the filter would match everything.
    return context.key_of(kind, id) if isinstance(id, str) else None


def _text(text: str | None) -> str | None:
    return text or None
