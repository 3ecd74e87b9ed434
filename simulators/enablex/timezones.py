"""The data pool: time zones with the offset in force at a moment, and countries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

DATE = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone by the vendor's id; `summer` names the rule of its daylight saving, if it has one."""

    timezone_id: str
    name: str
    abbr: str
    minutes: int
    summer: str = ""
    summer_abbr: str = ""


# The vendor's ids are not documented. Arbitrary numbers keep clients from guessing them.
ZONES: Mapping[str, Zone] = {
    zone.timezone_id: zone
    for zone in (
        Zone("11", "UTC", "UTC", 0),
        Zone("92", "Asia/Kolkata", "IST", 330),
        Zone("141", "Asia/Singapore", "+08", 480),
        Zone("210", "Europe/Berlin", "CET", 60, "EU", "CEST"),
        Zone("214", "Europe/Copenhagen", "CET", 60, "EU", "CEST"),
        Zone("231", "Europe/London", "GMT", 0, "EU", "BST"),
        Zone("305", "America/New_York", "EST", -300, "US", "EDT"),
    )
}

# The shape of this list is not documented.
COUNTRIES = tuple(
    {"country_id": number, "country_code": code, "country_name": name, "dial_code": dial}
    for number, code, name, dial in (
        (45, "DK", "Denmark", "45"),
        (46, "SE", "Sweden", "46"),
        (49, "DE", "Germany", "49"),
        (44, "GB", "United Kingdom", "44"),
        (65, "SG", "Singapore", "65"),
        (91, "IN", "India", "91"),
        (1, "US", "United States", "1"),
    )
)


@lru_cache(maxsize=256)
def _changes(summer: str, year: int) -> tuple[datetime, datetime]:
    """When summer time begins and ends in `year`, in UTC."""
    if summer == "EU":
        return _sunday(year, 3, last=True, hour=1), _sunday(year, 10, last=True, hour=1)
    return _sunday(year, 3, week=2, hour=7), _sunday(year, 11, week=1, hour=6)


def _sunday(year: int, month: int, *, hour: int, week: int = 1, last: bool = False) -> datetime:
    if last:
        end = datetime(year, month, 31, hour, tzinfo=UTC)
        return end - timedelta(days=(end.weekday() + 1) % 7)
    first = datetime(year, month, 1, hour, tzinfo=UTC)
    return first + timedelta(days=(6 - first.weekday()) % 7, weeks=week - 1)


def printed(timezone_id: str, at: datetime, gmt_offset_style: str) -> dict[str, Any]:
    """The vendor's Timezone object at the time `at`; the offset is in minutes."""
    zone = ZONES[timezone_id]
    since, dst = datetime(1970, 1, 1, tzinfo=UTC), False
    if zone.summer:
        begins, ends = _changes(zone.summer, at.year)
        dst = begins <= at < ends
        since = begins if dst else ends if at >= ends else _changes(zone.summer, at.year - 1)[1]
    offset = zone.minutes + 60 * dst
    # The table explains the key as `gst_offset`, the examples print `gmt_offset` with an empty value.
    key = "gst_offset" if gmt_offset_style == "gst" else "gmt_offset"
    return {
        "timezone_id": zone.timezone_id,
        "zone_name": zone.name,
        "zone_abbr": zone.summer_abbr if dst else zone.abbr,
        "time_start": since.strftime(DATE),
        key: "" if gmt_offset_style == "empty" else offset,
        "is_dst": dst,
    }
