"""Plan: the limits of an account at a vendor."""

from datetime import datetime

from graph.schema.fields import attribute, backed_by
from models import plan as models


@backed_by(models.Plan, description="The limits of the account at a vendor (EnableX subscription).")
class Plan:
    vendor_id: str | None = attribute(description="The vendor's id of the subscription.")
    max_participants: int | None = attribute(description="Maximum number of people in one room.")
    max_duration_minutes: int | None = attribute(description="Maximum duration of a meeting, in minutes.")
    recording: bool | None = attribute(description="Whether meetings may be recorded.")
    allows_overlap: bool | None = attribute(
        description="Whether one host may hold several meetings at the same time."
    )
    expires_at: datetime | None = attribute(description="When the subscription ends, in UTC.")
    vendor_status: str | None = attribute(
        description="The vendor's own name of the state of the subscription."
    )
