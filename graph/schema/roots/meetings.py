"""meeting, meetings, and the subscriptions meetingState and meetingStates: the root fields for meetings."""

from collections.abc import AsyncGenerator, Awaitable

import strawberry

from graph.schema.fields import query, subscription
from graph.schema.roots.streams import LATEST, MANY, ONE, ids
from graph.schema.types.filters import MeetingFilter, meeting_query, vendors_of
from graph.schema.types.lookup import LOOKUP_ARGUMENTS, LookupInput, lookup
from graph.schema.types.meeting import Meeting, MeetingConnection
from graph.schema.types.page_info import forward
from models import meeting as models
from models.listing import Direction
from models.page import Page
from models.scope import Scope
from resolvers import meeting_changes, meetings, subscriptions
from resolvers.context import Info
from resolvers.loads import Load


def _meeting(
    info: Info, id: strawberry.ID | None = None, by: LookupInput | None = None
) -> Load[models.Meeting | None] | Awaitable[models.Meeting | None]:
    return meetings.find(lookup(id, by), info.context)


async def _meetings(
    info: Info,
    first: int | None = None,
    after: str | None = None,
    filter: MeetingFilter | None = None,
    direction: Direction | None = Direction.ASC,
) -> Page[models.Meeting]:
    return await meetings.listed(
        info.context,
        query=meeting_query(filter, direction or Direction.ASC, info.context),
        vendors=vendors_of(filter),
        first=first,
        after=after,
    )


def _meeting_state(info: Info, id: strawberry.ID) -> AsyncGenerator[models.Meeting | None, None]:
    return meeting_changes.STATES.events(subscriptions.one(id), info.context)  # type: ignore[return-value]


def _meeting_states(info: Info, ids: list[strawberry.ID]) -> AsyncGenerator[models.Meeting | None, None]:
    return meeting_changes.STATES.events(subscriptions.many(ids), info.context)  # type: ignore[return-value]


@strawberry.type
class MeetingRoots:
    meeting: Meeting | None = query(
        _meeting,
        description="One meeting. Null if it does not exist.",
        arguments=LOOKUP_ARGUMENTS,
        loads=True,
    )
    meetings: MeetingConnection | None = query(
        _meetings,
        description="Meetings of all vendors, ordered by start. Meetings without a start come last. Without a filter "
        "by time, Telecomx is asked for one year back and one year ahead. A page may hold fewer rows than `first` "
        "while `hasNextPage` is true.",
        arguments={
            **forward("filter and direction"),
            "filter": "Conditions for the meetings to return.",
            "direction": "The direction of the order.",
        },
    )


@strawberry.type
class MeetingStreams:
    meeting_state: AsyncGenerator[Meeting | None, None] = subscription(
        _meeting_state,
        requires={Scope.MEETINGS_FOLLOW},
        description="Sends a meeting: first the present state, then again whenever its state, title, texts, times, "
        f"host, capacity or visit change, {LATEST} A change of `vendorState` is sent if the polled call returns it. "
        "Changes of secrets, of fields with vendor calls of their own (settings, devices, commands, sessions, polls) "
        "and of values that depend only on the clock are not sent. Ends after a final state: ENDED or CANCELLED as "
        f"returned by the vendor, or a meeting that was cancelled through this API. {ONE}",
        arguments={"id": "The meeting's global id."},
    )
    meeting_states: AsyncGenerator[Meeting | None, None] = subscription(
        _meeting_states,
        requires={Scope.MEETINGS_FOLLOW},
        description=f"Like `meetingState`, for several meetings: each event is one meeting. {MANY}",
        arguments={"ids": ids("The meetings' global ids.")},
    )
