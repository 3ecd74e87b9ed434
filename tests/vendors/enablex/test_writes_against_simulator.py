"""Writes of meetings and rooms over a real socket: what EnableX is told, how often, and what is answered of it."""

from datetime import timedelta
from typing import Any

import pytest

from models.access import Capacity, Pins
from models.drafts import MeetingChanges, PinReset, RoomChanges
from models.errors import VendorRejected, VendorUnreachable, WriteRefused
from models.meeting import Invitees, Meeting, MeetingState
from models.partial import Unfetched
from models.problem import Conflict, InvalidInput, NotAllowed, NotFound, NotSupported, ProblemCode, Rejected
from models.settings import MeetingSettings
from models.vendor import Capability, Vendor
from simulators.enablex.app import EnableX
from tests.support.enablex import LOGIN, NOW, Opened, a_draft, begin, meeting_key, room_key, written
from vendors.enablex.adapter import EnableXAdapter

# What the stand-in can do in more ways than on and off.
CHOICES: dict[str, tuple[Any, ...]] = {
    "gmt_offset_style": ("number", "empty", "gst"),
    "error_style": ("desc", "error"),
    "invalid_timezone_code": (1684, 1685, 1686, 1691),
    "page_length_cap": (None, 10),
}
HABITS = [
    pytest.param({name: value}, id=f"{name}={value}")
    for name, default in EnableX.default_switches.items()
    # Shows more, which is the meaning of it.
    if name != "edit_shows_invitees"
    for value in CHOICES.get(name, (False, True) if isinstance(default, bool) else (default,))
]

SOON = meeting_key("mtg-0007")
PAST = meeting_key("mtg-0001")
OWN_ROOM = room_key("permanent", "10001")


async def refusal(call: Any) -> WriteRefused:
    with pytest.raises(WriteRefused) as raised:
        await call
    return raised.value


# Scheduling


async def test_a_meeting_is_made_by_one_call(simulator: EnableX, opened: Opened) -> None:
    async with opened() as adapter:
        await adapter.schedule_meeting(a_draft(time_zone="92"))
        simulator.requests.clear()
        await adapter.schedule_meeting(a_draft())
    assert [(request["method"], request["path"]) for request in simulator.requests] == [
        ("POST", "/ucaas/v1/meetings")
    ]


async def test_every_field_of_a_draft_arrives(simulator: EnableX, opened: Opened) -> None:
    draft = a_draft(
        description="Bring your glasses",
        time_zone="Asia/Kolkata",
        capacity=Capacity(moderators=2, participants=7),
        settings=MeetingSettings(wait_for_moderator=True, knock=True, auto_start_recording=True),
        invitees=Invitees(contact_ids=("c-201",), group_ids=("g-301",), emails=("ada@mail.example",)),
        host_id="10003",
        sends_mail=True,
    )
    async with opened() as adapter:
        meeting = await adapter.schedule_meeting(draft)
    made = simulator.state.meetings[meeting.vendor_id]
    assert (made.room_name, made.desc, made.user_id) == ("Eye check: Ada", "Bring your glasses", "10003")
    assert (made.start, made.duration, made.timezone_id) == (NOW + timedelta(hours=3), 30, "92")
    assert (made.moderators, made.participants) == (2, 7)
    assert (made.wait_for_moderator, made.knock, made.auto_recording) == (True, True, True)
    assert made.invitees == {
        "contact_ids": ["c-201"],
        "group_ids": ["g-301"],
        "emails": ["ada@mail.example"],
    }


async def test_what_is_made_is_shown_with_what_enablex_tells_only_once(
    simulator: EnableX, opened: Opened
) -> None:
    async with opened() as adapter:
        meeting = await adapter.schedule_meeting(a_draft(time_zone="europe/berlin"))
    made = simulator.state.meetings[meeting.vendor_id]
    assert meeting.state is MeetingState.SCHEDULED
    assert meeting.pins == Pins(moderator=made.mpin, participant=made.ppin)
    assert [link.url for link in meeting.join_links or ()] == [made.direct_url]
    assert (meeting.time_zone.vendor_id, meeting.time_zone.name) == ("210", "Europe/Berlin")
    assert (meeting.room.pins, meeting.room.join_links) == (meeting.pins, meeting.join_links)


