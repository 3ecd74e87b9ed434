"""Ending and deleting: one wants a running meeting, the other a stopped one."""

import pytest

from simulators.vconnct.seed import meeting_id, session_id

RUNNING, ENDED, IDLE = meeting_id(1), meeting_id(4), meeting_id(7)
END, DELETE = ("GET", "end_meeting"), ("DELETE", "delete_scheduled_meeting")


async def is_running(data, meeting_id):
    [row] = [row for row in await data("GET", "list_meetings") if row["meeting_id"] == meeting_id]
    return row["is_running"]


async def test_ending_answers_null(call):
    body = (await call(*END, meeting_id=RUNNING, language="ar")).json()
    assert (body["status_code"], body["data"], body["success_message"]) == (200, None, "تم بنجاح!")


async def test_an_ended_meeting_runs_no_more(data):
    await data(*END, meeting_id=RUNNING)
    assert await is_running(data, RUNNING) is False


async def test_ending_dates_the_session(data):
    await data(*END, meeting_id=RUNNING)
    [session] = await data("GET", "list_sessions", meeting_id=RUNNING)
    assert session["session_end_time"] == "2026-03-02T09:00:00.148Z"


@pytest.mark.parametrize("stopped", [ENDED, IDLE])
async def test_ending_what_does_not_run_is_400(refusal, stopped):
    assert await refusal(*END, meeting_id=stopped) == (400, ["The meeting is not running."])


async def test_the_flag_follows_the_start_after_the_lag(data, simulator, clock):
    simulator.set_switches({"running_lag_seconds": 5})
    await data("POST", "start_meeting", json={"meeting_id": IDLE, "moderator_name": "Amina Noor"})
    clock.advance(4)
    before = await is_running(data, IDLE)
    clock.advance(1)
    assert (before, await is_running(data, IDLE)) == (False, True)


async def test_the_flag_follows_the_end_after_the_lag(data, simulator, clock):
    simulator.set_switches({"running_lag_seconds": 5})
    await data(*END, meeting_id=RUNNING)
    clock.advance(4)
    before = await is_running(data, RUNNING)
    clock.advance(1)
    assert (before, await is_running(data, RUNNING)) == (True, False)


async def test_deleting_answers_null(call):
    body = (await call(*DELETE, meeting_id=IDLE, language="ar")).json()
    assert (body["status_code"], body["data"], body["success_message"]) == (200, None, "تم الحذف بنجاح!")


async def test_a_deleted_meeting_is_gone(data, refusal):
    await data(*DELETE, meeting_id=IDLE)
    assert IDLE not in [row["meeting_id"] for row in await data("GET", "list_meetings")]
    assert await refusal("GET", "list_setting", meeting_id=IDLE) == (404, ["The meeting was not found."])


async def test_deleting_twice_is_404(data, refusal):
    await data(*DELETE, meeting_id=IDLE)
    assert await refusal(*DELETE, meeting_id=IDLE) == (404, ["The meeting was not found."])


async def test_deleting_a_running_meeting_is_400(refusal):
    assert await refusal(*DELETE, meeting_id=RUNNING) == (400, ["A running meeting cannot be deleted."])


async def test_deleting_is_refused_while_the_flag_lags(call, data, simulator, clock):
    simulator.set_switches({"running_lag_seconds": 5})
    await data(*END, meeting_id=RUNNING)
    soon = await call(*DELETE, meeting_id=RUNNING)
    clock.advance(5)
    later = await call(*DELETE, meeting_id=RUNNING)
    assert (soon.status_code, later.status_code) == (400, 200)


@pytest.mark.parametrize("name", ["list_attendance", "get_record"])
async def test_the_sessions_go_with_their_meeting(data, refusal, name):
    await data(*DELETE, meeting_id=ENDED)
    refused = await refusal("GET", name, session_id=session_id(4, 1))
    assert refused == (404, ["The session was not found."])


@pytest.mark.parametrize("name", ["list_attendance", "get_record"])
async def test_the_sessions_outlive_their_meeting_where_the_switch_says_so(data, simulator, name):
    simulator.set_switches({"sessions_survive_delete": True})
    await data(*DELETE, meeting_id=ENDED)
    assert await data("GET", name, session_id=session_id(4, 1))
