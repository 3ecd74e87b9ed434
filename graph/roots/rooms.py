"""room, rooms, and the subscription roomQueue: the root fields about rooms."""

from collections.abc import AsyncGenerator

import strawberry

from graph.fields import resolved_by, streamed_by
from graph.types.filters import RoomFilter, room_query, vendors_of
from graph.types.lookup import LOOKUP_ARGUMENTS, LookupInput, lookup
from graph.types.room import Room, RoomConnection, RoomQueue
from models import room as models
from models.ids import Kind, decode_as
from models.listing import Direction
from models.page import Page
from resolvers import rooms
from resolvers.context import Info


async def _room(
    info: Info, id: strawberry.ID | None = None, by: LookupInput | None = None
) -> models.Room | None:
    return await rooms.find(lookup(id, by), info.context)


async def _rooms(
    info: Info,
    first: int | None = None,
    after: str | None = None,
    filter: RoomFilter | None = None,
    direction: Direction | None = Direction.ASC,
) -> Page[models.Room]:
    return await rooms.listed(
        info.context,
        query=room_query(filter, direction or Direction.ASC),
        vendors=vendors_of(filter),
        first=first,
        after=after,
    )


def _room_queue(info: Info, id: strawberry.ID) -> AsyncGenerator[models.RoomQueue | None, None]:
    return rooms.queue_changes(decode_as(id, Kind.ROOM), info.context)  # type: ignore[return-value]


@strawberry.type
class RoomRoots:
    room: Room | None = resolved_by(
        _room, description="One room; null where its vendor knows no such room.", arguments=LOOKUP_ARGUMENTS
    )
    rooms: RoomConnection | None = resolved_by(
        _rooms,
        description="Rooms of all vendors in the order of their creation; those without a creation time come last. "
        "EnableX' rooms behind single meetings are reached through their meeting.",
        arguments={
            "first": "How many rows, 1 to 100; 20 where it is left out.",
            "after": "Go on behind this cursor, under the same filter and direction.",
            "filter": "Which rooms are wanted.",
            "direction": "Which end comes first.",
        },
    )


@strawberry.type
class RoomStreams:
    room_queue: AsyncGenerator[RoomQueue | None, None] = streamed_by(
        _room_queue,
        description="Who waits before a room (VSee): the present state, then each change. Null, and the end, where "
        "there is no such room or queue. While the vendor fails the field is null with an error, and goes on.",
        arguments={"id": "The room's global id."},
    )
