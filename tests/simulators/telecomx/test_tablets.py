"""The calls that tablets make, and the virtual tablets that make them unasked."""

import pytest

from simulators.telecomx.clinic import oid

MEETING = "/iptv/flexcareconference/meeting"
RUNNING = f"{MEETING}/{oid('a05')}"
CONFERENCE, TABLET = oid("a81"), oid("d07")
ADHOC = f"{MEETING}/{CONFERENCE}"


@pytest.fixture
def send(gateway):
    """Queues a command for tablet 7 in the conference that waits for it."""

    async def sent(type="START_MEETING", meeting=CONFERENCE, device=TABLET, **parameters) -> str:
        body = {"deviceId": device, "command": {"type": type, **parameters}}
        return (await gateway.post(f"{MEETING}/{meeting}/createcommand", json=body)).json()["_id"]

    return sent


@pytest.fixture
def later(telecomx):
    def passed(seconds: float) -> None:
        telecomx.clock.advance(seconds)
        telecomx.tick()

    return passed


@pytest.fixture
def look(gateway):
    async def seen(meeting=CONFERENCE, device=TABLET):
        return (await gateway.get(f"{MEETING}/{meeting}/devices/{device}")).json()

    return seen


async def flags(look, **where):
    return [(command["fetched"], command["executed"]) for command in (await look(**where))["commands"]]


async def test_a_tablet_finds_its_meeting(stranger):
    body = (await stranger.post(f"{MEETING}/device", json={"token": "tablet-token-1"})).json()
    assert (body["_id"], "mobileLink" in body, "mobilLink" in body) == (oid("a05"), True, False)


async def test_the_tablets_call_ignores_the_bearer_header(open_client):
    client = await open_client("Bearer nonsense")
    answer = await client.post(f"{MEETING}/device", json={"token": "tablet-token-1"})
    assert answer.status_code == 200


async def test_an_idle_tablet_has_no_meeting(stranger, refused):
    answer = await stranger.post(f"{MEETING}/device", json={"token": "tablet-token-8"})
    assert refused(answer) == (404, "meeting", "Meeting not found")


async def test_work_in_a_later_meeting_leads_the_tablet_there(stranger, send):
    await send(meeting=oid("a0a"))
    body = (await stranger.post(f"{MEETING}/device", json={"token": "tablet-token-7"})).json()
    assert body["_id"] == oid("a0a")


@pytest.mark.parametrize("path", [f"{MEETING}/device", f"{RUNNING}/commands"])
@pytest.mark.parametrize("body", [{}, {"token": "wrong"}, {"token": None}, {"token": ["x"]}, []])
async def test_a_wrong_token_is_403(gateway, refused, path, body):
    assert refused(await gateway.post(path, json=body)) == (403, "token", "Access denied")


@pytest.mark.parametrize("path", [f"{MEETING}/device", f"{RUNNING}/commands"])
async def test_a_removed_tablet_is_404(stranger, hook, refused, path):
    await hook("remove_device", device="1700931")
    answer = await stranger.post(path, json={"token": "tablet-token-1"})
    assert refused(answer) == (404, "device", "Device not found")


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [
        ("not-an-id", (404, "id", "ID not found")),
        (oid("aaa"), (404, "meeting", "Meeting not found")),
        (oid("a81"), (404, "device", "Device not found in meeting")),
    ],
)
async def test_commands_are_refused_as_the_page_prints_it(stranger, refused, meeting, expected):
    answer = await stranger.post(f"{MEETING}/{meeting}/commands", json={"token": "tablet-token-1"})
    assert refused(answer) == expected


async def test_commands_are_delivered_once(stranger, send):
    id = await send()
    first = (await stranger.post(f"{ADHOC}/commands", json={"token": "tablet-token-7"})).json()
    second = (await stranger.post(f"{ADHOC}/commands", json={"token": "tablet-token-7"})).json()
    assert ([command["_id"] for command in first["commands"]], second) == ([id], {"commands": []})


async def test_delivery_sets_fetched(stranger, send, look):
    await send()
    await stranger.post(f"{ADHOC}/commands", json={"token": "tablet-token-7"})
    assert await flags(look) == [(True, False)]


async def test_delivery_can_be_a_bare_array(stranger, send, switch):
    await switch(e5_bare_array=True)
    id = await send()
    body = (await stranger.post(f"{ADHOC}/commands", json={"token": "tablet-token-7"})).json()
    assert [command["_id"] for command in body] == [id]


