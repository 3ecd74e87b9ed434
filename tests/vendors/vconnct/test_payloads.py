"""What is accepted on the wire, what is refused, and what is never printed."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from models.meeting import MeetingState
from tests.support.accounts import VCONNCT
from tests.support.reading import answered, converted
from vendors.vconnct import mapping, payloads

NOW = datetime(2030, 1, 15, tzinfo=UTC)
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


@pytest.mark.parametrize("bad", [True, 1.5, float("nan"), 10**300, -(10**30), ["a"], {}])
def test_a_title_of_another_type_costs_itself(bad: Any) -> None:
    row = converted({"meeting_id": "m-1", "title": bad, "is_running": True}, payloads.MeetingListItem)
    meeting = mapping.meetings.listed(row, answered(VCONNCT, NOW))
    assert (meeting.vendor_id, meeting.title, meeting.state) == ("m-1", None, MeetingState.RUNNING)
    assert row.unreadable == {"title"}


def test_fields_that_nobody_documented_are_passed_over() -> None:
    row = converted({"meeting_id": "m-1", "colour": ["red"]}, payloads.MeetingListItem)
    assert row == payloads.MeetingListItem(meeting_id="m-1")


def test_a_payload_does_not_print_its_secrets() -> None:
    assert "modpwd" not in repr(payloads.MeetingListItem(meeting_id="m-1", moderator_password="modpwd"))
