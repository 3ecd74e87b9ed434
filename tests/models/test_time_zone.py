"""A zone on a day: offset, abbreviation and daylight saving are those of the day, whatever the vendor says today."""

from datetime import UTC, datetime, timedelta

import pytest

from models import tz_database
from models.time_zone import TimeZone


def day(year: int, month: int, date: int = 1, hour: int = 0) -> datetime:
    return datetime(year, month, date, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "moment", "abbreviation", "offset", "is_summer"),
    [
        ("Europe/Copenhagen", day(2030, 7), "CEST", 120, True),
        ("Europe/Copenhagen", day(2030, 1), "CET", 60, False),
        ("Asia/Calcutta", day(2030, 7), "IST", 330, False),
        ("America/New_York", day(2030, 7), "EDT", -240, True),
        ("Australia/Sydney", day(2030, 1), "AEDT", 660, True),
        # Its summer is standard time in the tz database, and its winter a negative daylight saving.
        ("Europe/Dublin", day(2030, 7), "IST", 60, True),
        ("Europe/Dublin", day(2030, 1), "GMT", 0, False),
        ("UTC", day(2030, 7), "UTC", 0, False),
    ],
)
def test_a_zone_is_that_of_the_moment(
    name: str, moment: datetime, abbreviation: str, offset: int, is_summer: bool
) -> None:
    told = TimeZone(vendor_id="1", name=name, abbreviation="X", offset_minutes=1, is_daylight_saving=True)
    found = told.at(moment)
    assert (found.vendor_id, found.name) == ("1", name)
    assert (found.abbreviation, found.offset_minutes, found.is_daylight_saving) == (
        abbreviation,
        offset,
        is_summer,
    )


def test_an_offset_changes_at_the_second_of_the_change_of_clocks() -> None:
    change = day(2030, 3, 31, 1)
    zone = TimeZone(name="Europe/Copenhagen")
    assert [zone.at(change + timedelta(seconds=by)).offset_minutes for by in (-1, 0)] == [60, 120]
    assert zone.at(day(2030, 7)).starts_at == change
    assert zone.at(change).starts_at == change


def test_what_has_not_changed_for_a_year_began_when_the_vendor_says() -> None:
    told = TimeZone(name="Asia/Kolkata", offset_minutes=330, starts_at=day(1970, 1))
    assert told.at(day(2030, 1)).starts_at == day(1970, 1)
    assert (
        TimeZone(name="Asia/Kolkata", offset_minutes=300, starts_at=day(1970, 1)).at(day(2030, 1)).starts_at
        is None
    )


@pytest.mark.parametrize("name", [None, "Mars/Base", "../../etc/passwd", ""])
def test_what_the_tz_database_does_not_know_is_told_as_the_vendor_tells_it(name: str | None) -> None:
    told = TimeZone(name=name, abbreviation="MB", offset_minutes=17, is_daylight_saving=True)
    assert told.at(day(2030, 7)) == told
    clock = told.clock()
    assert clock is not None
    assert day(2030, 7).astimezone(clock).utcoffset() == timedelta(minutes=17)


@pytest.mark.parametrize("offset", [None, 1440, -(2**31)])
def test_without_a_usable_offset_there_is_no_clock(offset: int | None) -> None:
    assert TimeZone(name="Mars/Base", offset_minutes=offset).clock() is None


@pytest.mark.parametrize("moment", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_at_the_ends_of_time_a_zone_stays_as_it_was_told(moment: datetime) -> None:
    told = TimeZone(name="Europe/Copenhagen", offset_minutes=1)
    assert told.at(moment).offset_minutes in (1, 50, 60)


def test_every_name_of_the_tz_database_can_be_read() -> None:
    names = tz_database._names()
    assert len(names) > 590
    assert all(tz_database.reading(name, day(2030, 7)) is not None for name in names)