async def test_all_that_is_forgotten_is_in_the_answers_of_making_and_changing(opened: Opened) -> None:
    async with opened() as adapter:
        made = await adapter.schedule_meeting(a_draft())
        changed = await adapter.update_meeting(MeetingChanges(meeting=SOON, title="Ear check"))
        (read,) = (await adapter.meetings([SOON])).values()
    for name in EnableXAdapter.forgotten_of_meetings:
        assert not isinstance(getattr(made, name), Unfetched | None)
        assert not isinstance(getattr(changed, name), Unfetched | None)
        assert isinstance(getattr(read, name), Unfetched)


async def test_a_meeting_that_was_made_is_the_one_that_is_read(opened: Opened) -> None:
    async with opened() as adapter:
        made = await adapter.schedule_meeting(a_draft(time_zone="UTC"))
        read = (await adapter.meetings([made.key]))[made.key]
        whole = await adapter.complete_meetings("listing", [read])
        filled = await adapter.complete_meetings("listing", [made])
        both = await adapter.complete_meetings("detail", list(filled.values()))
    assert both == whole


async def test_without_a_zone_a_meeting_is_in_utc(simulator: EnableX, opened: Opened) -> None:
    async with opened() as adapter:
        meeting = await adapter.schedule_meeting(a_draft())
    assert simulator.state.meetings[meeting.vendor_id].timezone_id == "11"


async def test_zones_are_asked_for_once_an_hour(simulator: EnableX, opened: Opened) -> None:
    async with opened() as adapter:
        for _ in range(3):
            await adapter.schedule_meeting(a_draft())
        simulator.clock.advance(3601)
        await adapter.schedule_meeting(a_draft())
    assert [request["path"] for request in simulator.requests].count("/ucaas/v1/timezones") == 2


async def test_all_problems_of_a_draft_come_at_once_and_nothing_is_sent(
    simulator: EnableX, opened: Opened
) -> None:
    draft = a_draft(title="ab", duration_minutes=9, time_zone="Mars/Base", welcome_text="Hello")
    async with opened() as adapter:
        refused = await refusal(adapter.schedule_meeting(draft))
    assert [problem.path for problem in refused.problems] == [
        ("title",),
        ("duration_minutes",),
        ("welcome_text",),
        ("time_zone",),
    ]
    assert (refused.by_vendor, written(simulator)) == (False, [])


async def test_a_draft_with_problems_has_them_told_while_the_zones_cannot_be_read(
    simulator: EnableX, opened: Opened
) -> None:
    simulator.faults.add({"path": "*/timezones", "status": 503})
    async with opened() as adapter:
        refused = await refusal(adapter.schedule_meeting(a_draft(title="ab")))
    assert [problem.path for problem in refused.problems] == [("title",)]


async def test_zones_that_cannot_be_read_leave_no_doubt_about_the_meeting(
    simulator: EnableX, opened: Opened
) -> None:
    simulator.faults.add({"path": "*/timezones", "status": 503})
    async with opened() as adapter:
        with pytest.raises(VendorUnreachable) as raised:
            await adapter.schedule_meeting(a_draft())
    assert (raised.value.may_have_arrived, written(simulator)) == (False, [])


async def test_the_plans_limits_are_known_before_the_call(simulator: EnableX, opened: Opened) -> None:
    draft = a_draft(duration_minutes=1441, capacity=Capacity(moderators=51, participants=52))
    async with opened(subscription_id="sub-vc") as adapter:
        refused = await refusal(adapter.schedule_meeting(draft))
    assert [(problem.path, problem.limit) for problem in refused.problems] == [
        (("duration_minutes",), 1440),
        (("capacity", "moderators"), 50),
        (("capacity", "participants"), 50),
    ]
    assert written(simulator) == []


async def test_a_plan_that_cannot_be_read_costs_nothing(simulator: EnableX, opened: Opened) -> None:
    simulator.faults.add({"path": "*/subscriptions/*", "status": 503})
    async with opened(subscription_id="sub-vc") as adapter:
        assert isinstance(await adapter.schedule_meeting(a_draft()), Meeting)
        refused = await refusal(adapter.schedule_meeting(a_draft(duration_minutes=1441)))
    assert (refused.by_vendor, refused.problems[0].path) == (True, ("duration_minutes",))


