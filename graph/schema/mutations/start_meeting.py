"""startMeeting: begins a session of a meeting."""

import strawberry
from strawberry import field

from graph.schema.bounds import URL
from graph.schema.fields import attribute, backed_by, loaded, written
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import Payload
from graph.schema.types.access import JoinLink
from graph.schema.types.meeting import Meeting
from models import written as models
from models.drafts import MeetingStart
from models.ids import Kind, decode_as
from resolvers.context import Info
from resolvers.writes import meetings


@strawberry.input(description="A session that is to begin.")
class StartMeetingInput:
    meeting: strawberry.ID = field(description="Global id of the meeting.")
    host_name: str = field(description="The name that the host is shown under.")
    title: str | None = field(default=None, description="Title of this session alone.")
    attendee_password: str | None = field(
        default=None, description="What participants of this session need, 2 to 64 characters. Secret."
    )
    moderator_password: str | None = field(
        default=None, description="The meeting's own, where the caller must prove to know it. Secret."
    )
    logout_url: str | None = field(
        metadata=URL, default=None, description="Where the host's browser goes afterwards."
    )
    idempotency_key: str | None = idempotency_key()


@backed_by(models.WayIn, description="The session that began, or why none did.")
class StartMeetingPayload(Payload):
    join_link: JoinLink | None = attribute(
        description="The host's way in, made for this call; null where nothing began. Holds secrets."
    )
    meeting: Meeting | None = loaded(
        meetings.meeting_of,
        description="The meeting as it is now, not yet RUNNING where its vendor takes its time; its newest session is "
        "the one that began.",
    )


async def _start_meeting(info: Info, input: StartMeetingInput) -> models.WayIn:
    start = MeetingStart(
        meeting=decode_as(input.meeting, Kind.MEETING),
        host_name=input.host_name,
        title=input.title,
        attendee_password=input.attendee_password,
        moderator_password=input.moderator_password,
        logout_url=input.logout_url,
    )
    return placed(await meetings.start(start, input.idempotency_key, info.context))


@strawberry.type
class StartMeeting:
    start_meeting: StartMeetingPayload | None = written(
        _start_meeting,
        description="Begins a session (VConnct); one that runs already is joined as its host.",
        arguments={"input": "Which meeting, and who begins it."},
    )
