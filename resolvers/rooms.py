"""Resolvers for rooms and the fields of one room: queue, providers, meeting."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from operator import attrgetter
from typing import Final

from models.dating import dated
from models.errors import VendorError
from models.ids import Key, Kind
from models.listing import RoomQuery
from models.meeting import Meeting
from models.page import Page
from models.provider import Provider
from models.room import Room, RoomQueue
from models.vendor import Capability, Vendor, sorted_capabilities
from models.view import with_changes
from polling.topic import Subject
from resolvers import meetings
from resolvers.belonging import Belonging
from resolvers.context import Context, Info
from resolvers.lists import looks_ahead, over_vendors
from resolvers.loads import Load, Loadable
from resolvers.lookups import Lookup, key_for
from resolvers.pagination import page_size
from resolvers.subscriptions import ChangeSource
from vendors.partial_results import PartialResults

PROVIDERS: Final = Belonging(attrgetter("room_providers"), Capability.READ_PROVIDERS, item="key")
QUEUE: Subject[RoomQueue] = Subject(
    "queues", lambda queue: {"": with_changes(queue, as_of=None)}, is_shared=True
)


def by_key(key: Key, context: Context) -> Load[Room | None]:
    return Load(context.loaders.rooms, key)


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
    asked = query
    if query.text is None:
        # Of rooms that are all shown, none behind the page is looked at but the one that tells of a next page.
        asked = with_changes(query, at_most=page_size("first", first) + looks_ahead())
    return await over_vendors(
        context,
        query=query,
        capability=Capability.READ_ROOMS,
        vendors=vendors,
        fetch=lambda adapter, page: adapter.list_rooms(asked, page),
        time="created_at",
        first=first,
        after=after,
    )


def queue_of(root: Room, info: Info) -> Loadable[RoomQueue | None]:
    if root.queue is not None:
        return root.queue
    if not info.context.offers(root.account, Capability.READ_QUEUE):
        return None
    return Load(info.context.loaders.room_queues, root.key)


async def queues_followed(
    keys: Sequence[Key], context: Context
) -> AsyncGenerator[tuple[Key, Room | VendorError | None], None]:
    """Rooms with their queues, and again whenever a queue changes."""

    fresh_context = context.of_no_caller()

    async def read(if_fetched: Mapping[Key, RoomQueue | None]) -> PartialResults[RoomQueue]:
        fresh = fresh_context()
        found = await fresh.loaders.room_queues.found(tuple(if_fetched))
        return {key: dated(queue, fresh.began) for key, queue in found.items()}

    following = context.broker.subscribe(QUEUE, keys, read)
    async with aclosing(following) as states:
        async for key, state in states:
            if isinstance(state, RoomQueue):
                # Other fields of the room are read when they are selected.
                room = context.adapter(key.account).unread_room(key)
                yield key, with_changes(room, queue=state, as_of=state.as_of)
            else:
                yield key, state


QUEUES: ChangeSource[Room] = ChangeSource(
    kind=Kind.ROOM, capability=Capability.READ_QUEUE, changes=queues_followed
)


def provider_of(root: Room, info: Info, vendor_id: str) -> Loadable[Provider | None]:
    """One provider of the room, by the vendor's id."""
    if not info.context.offers(root.account, Capability.READ_PROVIDERS):
        return None
    key = Key(Kind.PROVIDER, root.account, (*root.key.parts, vendor_id))
    return Load(info.context.loaders.providers, key)


def meeting_behind(root: Room, info: Info) -> Loadable[Meeting | None]:
    return None if root.meeting_key is None else meetings.by_key(root.meeting_key, info.context)


def capabilities_of(root: Room, info: Info) -> list[Capability]:
    return sorted_capabilities(info.context.adapter(root.account).capabilities_of_room(root))
