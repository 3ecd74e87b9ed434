"""A vendor that asks to be left alone is left alone, for as long as it says and no longer than a minute."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.support.builders import NOON
from tests.support.clock import HandClock
from vendors.http import HttpLimits
from vendors.resilience.rate_limit import RateLimit

IN_TEN_SECONDS = format_datetime(NOON.astimezone(UTC) + timedelta(seconds=10), usegmt=True)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("30.5", 30.5),
        (IN_TEN_SECONDS, 10),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("1000000000", 60),
        ("9" * 400, 60),
        ("soon", 1),
        ("-5", 1),
        ("1e3", 1),
        ("5.", 1),
        ("", 1),
        ("١٢", 1),
        (None, 1),
    ],
)
def test_it_closes_for_as_long_as_the_vendor_says(header: str | None, seconds: float) -> None:
    gate = RateLimit(HttpLimits(), HandClock())
    assert (gate.close(header, NOON), gate.closed_for) == (seconds, seconds)


def test_it_opens_by_itself() -> None:
    clock = HandClock()
    gate = RateLimit(HttpLimits(), clock)
    gate.close("7", NOON)
    clock.passes(6)
    assert gate.closed_for == 1
    clock.passes(1)
    assert gate.closed_for == 0


def test_a_later_and_shorter_wish_does_not_open_it_early() -> None:
    gate = RateLimit(HttpLimits(), HandClock())
    gate.close("30", NOON)
    gate.close("1", NOON)
    assert gate.closed_for == 30


def test_a_date_is_read_against_the_clock_that_is_handed_in() -> None:
    gate = RateLimit(HttpLimits(), HandClock())
    assert gate.close(IN_TEN_SECONDS, datetime(2026, 1, 31, 12, 0, 8, tzinfo=UTC)) == 2
