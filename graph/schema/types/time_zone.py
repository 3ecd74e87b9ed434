"""TimeZone: a time zone, as a vendor names it."""

from datetime import datetime

from graph.schema.fields import attribute, backed_by
from models import time_zone as models


@backed_by(
    models.TimeZone,
    description="A time zone, as a vendor names it. EnableX has a list; VSee returns only the name.",
)
class TimeZone:
    vendor_id: str | None = attribute(
        description="The vendor's id, which can be used to schedule a meeting {vendors}."
    )
    name: str | None = attribute(description="The name of the zone, such as `Europe/Copenhagen`.")
    abbreviation: str | None = attribute(description="The abbreviation at that time, such as `CET`.")
    offset_minutes: int | None = attribute(
        description="Offset from UTC in minutes; positive is east. Under a meeting it is the offset on the day of "
        "the meeting, under a room the offset today, and in `timeZones` the offset at the time that was asked for. "
        "It comes from the tz database if that has the zone, otherwise from the vendor."
    )
    is_daylight_saving: bool | None = attribute(
        description="Whether daylight saving time applies at that time."
    )
    starts_at: datetime | None = attribute(
        description="Since when the offset applies, in UTC. Null if it has not changed for a year and the vendor "
        "does not report it."
    )
