"""cancelMeeting: cancels a meeting."""

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


@input_type(description="Cancels a meeting.")
class CancelMeetingInput:
    meeting: strawberry.ID = input_field(description="Global id of the meeting.")
    idempotency_key: str | None = idempotency_key()


@backed_by(models.MeetingResult, description="The meeting that was cancelled, or the reasons why it was not.")
class CancelMeetingPayload(MutationPayload):
    meeting: Meeting | None = attribute(
        description="The meeting, now CANCELLED, with the data that the vendor still returns. Null if it was not "
        "cancelled."
    )


async def _cancel_meeting(info: Info, input: CancelMeetingInput) -> models.MeetingResult:
    key = info.context.key_of(Kind.MEETING, input.meeting)
    return placed(await meetings.cancel(key, input.idempotency_key, info.context))


@strawberry.type
class CancelMeeting:
    cancel_meeting: CancelMeetingPayload | None = mutation(
        _cancel_meeting,
        requires={Scope.MEETINGS_WRITE},
        description="Cancels a meeting {vendors}. At VConnct a running meeting must be ended first.",
        arguments={"input": "The meeting."},
    )