async def test_a_strict_vendor_finds_a_description(simulator: EnableX, opened: Opened) -> None:
    simulator.set_switches({"desc_required": True})
    async with opened() as adapter:
        meeting = await adapter.schedule_meeting(a_draft(description="  "))
    assert meeting.description == "Eye check: Ada"


async def test_a_strict_vendor_refuses_to_lose_a_description(simulator: EnableX, opened: Opened) -> None:
    simulator.set_switches({"desc_required": True})
    async with opened() as adapter:
        refused = await refusal(adapter.update_meeting(MeetingChanges(meeting=SOON, description="")))
    (problem,) = refused.problems
    assert (problem.path, problem.vendor_code) == (("description",), "1621")


async def test_a_fraction_of_a_second_that_enablex_cannot_hold_is_refused_and_not_cut(opened: Opened) -> None:
    start = NOW + timedelta(hours=3, milliseconds=999)
    async with opened() as adapter:
        refused = await refusal(adapter.schedule_meeting(a_draft(starts_at=start)))
    (problem,) = refused.problems
    assert (problem.path, problem.code.value) == (("starts_at",), "INVALID")
    assert not refused.by_vendor


async def test_a_host_whom_enablex_does_not_know_is_not_found(opened: Opened) -> None:
    async with opened() as adapter:
        refused = await refusal(adapter.schedule_meeting(a_draft(host_id="10099")))
    (problem,) = refused.problems
    assert isinstance(problem, NotFound)
    assert (problem.path, refused.by_vendor) == (("host_id",), True)


@pytest.mark.parametrize(
    ("app_type", "hook", "told", "code", "path"),
    [
        ("vc", "set_subscription", {"app_type": "vc", "active": False}, "1615", None),
        ("wb", "set_subscription", {"app_type": "wb", "active": False}, "1616", None),
        (
            "vc",
            "set_license",
            {"user_id": "10001", "app_type": "vc", "assigned": False},
            "1617",
            ("host_id",),
        ),
        (
            "wb",
            "set_license",
            {"user_id": "10001", "app_type": "wb", "assigned": False},
            "1618",
            ("host_id",),
        ),
    ],
)
async def test_who_has_no_plan_or_licence_is_not_allowed(
    app_type: str, hook: str, told: Any, code: str, path: Any, simulator: EnableX, opened: Opened
) -> None:
    await simulator.hooks()[hook](told)
    async with opened(app_type=app_type) as adapter:
        refused = await refusal(adapter.schedule_meeting(a_draft()))
    (problem,) = refused.problems
    assert isinstance(problem, NotAllowed)
    assert (problem.vendor_code, problem.path, refused.by_vendor) == (code, path, True)


@pytest.mark.parametrize("code", CHOICES["invalid_timezone_code"])
async def test_a_zone_that_enablex_no_longer_takes_is_said_so(
    code: int, simulator: EnableX, opened: Opened
) -> None:
    simulator.set_switches({"invalid_timezone_code": code})
    zones = '{"result": 1, "timezones": [{"timezone_id": "7", "zone_name": "UTC"}]}'
    simulator.faults.add({"path": "*/timezones", "status": 200, "body": zones})
    async with opened() as adapter:
        refused = await refusal(adapter.schedule_meeting(a_draft()))
    (problem,) = refused.problems
    assert (problem.path, problem.vendor_code) == (("time_zone",), str(code))


@pytest.mark.parametrize("errors_with_200", [False, True])
@pytest.mark.parametrize("error_style", CHOICES["error_style"])
@pytest.mark.parametrize("result_strings", [False, True])
async def test_a_refusal_is_the_same_however_enablex_says_it(
    errors_with_200: bool, error_style: str, result_strings: bool, simulator: EnableX, opened: Opened
) -> None:
    simulator.set_switches(
        {
            "errors_with_200": errors_with_200,
            "error_style": error_style,
            "result_strings": result_strings,
        }
    )
    async with opened() as adapter:
        refused = await refusal(adapter.schedule_meeting(a_draft(duration_minutes=1441)))
    (problem,) = refused.problems
    assert isinstance(problem, InvalidInput)
    assert (problem.code, problem.vendor_code) == (ProblemCode.TOO_LARGE, "1633")


