"""joinMeeting: creates a join link into a running meeting for one person."""

import strawberry

from graph.schema.fields import attribute, backed_by, loaded, mutation
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import MutationPayload
from graph.schema.types.access import JoinLink
from graph.schema.types.meeting import Meeting
from models import write_results as models
from models.access import JoinRole
from models.drafts import MeetingJoin
from models.ids import Kind
from models.scope import Scope
from resolvers.context import Info
from resolvers.writes import meetings


@input_type(fills=MeetingJoin, description="Creates a join link into a running meeting for one person.")
class JoinMeetingInput:
    meeting: strawberry.ID = input_field(description="Global id of the meeting.")
    name: str = input_field(secret=True, description="The name that other participants see.")
    role: JoinRole = input_field(description="The role: HOST or GUEST.")
    password: str | None = input_field(
        default=None, secret=True, description="The password of the role, if the vendor has to check it."
    )
    idempotency_key: str | None = idempotency_key()


@backed_by(models.JoinLinkResult, description="The join link, or the reasons why there is none.")
class JoinMeetingPayload(MutationPayload):
    join_link: JoinLink | None = attribute(description="The link for this person. Null if there is none.")
    meeting: Meeting | None = loaded(meetings.meeting_of, description="The present state of the meeting.")


async def _join_meeting(info: Info, input: JoinMeetingInput) -> models.JoinLinkResult:
    join = MeetingJoin(
        meeting=info.context.key_of(Kind.MEETING, input.meeting),
        name=input.name,
        role=input.role,
        password=input.password,
    )
    return placed(await meetings.join(join, input.idempotency_key, info.context))


@strawberry.type
class JoinMeeting:
    join_meeting: JoinMeetingPayload | None = mutation(
        _join_meeting,
        requires={Scope.MEETINGS_JOIN},
        description="Creates a link into a running meeting for one person {vendors}. The links of EnableX and "
        "Telecomx can be read: see `Meeting.joinLinks`.",
        arguments={"input": "The meeting and the person who joins."},
    )
