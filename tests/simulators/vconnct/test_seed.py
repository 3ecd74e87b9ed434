"""The demo world is the same every time, and as large as asked for."""

from datetime import UTC, datetime

import pytest

from simulators.vconnct import seed
from simulators.vconnct.seed import CROWDED, DEMO, EXPIRED, FULL, OTHER, meeting_id, session_id
from simulators.vconnct.state import Record

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def demo():
    return seed.world(NOW).licenses[DEMO]


def sessions(license):
    return [session for meeting in license.meetings.values() for session in meeting.sessions]


def test_there_are_five_licenses():
    assert list(seed.world(NOW).licenses) == [DEMO, EXPIRED, FULL, CROWDED, OTHER]


def test_two_meetings_run_four_have_ended_four_are_idle(demo):
    meetings = list(demo.meetings.values())
    running = sum(meeting.running is not None for meeting in meetings)
    idle = sum(not meeting.sessions for meeting in meetings)
    assert (running, len(meetings) - running - idle, idle) == (2, 4, 4)


def test_ended_meetings_had_one_to_four_sessions(demo):
    ended = [meeting for meeting in demo.meetings.values() if meeting.sessions and not meeting.running]
    assert sorted(len(meeting.sessions) for meeting in ended) == [1, 2, 3, 4]


def test_every_session_had_two_to_six_entries(demo):
    assert {len(session.attendance) for session in sessions(demo)} == {2, 3, 4, 6}


def test_one_person_entered_one_session_twice(demo):
    doubled = [
        session.session_id
        for session in sessions(demo)
        if len({row.full_name for row in session.attendance}) < len(session.attendance)
    ]
    assert doubled == [session_id(4, 2)]


def test_one_ended_session_waits_for_its_record(demo):
    assert [s.session_id for s in sessions(demo) if s.record is Record.STUCK] == [session_id(5, 2)]


def test_one_ended_session_was_not_recorded(demo):
    off = [s.session_id for s in sessions(demo) if s.record is Record.NONE and s.ended_at]
    assert off == [session_id(3, 1)]


def test_nothing_happens_after_now(demo):
    times = [row.joined_at for session in sessions(demo) for row in session.attendance]
    ends = [session.ended_at for session in sessions(demo) if session.ended_at]
    assert max(times + ends) <= NOW


def test_ids_are_the_same_every_time():
    assert meeting_id(1) == "b67030d9-8a9b-40a1-ab94-d60f2da60404"


def test_ids_follow_the_order_of_the_list(demo):
    assert list(demo.meetings) == [meeting_id(number) for number in range(1, 11)]


def test_scale_multiplies_the_meetings_and_keeps_the_first_ids():
    meetings = list(seed.world(NOW, 3).licenses[DEMO].meetings)
    assert meetings == [meeting_id(number) for number in range(1, 31)]


def test_scale_multiplies_the_sessions(demo):
    assert len(seed.world(NOW, 3).licenses[DEMO].sessions) == 3 * len(demo.sessions)


async def test_the_control_address_seeds_to_scale(client, data):
    await client.post("/_control/seed", json={"scale": 20})
    assert len(await data("GET", "list_meetings")) == 200


@pytest.mark.parametrize("scale", [0, -1, "many", None])
async def test_a_scale_that_is_no_count_is_refused(client, scale):
    assert (await client.post("/_control/seed", json={"scale": scale})).status_code == 400


async def test_reset_brings_the_first_world_back(client, data):
    await data("DELETE", "delete_scheduled_meeting", meeting_id=meeting_id(7))
    await client.post("/_control/reset")
    assert meeting_id(7) in [row["meeting_id"] for row in await data("GET", "list_meetings")]
