"""Which days a list asks for."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from vendors.telecomx import windows

NOW = datetime(2025, 11, 4, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def days(starts_from=None, starts_to=None, back=2 * DAY, ahead=3 * DAY):
    return windows.days(starts_from, starts_to, now=NOW, back=back, ahead=ahead)


def test_without_ends_the_window_lies_around_now():
    assert days() == (date(2025, 11, 2), date(2025, 11, 7))


@pytest.mark.parametrize(
    ("end", "last"),
    [
        (datetime(2025, 11, 6, 22, 0, tzinfo=UTC), date(2025, 11, 6)),
        (datetime(2025, 11, 6, 22, 1, tzinfo=UTC), date(2025, 11, 7)),
        (datetime(2025, 11, 7, tzinfo=UTC), date(2025, 11, 7)),
    ],
)
def test_the_last_day_covers_the_end_in_utc_and_in_denmark(end, last):
    assert days(NOW, end)[1] == last


def test_the_first_day_is_that_of_utc():
    copenhagen = timezone(timedelta(hours=1))
    assert days(datetime(2025, 11, 4, 0, 30, tzinfo=copenhagen))[0] == date(2025, 11, 3)


def test_a_start_beyond_the_window_moves_its_end():
    assert days(starts_from=NOW + 30 * DAY) == (date(2025, 12, 4), date(2025, 12, 7))


def test_an_end_before_the_window_moves_its_start():
    assert days(starts_to=NOW - 30 * DAY) == (date(2025, 10, 3), date(2025, 10, 5))


@pytest.mark.parametrize("end", [NOW, NOW - DAY])
def test_an_empty_range_has_no_days(end):
    assert days(NOW, end) is None


def test_the_edges_of_the_calendar_hold():
    late, early = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
    assert days(starts_from=late - DAY)[1] == date.max
    assert days(starts_to=early + DAY)[0] == date.min
