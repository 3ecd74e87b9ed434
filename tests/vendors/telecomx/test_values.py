"""Words, numbers, switches and moments, as badly as they may come."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.telecomx.values import flag, moment, switch, text, whole

TEN_FORTY = datetime(2025, 11, 4, 10, 40, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        ("x", "x"),
        ("", None),
        (None, None),
        (" x ", "x"),
        ("  ", None),
        (50, "50"),
        (7.0, "7"),
        (7.5, None),
        (float("nan"), None),
        (float("inf"), None),
        (4545454545, "4545454545"),
        (True, None),
        (10**30, None),
    ],
)
def test_words_are_read_with_care(given_, read):
    assert text(given_) == read


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        (60, 60),
        ("60", 60),
        (" 60 ", 60),
        ("-1", -1),
        (60.0, 60),
        (60.5, None),
        ("abc", None),
        ("", None),
        ("²", None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        (2**31 - 1, 2**31 - 1),
        (2**31, None),
        (10**400, None),
        ("9" * 5000, None),
        ([], None),
    ],
)
def test_numbers_are_read_with_care(given_, read):
    assert whole(given_) == read


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        (True, True),
        (False, False),
        ("on", True),
        ("off", False),
        ("muted", False),
        ("ON", True),
        ("1", True),
        (" 0", False),
        ("?", None),
        (1, None),
    ],
)
def test_switches_are_read_as_both_documents_write_them(given_, read):
    assert switch(given_) is read


@pytest.mark.parametrize(
    "iso",
    [
        "2025-11-04T10:40:23Z",
        "2025-11-04T10:40:23.000+00:00",
        "2025-11-04T11:40:23+01:00",
        "2025-11-04T10:40:23",
        "2025-11-04T10:40:23z",
        "2025-11-04T10:40:23+0000",
        " 2025-11-04T10:40:23Z ",
    ],
)
def test_iso_times_become_utc(iso):
    assert moment(iso) == TEN_FORTY
    assert moment(iso).tzinfo is UTC


@pytest.mark.parametrize(
    "medcom", ["2025-11-04T10:40:23 +00:00", "2025-11-04T10:40:23 +0000", "2025-11-04T11:40:23 +0100"]
)
def test_times_are_read_as_medcom_writes_them(medcom):
    assert moment(medcom) == TEN_FORTY


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "soon",
        "0001-01-01T00:00:00+14:00",
        "2025-13-01T00:00:00Z",
        # Milliseconds since 1970, which read without separators would be a day of the year 1710.
        "1710101012345",
    ],
)
def test_a_time_that_cannot_be_read_is_none(nonsense):
    assert moment(nonsense) is None


@given(
    st.datetimes(),
    st.sampled_from(["", "Z", ".5Z", ".123+00:00", "+01:00", "-0330", " +0100", "+00:00", "x"]),
)
def test_the_usual_form_of_a_time_is_read_as_any_other(time, rest):
    written = time.strftime("%Y-%m-%dT%H:%M:%S") + rest
    # With a blank before it, it is not of the usual form.
    assert moment(written) == moment(f" {written}")


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        *((True, True), (False, False), (1, True), (0, False), (" TRUE ", True), ("0", False)),
        *(("on", None), ("", None), (2, None), (1.0, None), (None, None)),
    ],
)
def test_flags_are_read_with_care(given_, read):
    assert flag(given_) is read


@given(st.text())
def test_no_words_at_all_break_the_reading(words):
    text(words), whole(words), switch(words), flag(words), moment(words)
