"""TimeZone: a zone as a vendor names it."""

from datetime import datetime

from strawberry import field

from graph.fields import backed_by
from models import time_zone as models


@backed_by(
    models.TimeZone, description="A time zone as a vendor names it (EnableX list; VSee gives the name alone)."
)
class TimeZone:
    vendor_id: str | None = field(
        description="What the vendor wants back when a meeting is scheduled (EnableX)."
    )
    name: str | None = field(description="The zone's name, such as `Europe/Copenhagen`.")
    abbreviation: str | None = field(description="The zone's abbreviation, such as `CET` (EnableX).")
    offset_minutes: int | None = field(description="Minutes east of UTC (EnableX).")
    is_daylight_saving: bool | None = field(description="Whether daylight saving is in force (EnableX).")
    starts_at: datetime | None = field(description="From when on the offset applies, in UTC (EnableX).")
