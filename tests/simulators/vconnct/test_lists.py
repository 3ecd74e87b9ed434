"""What VConnct lists: everything at once, without order or pages."""

import pytest

from simulators.vconnct.fields import SETTINGS
from simulators.vconnct.seed import meeting_id, session_id

RUNNING, FOUR_SESSIONS, IDLE = meeting_id(1), meeting_id(4), meeting_id(7)


async def test_a_listed_meeting_has_the_documented_keys(data):
    for row in await data("GET", "list_meetings"):
        assert list(row) == ["meeting_id", "title", "is_running", "moderator_password", "welcome_text"]


async def test_a_listed_session_has_the_documented_keys(data):
    for row in await data("GET", "list_sessions", meeting_id=FOUR_SESSIONS):
        assert list(row) == [
            "session_id",
            "title",
            "session_start_time",
            "session_end_time",
            "attendee_password",
            "status",
        ]


async def test_times_are_utc_with_milliseconds_and_z(data):
    first = (await data("GET", "list_sessions", meeting_id=FOUR_SESSIONS))[0]
    assert (first["session_start_time"], first["session_end_time"]) == (
        "2026-02-08T09:00:00.148Z",
        "2026-02-08T09:58:00.148Z",
    )


async def test_the_status_of_an_ended_session_is_true(data):
    assert {row["status"] for row in await data("GET", "list_sessions", meeting_id=FOUR_SESSIONS)} == {True}


async def test_a_meeting_never_started_has_no_sessions(data):
    assert await data("GET", "list_sessions", meeting_id=IDLE) == []


async def test_a_running_session_has_null_for_its_end(data):
    [row] = await data("GET", "list_sessions", meeting_id=RUNNING)
    assert row["session_end_time"] is None


async def test_a_running_session_may_lack_its_end(data, simulator):
    simulator.set_switches({"session_end_absent": True})
    [row] = await data("GET", "list_sessions", meeting_id=RUNNING)
    assert "session_end_time" not in row


async def test_an_ended_session_never_lacks_its_end(data, simulator):
    simulator.set_switches({"session_end_absent": True})
    rows = await data("GET", "list_sessions", meeting_id=FOUR_SESSIONS)
    assert all("session_end_time" in row for row in rows)


async def test_the_oldest_session_comes_first(data):
    rows = await data("GET", "list_sessions", meeting_id=FOUR_SESSIONS)
    assert [row["session_id"] for row in rows] == [session_id(4, number) for number in (1, 2, 3, 4)]


async def test_the_newest_session_comes_first_where_the_switch_says_so(data, simulator):
    simulator.set_switches({"session_order": "newest_first"})
    rows = await data("GET", "list_sessions", meeting_id=FOUR_SESSIONS)
    assert [row["session_id"] for row in rows] == [session_id(4, number) for number in (4, 3, 2, 1)]


@pytest.mark.parametrize(
    ("name", "query", "key"),
    [("list_meetings", {}, "meeting_id"), ("list_sessions", {"meeting_id": FOUR_SESSIONS}, "session_id")],
)
async def test_ids_are_unique_unless_rows_are_duplicated(data, simulator, name, query, key):
    once = [row[key] for row in await data("GET", name, **query)]
    simulator.set_switches({"duplicate_rows": True})
    twice = [row[key] for row in await data("GET", name, **query)]
    assert len(once) == len(set(once))
    assert twice == [*once, once[0]]


async def test_an_empty_list_has_no_row_to_duplicate(data, simulator):
    simulator.set_switches({"duplicate_rows": True})
    assert await data("GET", "list_sessions", meeting_id=IDLE) == []


async def test_attendance_is_names_and_dates_out_of_order(data):
    assert await data("GET", "list_attendance", session_id=session_id(4, 1)) == [
        {"full_name": "Peter Krogh", "joined_date": "2026-02-08T09:02:50.748Z"},
        {"full_name": "Léa Fournier", "joined_date": "2026-02-08T09:00:20.148Z"},
        {"full_name": "Maya Lindqvist", "joined_date": "2026-02-08T09:01:35.448Z"},
    ]


async def test_a_session_nobody_joined_has_no_attendance(data):
    await data("POST", "start_meeting", json={"meeting_id": IDLE, "moderator_name": "Amina Noor"})
    [session] = await data("GET", "list_sessions", meeting_id=IDLE)
    assert await data("GET", "list_attendance", session_id=session["session_id"]) == []


async def test_a_meetings_settings_are_ten_pairs(data):
    rows = await data("GET", "list_setting", meeting_id=RUNNING)
    assert rows == [{"setting": name, "value": False} for name in SETTINGS]


@pytest.mark.parametrize(
    ("shape", "printed"),
    [
        ("object", dict.fromkeys(SETTINGS, False)),
        ("setting_value_list", [{"setting": name, "value": False} for name in SETTINGS]),
        ("one_key_objects", [{name: False} for name in SETTINGS]),
        ("list_with_one_object", [dict.fromkeys(SETTINGS, False)]),
    ],
)
async def test_the_general_settings_have_four_shapes(data, simulator, shape, printed):
    simulator.set_switches({"general_settings_shape": shape})
    assert await data("GET", "list_general_meeting_setting") == printed


async def test_the_general_settings_are_an_object_by_default(data):
    assert await data("GET", "list_general_meeting_setting") == dict.fromkeys(SETTINGS, False)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("list_meetings", {}),
        ("list_sessions", {"meeting_id": FOUR_SESSIONS}),
        ("list_attendance", {"session_id": session_id(4, 1)}),
        ("list_setting", {"meeting_id": RUNNING}),
        ("list_general_meeting_setting", {}),
        ("get_record", {"session_id": session_id(4, 1)}),
    ],
)
async def test_every_list_says_the_same(call, name, query):
    response = await call("GET", name, language="ar", **query)
    assert response.json()["success_message"] == "تم بنجاح!"
