"""endMeeting: ends a running meeting for everybody."""

import strawberry

from graph.schema.fields import attribute, backed_by, mutation
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import MutationPayload
from graph.schema.types.meeting import Meeting
from models import write_results as models
from models.ids import Kind
from models.scope import Scope
from resolvers.context import Info
from resolvers.writes import meetings


@input_type(description="Ends a running meeting.")
class EndMeetingInput:
    meeting: strawberry.ID = input_field(description="Global id of the meeting.")
    idempotency_key: str | None = idempotency_key()


@backed_by(models.MeetingResult, description="The meeting that was ended, or the reasons why it was not.")
class EndMeetingPayload(MutationPayload):
    meeting: Meeting | None = attribute(
        description="The present state of the meeting. It can still be RUNNING if the vendor needs time to end it. "
        "Null if there is a problem."
    )


async def _end_meeting(info: Info, input: EndMeetingInput) -> models.MeetingResult:
    key = info.context.key_of(Kind.MEETING, input.meeting)
    return placed(await meetings.end(key, input.idempotency_key, info.context))


@strawberry.type
class EndMeeting:
    end_meeting: EndMeetingPayload | None = mutation(
        _end_meeting,
        requires={Scope.MEETINGS_WRITE},
        description="Ends a running meeting for everybody {vendors}. If it has ended already, this is not a problem.",
        arguments={"input": "The meeting."},
    )