async def test_a_refusal_without_a_code_of_its_own_is_quoted(simulator: EnableX, opened: Opened) -> None:
    simulator.set_switches({"overall_zero_error": True})
    async with opened() as adapter:
        refused = await refusal(adapter.schedule_meeting(a_draft(duration_minutes=1441)))
    assert refused.problems == (
        Rejected(
            message="EnableX refused, for a reason that is not documented.",
            vendor=Vendor.ENABLEX,
            vendor_code="0",
            vendor_message="Meeting Duration: Exceeded permissible duration",
        ),
    )


@pytest.mark.parametrize("errors_with_200", [False, True])
async def test_wrong_credentials_are_no_problem_of_the_caller(
    errors_with_200: bool, simulator: EnableX, opened: Opened
) -> None:
    async with opened() as adapter:
        await adapter.schedule_meeting(a_draft())
        simulator.set_switches({"errors_with_200": errors_with_200})
        simulator.state.basic = "changed"
        with pytest.raises(VendorRejected) as raised:
            await adapter.schedule_meeting(a_draft())
    assert not raised.value.may_have_arrived


@pytest.mark.parametrize("errors_with_200", [False, True])
async def test_an_expired_token_is_renewed_and_one_meeting_is_made(
    errors_with_200: bool, simulator: EnableX, opened: Opened
) -> None:
    simulator.set_switches({"errors_with_200": errors_with_200})
    async with opened(**LOGIN) as adapter:
        await adapter.time_zones()
        await adapter.schedule_meeting(a_draft())
        before = len(simulator.state.meetings)
        await simulator.hooks()["expire_tokens"]({})
        await adapter.schedule_meeting(a_draft())
    assert len(simulator.state.meetings) == before + 1


async def test_a_token_that_cannot_be_renewed_leaves_no_doubt(simulator: EnableX, opened: Opened) -> None:
    async with opened(**LOGIN) as adapter:
        await adapter.schedule_meeting(a_draft())
        await simulator.hooks()["expire_tokens"]({})
        simulator.faults.add({"path": "*/login", "status": 503})
        with pytest.raises(VendorUnreachable) as raised:
            await adapter.schedule_meeting(a_draft())
    assert not raised.value.may_have_arrived


async def test_a_failure_that_speaks_of_the_token_is_not_sent_again(
    simulator: EnableX, opened: Opened
) -> None:
    broken = {"method": "POST", "path": "*/meetings", "status": 500, "body": '{"result": 1001}'}
    simulator.faults.add(broken)
    async with opened(**LOGIN) as adapter:
        with pytest.raises(VendorUnreachable) as raised:
            await adapter.schedule_meeting(a_draft())
    assert raised.value.may_have_arrived
    assert written(simulator) == ["POST /meetings"]


# Changing


async def test_only_what_is_to_change_changes(simulator: EnableX, opened: Opened) -> None:
    before = simulator.state.meetings["mtg-0007"]
    kept = (before.desc, before.start, before.participants, before.knock, dict(before.invitees))
    async with opened() as adapter:
        changed = await adapter.update_meeting(MeetingChanges(meeting=SOON, title=" Ear check "))
    after = simulator.state.meetings["mtg-0007"]
    assert (changed.title, after.room_name) == ("Ear check", "Ear check")
    assert (after.desc, after.start, after.participants, after.knock, after.invitees) == kept
    assert len(simulator.requests) == 1


async def test_every_field_of_a_change_arrives(simulator: EnableX, opened: Opened) -> None:
    changes = MeetingChanges(
        meeting=SOON,
        title="Ear check",
        description="At home",
        starts_at=NOW + timedelta(hours=5),
        duration_minutes=45,
        time_zone="305",
        capacity=Capacity(participants=9),
        settings=MeetingSettings(knock=True),
        invitees=Invitees(contact_ids=("c-203",), group_ids=("g-302",), emails=("new@mail.example",)),
        sends_mail=False,
    )
    async with opened() as adapter:
        changed = await adapter.update_meeting(changes)
    after = simulator.state.meetings["mtg-0007"]
    assert (after.room_name, after.desc, after.duration, after.timezone_id) == (
        "Ear check",
        "At home",
        45,
        "305",
    )
    assert (after.start, after.participants, after.knock) == (NOW + timedelta(hours=5), 9, True)
    assert after.invitees == {
        "contact_ids": ["c-203"],
        "group_ids": ["g-302"],
        "emails": ["new@mail.example"],
    }
    assert (changed.time_zone.vendor_id, changed.starts_at) == ("305", NOW + timedelta(hours=5))


