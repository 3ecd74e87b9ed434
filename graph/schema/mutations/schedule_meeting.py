"""scheduleMeeting: schedules a meeting at one vendor."""

import strawberry

from graph.schema.fields import attribute, backed_by, mutation
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.account_name import account_name
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.meeting_fields import MeetingFieldsInput
from graph.schema.inputs.places import placed
from graph.schema.inputs.vendor_parts import MeetingVendorInput, chosen, places
from graph.schema.mutations.payload import MutationPayload
from graph.schema.types.conflict import ConflictReport, of_written
from graph.schema.types.meeting import Meeting
from models import write_results as models
from models.drafts import MeetingDraft
from models.scope import Scope
from resolvers.context import Info
from resolvers.writes import meetings


@input_type(
    fills=MeetingDraft,
    description="Schedules a meeting. A field that the vendor does not support is refused.",
)
class ScheduleMeetingInput(MeetingFieldsInput):
    vendor: MeetingVendorInput = input_field(
        description="The vendor, and the part of the meeting that only this vendor has."
    )
    account: str | None = account_name()
    idempotency_key: str | None = idempotency_key()


@backed_by(models.MeetingResult, description="The meeting that was scheduled, or the reasons why it was not.")
class ScheduleMeetingPayload(MutationPayload):
    meeting: Meeting | None = attribute(description="The new meeting. Null if it was not scheduled.")
    conflicts: ConflictReport | None = of_written()


async def _schedule_meeting(info: Info, input: ScheduleMeetingInput) -> models.MeetingResult:
    own = chosen(input.vendor)
    draft = own.draft(MeetingDraft)(
        vendor=own.vendor, account=input.account or None, **input.asked(), **own.asked(info.context)
    )
    written = await meetings.schedule(draft, input.idempotency_key, info.context)
    return placed(written, places(own.vendor))


@strawberry.type
class ScheduleMeeting:
    schedule_meeting: ScheduleMeetingPayload | None = mutation(
        _schedule_meeting,
        requires={Scope.MEETINGS_WRITE},
        description="Schedules a meeting at one vendor.",
        arguments={"input": "The meeting to schedule."},
    )
