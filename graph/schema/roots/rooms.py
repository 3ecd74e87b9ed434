"""room, rooms, and the subscriptions roomQueue and roomQueues: the root fields for rooms."""

from collections.abc import AsyncGenerator

import strawberry

from graph.schema.fields import query, subscription
from graph.schema.roots.streams import LATEST, MANY, ONE, ids
from graph.schema.types.filters import RoomFilter, room_query, vendors_of
from graph.schema.types.lookup import LOOKUP_ARGUMENTS, LookupInput, lookup
from graph.schema.types.page_info import forward
from graph.schema.types.room import Room, RoomConnection
from models import room as models
from models.listing import Direction
from models.page import Page
from models.scope import Scope
from resolvers import rooms, subscriptions
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


def _room_queue(info: Info, id: strawberry.ID) -> AsyncGenerator[models.Room | None, None]:
    return rooms.QUEUES.events(subscriptions.one(id), info.context)  # type: ignore[return-value]


def _room_queues(info: Info, ids: list[strawberry.ID]) -> AsyncGenerator[models.Room | None, None]:
    return rooms.QUEUES.events(subscriptions.many(ids), info.context)  # type: ignore[return-value]


@strawberry.type
class RoomRoots:
    room: Room | None = query(
        _room, description="One room. Null if it does not exist.", arguments=LOOKUP_ARGUMENTS
    )
    rooms: RoomConnection | None = query(
        _rooms,
        description="Rooms of all vendors, ordered by creation time. Rooms without a creation time come last. "
        "EnableX rooms that belong to a single meeting are not listed; reach them through their meeting.",
        arguments={
            **forward("filter and direction"),
            "filter": "Conditions for the rooms to return.",
            "direction": "The direction of the order.",
        },
    )


@strawberry.type
class RoomStreams:
    room_queue: AsyncGenerator[Room | None, None] = subscription(
        _room_queue,
        requires={Scope.ROOMS_FOLLOW},
        description="Sends a room with its `queue` {vendors}: first the present state, then again whenever the queue "
        f"changes, {LATEST} Other changes of the room are not sent. {ONE}",
        arguments={"id": "The room's global id."},
    )
    room_queues: AsyncGenerator[Room | None, None] = subscription(
        _room_queues,
        requires={Scope.ROOMS_FOLLOW},
        description=f"Like `roomQueue`, for several rooms: each event is one room. {MANY}",
        arguments={"ids": ids("The rooms' global ids.")},
    )
