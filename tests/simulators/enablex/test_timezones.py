"""The offset in force at a moment, against the zone database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from simulators.enablex import timezones

MOMENTS = [
    datetime(2030, 1, 15, tzinfo=UTC),
    datetime(2030, 3, 10, 6, 59, tzinfo=UTC),
    datetime(2030, 3, 10, 7, tzinfo=UTC),
    datetime(2030, 3, 31, 0, 59, tzinfo=UTC),
    datetime(2030, 3, 31, 1, tzinfo=UTC),
    datetime(2030, 7, 1, tzinfo=UTC),
    datetime(2030, 10, 27, 0, 59, tzinfo=UTC),
    datetime(2030, 10, 27, 1, tzinfo=UTC),
    datetime(2030, 11, 3, 5, 59, tzinfo=UTC),
    datetime(2030, 11, 3, 6, tzinfo=UTC),
]


@pytest.mark.parametrize("timezone_id", timezones.ZONES)
@pytest.mark.parametrize("at", MOMENTS)
def test_offset_summer_time_and_abbreviation_are_those_of_the_zone(timezone_id: str, at: datetime) -> None:
    printed = timezones.printed(timezone_id, at, "number")
    local = at.astimezone(ZoneInfo(printed["zone_name"]))
    assert (timedelta(minutes=printed["gmt_offset"]), printed["is_dst"], printed["zone_abbr"]) == (
        local.utcoffset(),
        bool(local.dst()),
        local.tzname(),
    )


@pytest.mark.parametrize(
    ("at", "since"),
    [
        (MOMENTS[0], "2029-10-28 01:00:00"),
        (MOMENTS[5], "2030-03-31 01:00:00"),
        (MOMENTS[9], "2030-10-27 01:00:00"),
    ],
)
def test_an_offset_applies_since_the_last_change(at: datetime, since: str) -> None:
    assert timezones.printed("214", at, "number")["time_start"] == since
