"""Numbers, flags and times in all the ways in which EnableX prints them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from vendors.enablex.scalars import count, flag, moment, text, time_of_session, whole

START = datetime(2030, 1, 31, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(("printed", "meant"), [(60, 60), ("60", 60), (60.0, 60), ("-5", -5), ("007", 7)])
def test_a_number_is_read_as_number_or_text(printed: object, meant: int) -> None:
    assert whole(printed) == meant


@pytest.mark.parametrize(
    "printed",
    [
        None,
        "",
        "abc",
        "6 0",
        "1_0",
        "0x10",
        "٦٠",
        True,
        1.5,
        float("nan"),
        float("inf"),
        10**40,
        2**31,
        "9" * 5000,
        [],
    ],
)
def test_what_is_no_number_of_ours_is_none(printed: object) -> None:
    assert whole(printed) is None


def test_people_and_minutes_are_never_negative() -> None:
    assert count("-1") is None


@pytest.mark.parametrize(("printed", "meant"), [(True, True), (0, False), ("1", True), ("False", False)])
def test_a_flag_is_read_as_boolean_number_or_text(printed: bool | int | str, meant: bool) -> None:
    assert flag(printed) is meant


@pytest.mark.parametrize("printed", [None, "", "yes", 2])
def test_an_unclear_flag_is_none(printed: int | str | None) -> None:
    assert flag(printed) is None


@pytest.mark.parametrize(
    "printed",
    [
        "2030-01-31 09:30:00",
        "2030-01-31 09:30",
        "2030-01-31T09:30:00Z",
        "2030-01-31t09:30:00z",
        "2030-01-31T09:30:00+0000",
        "2030-01-31T10:30:00+01:00",
        int(START.timestamp()),
        START.timestamp(),
        str(int(START.timestamp())),
        int(START.timestamp()) * 1000,
    ],
)
def test_a_time_is_aware_and_in_utc(printed: str | int | float) -> None:
    time = moment(printed)
    assert time == START
    assert time is not None
    assert time.tzinfo is UTC


@pytest.mark.parametrize(
    "printed",
    [
        None,
        "",
        "soon",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00+23:00",
        0,
        -1,
        10**16,
        10**400,
        float("nan"),
        1e300,
    ],
)
def test_what_is_no_time_is_none(printed: str | int | float | None) -> None:
    assert moment(printed) is None


@pytest.mark.parametrize("printed", ["", " ", None, False])
def test_an_empty_text_is_none(printed: str | None) -> None:
    assert text(printed) is None


@pytest.mark.parametrize("printed", [True, 2**63, -(10**400), float("nan"), float("inf"), [], {}])
def test_what_is_no_text_of_ours_is_none(printed: object) -> None:
    assert text(printed) is None


def test_an_id_printed_as_a_number_is_text() -> None:
    assert text(101) == "101"


@pytest.mark.parametrize("value", [17, 2024, "2024", "1709", 20240228, "20240228", 10**8 - 1])
def test_a_number_too_small_for_a_time_is_none(value: Any) -> None:
    assert moment(value) is None
    assert time_of_session(value, "2024-02-28") is None


@pytest.mark.parametrize("value", [1709114400000000, "1709114400000000", 10**400, -1709114400])
def test_the_digits_of_a_long_number_are_no_time_of_day(value: Any) -> None:
    assert time_of_session(value, "2024-02-28") is None


@pytest.mark.parametrize("value", ["2024-02-28 10:00:00", 1709114400, "1709114400", 1709114400000])
def test_a_time_is_one_in_seconds_and_in_milliseconds(value: Any) -> None:
    assert moment(value) == datetime(2024, 2, 28, 10, tzinfo=UTC)
