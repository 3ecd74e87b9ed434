"""One look at a meeting's commands: one request, at the call that tells how far they have come."""

import pytest

from models.command import CommandState
from models.ids import Kind
from models.meeting import MeetingState
from models.vendor import Vendor
from tests.support.accounts import a_key

MEETING = a_key(Kind.MEETING, Vendor.TELECOMX, ("m1",))
ONE, OTHER = (a_key(Kind.DEVICE, Vendor.TELECOMX, (id,)) for id in ("d1", "d2"))
ROOM = "/flexcare/videochat/meetings/m1"
LIVE = {key: f"/iptv/flexcareconference/meeting/m1/devices/{key.parts[0]}" for key in (ONE, OTHER)}

FLAGS = {"fetched": True, "executed": False}


def row(id="c1", **flags):
    return {"_id": id, "type": "HANGUP", **flags}


def live(*rows):
    return {"commands": list(rows), "state": "STARTED", "settings": {}}


def room(state="STARTED", **devices):
    listed = [{"_id": id} | ({} if rows is None else {"commands": rows}) for id, rows in devices.items()]
    return {"meeting": {"_id": "m1", "state": state}, "devices": listed}


def states(found):
    return {key.parts[0]: [command.state for command in rows] for key, rows in found.commands.items()}


def asked(http):
    return [call.path for call in http.calls]


async def test_one_tablet_is_asked_for_by_itself(adapter, http):
    http.on(LIVE[ONE], live(row(**FLAGS)))
    found = await adapter.commands_of_meeting(MEETING, [ONE])
    assert (states(found), found.state) == ({"d1": [CommandState.FETCHED]}, MeetingState.RUNNING)
    assert asked(http) == [LIVE[ONE]]


async def test_several_tablets_are_one_request_for_the_room(adapter, http):
    http.on(ROOM, room("CLOSED", d1=[row(**FLAGS)], d2=[row("c2", fetched=True, executed=True)]))
    found = await adapter.commands_of_meeting(MEETING, [ONE, OTHER])
    assert states(found) == {"d1": [CommandState.FETCHED], "d2": [CommandState.EXECUTED]}
    assert found.state is MeetingState.ENDED
    assert asked(http) == [ROOM]


async def test_without_flags_the_room_is_asked_from_the_next_time_on(adapter, http):
    http.on(LIVE[ONE], live(row()))
    http.on(ROOM, room(d1=[row(**FLAGS)]))
    first = await adapter.commands_of_meeting(MEETING, [ONE])
    assert states(first) == {"d1": [CommandState.UNKNOWN]}
    for _ in range(3):
        found = await adapter.commands_of_meeting(MEETING, [ONE])
        assert states(found) == {"d1": [CommandState.FETCHED]}
    assert asked(http) == [LIVE[ONE], ROOM, ROOM, ROOM]


@pytest.mark.parametrize("answer", [live(), {}, row(**FLAGS), [row(**FLAGS)]])
async def test_where_commands_may_be_missing_the_room_is_asked_next(adapter, http, answer):
    http.on(LIVE[ONE], answer)
    http.on(ROOM, room(d1=[row(**FLAGS)]))
    await adapter.commands_of_meeting(MEETING, [ONE])
    await adapter.commands_of_meeting(MEETING, [ONE])
    assert asked(http) == [LIVE[ONE], ROOM]


async def test_it_is_remembered_for_all_meetings(adapter, http):
    http.on(LIVE[ONE], live(row()))
    await adapter.commands_of_meeting(MEETING, [ONE])
    await adapter.commands_of_meeting(a_key(Kind.MEETING, Vendor.TELECOMX, ("m2",)), [ONE])
    assert asked(http)[1:] == ["/flexcare/videochat/meetings/m2"]


@pytest.mark.parametrize("rows", [None, []])
async def test_a_room_without_commands_gives_way_to_the_tablets_one_at_a_time(adapter, http, rows):
    http.on(ROOM, room(d1=rows, d2=rows))
    for key in (ONE, OTHER):
        http.on(LIVE[key], live(row(**FLAGS)))
    await adapter.commands_of_meeting(MEETING, [ONE, OTHER])
    for asked_now, left_out in ((ONE, OTHER), (OTHER, ONE), (ONE, OTHER)):
        found = await adapter.commands_of_meeting(MEETING, [OTHER, ONE])
        assert states(found) == {asked_now.parts[0]: [CommandState.FETCHED]}
        assert found.unasked == {left_out}
    assert asked(http) == [ROOM, LIVE[ONE], LIVE[OTHER], LIVE[ONE]]


async def test_meetings_that_are_followed_side_by_side_each_let_all_their_tablets_have_a_turn(adapter, http):
    http.on(ROOM, room(d1=None, d2=None))
    await adapter.commands_of_meeting(MEETING, [ONE, OTHER])
    other = a_key(Kind.MEETING, Vendor.TELECOMX, ("m2",))
    shown = {MEETING: [], other: []}
    for key in (ONE, OTHER):
        http.on(LIVE[key], live(row(**FLAGS)))
        http.on(LIVE[key].replace("m1", "m2"), live(row(**FLAGS)))
    for meeting in (MEETING, other) * 2:
        found = await adapter.commands_of_meeting(meeting, [ONE, OTHER])
        shown[meeting] += found.commands
    assert shown == {MEETING: [ONE, OTHER], other: [ONE, OTHER]}


async def test_where_nothing_tells_both_are_tried_in_turn(adapter, http):
    http.on(ROOM, room(d1=None))
    http.on(LIVE[ONE], live(row()))
    for _ in range(4):
        await adapter.commands_of_meeting(MEETING, [ONE])
    assert asked(http) == [LIVE[ONE], ROOM, LIVE[ONE], ROOM]


async def test_a_tablet_whose_commands_are_not_shown_has_no_entry(adapter, http):
    http.on(ROOM, room(d1=[row(**FLAGS)], d2=None))
    absent = a_key(Kind.DEVICE, Vendor.TELECOMX, ("gone",))
    found = await adapter.commands_of_meeting(MEETING, [ONE, OTHER, absent])
    assert set(found.commands) == {ONE}


async def test_tablets_that_were_not_asked_for_are_not_told(adapter, http):
    http.on(ROOM, room(d1=[row(**FLAGS)], d2=[row(**FLAGS)], d3=[row(**FLAGS)]))
    assert set((await adapter.commands_of_meeting(MEETING, [ONE, OTHER])).commands) == {ONE, OTHER}


async def test_without_tablets_the_state_is_still_told(adapter, http):
    http.on(ROOM, room("STARTED"))
    found = await adapter.commands_of_meeting(MEETING, [])
    assert (found.state, found.commands) == (MeetingState.RUNNING, {})
    assert asked(http) == [ROOM]


async def test_a_meeting_that_is_gone_is_none_once_the_room_says_so(adapter, http):
    first = await adapter.commands_of_meeting(MEETING, [ONE])
    assert (first.state, first.commands) == (None, {})
    assert await adapter.commands_of_meeting(MEETING, [ONE]) is None
    assert asked(http) == [LIVE[ONE], ROOM]


async def test_a_state_that_is_not_known_is_said_to_be_so(adapter, http):
    http.on(ROOM, room("DANCING", d1=[], d2=[]))
    assert (await adapter.commands_of_meeting(MEETING, [ONE, OTHER])).state is MeetingState.UNKNOWN


async def test_a_meeting_of_another_vendor_is_not_asked_for(adapter, http):
    assert await adapter.commands_of_meeting(a_key(Kind.MEETING, Vendor.VSEE, ("m1",)), [ONE]) is None
    assert asked(http) == []
