"""The acts that the vendor's API has no call for, and the switches' own manners."""

import pytest

from simulators.telecomx.app import Telecomx
from simulators.telecomx.clinic import oid
from simulators.telecomx.switches import CHOICES

CREATE = f"/iptv/flexcareconference/meeting/{oid('a81')}/createcommand"
HANGUP = {"deviceId": oid("d07"), "command": {"type": "HANGUP"}}


async def test_fetch_and_execute_move_one_command(gateway, hook):
    id = (await gateway.post(CREATE, json=HANGUP)).json()["_id"]
    fetched = await hook("fetch", command=id)
    executed = await hook("execute", command=id)
    stages = [(command["fetched"], command["executed"]) for command in (fetched, executed)]
    assert stages == [(True, False), (True, True)]


async def test_executions_are_counted_per_command(gateway, hook):
    id = (await gateway.post(CREATE, json=HANGUP)).json()["_id"]
    for _ in range(2):
        await hook("execute", command=id)
    assert [command["executions"] for command in await hook("commands", meeting=oid("a81"))] == [2]


async def test_executions_are_listed_in_their_order(gateway, hook):
    ids = [(await gateway.post(CREATE, json=HANGUP)).json()["_id"] for _ in range(2)]
    for id in reversed(ids):
        await hook("execute", command=id)
    listed = await hook("executions", device=oid("d07"), type="HANGUP")
    assert [execution["command"] for execution in listed["executions"]] == ids[::-1]


async def test_commands_are_found_by_their_device(hook):
    found = await hook("commands", device="1700932")
    assert [command["_id"] for command in found] == [oid("605"), oid("606")]


async def test_a_tick_by_hook_moves_the_tablets(gateway, hook, telecomx):
    await gateway.post(CREATE, json=HANGUP)
    telecomx.clock.advance(1)
    assert await hook("tick") == {"unfinished": 1}


async def test_any_word_can_be_a_state(gateway, hook):
    await hook("set_state", meeting=oid("a05"), state="NEVER_SEEN")
    room = (await gateway.get(f"/flexcare/videochat/meetings/{oid('a05')}")).json()
    assert room["meeting"]["state"] == "NEVER_SEEN"


async def test_a_booked_room_is_found(gateway, hook):
    start, end = "2026-03-11T08:00:00Z", "2026-03-11T09:00:00Z"
    booked = await hook(
        "book",
        subject="New",
        start=start,
        end=end,
        devices=["1700931"],
        setting=oid("902"),
        phones=["+4570001234"],
    )
    room = (await gateway.get(f"/flexcare/videochat/meetings/{booked['_id']}")).json()
    found = (
        room["meeting"]["subject"],
        room["devices"][0]["_id"],
        room["meeting"]["participants"][0]["value"],
    )
    assert found == ("New", oid("d01"), "+4570001234")


async def test_a_message_can_change_its_status(gateway, hook):
    await hook("set_sms_status", meeting=oid("a06"), value="+4570000006", status="Failed")
    room = (await gateway.get(f"/flexcare/videochat/meetings/{oid('a06')}")).json()
    assert room["meeting"]["participants"][0]["smsStatus"] == "Failed"


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("execute", {"command": "none"}),
        ("sleep", {"device": "none"}),
        ("set_state", {"meeting": "none", "state": "CLOSED"}),
        ("book", {"devices": ["none"]}),
        ("set_sms_status", {"meeting": oid("a05"), "value": "none", "status": "Failed"}),
        ("fetch", {}),
    ],
)
async def test_a_hook_on_nothing_is_400(stranger, name, given):
    assert (await stranger.post(f"/_control/hooks/{name}", json=given)).status_code == 400


@pytest.mark.parametrize("name", CHOICES)
async def test_a_switch_takes_its_own_words_only(stranger, name):
    answer = await stranger.post("/_control/switches", json={name: "something else"})
    assert answer.status_code == 400


async def test_the_first_word_of_a_switch_is_its_default(telecomx):
    assert {name: telecomx.switches[name] for name in CHOICES} == {name: c[0] for name, c in CHOICES.items()}


async def test_a_reset_brings_the_first_world_back(stranger, telecomx: Telecomx, hook):
    await hook("remove_meeting", meeting=oid("a05"))
    await stranger.post("/_control/reset")
    assert oid("a05") in telecomx.state.meetings
