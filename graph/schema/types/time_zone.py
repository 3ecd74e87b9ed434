"""TimeZone: a zone as a vendor names it."""

from datetime import datetime

from graph.schema.fields import attribute, backed_by
from models import time_zone as models


@backed_by(
    models.TimeZone, description="A time zone as a vendor names it (EnableX list; VSee gives the name alone)."
)
class TimeZone:
    vendor_id: str | None = attribute(
        description="What the vendor wants back when a meeting is scheduled (EnableX)."
    )
    name: str | None = attribute(description="The zone's name, such as `Europe/Copenhagen`.")
    abbreviation: str | None = attribute(description="The zone's abbreviation at that moment, such as `CET`.")
    offset_minutes: int | None = attribute(
        description="Minutes east of UTC: on the day of the meeting where it hangs on a meeting, today where it hangs "
        "on a room, and at the moment that `timeZones` was asked for. By the tz database where that knows the name, "
        "else as the vendor tells it."
    )
    is_daylight_saving: bool | None = attribute(description="Whether daylight saving is in force then.")
    starts_at: datetime | None = attribute(
        description="From when on the offset applies, in UTC; null where it has not changed for a year and the vendor "
        "does not say."
    )
