"""cancelMeeting: takes a meeting back."""

import strawberry
from strawberry import field

from graph.fields import backed_by, resolved_by
from graph.inputs.key import idempotency_key
from graph.inputs.places import placed
from graph.mutations.payload import Payload
from graph.types.meeting import Meeting
from models import written as models
from models.ids import Kind, decode_as
from resolvers.context import Info
from resolvers.writes import meetings


@strawberry.input(description="A meeting that is to be taken back.")
class CancelMeetingInput:
    meeting: strawberry.ID = field(description="Global id of the meeting.")
    idempotency_key: str | None = idempotency_key()


@backed_by(models.MeetingWritten, description="The meeting that was taken back, or why it was not.")
class CancelMeetingPayload(Payload):
    meeting: Meeting | None = field(
        description="The meeting as CANCELLED, with what its vendor still tells of it; null where it was not."
    )


async def _cancel_meeting(info: Info, input: CancelMeetingInput) -> models.MeetingWritten:
    key = decode_as(input.meeting, Kind.MEETING)
    return placed(await meetings.cancel(key, input.idempotency_key, info.context))


@strawberry.type
class CancelMeeting:
    cancel_meeting: CancelMeetingPayload | None = resolved_by(
        _cancel_meeting,
        description="Takes a meeting back (EnableX, VConnct); a running one has to be ended first at VConnct.",
        arguments={"input": "Which meeting."},
    )
