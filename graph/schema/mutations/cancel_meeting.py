"""cancelMeeting: cancels a meeting."""

import strawberry

from graph.schema.fields import attribute, backed_by, written
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import Payload
from graph.schema.types.meeting import Meeting
from models import written as models
from models.ids import Kind
from resolvers.context import Info
from resolvers.writes import meetings


@input_type(description="Cancels a meeting.")
class CancelMeetingInput:
    meeting: strawberry.ID = input_field(description="Global id of the meeting.")
    idempotency_key: str | None = idempotency_key()


@backed_by(
    models.MeetingWritten, description="The meeting that was cancelled, or the reasons why it was not."
)
class CancelMeetingPayload(Payload):
    meeting: Meeting | None = attribute(
        description="The meeting, now CANCELLED, with the data that the vendor still returns. Null if it was not "
        "cancelled."
    )


async def _cancel_meeting(info: Info, input: CancelMeetingInput) -> models.MeetingWritten:
    key = info.context.key_of(Kind.MEETING, input.meeting)
    return placed(await meetings.cancel(key, input.idempotency_key, info.context))


@strawberry.type
class CancelMeeting:
    cancel_meeting: CancelMeetingPayload | None = written(
        _cancel_meeting,
        description="Cancels a meeting (EnableX, VConnct). At VConnct a running meeting must be ended first.",
        arguments={"input": "The meeting."},
    )
