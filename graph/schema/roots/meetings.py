"""meeting, meetings, and the subscriptions meetingState and meetingStates: the root fields about meetings."""

from collections.abc import AsyncGenerator

import strawberry

from graph.schema.fields import loaded, streamed
from graph.schema.roots.streams import IDS, LATEST, MANY, ONE
from graph.schema.types.filters import MeetingFilter, meeting_query, vendors_of
from graph.schema.types.lookup import LOOKUP_ARGUMENTS, LookupInput, lookup
from graph.schema.types.meeting import Meeting, MeetingConnection
from models import meeting as models
from models.listing import Direction
from models.page import Page
from resolvers import following, meeting_changes, meetings
from resolvers.context import Info


async def _meeting(
    info: Info, id: strawberry.ID | None = None, by: LookupInput | None = None
) -> models.Meeting | None:
    return await meetings.find(lookup(id, by), info.context)


async def _meetings(
    info: Info,
    first: int | None = None,
    after: str | None = None,
    filter: MeetingFilter | None = None,
    direction: Direction | None = Direction.ASC,
) -> Page[models.Meeting]:
    return await meetings.listed(
        info.context,
        query=meeting_query(filter, direction or Direction.ASC, info.context.now()),
        vendors=vendors_of(filter),
        first=first,
        after=after,
    )


def _meeting_state(info: Info, id: strawberry.ID) -> AsyncGenerator[models.Meeting | None, None]:
    return meeting_changes.STATES.told(following.one(id), info.context)  # type: ignore[return-value]


def _meeting_states(info: Info, ids: list[strawberry.ID]) -> AsyncGenerator[models.Meeting | None, None]:
    return meeting_changes.STATES.told(following.many(ids), info.context)  # type: ignore[return-value]


@strawberry.type
class MeetingRoots:
    meeting: Meeting | None = loaded(
        _meeting,
        description="One meeting; null where its vendor knows no such meeting.",
        arguments=LOOKUP_ARGUMENTS,
    )
    meetings: MeetingConnection | None = loaded(
        _meetings,
        description="Meetings of all vendors in the order of their start; those without a start come last. "
        "Without a time window Telecomx is asked for a year back and a year ahead. A page may hold fewer rows than "
        "asked for while `hasNextPage` is true.",
        arguments={
            "first": "How many rows, 1 to 100; 20 where it is left out.",
            "after": "Go on behind this cursor, under the same filter and direction.",
            "filter": "Which meetings are wanted.",
            "direction": "Which end comes first.",
        },
    )


@strawberry.type
class MeetingStreams:
    meeting_state: AsyncGenerator[Meeting | None, None] = streamed(
        _meeting_state,
        description="A meeting as it is, and again whenever its state, title, texts, times, host, capacity or visit "
        "change (`vendorState` where the call that is made tells it), "
        f"{LATEST} Not told: secrets, what has calls of its own (settings, devices, commands, sessions, polls), and "
        "what goes with a clock. A state that never changes again (ENDED or CANCELLED by its vendor's word, or taken "
        f"back through this API) is the last. {ONE}",
        arguments={"id": "The meeting's global id."},
    )
    meeting_states: AsyncGenerator[Meeting | None, None] = streamed(
        _meeting_states,
        description=f"As `meetingState`, of several meetings in one: each event is one of them. {MANY}",
        arguments={"ids": f"The meetings' global ids, {IDS}"},
    )