async def test_a_meeting_that_is_over_is_in_the_wrong_state(opened: Opened) -> None:
    async with opened() as adapter:
        refused = await refusal(adapter.update_meeting(MeetingChanges(meeting=PAST, title="Ear check")))
    (problem,) = refused.problems
    assert isinstance(problem, Conflict)
    assert (problem.code, problem.path) == (ProblemCode.WRONG_STATE, ("meeting",))


async def test_a_change_without_any_change_is_not_sent(simulator: EnableX, opened: Opened) -> None:
    async with opened() as adapter:
        refused = await refusal(
            adapter.update_meeting(MeetingChanges(meeting=SOON, settings=MeetingSettings()))
        )
    assert [problem.code for problem in refused.problems] == [ProblemCode.REQUIRED]
    assert simulator.requests == []


@pytest.mark.parametrize("parts", [("somewhere", "10001"), ("10001",), ("permanent", "10001", "1")])
async def test_a_room_by_a_key_of_another_kind_is_none(
    parts: tuple[str, ...], simulator: EnableX, opened: Opened
) -> None:
    async with opened() as adapter:
        assert await adapter.reset_pins(PinReset(room=room_key(*parts))) is None
        assert await adapter.update_room(RoomChanges(room=room_key(*parts), name="Mine")) is None
    assert simulator.requests == []


async def test_no_words_of_a_refused_reset_are_passed_on(simulator: EnableX, opened: Opened) -> None:
    refusing = {"method": "PATCH", "status": 406, "body": '{"result": 9999, "desc": "moonlight is taken"}'}
    simulator.faults.add(refusing)
    async with opened() as adapter:
        refused = await refusal(adapter.reset_pins(PinReset(room=OWN_ROOM)))
    (problem,) = refused.problems
    assert isinstance(problem, Rejected)
    assert (problem.vendor_code, problem.vendor_message) == ("9999", None)


async def test_a_meeting_called_permanent_is_never_asked_for(simulator: EnableX, opened: Opened) -> None:
    key = meeting_key("permanent")
    async with opened() as adapter:
        assert await adapter.update_meeting(MeetingChanges(meeting=key, title="Ear check")) is None
        assert await adapter.cancel_meeting(key) is None
    assert simulator.requests == []


# Taking back


@pytest.mark.parametrize("broken", [False, True])
async def test_a_cancelled_meeting_is_gone(broken: bool, simulator: EnableX, opened: Opened) -> None:
    simulator.set_switches({"broken_cancel_json": broken})
    async with opened() as adapter:
        cancelled = await adapter.cancel_meeting(SOON)
        assert await adapter.cancel_meeting(SOON) is None
    assert (cancelled.key, cancelled.state) == (SOON, MeetingState.CANCELLED)
    assert "mtg-0007" not in simulator.state.meetings


async def test_a_cancelled_meeting_shows_what_enablex_tells_of_it(simulator: EnableX, opened: Opened) -> None:
    there = simulator.state.meetings["mtg-0007"]
    async with opened() as adapter:
        cancelled = await adapter.cancel_meeting(SOON)
    assert (cancelled.title, cancelled.host_id) == (there.room_name, there.user_id)
    assert (cancelled.room.vendor_id, cancelled.room.meeting_key) == (there.room_id, SOON)


async def test_a_refused_cancellation_is_none_of_ours_to_call_done(
    simulator: EnableX, opened: Opened
) -> None:
    simulator.faults.add({"method": "DELETE", "status": 200, "body": '{"result": 1000, "msg": "No"}'})
    async with opened() as adapter:
        refused = await refusal(adapter.cancel_meeting(SOON))
    assert isinstance(refused.problems[0], Conflict)


# Rooms


@pytest.mark.parametrize(("moderator", "participant"), [(True, True), (True, False), (False, True)])
async def test_the_pins_asked_for_are_made_anew(
    moderator: bool, participant: bool, simulator: EnableX, opened: Opened
) -> None:
    room = simulator.state.rooms["perm-10001"]
    before = (room.mpin, room.ppin)
    async with opened() as adapter:
        shown = await adapter.reset_pins(
            PinReset(room=OWN_ROOM, moderator=moderator, participant=participant)
        )
    assert (room.mpin != before[0], room.ppin != before[1]) == (moderator, participant)
    assert shown.pins == Pins(moderator=room.mpin, participant=room.ppin)
    assert shown.key == OWN_ROOM
    assert written(simulator) == ["PATCH /meetings/permanent/perm-10001"]


