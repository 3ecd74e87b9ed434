"""A time zone as a vendor names it."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from models import tz_database
from models.view import with_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeZone:
    """A time zone of a vendor's list, or just a name, with the vendor's offset.

    Attributes:
        vendor_id: the vendor's id for scheduling a meeting.
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

    def at(self, moment: datetime) -> "TimeZone":
        """The zone with its offset at a given time; or with the vendor's if its name is unknown."""
        reading = None if self.name is None else tz_database.reading(self.name, moment)
        if reading is None:
            return self
        # If the offset has not changed for a year, the vendor's start is used, provided that the offset is the same.
        told = self.starts_at if self.offset_minutes == reading.offset_minutes else None
        return with_changes(
            self,
            abbreviation=reading.abbreviation,
            offset_minutes=reading.offset_minutes,
            is_daylight_saving=reading.is_daylight_saving,
            starts_at=reading.since or (told if told is not None and told <= moment else None),
        )

    def clock(self) -> tzinfo | None:
        """The tzinfo for local times: the tz database's zone, else the vendor's offset, if there is one."""
        found = None if self.name is None else tz_database.zone(self.name)
        if found is not None or self.offset_minutes is None:
            return found
        offset = timedelta(minutes=self.offset_minutes)
        return timezone(offset) if abs(offset) < timedelta(days=1) else None
