"""joinMeeting: makes somebody's way into a running meeting."""

import strawberry
from strawberry import field

from graph.schema.fields import attribute, backed_by, loaded, written
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import Payload
from graph.schema.types.access import JoinLink
from graph.schema.types.meeting import Meeting
from models import written as models
from models.access import JoinRole
from models.drafts import MeetingJoin
from models.ids import Kind, decode_as
from resolvers.context import Info
from resolvers.writes import meetings


@strawberry.input(description="Somebody who is to get into a running meeting.")
class JoinMeetingInput:
    meeting: strawberry.ID = field(description="Global id of the meeting.")
    name: str = field(description="The name that the person is shown under. Secret.")
    role: JoinRole = field(description="As whom: HOST or GUEST.")
    password: str | None = field(
        default=None, description="Of the role, where the caller must prove to know it. Secret."
    )
    idempotency_key: str | None = idempotency_key()


@backed_by(models.WayIn, description="The way in, or why there is none.")
class JoinMeetingPayload(Payload):
    join_link: JoinLink | None = attribute(
        description="Made for this person; null where there is none. Holds secrets."
    )
    meeting: Meeting | None = loaded(meetings.meeting_of, description="The meeting as it is now.")


async def _join_meeting(info: Info, input: JoinMeetingInput) -> models.WayIn:
    join = MeetingJoin(
        meeting=decode_as(input.meeting, Kind.MEETING),
        name=input.name,
        role=input.role,
        password=input.password,
    )
    return placed(await meetings.join(join, input.idempotency_key, info.context))


@strawberry.type
class JoinMeeting:
    join_meeting: JoinMeetingPayload | None = written(
        _join_meeting,
        description="Makes a link into a running meeting (VConnct). EnableX' and Telecomx' links are read: see "
        "`Meeting.joinLinks`.",
        arguments={"input": "Who is to get into which meeting."},
    )
