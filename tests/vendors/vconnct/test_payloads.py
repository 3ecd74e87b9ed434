"""What is accepted on the wire, what is refused, and what is never printed."""

from typing import Any

import msgspec
import pytest

from tests.support.reading import converted
from vendors.vconnct import payloads

ROWS = [
    {"setting": "record", "value": True},
    {"setting": "auto_start_recording", "value": False},
]


@pytest.mark.parametrize(
    "data",
    [
        {"record": True, "auto_start_recording": False},
        ROWS,
        [{"record": True}, {"auto_start_recording": False}],
        [{"record": True, "auto_start_recording": False}],
    ],
    ids=["object", "rows", "one-name objects", "list of one object"],
)
def test_all_four_shapes_of_the_general_settings_are_the_same_rows(data: Any) -> None:
    assert payloads.setting_rows(data) == ROWS


@pytest.mark.parametrize("data", [None, "record", 1, True])
def test_what_is_no_shape_of_the_general_settings_stays_as_it_is(data: Any) -> None:
    assert payloads.setting_rows(data) is data


@pytest.mark.parametrize("bad", [None, "", " ", True, "\ud800", "x" * 257, ["m"]])
def test_a_meeting_without_a_usable_id_is_refused(bad: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        converted({"meeting_id": bad}, payloads.MeetingListItem)


def test_fields_that_nobody_documented_are_passed_over() -> None:
    row = converted({"meeting_id": "m-1", "colour": ["red"]}, payloads.MeetingListItem)
    assert row == payloads.MeetingListItem(meeting_id="m-1")
