"""DateTime takes what its specification takes, and nothing else that Python would read as a time."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.columns import column_of
from models.errors import BadInput
from tests.support.graph import the_schema

SCALAR: Any = the_schema().core.type_map["DateTime"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-12-24T15:30:00Z", "2023-12-24T15:30:00.000Z"),
        ("2023-12-24t15:30:00z", "2023-12-24T15:30:00.000Z"),
        ("2023-12-24T15:30:00+00:00", "2023-12-24T15:30:00.000Z"),
        ("2023-12-24T15:30:00-00:00", "2023-12-24T15:30:00.000Z"),
        ("2023-12-24T15:30:00-05:00", "2023-12-24T20:30:00.000Z"),
        ("2023-12-24T15:30:00.1+03:30", "2023-12-24T12:00:00.100Z"),
        ("2023-12-24T15:30:00.108000Z", "2023-12-24T15:30:00.108Z"),
        ("2023-12-24T15:30:00+23:59", "2023-12-23T15:31:00.000Z"),
        ("2024-02-29T23:59:59.999Z", "2024-02-29T23:59:59.999Z"),
    ],
)
def test_what_the_specification_takes_is_read(text: str, moment: str) -> None:
    assert SCALAR.serialize(SCALAR.parse_value(text)) == moment


@pytest.mark.parametrize(
    "text",
    [
        *("2023-12-24", "2023-12-24T15:30:00", "15:30:00Z", "2023-12-24T15:30Z", "2023-12-24T15Z"),
        *("2023-12-24 15:30:00Z", "2023-12-24_15:30:00Z", "20231224T153000Z", "2023-W52-7T15:30:00Z"),
        *("2023-358T15:30:00Z", "2023-12-24T15:30:00,5Z", "2023-12-24T15:30:00.Z", "2023-12-24T15:30:00 UTC"),
        *("2023-12-24T24:00:00Z", "2023-12-24T25:00:00Z", "2023-12-24T15:60:00Z", "2016-12-31T23:59:60Z"),
        *("2023-13-01T00:00:00Z", "2023-12-32T00:00:00Z", "2023-02-30T15:30:00Z", "2023-02-29T15:30:00Z"),
        *("2023-12-24T15:30:00+24:00", "2023-12-24T15:30:00+05:60", "2023-12-24T15:30:00-03"),
        *("2023-12-24T15:30:00+0300", "2023-12-24T15:30:00+03:30:15", "2023-12-24T15:30:00Z+25:11"),
        *("0000-01-01T00:00:00Z", "-2023-12-24T15:30:00Z", "+12023-12-24T15:30:00Z", "12023-12-24T15:30:00Z"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00", "2023-12-24T15:30:00.1089125Z"),
        *("2023-12-24T15:30:00.1234567890Z", "٢٠٢٣-12-24T15:30:00Z", " 2023-12-24T15:30:00Z", ""),
        *("2023-12-24T15:30:00Z\n", 1703431800, 1.5, True, None, ["2023-12-24T15:30:00Z"]),
    ],
)
def test_nothing_else_is_read(text: Any) -> None:
    with pytest.raises(BadInput, match="DateTime"):
        SCALAR.parse_value(text)


@given(st.lists(st.datetimes(timezones=st.just(UTC) | st.timezones()), min_size=1))
def test_times_written_together_are_those_written_alone(moments: list[datetime]) -> None:
    assume(all(1 < moment.year < 9999 for moment in moments))
    column = column_of(SCALAR.coerce_output_value)
    assert column is not None
    assert column(moments) == list(map(SCALAR.coerce_output_value, moments))


def test_the_specification_is_named() -> None:
    assert SCALAR.specified_by_url == "https://scalars.graphql.org/chillicream/date-time.html"