async def test_a_virtual_tablet_fetches_after_a_second(send, later, look):
    await send()
    later(0.9)
    before = await flags(look)
    later(0.1)
    assert (before, await flags(look)) == ([(False, False)], [(True, False)])


async def test_a_virtual_tablet_executes_a_second_later(send, later, look):
    await send()
    later(1)
    later(0.9)
    before = await flags(look)
    later(0.1)
    assert (before, await flags(look)) == ([(True, False)], [(True, True)])


async def test_the_delays_are_switches(send, later, look, switch):
    await switch(tablet_fetch_seconds=0, tablet_execute_seconds=0)
    await send()
    later(0)
    assert await flags(look) == [(True, True)]


async def test_a_command_is_executed_once(send, later, hook):
    id = await send()
    for _ in range(5):
        later(1)
    assert (await hook("executions", command=id))["total"] == 1


async def test_no_virtual_tablet_acts_when_they_are_switched_off(send, later, look, switch):
    await switch(tablets_awake=False)
    await send()
    later(10)
    assert await flags(look) == [(False, False)]


async def test_a_sleeping_tablet_does_nothing_until_it_wakes(send, later, look, hook):
    await hook("sleep", device="1700937")
    await send()
    later(10)
    asleep = await flags(look)
    await hook("wake", device="1700937")
    later(0)
    assert (asleep, await flags(look)) == ([(False, False)], [(True, False)])


async def test_seeded_commands_stay_in_their_stage(later, look):
    later(60)
    later(60)
    stages = await flags(look, meeting=oid("a05"), device=oid("d01"))
    assert stages == [(True, True), (True, True), (True, False), (False, False)]


async def test_a_started_meeting_is_started(send, later, look):
    await send("START_MEETING")
    later(1)
    later(1)
    assert (await look())["state"] == "STARTED"


async def test_the_last_device_to_hang_up_closes_the_meeting(send, hook, look):
    running = {"meeting": oid("a05")}
    await hook("execute", command=await send("HANGUP", device=oid("d01"), **running))
    after_one = (await look(oid("a05"), oid("d01")))["state"]
    await hook("execute", command=await send("HANGUP", device=oid("d02"), **running))
    assert (after_one, (await look(oid("a05"), oid("d01")))["state"]) == ("STARTED", "CLOSED")


async def test_a_closed_meeting_does_not_start_again(send, hook, look):
    await hook("set_state", meeting=oid("a81"), state="CLOSED")
    await hook("execute", command=await send("START_MEETING"))
    assert (await look())["state"] == "CLOSED"


async def test_in_a_closed_meeting_commands_stay_where_they_are(send, hook, later, look):
    await hook("set_state", meeting=oid("a81"), state="CLOSED")
    await send("CAMERA_ON", value=True)
    later(5)
    later(5)
    assert await flags(look) == [(False, False)]


@pytest.mark.parametrize(
    ("type", "parameters", "key", "value"),
    [
        ("CAMERA_ON", {"value": True}, "cameraOn", True),
        ("MICROPHONE_ON", {"value": False}, "microphoneOn", False),
        ("SET_VOLUME", {"volume": 35}, "volume", 35),
        ("SET_QUALITY", {"quality": "LOW"}, "quality", "LOW"),
    ],
)
async def test_an_executed_command_shows_in_the_live_settings(send, hook, look, type, parameters, key, value):
    await hook("execute", command=await send(type, **parameters))
    assert (await look())["settings"][key] == value


async def test_the_settings_of_the_start_stay_as_they_were(send, hook, stranger):
    await hook("execute", command=await send("SET_VOLUME", volume=35))
    body = (await stranger.post(f"{MEETING}/device", json={"token": "tablet-token-7"})).json()
    assert body["devices"][0]["settings"]["volume"] == 80


async def test_a_room_closes_at_its_end_where_its_setting_says_so(gateway, hook, telecomx):
    end = {"start": "2026-03-10T11:30:00Z", "end": "2026-03-10T12:30:00Z"}
    strict = (await hook("book", setting=oid("901"), **end))["_id"]
    loose = (await hook("book", setting=oid("902"), **end))["_id"]
    telecomx.clock.advance(30 * 60)
    states = [
        (await gateway.get(f"/flexcare/videochat/meetings/{id}")).json()["meeting"]["state"]
        for id in (strict, loose)
    ]
    assert states == ["CLOSED", "PROVISIONED_OK"]


async def test_the_background_task_ends_with_the_app(telecomx):
    async with telecomx.running():
        pass
