"""MeetingFieldsInput: the input fields that scheduling a meeting and updating it share, and their conversion."""

from datetime import datetime
from typing import Any

import strawberry

from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.settings import MeetingSettingsInput, settings
from graph.schema.inputs.unset import given
from models.bounds import LONG_TEXT
from models.drafts import MeetingFields


@input_type(fills=MeetingFields, description="What a new meeting and a change of one have in common.")
class MeetingFieldsInput:
    title: str | None = input_field(
        default=strawberry.UNSET, description="The title of the meeting: 3 to 50 characters at EnableX."
    )
    description: str | None = input_field(
        default=strawberry.UNSET,
        characters=LONG_TEXT,
        description="The description of the meeting {vendors}.",
    )
    starts_at: datetime | None = input_field(
        default=strawberry.UNSET,
        description="When the meeting starts {vendors}. Must be in the future, and at EnableX a whole second.",
    )
    duration_minutes: int | None = input_field(
        default=strawberry.UNSET,
        description="The duration in minutes {vendors}. At EnableX from 10 to the maximum of the plan.",
    )
    time_zone: str | None = input_field(
        default=strawberry.UNSET,
        description="The time zone of the meeting {vendors}: the vendor's id, or any name of the zone in the tz "
        "database. The default of a new meeting is UTC.",
    )
    settings: MeetingSettingsInput | None = input_field(
        default=strawberry.UNSET, description="The settings of the meeting {vendors}."
    )

    def asked(self) -> dict[str, Any]:
        """The values by the attributes of a draft; None if not given."""
        return {
            "title": given(self.title),
            "description": given(self.description),
            "starts_at": given(self.starts_at),
            "duration_minutes": given(self.duration_minutes),
            "time_zone": given(self.time_zone),
            "settings": settings(given(self.settings)),
        }
