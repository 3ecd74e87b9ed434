"""updateMeeting: updates a meeting."""

import strawberry

from graph.schema.fields import attribute, backed_by, mutation
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.changes import cleared
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.meeting_fields import MeetingFieldsInput
from graph.schema.inputs.places import placed
from graph.schema.inputs.unset import text
from graph.schema.inputs.vendor_parts import MeetingVendorChangesInput, chosen, place_of, places
from graph.schema.mutations.payload import MutationPayload
from graph.schema.types.conflict import ConflictReport, of_written
from graph.schema.types.meeting import Meeting
from models import write_results as models
from models.drafts import MeetingChanges
from models.ids import Kind
from models.problem import InvalidInput, ProblemCode
from models.scope import Scope
from resolvers.context import Info
from resolvers.writes import meetings

# What names the meeting or the call, and the text that null makes empty; the vendor's part knows its own.
_NOT_CLEARED = ("meeting", "vendor", "idempotency_key", "description")


@input_type(
    fills=MeetingChanges,
    description="Changes to a meeting. A field that is left out keeps its value. Null clears the field, and so does "
    "an empty text. Null is refused for a field that the vendor always needs: only the description, the welcome text "
    "and the invitees can be cleared, and at VConnct the start and the duration.",
)
class UpdateMeetingInput(MeetingFieldsInput):
    meeting: strawberry.ID = input_field(description="Global id of the meeting.")
    vendor: MeetingVendorChangesInput | None = input_field(
        default=strawberry.UNSET, description="The part of the meeting that only its vendor has."
    )
    idempotency_key: str | None = idempotency_key()


@backed_by(models.MeetingResult, description="The meeting that was changed, or the reasons why it was not.")
class UpdateMeetingPayload(MutationPayload):
    meeting: Meeting | None = attribute(
        description="The present state of the meeting. Null if it was not changed."
    )
    conflicts: ConflictReport | None = of_written()


async def _update_meeting(info: Info, input: UpdateMeetingInput) -> models.MeetingResult:
    key = info.context.key_of(Kind.MEETING, input.meeting)
    own = chosen(input.vendor) if input.vendor else None
    if own is not None and own.vendor is not key.vendor:
        wrong = InvalidInput(
            message=f"The meeting is at {key.vendor.label}.",
            code=ProblemCode.INVALID,
            path=("input", *place_of(own.vendor)),
        )
        return models.MeetingResult(problems=(wrong,))
    changes = (own.draft(MeetingChanges) if own else MeetingChanges)(
        meeting=key,
        cleared=tuple(sorted((*cleared(input, besides=_NOT_CLEARED), *(own.cleared() if own else ())))),
        **input.asked() | {"description": text(input.description)},
        **(own.asked(info.context) if own else {}),
    )
    written = await meetings.update(changes, input.idempotency_key, info.context)
    return placed(written, places(key.vendor))


@strawberry.type
class UpdateMeeting:
    update_meeting: UpdateMeetingPayload | None = mutation(
        _update_meeting,
        requires={Scope.MEETINGS_WRITE},
        description="Changes a meeting.",
        arguments={"input": "The meeting and its changes."},
    )
