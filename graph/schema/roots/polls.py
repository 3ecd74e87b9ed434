"""polls: the Query field for polls."""

import strawberry

from graph.schema.fields import query
from graph.schema.types.lookup import LookupInput, lookup
from graph.schema.types.poll import Poll
from models import poll as models
from resolvers import polls
from resolvers.context import Info


async def _polls(
    info: Info,
    room: strawberry.ID | None = None,
    by: LookupInput | None = None,
    session: int | None = None,
) -> tuple[models.Poll, ...] | None:
    return await polls.of(lookup(room, by, argument="room"), info, session)


@strawberry.type
class PollRoots:
    polls: list[Poll] | None = query(
        _polls,
        description="The polls of one room. Null if the room does not exist or its vendor has no polls.",
        arguments={
            "room": "Global id of the room. Give either this or `by`.",
            "by": "Another way to identify the room. Give either this or `room`.",
            "session": "Only polls of the session with this number.",
        },
    )
