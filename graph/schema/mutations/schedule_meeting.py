"""scheduleMeeting: schedules a meeting at one vendor."""

from datetime import datetime

import strawberry

from graph.schema.fields import attribute, backed_by, written
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.meeting_fields import meeting_field
from graph.schema.inputs.places import placed
from graph.schema.inputs.settings import MeetingSettingsInput, settings
from graph.schema.inputs.vendor_parts import MeetingVendorInput, chosen, places
from graph.schema.mutations.payload import Payload
from graph.schema.types.conflict import ConflictReport, of_written
from graph.schema.types.meeting import Meeting
from models import written as models
from models.drafts import MeetingDraft
from resolvers.context import Info
from resolvers.writes import meetings


@input_type(
    fills=MeetingDraft,
    description="Schedules a meeting. A field that the vendor does not support is refused.",
)
class ScheduleMeetingInput:
    vendor: MeetingVendorInput = input_field(
        description="The vendor, and the part of the meeting that only this vendor has."
    )
    title: str | None = meeting_field("title")
    description: str | None = meeting_field("description")
    starts_at: datetime | None = meeting_field("starts_at", more=", and at EnableX a whole second")
    duration_minutes: int | None = meeting_field("duration_minutes")
    time_zone: str | None = meeting_field("time_zone", more=" The default is UTC.")
    settings: MeetingSettingsInput | None = meeting_field("settings")
    idempotency_key: str | None = idempotency_key()


@backed_by(
    models.MeetingWritten, description="The meeting that was scheduled, or the reasons why it was not."
)
class ScheduleMeetingPayload(Payload):
    meeting: Meeting | None = attribute(description="The new meeting. Null if it was not scheduled.")
    conflicts: ConflictReport | None = of_written()


async def _schedule_meeting(info: Info, input: ScheduleMeetingInput) -> models.MeetingWritten:
    vendor, asked = chosen(input.vendor, info.context)
    draft = MeetingDraft(
        vendor=vendor,
        title=input.title,
        description=input.description,
        starts_at=input.starts_at,
        duration_minutes=input.duration_minutes,
        time_zone=input.time_zone,
        settings=settings(input.settings),
        **asked,
    )
    written = await meetings.schedule(draft, input.idempotency_key, info.context)
    return placed(written, places(vendor))


@strawberry.type
class ScheduleMeeting:
    schedule_meeting: ScheduleMeetingPayload | None = written(
        _schedule_meeting,
        description="Schedules a meeting at one vendor.",
        arguments={"input": "The meeting to schedule."},
    )
