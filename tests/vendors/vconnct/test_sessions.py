"""Sessions, who came, and what was recorded, as the adapter answers for them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.errors import VendorRejected, VendorUnreachable
from models.ids import Key, Kind
from models.recording import Recording, RecordingAvailability
from models.session import Session
from models.vendor import Vendor
from tests.support.accounts import a_key
from vendors.vconnct.adapter import VConnctAdapter

DOWN = VendorUnreachable(Vendor.VCONNCT, "read", status=503)


def session_key(*parts: str) -> Key:
    return a_key(Kind.SESSION, Vendor.VCONNCT, parts)


@pytest.fixture
async def ended(adapter: VConnctAdapter, http: Any, sample: Any) -> Session:
    session = (await adapter.sessions([sample.ended]))[sample.ended]
    http.calls.clear()
    return session


@pytest.fixture
async def running(adapter: VConnctAdapter, http: Any, sample: Any) -> Session:
    session = (await adapter.sessions([sample.running]))[sample.running]
    http.calls.clear()
    return session


async def availability(adapter: VConnctAdapter, session: Session) -> RecordingAvailability:
    [recording] = (await adapter.recordings([session]))[session.key] or ()  # type: ignore[union-attr]
    assert isinstance(recording, Recording)
    return recording.availability


async def test_sessions_of_a_meeting_are_newest_first(adapter: VConnctAdapter, sample: Any) -> None:
    meetings = list((await adapter.meetings([sample.meeting, sample.idle])).values())
    found = await adapter.sessions_of_meetings(meetings)
    assert {key: [session.key for session in sessions] for key, sessions in found.items()} == {
        sample.meeting: [sample.running, sample.ended],
        sample.idle: [],
    }


async def test_sessions_of_one_meeting_are_one_call(adapter: VConnctAdapter, http: Any, sample: Any) -> None:
    await adapter.sessions([sample.running, sample.ended])
    assert http.asked == ["list_sessions"]


async def test_a_session_found_by_its_key_equals_the_listed_one(adapter: VConnctAdapter, sample: Any) -> None:
    meeting = (await adapter.meetings([sample.meeting]))[sample.meeting]
    listed = (await adapter.sessions_of_meetings([meeting]))[sample.meeting]
    found = await adapter.sessions([sample.running, sample.ended])
    assert tuple(found.values()) == listed


async def test_runs_that_share_an_id_are_each_found_by_their_own_key(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any
) -> None:
    rows = payload("list_sessions")["data"]
    again = rows[0] | {"session_start_time": "2030-01-16T08:00:00Z", "session_end_time": None}
    http.prepare(
        "list_sessions", payload("list_sessions") | {"data": [*rows, again]}, of=sample.meeting.parts[0]
    )
    newest = sample.ended
    older = session_key(*newest.parts, "2030-01-14T08:00:00.148000+00:00")
    by_its_start = session_key(*newest.parts, "2030-01-16T08:00:00+00:00")
    gone = session_key(*newest.parts, "2030-01-17T08:00:00+00:00")
    found: Any = await adapter.sessions([older, by_its_start, newest, gone])
    assert [found[key] and found[key].key for key in (older, by_its_start, newest, gone)] == [
        older,
        newest,
        newest,
        None,
    ]
    assert {found[key].vendor_id for key in (older, newest)} == {newest.parts[1]}
    listed: Any = await adapter.sessions_of_meetings(
        [(await adapter.meetings([sample.meeting]))[sample.meeting]]
    )
    assert {newest, older} <= {run.key for run in listed[sample.meeting]}


async def test_a_recurring_id_without_a_start_costs_no_other_session(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any
) -> None:
    rows = payload("list_sessions")["data"]
    without = rows[0] | {"session_start_time": "soon"}
    http.prepare(
        "list_sessions", payload("list_sessions") | {"data": [*rows, without]}, of=sample.meeting.parts[0]
    )
    meeting = (await adapter.meetings([sample.meeting]))[sample.meeting]
    listed: Any = await adapter.sessions_of_meetings([meeting])
    startless = session_key(*sample.ended.parts, "unknown")
    assert [run.key for run in listed[sample.meeting]] == [sample.running, sample.ended, startless]
    found: Any = await adapter.sessions([startless])
    assert found[startless].started_at is None


async def test_a_key_with_its_start_leads_to_a_session_whose_id_is_its_own(
    adapter: VConnctAdapter, sample: Any
) -> None:
    by_its_start = session_key(*sample.ended.parts, "2030-01-14T08:00:00.148000+00:00")
    found: Any = await adapter.sessions([by_its_start])
    assert found[by_its_start].key == sample.ended


REFUSED = {"status": False, "status_code": 400, "message": "error", "error_messages": ["no UUID"]}


async def test_a_session_of_a_meeting_id_that_is_refused_and_not_listed_is_none(
    adapter: VConnctAdapter, http: Any
) -> None:
    http.prepare("list_sessions", REFUSED, of="nope", status=400)
    key = session_key("nope", "s-1")
    assert await adapter.sessions([key]) == {key: None}


async def test_a_refusal_for_a_listed_meeting_stays_one(
    adapter: VConnctAdapter, http: Any, sample: Any
) -> None:
    http.prepare("list_sessions", REFUSED, of=sample.meeting.parts[0], status=400)
    assert isinstance((await adapter.sessions([sample.ended]))[sample.ended], VendorRejected)


async def test_a_session_is_located_among_all_meetings(adapter: VConnctAdapter, sample: Any) -> None:
    assert await adapter.locate(Kind.SESSION, sample.ended.parts[1]) == sample.ended


async def test_a_session_that_no_meeting_has_is_not_located(adapter: VConnctAdapter) -> None:
    assert await adapter.locate(Kind.SESSION, "gone") is None


async def test_a_session_is_located_beside_a_failing_meeting(
    adapter: VConnctAdapter, http: Any, sample: Any
) -> None:
    http.prepare("list_sessions", DOWN, of=sample.idle.parts[0])
    assert await adapter.locate(Kind.SESSION, sample.ended.parts[1]) == sample.ended


async def test_a_session_that_may_be_in_a_failing_meeting_is_not_called_unknown(
    adapter: VConnctAdapter, http: Any, sample: Any
) -> None:
    http.prepare("list_sessions", DOWN, of=sample.idle.parts[0])
    with pytest.raises(VendorUnreachable):
        await adapter.locate(Kind.SESSION, "gone")


async def test_attendance_is_in_order_of_arrival_and_bound_by_the_end(
    adapter: VConnctAdapter, ended: Session
) -> None:
    came = (await adapter.attendance([ended]))[ended.key]
    assert [(row.full_name, row.left_at) for row in came] == [
        (name, datetime(2030, 1, 14, 8, 40, tzinfo=UTC))
        for name in ("First Guest", "Second Guest", "Third Guest")
    ]


async def test_nobody_is_said_to_have_left_a_running_session(
    adapter: VConnctAdapter, running: Session
) -> None:
    assert {row.left_at for row in (await adapter.attendance([running]))[running.key]} == {None}


async def test_attendance_of_a_session_that_is_gone_is_none(
    adapter: VConnctAdapter, http: Any, payload: Any, ended: Session
) -> None:
    http.prepare("list_attendance", payload("not_found"), of=ended.vendor_id, status=404)
    assert await adapter.attendance([ended]) == {ended.key: None}


async def test_a_recording_costs_one_call(
    adapter: VConnctAdapter, http: Any, payload: Any, ended: Session
) -> None:
    assert await adapter.recordings([ended]) == {
        ended.key: (
            Recording(availability=RecordingAvailability.AVAILABLE, url=payload("get_record")["data"]),
        )
    }
    assert http.asked == ["get_record"]


@pytest.mark.parametrize("data", [None, ""])
async def test_no_address_of_a_recorded_meeting_is_not_ready(
    adapter: VConnctAdapter, http: Any, payload: Any, ended: Session, data: Any
) -> None:
    http.prepare("get_record", payload("get_record") | {"data": data}, of=ended.vendor_id)
    assert await availability(adapter, ended) is RecordingAvailability.NOT_READY


async def test_a_404_of_a_recorded_meeting_is_not_ready(
    adapter: VConnctAdapter, http: Any, payload: Any, ended: Session
) -> None:
    http.prepare("get_record", payload("not_found"), of=ended.vendor_id, status=404)
    assert await availability(adapter, ended) is RecordingAvailability.NOT_READY


async def test_a_running_session_of_a_recorded_meeting_is_not_ready(
    adapter: VConnctAdapter, running: Session
) -> None:
    assert await availability(adapter, running) is RecordingAvailability.NOT_READY


async def test_a_meeting_that_is_not_recorded_has_no_recording(
    adapter: VConnctAdapter, http: Any, payload: Any, running: Session
) -> None:
    unrecorded = payload("list_setting")
    unrecorded["data"][0]["value"] = False
    http.prepare("list_setting", unrecorded, of=running.meeting_key.parts[0])
    assert await availability(adapter, running) is RecordingAvailability.NOT_RECORDED


async def test_settings_without_a_word_on_recording_leave_it_unknown(
    adapter: VConnctAdapter, http: Any, payload: Any, running: Session
) -> None:
    silent = payload("list_setting")
    del silent["data"][0]
    http.prepare("list_setting", silent, of=running.meeting_key.parts[0])
    assert await availability(adapter, running) is RecordingAvailability.UNKNOWN


async def test_settings_that_cannot_be_had_leave_it_unknown(
    adapter: VConnctAdapter, http: Any, running: Session
) -> None:
    http.prepare("list_setting", DOWN, of=running.meeting_key.parts[0])
    assert await availability(adapter, running) is RecordingAvailability.UNKNOWN


async def test_a_meeting_that_is_gone_leaves_it_unknown(
    adapter: VConnctAdapter, http: Any, payload: Any, running: Session
) -> None:
    http.prepare("list_setting", payload("not_found"), of=running.meeting_key.parts[0], status=404)
    assert await availability(adapter, running) is RecordingAvailability.UNKNOWN


async def test_a_refused_recording_stands_in_its_place_alone(
    adapter: VConnctAdapter, http: Any, payload: Any, ended: Session, running: Session
) -> None:
    http.prepare("get_record", payload("license_refused"), of=running.vendor_id, status=401)
    found = await adapter.recordings([ended, running])
    assert isinstance(found[running.key], VendorRejected)
    assert isinstance(found[ended.key], tuple)
