"""A time zone as a vendor names it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeZone:
    """A zone of a vendor's list, or just a name.

    Attributes:
        vendor_id: what the vendor wants back when a meeting is scheduled.
        name: the zone's name, an IANA name where the vendor uses those.
        offset_minutes: minutes east of UTC.
        starts_at: from when on the offset applies.
    """

    vendor_id: str | None = None
    name: str | None = None
    abbreviation: str | None = None
    offset_minutes: int | None = None
    is_daylight_saving: bool | None = None
    starts_at: datetime | None = None
