"""startMeeting: starts a session of a meeting."""

import strawberry

from graph.schema.fields import attribute, backed_by, loaded, mutation
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import MutationPayload
from graph.schema.types.access import JoinLink
from graph.schema.types.meeting import Meeting
from models import write_results as models
from models.bounds import URL
from models.drafts import MeetingStart
from models.ids import Kind
from models.scope import Scope
from resolvers.context import Info
from resolvers.writes import meetings


@input_type(fills=MeetingStart, description="Starts a session of a meeting.")
class StartMeetingInput:
    meeting: strawberry.ID = input_field(description="Global id of the meeting.")
    host_name: str = input_field(description="The name of the host that other participants see.")
    title: str | None = input_field(default=None, description="Title of this session only.")
    attendee_password: str | None = input_field(
        default=None,
        secret=True,
        description="Password for participants of this session, 2 to 64 characters.",
    )
    moderator_password: str | None = input_field(
        default=None,
        secret=True,
        description="The moderator password of the meeting, if the vendor has to check it.",
    )
    logout_url: str | None = input_field(
        characters=URL, default=None, description="URL that the host's browser opens after the session."
    )
    idempotency_key: str | None = idempotency_key()


@backed_by(models.JoinLinkResult, description="The session that started, or the reasons why none did.")
class StartMeetingPayload(MutationPayload):
    join_link: JoinLink | None = attribute(
        description="The join link of the host, created for this call. Null if no session started."
    )
    meeting: Meeting | None = loaded(
        meetings.meeting_of,
        description="The present state of the meeting. It may not be RUNNING yet if the vendor needs time. Its "
        "newest session is the one that started.",
    )


async def _start_meeting(info: Info, input: StartMeetingInput) -> models.JoinLinkResult:
    start = MeetingStart(
        meeting=info.context.key_of(Kind.MEETING, input.meeting),
        host_name=input.host_name,
        title=input.title,
        attendee_password=input.attendee_password,
        moderator_password=input.moderator_password,
        logout_url=input.logout_url,
    )
    return placed(await meetings.start(start, input.idempotency_key, info.context))


@strawberry.type
class StartMeeting:
    start_meeting: StartMeetingPayload | None = mutation(
        _start_meeting,
        requires={Scope.MEETINGS_JOIN},
        description="Starts a session of a meeting {vendors}. If a session runs already, the caller joins it as host.",
        arguments={"input": "The meeting and the host who starts it."},
    )
