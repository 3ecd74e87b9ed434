"""Every write against the stand-in for VConnct, over a real socket: what is then true there, and in how many calls."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from models.access import JoinLink, JoinPlatform, JoinRole
from models.drafts import MeetingChanges, MeetingDraft, MeetingJoin, MeetingStart
from models.errors import VendorTimeout, WriteRefused
from models.ids import Key, Kind
from models.meeting import Meeting, MeetingState
from models.problem import Conflict, InvalidInput, NotAllowed, Problem, ProblemCode, Rejected
from models.settings import MeetingLocks, MeetingSettings
from models.vendor import Vendor
from simulators.vconnct import links, seed
from simulators.vconnct import state as vendor_state
from simulators.vconnct.app import VConnct
from simulators.vconnct.fields import SETTINGS
from simulators.vconnct.state import License
from tests.support.accounts import a_key
from vendors.operation_scope import operation_scope
from vendors.vconnct.adapter import VConnctAdapter
from vendors.vconnct.meeting_state import PAUSES

ALL_ON = MeetingSettings(
    record=True,
    auto_start_recording=True,
    allow_start_stop_recording=True,
    webcams_only_for_moderators=True,
    locks=MeetingLocks(
        camera=True, microphone=True, private_chat=True, public_chat=True, notes=True, layout=True
    ),
)
UNKNOWN = a_key(Kind.MEETING, Vendor.VCONNCT, (str(uuid4()),))
NO_ID = a_key(Kind.MEETING, Vendor.VCONNCT, ("no such id",))

OpenAdapter = Callable[..., VConnctAdapter]
Write = Callable[[VConnctAdapter, Key], Awaitable[Any]]

# Each write that names a meeting, with no more than it needs.
OF_A_MEETING: dict[str, Write] = {
    "update": lambda adapter, key: adapter.update_meeting(MeetingChanges(meeting=key, title="Visit")),
    "cancel": lambda adapter, key: adapter.cancel_meeting(key),
    "start": lambda adapter, key: adapter.start_meeting(MeetingStart(meeting=key, host_name="Ada")),
    "start with a password": lambda adapter, key: adapter.start_meeting(
        MeetingStart(meeting=key, host_name="Ada", moderator_password="modpwd")
    ),
    "join as host": lambda adapter, key: adapter.join_meeting(
        MeetingJoin(meeting=key, name="Ada", role=JoinRole.HOST)
    ),
    "join as guest": lambda adapter, key: adapter.join_meeting(MeetingJoin(meeting=key, name="Ada")),
    "join with a password": lambda adapter, key: adapter.join_meeting(
        MeetingJoin(meeting=key, name="Ada", password="attpwd")
    ),
    "end": lambda adapter, key: adapter.end_meeting(key),
}
each_write = pytest.mark.parametrize("write", OF_A_MEETING.values(), ids=OF_A_MEETING)
both_mirrors = pytest.mark.parametrize("mirrors", [True, False])


@pytest.fixture
def adapter(account: OpenAdapter) -> VConnctAdapter:
    return account()


@pytest.fixture
def running(demo: License) -> vendor_state.Meeting:
    return next(held for held in demo.meetings.values() if held.running)


@pytest.fixture
def idle(demo: License) -> vendor_state.Meeting:
    """A meeting that ran before, and does not now."""
    return next(held for held in demo.meetings.values() if held.sessions and not held.running)


@pytest.fixture
def unstarted(demo: License) -> vendor_state.Meeting:
    return next(held for held in demo.meetings.values() if not held.sessions)


def key_of(held: vendor_state.Meeting) -> Key:
    return a_key(Kind.MEETING, Vendor.VCONNCT, (held.meeting_id,))


def asked(simulator: VConnct) -> list[str]:
    """The calls, in their order: "POST create_meeting"."""
    return [
        f"{entry['method']} {entry['path'].removeprefix('/api/v1/').removesuffix('/')}"
        for entry in simulator.requests
    ]


def draft(**fields: Any) -> MeetingDraft:
    return MeetingDraft(vendor=Vendor.VCONNCT, **fields)


async def problem_of(write: Awaitable[Any]) -> Problem:
    """The one problem that a write is refused with, by the vendor."""
    with pytest.raises(WriteRefused) as refused:
        await write
    assert refused.value.by_vendor
    [problem] = refused.value.problems
    return problem


# Scheduling


async def test_a_scheduled_meeting_stands_at_the_vendor(adapter: VConnctAdapter, demo: License) -> None:
    made = await adapter.schedule_meeting(
        draft(title="Evening round", welcome_text="Welcome", moderator_password="modpwd", settings=ALL_ON)
    )
    held = demo.meetings[made.vendor_id]
    assert (held.title, held.welcome_text, held.moderator_password) == ("Evening round", "Welcome", "modpwd")
    assert held.settings == dict.fromkeys(SETTINGS, True)


async def test_all_ten_settings_given_cost_one_call(simulator: VConnct, adapter: VConnctAdapter) -> None:
    await adapter.schedule_meeting(draft(settings=ALL_ON))
    assert asked(simulator) == ["POST create_meeting"]


@pytest.mark.parametrize("missing", [None, MeetingSettings(), replace(ALL_ON, record=None)])
async def test_a_missing_setting_costs_one_look_at_the_defaults(
    simulator: VConnct, adapter: VConnctAdapter, missing: MeetingSettings | None
) -> None:
    await adapter.schedule_meeting(draft(settings=missing))
    assert asked(simulator) == ["GET list_general_meeting_setting", "POST create_meeting"]


@pytest.mark.parametrize("shape", ["object", "setting_value_list", "one_key_objects", "list_with_one_object"])
async def test_settings_are_the_defaults_but_for_what_is_asked(
    simulator: VConnct,
    adapter: VConnctAdapter,
    demo: License,
    act: Callable[..., Awaitable[None]],
    shape: str,
) -> None:
    simulator.set_switches({"general_settings_shape": shape})
    defaults = {"record": True, "auto_start_recording": True, "lock_settings_disable_cam": True}
    await act("change_general_settings", license=seed.DEMO, settings=defaults)
    wish = MeetingSettings(record=False, locks=MeetingLocks(layout=True))
    made = await adapter.schedule_meeting(draft(settings=wish))
    assert demo.meetings[made.vendor_id].settings == {
        **dict.fromkeys(SETTINGS, False),
        **defaults,
        "record": False,
        "lock_settings_locked_layout": True,
    }


async def test_what_scheduling_answers_is_what_reading_shows(adapter: VConnctAdapter) -> None:
    made = await adapter.schedule_meeting(draft(title="Evening round", settings=ALL_ON))
    read = (await adapter.meetings([made.key]))[made.key]
    assert isinstance(read, Meeting)
    assert (await adapter.complete_meetings("settings", [read]))[made.key] == made


async def test_a_password_that_nobody_chose_comes_back(adapter: VConnctAdapter, demo: License) -> None:
    made = await adapter.schedule_meeting(draft(title="Evening round"))
    assert made.pins.moderator == demo.meetings[made.vendor_id].moderator_password


async def test_what_vconnct_forgets_is_in_the_answer(simulator: VConnct, adapter: VConnctAdapter) -> None:
    starts_at = simulator.clock.now() + timedelta(hours=1)
    made = await adapter.schedule_meeting(
        draft(description="Of ward 3", starts_at=starts_at, duration_minutes=45)
    )
    assert (made.description, made.starts_at, made.duration_minutes, made.ends_at) == (
        "Of ward 3",
        starts_at,
        45,
        starts_at + timedelta(minutes=45),
    )


async def test_a_meeting_with_half_a_plan_has_no_end(simulator: VConnct, adapter: VConnctAdapter) -> None:
    starts_at = simulator.clock.now() + timedelta(hours=1)
    assert (await adapter.schedule_meeting(draft(starts_at=starts_at))).ends_at is None
    assert (await adapter.schedule_meeting(draft(duration_minutes=5))).ends_at is None


async def test_a_draft_that_cannot_be_taken_costs_no_call(
    simulator: VConnct, adapter: VConnctAdapter
) -> None:
    with pytest.raises(WriteRefused) as refused:
        await adapter.schedule_meeting(draft(title="", sends_mail=True))
    assert [problem.path for problem in refused.value.problems] == [("title",), ("sends_mail",)]
    assert not refused.value.by_vendor
    assert asked(simulator) == []


@both_mirrors
async def test_a_full_license_is_told_in_the_vendors_words(
    simulator: VConnct, account: OpenAdapter, mirrors: bool
) -> None:
    simulator.set_switches({"http_status_mirrors": mirrors})
    problem = await problem_of(account(seed.FULL).schedule_meeting(draft(settings=ALL_ON)))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "The license has reached its maximum of meeting rooms."
    assert problem.vendor_code == "400"
    assert asked(simulator) == ["POST create_meeting"]


# Changing


async def test_only_what_is_asked_for_changes(
    simulator: VConnct, adapter: VConnctAdapter, idle: vendor_state.Meeting
) -> None:
    before = (idle.moderator_password, idle.welcome_text, dict(idle.settings))
    await adapter.update_meeting(MeetingChanges(meeting=key_of(idle), title="Visit"))
    assert idle.title == "Visit"
    assert (idle.moderator_password, idle.welcome_text, dict(idle.settings)) == before
    assert asked(simulator) == ["GET list_meetings", "GET list_setting", "PUT update_meeting"]


async def test_one_setting_changes_and_nine_stay(adapter: VConnctAdapter, idle: vendor_state.Meeting) -> None:
    before = dict(idle.settings)
    wish = MeetingSettings(locks=MeetingLocks(notes=True))
    await adapter.update_meeting(MeetingChanges(meeting=key_of(idle), settings=wish))
    assert idle.settings == before | {"lock_settings_disable_note": True}


async def test_changes_at_the_same_time_do_not_undo_each_other(
    adapter: VConnctAdapter, idle: vendor_state.Meeting
) -> None:
    changes = [
        MeetingChanges(meeting=key_of(idle), title="Visit"),
        MeetingChanges(meeting=key_of(idle), settings=MeetingSettings(locks=MeetingLocks(notes=True))),
        MeetingChanges(meeting=key_of(idle), settings=MeetingSettings(locks=MeetingLocks(layout=True))),
        MeetingChanges(meeting=key_of(idle), welcome_text="Come in"),
    ]
    await asyncio.gather(*map(adapter.update_meeting, changes))
    shown = (
        idle.title,
        idle.welcome_text,
        idle.settings["lock_settings_disable_note"],
        idle.settings["lock_settings_locked_layout"],
    )
    assert shown == ("Visit", "Come in", True, True)


async def test_a_change_waits_for_another_no_longer_than_its_operation(
    simulator: VConnct, adapter: VConnctAdapter, idle: vendor_state.Meeting
) -> None:
    first = asyncio.create_task(adapter.update_meeting(MeetingChanges(meeting=key_of(idle), title="Visit")))
    # One turn takes it as far as its first call.
    await asyncio.sleep(0)
    with operation_scope(0.0), pytest.raises(VendorTimeout) as late:
        await adapter.update_meeting(MeetingChanges(meeting=key_of(idle), title="Round"))
    assert await first
    assert (late.value.may_have_arrived, asked(simulator).count("PUT update_meeting")) == (False, 1)


async def test_all_ten_settings_need_no_look_at_the_present_ones(
    simulator: VConnct, adapter: VConnctAdapter, idle: vendor_state.Meeting
) -> None:
    await adapter.update_meeting(MeetingChanges(meeting=key_of(idle), settings=ALL_ON))
    assert idle.settings == dict.fromkeys(SETTINGS, True)
    assert asked(simulator) == ["GET list_meetings", "PUT update_meeting"]


async def test_what_this_api_keeps_costs_the_look_whether_the_meeting_is_there(
    simulator: VConnct, adapter: VConnctAdapter, idle: vendor_state.Meeting
) -> None:
    starts_at = simulator.clock.now() + timedelta(hours=1)
    changed = await adapter.update_meeting(
        MeetingChanges(
            meeting=key_of(idle), starts_at=starts_at, duration_minutes=20, description="Of ward 3"
        )
    )
    assert changed is not None
    assert (changed.starts_at, changed.duration_minutes, changed.description) == (starts_at, 20, "Of ward 3")
    assert changed.ends_at == starts_at + timedelta(minutes=20)
    assert changed.title == idle.title
    assert asked(simulator) == ["GET list_meetings"]


async def test_texts_that_are_so_already_are_not_sent(
    simulator: VConnct, adapter: VConnctAdapter, idle: vendor_state.Meeting
) -> None:
    changes = MeetingChanges(
        meeting=key_of(idle), title=idle.title, moderator_password=idle.moderator_password
    )
    changed = await adapter.update_meeting(changes)
    assert changed == (await adapter.meetings([key_of(idle)]))[key_of(idle)]
    assert asked(simulator) == ["GET list_meetings", "GET list_meetings"]


async def test_settings_that_are_so_already_are_not_sent(
    simulator: VConnct, adapter: VConnctAdapter, idle: vendor_state.Meeting
) -> None:
    wish = MeetingSettings(record=idle.settings["record"])
    changed = await adapter.update_meeting(MeetingChanges(meeting=key_of(idle), settings=wish))
    assert isinstance(changed, Meeting)
    assert changed.settings.record is idle.settings["record"]
    assert asked(simulator) == ["GET list_meetings", "GET list_setting"]


async def test_what_changing_answers_is_what_reading_shows(
    adapter: VConnctAdapter, running: vendor_state.Meeting
) -> None:
    key = key_of(running)
    changed = await adapter.update_meeting(MeetingChanges(meeting=key, title="Visit", welcome_text=""))
    read = (await adapter.meetings([key]))[key]
    assert isinstance(read, Meeting)
    assert read.state is MeetingState.RUNNING
    assert (await adapter.complete_meetings("settings", [read]))[key] == changed


async def test_in_one_operation_a_change_is_seen_by_what_reads_after_it(
    adapter: VConnctAdapter, idle: vendor_state.Meeting
) -> None:
    key = key_of(idle)
    with operation_scope():
        await adapter.meetings([key])
        await adapter.update_meeting(MeetingChanges(meeting=key, title="Visit"))
        read = (await adapter.meetings([key]))[key]
    assert isinstance(read, Meeting)
    assert read.title == "Visit"


# Cancelling


async def test_a_cancelled_meeting_is_gone(
    simulator: VConnct, adapter: VConnctAdapter, demo: License, idle: vendor_state.Meeting
) -> None:
    cancelled = await adapter.cancel_meeting(key_of(idle))
    assert cancelled == Meeting(key=key_of(idle), state=MeetingState.CANCELLED)
    assert idle.meeting_id not in demo.meetings
    assert asked(simulator) == ["DELETE delete_scheduled_meeting"]


@both_mirrors
async def test_a_running_meeting_is_to_be_ended_first(
    simulator: VConnct,
    adapter: VConnctAdapter,
    demo: License,
    running: vendor_state.Meeting,
    mirrors: bool,
) -> None:
    simulator.set_switches({"http_status_mirrors": mirrors})
    problem = await problem_of(adapter.cancel_meeting(key_of(running)))
    assert isinstance(problem, Conflict)
    assert (problem.code, problem.path) == (ProblemCode.WRONG_STATE, ("meeting",))
    assert "end it first" in problem.message
    assert running.meeting_id in demo.meetings
    assert asked(simulator) == ["DELETE delete_scheduled_meeting", "GET list_meetings"]


async def test_a_meeting_that_has_just_started_is_to_be_ended_first_though_its_flag_lags(
    simulator: VConnct, adapter: VConnctAdapter, idle: vendor_state.Meeting
) -> None:
    simulator.set_switches({"running_lag_seconds": 60})
    await adapter.start_meeting(MeetingStart(meeting=key_of(idle), host_name="Ada"))
    problem = await problem_of(adapter.cancel_meeting(key_of(idle)))
    assert problem.code is ProblemCode.WRONG_STATE


async def test_a_meeting_ends_and_is_then_cancelled(
    adapter: VConnctAdapter, demo: License, running: vendor_state.Meeting
) -> None:
    await adapter.end_meeting(key_of(running))
    await adapter.cancel_meeting(key_of(running))
    assert running.meeting_id not in demo.meetings


# Starting


async def test_a_start_opens_a_session_and_lets_the_host_in(
    adapter: VConnctAdapter, unstarted: vendor_state.Meeting
) -> None:
    link = await adapter.start_meeting(
        MeetingStart(
            meeting=key_of(unstarted), host_name="Ada", title="Of Monday", attendee_password="attpwd"
        )
    )
    assert link is not None
    assert (link.role, link.platform) == (JoinRole.HOST, JoinPlatform.ANY)
    assert links.opened(link.url)["password"] == unstarted.moderator_password
    [session] = unstarted.sessions
    assert (session.title, session.attendee_password, session.ended_at) == ("Of Monday", "attpwd", None)


async def test_without_a_password_the_meetings_own_is_looked_up_once(
    simulator: VConnct, adapter: VConnctAdapter, idle: vendor_state.Meeting
) -> None:
    simulator.set_switches({"start_needs_password": True})
    assert await adapter.start_meeting(MeetingStart(meeting=key_of(idle), host_name="Ada"))
    assert asked(simulator) == ["GET list_meetings", "POST start_meeting"]


async def test_with_a_password_a_start_is_one_call(
    simulator: VConnct, adapter: VConnctAdapter, idle: vendor_state.Meeting
) -> None:
    password = idle.moderator_password
    await adapter.start_meeting(
        MeetingStart(meeting=key_of(idle), host_name="Ada", moderator_password=password)
    )
    assert asked(simulator) == ["POST start_meeting"]


async def test_starting_what_runs_leads_into_the_running_session(
    adapter: VConnctAdapter, running: vendor_state.Meeting
) -> None:
    before = len(running.sessions)
    assert await adapter.start_meeting(MeetingStart(meeting=key_of(running), host_name="Ada"))
    assert len(running.sessions) == before


@both_mirrors
@pytest.mark.parametrize("code", [400, 401])
async def test_a_start_with_a_wrong_password_is_told_at_its_place(
    simulator: VConnct, adapter: VConnctAdapter, idle: vendor_state.Meeting, code: int, mirrors: bool
) -> None:
    simulator.set_switches({"wrong_password_code": code, "http_status_mirrors": mirrors})
    start = MeetingStart(meeting=key_of(idle), host_name="Ada", moderator_password="wrong one")
    problem = await problem_of(adapter.start_meeting(start))
    assert isinstance(problem, InvalidInput)
    assert (problem.path, problem.vendor_code) == (("moderator_password",), str(code))
    assert asked(simulator) == ["POST start_meeting", "GET list_meetings"]


async def test_a_start_beyond_the_licenses_rooms_is_told_in_the_vendors_words(
    simulator: VConnct, account: OpenAdapter, idle: vendor_state.Meeting, act: Callable[..., Awaitable[None]]
) -> None:
    simulator.set_switches({"room_limit_counts": "running"})
    await act("limit_license", license=seed.DEMO, max_rooms=1)
    start = MeetingStart(meeting=key_of(idle), host_name="Ada", moderator_password=idle.moderator_password)
    problem = await problem_of(account().start_meeting(start))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "The license has reached its maximum of meeting rooms."


async def test_a_password_of_the_vendors_own_that_is_refused_is_no_fault_of_the_callers(
    simulator: VConnct, adapter: VConnctAdapter, running: vendor_state.Meeting
) -> None:
    # The running session keeps the password that it was started with.
    await adapter.update_meeting(MeetingChanges(meeting=key_of(running), moderator_password="changed"))
    problem = await problem_of(adapter.start_meeting(MeetingStart(meeting=key_of(running), host_name="Ada")))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "The password is not correct."


# Joining


@pytest.mark.parametrize("role", [JoinRole.HOST, JoinRole.GUEST])
@pytest.mark.parametrize(
    "habit",
    [
        {},
        {"viewer_link_password": "moderator"},
        {"join_path": "start"},
        {"join_path": "join"},
        {"blank_in_links": True},
        {"attendance_on": "open"},
        {"link_base": "https://other.example"},
        {"language": "ar"},
    ],
    ids=str,
)
async def test_a_join_lets_in_whatever_the_habits(
    simulator: VConnct,
    adapter: VConnctAdapter,
    running: vendor_state.Meeting,
    role: JoinRole,
    habit: dict[str, Any],
) -> None:
    simulator.set_switches(habit)
    link = await adapter.join_meeting(MeetingJoin(meeting=key_of(running), name="Ada Bell", role=role))
    assert isinstance(link, JoinLink)
    assert (link.role, link.platform) == (role, JoinPlatform.ANY)
    assert links.opened(link.url)["fullName"] == "Ada_Bell"


@pytest.mark.parametrize(
    ("role", "looked_at"), [(JoinRole.HOST, "list_meetings"), (JoinRole.GUEST, "list_sessions")]
)
async def test_without_a_password_that_of_the_role_is_looked_up_once(
    simulator: VConnct,
    adapter: VConnctAdapter,
    running: vendor_state.Meeting,
    role: JoinRole,
    looked_at: str,
) -> None:
    link = await adapter.join_meeting(MeetingJoin(meeting=key_of(running), name="Ada", role=role))
    assert link is not None
    assert running.running is not None
    assert links.opened(link.url)["password"] == (
        running.moderator_password if role is JoinRole.HOST else running.running.attendee_password
    )
    assert asked(simulator) == [f"GET {looked_at}", "POST start_meeting"]


@pytest.mark.parametrize("order", ["oldest_first", "newest_first"])
async def test_a_guests_password_is_that_of_the_running_session(
    simulator: VConnct, adapter: VConnctAdapter, idle: vendor_state.Meeting, order: str
) -> None:
    simulator.set_switches({"session_order": order, "session_end_absent": True, "duplicate_rows": True})
    await adapter.start_meeting(
        MeetingStart(meeting=key_of(idle), host_name="Ada", attendee_password="of today")
    )
    link = await adapter.join_meeting(MeetingJoin(meeting=key_of(idle), name="Bo"))
    assert link is not None
    assert links.opened(link.url)["password"] == "of today"


async def test_a_session_without_a_password_is_joined_without_one(
    adapter: VConnctAdapter, unstarted: vendor_state.Meeting
) -> None:
    await adapter.start_meeting(MeetingStart(meeting=key_of(unstarted), host_name="Ada"))
    assert await adapter.join_meeting(MeetingJoin(meeting=key_of(unstarted), name="Bo"))


async def test_with_a_password_a_join_is_one_call(
    simulator: VConnct, adapter: VConnctAdapter, running: vendor_state.Meeting
) -> None:
    join = MeetingJoin(
        meeting=key_of(running), name="Ada", role=JoinRole.HOST, password=running.moderator_password
    )
    await adapter.join_meeting(join)
    assert asked(simulator) == ["POST start_meeting"]


@pytest.mark.parametrize("language", ["ar", "en"])
@both_mirrors
async def test_the_path_that_joins_is_found_once_and_remembered(
    simulator: VConnct, account: OpenAdapter, running: vendor_state.Meeting, language: str, mirrors: bool
) -> None:
    simulator.set_switches({"join_path": "join", "http_status_mirrors": mirrors})
    adapter = account(accept_language=language)
    join = MeetingJoin(
        meeting=key_of(running), name="Ada", role=JoinRole.HOST, password=running.moderator_password
    )
    await adapter.join_meeting(join)
    await adapter.join_meeting(join)
    assert asked(simulator) == ["POST start_meeting", "POST join_meeting", "POST join_meeting"]


async def test_a_path_that_has_moved_is_found_again(
    simulator: VConnct, adapter: VConnctAdapter, running: vendor_state.Meeting
) -> None:
    join = MeetingJoin(
        meeting=key_of(running), name="Ada", role=JoinRole.HOST, password=running.moderator_password
    )
    await adapter.join_meeting(join)
    simulator.set_switches({"join_path": "join"})
    assert await adapter.join_meeting(join)
    simulator.requests.clear()
    await adapter.join_meeting(join)
    assert asked(simulator) == ["POST join_meeting"]


@pytest.mark.parametrize("status", [404, 405])
async def test_a_path_that_is_not_there_sends_to_the_other(
    simulator: VConnct, adapter: VConnctAdapter, running: vendor_state.Meeting, status: int
) -> None:
    simulator.faults.add({"path": "*/start_meeting/", "status": status, "body": "<html>no</html>"})
    join = MeetingJoin(
        meeting=key_of(running), name="Ada", role=JoinRole.HOST, password=running.moderator_password
    )
    assert await adapter.join_meeting(join)
    assert asked(simulator) == ["POST start_meeting", "POST join_meeting"]


async def test_a_path_that_has_worked_is_trusted_with_an_unknown_meeting(
    simulator: VConnct, adapter: VConnctAdapter, running: vendor_state.Meeting
) -> None:
    await adapter.join_meeting(MeetingJoin(meeting=key_of(running), name="Ada"))
    simulator.requests.clear()
    assert await adapter.join_meeting(MeetingJoin(meeting=UNKNOWN, name="Ada", password="attpwd")) is None
    assert asked(simulator) == ["POST start_meeting"]


@both_mirrors
@pytest.mark.parametrize("role", [JoinRole.HOST, JoinRole.GUEST])
@pytest.mark.parametrize("code", [400, 401])
async def test_a_join_with_a_wrong_password_is_told_at_its_place(
    simulator: VConnct,
    adapter: VConnctAdapter,
    running: vendor_state.Meeting,
    role: JoinRole,
    code: int,
    mirrors: bool,
) -> None:
    simulator.set_switches({"wrong_password_code": code, "http_status_mirrors": mirrors})
    join = MeetingJoin(meeting=key_of(running), name="Ada", role=role, password="wrong one")
    problem = await problem_of(adapter.join_meeting(join))
    assert isinstance(problem, InvalidInput)
    assert (problem.path, problem.vendor_code) == (("password",), str(code))
    assert asked(simulator) == ["POST start_meeting", "GET list_meetings", "GET list_sessions"]


@pytest.mark.parametrize("role", [JoinRole.HOST, JoinRole.GUEST])
@pytest.mark.parametrize("password", [None, "wrong one"])
async def test_what_does_not_run_is_to_be_started_first(
    adapter: VConnctAdapter, idle: vendor_state.Meeting, role: JoinRole, password: str | None
) -> None:
    join = MeetingJoin(meeting=key_of(idle), name="Ada", role=role, password=password)
    problem = await problem_of(adapter.join_meeting(join))
    assert isinstance(problem, Conflict)
    assert (problem.code, problem.path) == (ProblemCode.WRONG_STATE, ("meeting",))
    assert "start it first" in problem.message


async def test_a_full_room_is_told_in_the_vendors_words(account: OpenAdapter) -> None:
    crowded = a_key(Kind.MEETING, Vendor.VCONNCT, (seed.meeting_id(1, seed.CROWDED),))
    problem = await problem_of(
        account(seed.CROWDED).join_meeting(MeetingJoin(meeting=crowded, name="One More"))
    )
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "The room has reached its maximum of attendance."


async def test_where_the_flag_lags_behind_a_start_nobody_is_told_to_start(
    simulator: VConnct, adapter: VConnctAdapter, idle: vendor_state.Meeting
) -> None:
    simulator.set_switches({"running_lag_seconds": 60})
    await adapter.start_meeting(
        MeetingStart(meeting=key_of(idle), host_name="Ada", attendee_password="attpwd")
    )
    join = MeetingJoin(meeting=key_of(idle), name="Bo", password="wrong one")
    problem = await problem_of(adapter.join_meeting(join))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "The password is not correct."


async def test_where_the_flag_lags_behind_an_end_the_password_is_not_blamed(
    simulator: VConnct,
    adapter: VConnctAdapter,
    running: vendor_state.Meeting,
    act: Callable[..., Awaitable[None]],
) -> None:
    simulator.set_switches({"running_lag_seconds": 60})
    await act("end_session_by_itself", meeting_id=running.meeting_id)
    join = MeetingJoin(meeting=key_of(running), name="Bo", password="wrong one")
    problem = await problem_of(adapter.join_meeting(join))
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "The meeting is not running."


# Ending


async def test_an_ended_meeting_can_be_started_again(
    simulator: VConnct, adapter: VConnctAdapter, running: vendor_state.Meeting, pauses: list[float]
) -> None:
    ended = await adapter.end_meeting(key_of(running))
    assert ended is not None
    assert (ended.state, ended.title) == (MeetingState.SCHEDULED, running.title)
    assert running.sessions[-1].ended_at == simulator.clock.now()
    assert (asked(simulator), pauses) == (["GET end_meeting", "GET list_meetings"], [])


@pytest.mark.parametrize("shared", [True, False])
async def test_a_flag_that_lags_is_waited_for(
    simulator: VConnct,
    adapter: VConnctAdapter,
    running: vendor_state.Meeting,
    pauses: list[float],
    shared: bool,
) -> None:
    simulator.set_switches({"running_lag_seconds": 0.7})
    if shared:
        with operation_scope():
            ended = await adapter.end_meeting(key_of(running))
    else:
        ended = await adapter.end_meeting(key_of(running))
    assert ended is not None
    assert ended.state is MeetingState.SCHEDULED
    assert pauses == list(PAUSES[:2])
    assert asked(simulator) == ["GET end_meeting", *["GET list_meetings"] * 3]


async def test_a_flag_that_lags_for_long_is_passed_on_as_it_is(
    simulator: VConnct, adapter: VConnctAdapter, running: vendor_state.Meeting, pauses: list[float]
) -> None:
    simulator.set_switches({"running_lag_seconds": 60})
    ended = await adapter.end_meeting(key_of(running))
    assert ended is not None
    assert ended.state is MeetingState.RUNNING
    assert pauses == list(PAUSES)
    assert asked(simulator) == ["GET end_meeting", *["GET list_meetings"] * (1 + len(PAUSES))]


@both_mirrors
async def test_ending_what_does_not_run_is_no_problem(
    simulator: VConnct, adapter: VConnctAdapter, idle: vendor_state.Meeting, mirrors: bool
) -> None:
    simulator.set_switches({"http_status_mirrors": mirrors})
    ended = await adapter.end_meeting(key_of(idle))
    assert ended is not None
    assert ended.state is MeetingState.SCHEDULED
    assert asked(simulator) == ["GET end_meeting", "GET list_meetings"]


async def test_ending_twice_while_the_flag_lags_is_no_problem(
    simulator: VConnct, adapter: VConnctAdapter, running: vendor_state.Meeting
) -> None:
    simulator.set_switches({"running_lag_seconds": 60})
    await adapter.end_meeting(key_of(running))
    ended = await adapter.end_meeting(key_of(running))
    assert ended is not None
    assert ended.state is MeetingState.RUNNING


async def test_an_end_in_an_operation_that_has_ended_it_before_is_asked_again(
    simulator: VConnct, adapter: VConnctAdapter, running: vendor_state.Meeting
) -> None:
    with operation_scope():
        await adapter.end_meeting(key_of(running))
        await adapter.end_meeting(key_of(running))
    assert asked(simulator).count("GET end_meeting") == 2


async def test_an_end_whose_outcome_cannot_be_read_is_an_end_all_the_same(
    simulator: VConnct, adapter: VConnctAdapter, running: vendor_state.Meeting
) -> None:
    simulator.faults.add({"path": "*/list_meetings/", "status": 503})
    ended = await adapter.end_meeting(key_of(running))
    assert ended == Meeting(key=key_of(running), state=MeetingState.UNKNOWN)


# Of every write


@each_write
async def test_what_cannot_be_an_id_is_none(adapter: VConnctAdapter, write: Write) -> None:
    assert await write(adapter, NO_ID) is None


@each_write
async def test_a_meeting_of_another_license_is_none_and_stays(
    simulator: VConnct, adapter: VConnctAdapter, write: Write
) -> None:
    foreign = simulator.world.licenses[seed.OTHER].meetings
    before = repr(foreign)
    [meeting_id] = foreign
    assert await write(adapter, a_key(Kind.MEETING, Vendor.VCONNCT, (meeting_id,))) is None
    assert repr(foreign) == before


@each_write
async def test_a_longer_key_does_not_reach_the_meeting_that_it_begins_with(
    simulator: VConnct, adapter: VConnctAdapter, write: Write, idle: vendor_state.Meeting
) -> None:
    longer = a_key(Kind.MEETING, Vendor.VCONNCT, (idle.meeting_id, "more"))
    assert await write(adapter, longer) is None
    assert {call.partition(" ")[2] for call in asked(simulator)} <= {"list_meetings"}


@pytest.mark.parametrize("license", [seed.EXPIRED, "nobodys-license"])
@both_mirrors
async def test_a_license_that_does_not_hold_is_told_by_scheduling(
    simulator: VConnct, account: OpenAdapter, license: str, mirrors: bool
) -> None:
    simulator.set_switches({"http_status_mirrors": mirrors})
    for settings in (None, ALL_ON):
        problem = await problem_of(account(license).schedule_meeting(draft(settings=settings)))
        assert isinstance(problem, NotAllowed)
        assert problem.vendor_code == "401"


@pytest.mark.parametrize("name", ["cancel", "end"])
async def test_a_401_where_no_password_goes_out_is_the_licenses_without_asking(
    simulator: VConnct, account: OpenAdapter, name: str
) -> None:
    key = a_key(Kind.MEETING, Vendor.VCONNCT, (seed.meeting_id(1, seed.EXPIRED),))
    assert isinstance(await problem_of(OF_A_MEETING[name](account(seed.EXPIRED), key)), NotAllowed)
    assert len(simulator.requests) == 1
