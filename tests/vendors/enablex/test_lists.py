"""EnableX' answers are decoded straight into payloads only where no key or compared text has a blank."""

from typing import Any

import msgspec
import pytest

from tests.support.drift import settled
from vendors.enablex.lists import LIST_MEETINGS, LIST_SESSIONS, READ_MEETING
from vendors.enablex.payloads import Meeting, Session

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


DETAIL = {"meeting_id": "m1", "start_time ": "2030-01-31 09:30:00", "duration": 30}
INVITEES = {"contact_ids": ["c1", 2], "group_ids": [], "emails": ["a@b.example"]}


def detail(meeting: dict[str, Any]) -> Any:
    body = msgspec.json.encode({"result": 1, "meeting": meeting})
    return READ_MEETING.decoded(body, settled(Meeting, READ_MEETING))["meeting"]


def test_a_meeting_of_the_call_for_one_is_decoded_with_its_invitees() -> None:
    found = detail({**DETAIL, "invitees": INVITEES})
    assert isinstance(found, Meeting)
    assert (found.start_time, found.stage, found.timezone) == (
        DETAIL["start_time "],
        msgspec.UNSET,
        msgspec.UNSET,
    )
    assert msgspec.to_builtins(found.invitees) == {**INVITEES, "contacts": None, "groups": None}


@pytest.mark.parametrize(
    "other",
    [
        {"meeting_id": " m1"},
        {"new": 1},
        {"invitees": {**INVITEES, "emails ": []}},
        {"invitees": {**INVITEES, "emails": ["a@b.example "]}},
        {"invitees": {"contacts": [{"contact_id": "c1"}]}},
        {"invitees": []},
    ],
)
def test_another_meeting_of_the_call_for_one_is_left_to_the_reading_that_strips_keys(
    other: dict[str, Any],
) -> None:
    with pytest.raises(msgspec.ValidationError):
        detail({**DETAIL, **other})


SESSION = {"session_id": "s1", "meeting_id": "m1", "session_start": "2026-11-22 06:00:00", "session_end": ""}


def reported(row: dict[str, Any]) -> Any:
    body = msgspec.json.encode({"result": 1, "sessions": [row], "search": {}})
    [found] = LIST_SESSIONS.decoded(body, settled(Session, LIST_SESSIONS))["sessions"]
    return found


def test_a_row_of_the_session_report_is_decoded_beside_columns_that_are_not_read() -> None:
    found = reported({**SESSION, "app_type": "vc", "duration": 12, "participants": 2})
    assert isinstance(found, Session)
    assert (found.session_start, found.session_end, found.end_time) == (
        SESSION["session_start"],
        "",
        msgspec.UNSET,
    )


@pytest.mark.parametrize(
    "other",
    [{"session_end": " "}, {"session_id": "s1 "}, {"end_time ": ""}, {"started": 1}, {"conf_num": "1 "}],
)
def test_another_row_of_the_session_report_is_left_to_the_reading_that_strips_keys(
    other: dict[str, Any],
) -> None:
    with pytest.raises(msgspec.ValidationError):
        reported({**SESSION, **other})