async def test_a_room_changes_and_its_pins_do_not(simulator: EnableX, opened: Opened) -> None:
    room = simulator.state.rooms["perm-10002"]
    before = (room.mpin, room.ppin, room.moderators)
    changes = RoomChanges(
        room=room_key("permanent", "10002"),
        name="Quiet room",
        description="",
        capacity=Capacity(participants=3),
        settings=MeetingSettings(wait_for_moderator=True, auto_start_recording=True),
    )
    async with opened() as adapter:
        shown = await adapter.update_room(changes)
    assert (room.room_name, room.desc, room.participants) == ("Quiet room", "", 3)
    assert (room.wait_for_moderator, room.knock, room.auto_recording) == (True, False, True)
    assert (room.mpin, room.ppin, room.moderators) == before
    assert (shown.name, shown.settings.wait_for_moderator) == ("Quiet room", True)


@pytest.mark.parametrize("capability", [Capability.RESET_PINS, Capability.UPDATE_ROOMS])
async def test_a_room_behind_a_meeting_cannot_be_changed(
    capability: Capability, simulator: EnableX, opened: Opened
) -> None:
    behind = room_key("meeting", "mtg-0007")
    async with opened() as adapter:
        refused = await refusal(
            adapter.reset_pins(PinReset(room=behind))
            if capability is Capability.RESET_PINS
            else adapter.update_room(RoomChanges(room=behind, name="Quiet room"))
        )
    (problem,) = refused.problems
    assert isinstance(problem, NotSupported)
    assert (problem.path, problem.capability, simulator.requests) == (("room",), capability, [])


async def test_an_inactive_room_is_in_the_wrong_state(simulator: EnableX, opened: Opened) -> None:
    await simulator.hooks()["set_room_active"]({"room_id": "perm-10001", "active": False})
    async with opened() as adapter:
        for call in (
            adapter.reset_pins(PinReset(room=OWN_ROOM)),
            adapter.update_room(RoomChanges(room=OWN_ROOM, name="Quiet room")),
        ):
            (problem,) = (await refusal(call)).problems
            assert (problem.code, problem.path) == (ProblemCode.WRONG_STATE, ("room",))


async def test_a_room_s_limits_are_the_plan_s(simulator: EnableX, opened: Opened) -> None:
    changes = RoomChanges(room=OWN_ROOM, capacity=Capacity(participants=51))
    async with opened(subscription_id="sub-vc") as adapter:
        before = await refusal(adapter.update_room(changes))
    async with opened() as adapter:
        after = await refusal(adapter.update_room(changes))
    assert [(refused.by_vendor, refused.problems[0].path) for refused in (before, after)] == [
        (False, ("capacity", "participants")),
        (True, ("capacity", "participants")),
    ]


# All of them


async def everything_written(adapter: EnableXAdapter) -> list[Any]:
    made = await adapter.schedule_meeting(a_draft(time_zone="Asia/Kolkata"))
    changes = MeetingChanges(meeting=made.key, title="Ear check", time_zone="11")
    return [
        made,
        await adapter.update_meeting(changes),
        (await adapter.cancel_meeting(made.key)).key,
        await adapter.reset_pins(PinReset(room=OWN_ROOM)),
        await adapter.update_room(RoomChanges(room=OWN_ROOM, name="Quiet room")),
    ]


def without_offsets(shown: list[Any]) -> str:
    return (
        repr(shown)
        .replace("offset_minutes=330", "offset_minutes=None")
        .replace("offset_minutes=0", "offset_minutes=None")
    )


@pytest.mark.parametrize("habit", HABITS)
async def test_writes_answer_the_same_whatever_the_vendors_habits(
    habit: dict[str, Any], simulator: EnableX, opened: Opened
) -> None:
    async with opened() as adapter:
        usual = await everything_written(adapter)
    begin(simulator)
    simulator.set_switches(habit)
    async with opened() as adapter:
        shown = await everything_written(adapter)
    if habit == {"gmt_offset_style": "empty"}:
        assert without_offsets(shown) == without_offsets(usual)
    else:
        assert shown == usual
