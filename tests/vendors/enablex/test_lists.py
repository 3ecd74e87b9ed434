"""EnableX' list of meetings is decoded straight into payloads only where no key has a blank that hides it."""

from typing import Any

import msgspec
import pytest

from tests.support.drift import settled
from vendors.enablex.lists import LIST_MEETINGS
from vendors.enablex.payloads import Meeting

ROW = {"meeting_id": "m1", "timezone": {"zone_name": "UTC"}, "stage": "upcoming"}


def decoded(row: dict[str, Any]) -> Any:
    record = settled(Meeting, LIST_MEETINGS)
    [found] = LIST_MEETINGS.decoded(msgspec.json.encode({"result": 1, "meetings": [row]}), record)["meetings"]
    assert isinstance(found, Meeting)
    return found


@pytest.mark.parametrize("key", ["start_time", "start_time "])
def test_the_start_is_read_by_either_spelling(key: str) -> None:
    assert decoded({**ROW, key: "2030-01-31 09:30:00 "}).start_time == "2030-01-31 09:30:00 "


def test_a_meeting_without_a_start_has_none() -> None:
    assert decoded(ROW).start_time is None


@pytest.mark.parametrize(
    "row",
    [
        {**ROW, "stage ": "past"},
        {**ROW, "timezone": {"zone_name ": "UTC"}},
        {**ROW, "timezone": " "},
        {**ROW, "invitees": {"emails ": []}},
        {**ROW, "meeting_id": "m1 "},
        {**ROW, "start_time": None, "start_time ": "2030-01-31 09:30:00"},
        {**ROW, "new": 1},
    ],
)
def test_another_row_is_left_to_the_reading_that_strips_keys(row: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        decoded(row)
