"""The adapter against the stand-in for VConnct, over a real socket: the same models whatever the vendor's habits."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from models.attendance import Attendance
from models.ids import Key, Kind
from models.listing import MeetingQuery, RoomQuery
from models.meeting import Meeting, MeetingState
from models.recording import Recording, RecordingAvailability
from models.room import Room
from models.session import Session, SessionState
from models.settings import MeetingSettings
from models.vendor import Vendor
from simulators.vconnct import seed
from simulators.vconnct.app import VConnct
from simulators.vconnct.state import License
from tests.support.accounts import a_key
from vendors.vconnct.adapter import VConnctAdapter

NOW = datetime(2030, 1, 15, 8, 40, tzinfo=UTC)

# Each other value that a switch may take, where the models must not show it.
HABITS: list[dict[str, Any]] = [
    {"general_settings_shape": "setting_value_list"},
    {"general_settings_shape": "one_key_objects"},
    {"general_settings_shape": "list_with_one_object"},
    {"join_path": "start"},
    {"join_path": "join"},
    {"record_missing_as": "null"},
    {"record_missing_as": "empty"},
    {"blank_in_links": True},
    {"viewer_link_password": "moderator"},
    {"duplicate_rows": True},
    {"session_order": "newest_first"},
    {"session_end_absent": True},
    {"http_status_mirrors": False},
    {"language": "en"},
    {"room_limit_counts": "running"},
    {"start_needs_password": True},
    {"wrong_password_code": 401},
    {"attendance_on": "open"},
    {"sessions_survive_delete": True},
]
# These change what is true, not how it is said; each has tests of its own below.
TRUTHS = {"running_lag_seconds", "record_delay_seconds", "record_link", "link_base"}


@dataclass(frozen=True, kw_only=True)
class Everything:
    """All that can be read of an account."""

    meetings: dict[Key, Meeting]
    completed_meetings: dict[Key, Meeting]
    rooms: dict[Key, Room]
    completed_rooms: dict[Key, Room]
    sessions: dict[Key, tuple[Session, ...]]
    attendance: dict[Key, tuple[Attendance, ...]]
    recordings: dict[Key, Recording]
    default_settings: MeetingSettings

    @property
    def all_sessions(self) -> list[Session]:
        return [session for sessions in self.sessions.values() for session in sessions]


async def recordings(adapter: VConnctAdapter, sessions: list[Session]) -> dict[Key, Recording]:
    """The recording of every session, which has one at most."""
    found: Any = await adapter.recordings(sessions)
    return {key: one for key, (one,) in found.items()}


async def everything(adapter: VConnctAdapter) -> Everything:
    meetings = (await adapter.list_meetings(MeetingQuery(), 1)).items
    rooms = (await adapter.list_rooms(RoomQuery(), 1)).items
    sessions: Any = dict(await adapter.sessions_of_meetings(meetings))
    flat = [session for of_meeting in sessions.values() for session in of_meeting]
    read: dict[str, Any] = {
        "completed_meetings": dict(await adapter.complete_meetings("settings", meetings)),
        "completed_rooms": dict(await adapter.complete_rooms("settings", rooms)),
        "sessions": sessions,
        "attendance": dict(await adapter.attendance(flat)),
        "recordings": await recordings(adapter, flat),
        "default_settings": await adapter.default_meeting_settings(),
    }
    return Everything(
        meetings={meeting.key: meeting for meeting in meetings},
        rooms={room.key: room for room in rooms},
        **read,
    )


@pytest.fixture
def adapter(account: Callable[..., VConnctAdapter]) -> VConnctAdapter:
    return account()


def meeting_key(meeting_id: str) -> Key:
    return a_key(Kind.MEETING, Vendor.VCONNCT, (meeting_id,))


def session_key(meeting_id: str, session_id: str) -> Key:
    return a_key(Kind.SESSION, Vendor.VCONNCT, (meeting_id, session_id))


def test_every_switch_is_tried_or_named() -> None:
    assert {name for habit in HABITS for name in habit} | TRUTHS == set(VConnct.default_switches)


@pytest.mark.parametrize("habit", HABITS, ids=str)
async def test_the_models_are_the_same_whatever_the_habits(
    simulator: VConnct, adapter: VConnctAdapter, habit: dict[str, Any]
) -> None:
    usual = await everything(adapter)
    simulator.set_switches(habit)
    assert await everything(adapter) == usual


@pytest.mark.parametrize("language", ["", "ar", "en"])
async def test_the_models_are_the_same_in_every_language(
    account: Callable[..., VConnctAdapter], adapter: VConnctAdapter, language: str
) -> None:
    assert await everything(account(accept_language=language)) == await everything(adapter)


@pytest.mark.parametrize("habit", [{"record_link": "video"}, {"link_base": "https://other.example"}], ids=str)
async def test_another_form_of_address_changes_addresses_alone(
    simulator: VConnct, adapter: VConnctAdapter, habit: dict[str, Any]
) -> None:
    usual = await everything(adapter)
    simulator.set_switches(habit)
    now = await everything(adapter)
    assert [(old.availability, old.url is None) for old in usual.recordings.values()] == [
        (new.availability, new.url is None) for new in now.recordings.values()
    ]
    assert [old.url for old in usual.recordings.values()] != [new.url for new in now.recordings.values()]


async def test_meetings_say_what_the_vendor_holds(adapter: VConnctAdapter, demo: License) -> None:
    read = await everything(adapter)
    assert [
        (
            meeting.vendor_id,
            meeting.title,
            meeting.welcome_text,
            meeting.pins.moderator,
            meeting.state,
        )
        for meeting in read.meetings.values()
    ] == [
        (
            held.meeting_id,
            held.title,
            held.welcome_text,
            held.moderator_password,
            MeetingState.RUNNING if held.running else MeetingState.SCHEDULED,
        )
        for held in demo.meetings.values()
    ]


async def test_settings_say_what_the_vendor_holds(adapter: VConnctAdapter, demo: License) -> None:
    read = await everything(adapter)
    for held in demo.meetings.values():
        settings = read.completed_meetings[meeting_key(held.meeting_id)].settings
        assert {
            "record": settings.record,
            "auto_start_recording": settings.auto_start_recording,
            "allow_start_stop_recording": settings.allow_start_stop_recording,
            "webcam_only_for_moderators": settings.webcams_only_for_moderators,
            "lock_settings_disable_cam": settings.locks.camera,
            "lock_settings_disable_mic": settings.locks.microphone,
            "lock_settings_disable_private_chat": settings.locks.private_chat,
            "lock_settings_disable_public_chat": settings.locks.public_chat,
            "lock_settings_disable_note": settings.locks.notes,
            "lock_settings_locked_layout": settings.locks.layout,
        } == held.settings


async def test_sessions_say_what_the_vendor_holds(adapter: VConnctAdapter, demo: License) -> None:
    read = await everything(adapter)
    for held in demo.meetings.values():
        sessions = read.sessions[meeting_key(held.meeting_id)]
        assert [
            (
                session.vendor_id,
                session.started_at,
                session.ended_at,
                session.pins and session.pins.participant,
            )
            for session in sessions
        ] == [
            (run.session_id, run.started_at, run.ended_at, run.attendee_password)
            for run in reversed(held.sessions)
        ]


async def test_attendance_says_what_the_vendor_holds(adapter: VConnctAdapter, demo: License) -> None:
    read = await everything(adapter)
    for session in read.all_sessions:
        held = demo.sessions[session.vendor_id]
        assert [(came.full_name, came.left_at) for came in read.attendance[session.key]] == [
            (row.full_name, held.ended_at) for row in held.attendance
        ]


async def test_recordings_are_explained_in_all_ways(adapter: VConnctAdapter) -> None:
    read = await everything(adapter)
    assert {recording.availability for recording in read.recordings.values()} == {
        RecordingAvailability.AVAILABLE,
        RecordingAvailability.NOT_READY,
        RecordingAvailability.NOT_RECORDED,
    }


async def test_things_found_by_key_equal_the_listed_ones(adapter: VConnctAdapter) -> None:
    read = await everything(adapter)
    assert await adapter.meetings(list(read.meetings)) == read.meetings
    assert await adapter.rooms(list(read.rooms)) == read.rooms
    sessions = {session.key: session for session in read.all_sessions}
    assert await adapter.sessions(list(sessions)) == sessions


async def test_a_completed_meeting_holds_its_completed_room(adapter: VConnctAdapter) -> None:
    read = await everything(adapter)
    assert {meeting.room.key: meeting.room for meeting in read.completed_meetings.values()} == (
        read.completed_rooms
    )


async def test_every_session_is_located(adapter: VConnctAdapter, demo: License) -> None:
    for session_id, held in demo.sessions.items():
        located = await adapter.locate(Kind.SESSION, session_id)
        assert located is not None
        assert located.parts[:2] == (held.meeting_id, session_id)


@pytest.mark.parametrize("mirrors", [True, False])
async def test_what_another_license_holds_is_not_there(
    simulator: VConnct, adapter: VConnctAdapter, mirrors: bool
) -> None:
    simulator.set_switches({"http_status_mirrors": mirrors})
    foreign = seed.meeting_id(1, seed.OTHER)
    session = session_key(foreign, seed.session_id(1, 1, seed.OTHER))
    assert await adapter.meetings([meeting_key(foreign)]) == {meeting_key(foreign): None}
    assert await adapter.sessions([session]) == {session: None}
    assert await adapter.locate(Kind.SESSION, session.parts[1]) is None


async def test_what_cannot_be_an_id_is_not_there(adapter: VConnctAdapter) -> None:
    meeting, session = meeting_key("no such id"), session_key("no such id", "nor this")
    assert await adapter.meetings([meeting]) == {meeting: None}
    assert await adapter.sessions([session]) == {session: None}
    assert await adapter.locate(Kind.SESSION, "nor this") is None


async def test_a_flag_that_lags_is_passed_on_as_it_is(
    simulator: VConnct, adapter: VConnctAdapter, demo: License, act: Callable[..., Awaitable[None]]
) -> None:
    running = next(held for held in demo.meetings.values() if held.running)
    simulator.set_switches({"running_lag_seconds": 60})
    await act("end_session_by_itself", meeting_id=running.meeting_id)
    read = await everything(adapter)
    assert read.meetings[meeting_key(running.meeting_id)].state is MeetingState.RUNNING
    assert read.sessions[meeting_key(running.meeting_id)][0].state is SessionState.ENDED


async def test_a_session_that_ended_by_itself_leaves_an_idle_meeting(
    adapter: VConnctAdapter, demo: License, act: Callable[..., Awaitable[None]]
) -> None:
    running = next(held for held in demo.meetings.values() if held.running)
    await act("end_session_by_itself", meeting_id=running.meeting_id)
    read = await everything(adapter)
    assert read.meetings[meeting_key(running.meeting_id)].state is MeetingState.SCHEDULED
    assert read.sessions[meeting_key(running.meeting_id)][0].ended_at == NOW


async def test_a_recording_becomes_available_some_time_after_the_end(
    simulator: VConnct, adapter: VConnctAdapter, demo: License, act: Callable[..., Awaitable[None]]
) -> None:
    running = next(held for held in demo.meetings.values() if held.running and held.settings["record"])
    simulator.set_switches({"record_delay_seconds": 120})
    await act("end_session_by_itself", meeting_id=running.meeting_id)
    session = (await everything(adapter)).sessions[meeting_key(running.meeting_id)][0]
    before = (await recordings(adapter, [session]))[session.key]
    simulator.clock.advance(120)
    after = (await recordings(adapter, [session]))[session.key]
    assert [before.availability, after.availability] == [
        RecordingAvailability.NOT_READY,
        RecordingAvailability.AVAILABLE,
    ]


async def test_somebody_who_came_late_is_last(
    adapter: VConnctAdapter, demo: License, act: Callable[..., Awaitable[None]]
) -> None:
    running = next(held for held in demo.meetings.values() if held.running)
    await act("attend", session_id=running.running.session_id, full_name="Late Guest")
    session = (await everything(adapter)).sessions[meeting_key(running.meeting_id)][0]
    assert (await adapter.attendance([session]))[session.key][-1] == Attendance(
        full_name="Late Guest", joined_at=NOW, left_at=None
    )


async def test_changed_defaults_are_read(
    adapter: VConnctAdapter, act: Callable[..., Awaitable[None]]
) -> None:
    await act("change_general_settings", license=seed.DEMO, settings={"record": True})
    assert (await adapter.default_meeting_settings()).record is True


async def test_settings_that_fail_cost_no_recording_that_is_there(
    simulator: VConnct, adapter: VConnctAdapter
) -> None:
    usual = await everything(adapter)
    simulator.faults.add({"path": "*/list_setting/", "status": 400, "body": "{}"})
    now = await recordings(adapter, usual.all_sessions)
    assert {key for key, found in now.items() if found == usual.recordings[key]} == {
        key
        for key, recording in usual.recordings.items()
        if recording.availability is RecordingAvailability.AVAILABLE
    }
