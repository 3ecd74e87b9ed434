"""Rooms, and what hangs on one room: its queue, its providers, the meeting that it is behind."""

from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing

from models.errors import VendorError
from models.ids import Key, Kind
from models.listing import RoomQuery
from models.meeting import Meeting
from models.page import Page
from models.partial import known
from models.provider import Provider
from models.room import Room, RoomQueue
from models.vendor import Capability, Vendor, in_order
from resolvers import meetings
from resolvers.context import Context, Info
from resolvers.lists import over_vendors
from resolvers.lookups import Lookup, key_for


async def by_key(key: Key, context: Context) -> Room | None:
    return await context.loaders.rooms.load(key)


async def find(lookup: Lookup, context: Context) -> Room | None:
    key = await key_for(Kind.ROOM, lookup, context)
    return None if key is None else await by_key(key, context)


async def listed(
    context: Context,
    *,
    query: RoomQuery,
    vendors: Collection[Vendor] | None,
    first: int | None,
    after: str | None,
) -> Page[Room]:
    """Rooms of all vendors, or of some, by creation time."""
    return await over_vendors(
        context,
        query=query,
        capability=Capability.READ_ROOMS,
        vendors=vendors,
        fetch=lambda adapter, page: adapter.list_rooms(query, page),
        time=lambda room: known(room.created_at),
        first=first,
        after=after,
    )


async def queue_of(root: Room, info: Info) -> RoomQueue | None:
    if not info.context.offers(root.vendor, Capability.READ_QUEUE):
        return None
    return await info.context.loaders.room_queues.load(root.key)


async def queue_changes(key: Key, context: Context) -> AsyncGenerator[RoomQueue | VendorError | None, None]:
    """The queue before a room as it is, and then each change of it; ends with None where there is none."""
    if not context.offers(key.vendor, Capability.READ_QUEUE):
        yield None
        return

    async def read() -> RoomQueue | None:
        return await context.afresh().loaders.room_queues.load(key)

    async with aclosing(context.watching.follow(("queue", key), read)) as states:
        async for state in states:
            yield state


async def providers_of(root: Room, context: Context) -> Sequence[Provider] | None:
    if not context.offers(root.vendor, Capability.READ_PROVIDERS):
        return None
    return await context.loaders.room_providers.load(root.key)


async def provider_of(root: Room, info: Info, vendor_id: str) -> Provider | None:
    """One provider of the room, by the vendor's id."""
    if not info.context.offers(root.vendor, Capability.READ_PROVIDERS):
        return None
    key = Key(Kind.PROVIDER, root.vendor, (*root.key.parts, vendor_id))
    return await info.context.loaders.providers.load(key)


async def meeting_behind(root: Room, info: Info) -> Meeting | None:
    return None if root.meeting_key is None else await meetings.by_key(root.meeting_key, info.context)


def capabilities_of(root: Room, info: Info) -> list[Capability]:
    return in_order(info.context.adapter(root.vendor).capabilities_of_room(root))
