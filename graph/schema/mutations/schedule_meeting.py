"""scheduleMeeting: makes a meeting at one vendor."""

from datetime import datetime

import strawberry
from strawberry import field

from graph.schema.bounds import LONG_TEXT
from graph.schema.fields import attribute, backed_by, written
from graph.schema.inputs.key import idempotency_key
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


@strawberry.input(description="A meeting that is to be made. What its vendor has no place for is refused.")
class ScheduleMeetingInput:
    vendor: MeetingVendorInput = field(
        description="At which vendor, and what only that vendor's meetings have."
    )
    title: str | None = field(default=None, description="What it is about: 3 to 50 characters at EnableX.")
    description: str | None = field(
        metadata=LONG_TEXT, default=None, description="More of what it is about (EnableX, VConnct)."
    )
    starts_at: datetime | None = field(
        default=None,
        description="When it starts; must lie in the future, and at EnableX on a whole second (EnableX, VConnct).",
    )
    duration_minutes: int | None = field(
        default=None,
        description="Its length in minutes: at EnableX from 10 to what the plan permits (EnableX, VConnct).",
    )
    time_zone: str | None = field(
        default=None,
        description="The zone that it is scheduled in, by the vendor's id or any of its names in the tz database; "
        "UTC where it is left out (EnableX).",
    )
    settings: MeetingSettingsInput | None = field(
        default=None, description="How it is to behave (EnableX, VConnct)."
    )
    idempotency_key: str | None = idempotency_key()


@backed_by(models.MeetingWritten, description="The meeting that was made, or why it was not.")
class ScheduleMeetingPayload(Payload):
    meeting: Meeting | None = attribute(description="The new meeting; null where it was not made.")
    conflicts: ConflictReport | None = of_written()


async def _schedule_meeting(info: Info, input: ScheduleMeetingInput) -> models.MeetingWritten:
    vendor, asked = chosen(input.vendor)
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
        description="Makes a meeting at one vendor.",
        arguments={"input": "The meeting that is to be made."},
    )
