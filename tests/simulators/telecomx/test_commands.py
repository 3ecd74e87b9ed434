"""Queueing a command for a device, and the back office's read of it."""

import pytest

from simulators.telecomx.clinic import CUSTOMER, oid

MEETING = f"/iptv/flexcareconference/meeting/{oid('a05')}"
CREATE = f"{MEETING}/createcommand"
DEVICE = f"{MEETING}/devices/{oid('d02')}"
PARAMETERS = {"value", "volume", "quality"}


def wanted(type: str = "HANGUP", **parameters):
    return {"deviceId": oid("d02"), "command": {"type": type, **parameters}}


async def test_a_command_answers_with_exactly_the_vendors_keys(gateway):
    body = (await gateway.post(CREATE, json=wanted("SET_VOLUME", volume=80))).json()
    assert list(body) == ["_id", "type", "value", "volume", "quality"]


@pytest.mark.parametrize(
    ("type", "parameters"),
    [
        ("START_MEETING", {}),
        ("CAMERA_ON", {"value": False}),
        ("MICROPHONE_ON", {"value": True}),
        ("SET_QUALITY", {"quality": "LOW"}),
        ("SET_VOLUME", {"volume": 0}),
        ("HANGUP", {}),
    ],
)
async def test_each_type_is_taken_with_its_parameter(gateway, type, parameters):
    body = (await gateway.post(CREATE, json=wanted(type, **parameters))).json()
    assert parameters.items() | {("type", type)} <= body.items()


@pytest.mark.parametrize(("mode", "filled"), [("all", PARAMETERS), ("own", {"quality"})])
async def test_the_parameters_of_other_types_are_a_switch(gateway, switch, mode, filled):
    await switch(command_parameters=mode)
    body = (await gateway.post(CREATE, json=wanted("SET_QUALITY", quality="LOW"))).json()
    assert {key for key in PARAMETERS if body[key] is not None} == filled


async def test_the_same_command_twice_is_two_commands(gateway, hook):
    for _ in range(2):
        await gateway.post(CREATE, json=wanted())
    assert len(await hook("commands", meeting=oid("a05"), type="HANGUP")) == 2


async def test_the_barcode_serves_as_device_id_too(gateway, hook):
    answer = await gateway.post(CREATE, json=wanted() | {"deviceId": "1700932"})
    [command] = await hook("commands", type="HANGUP")
    assert (command["_id"], command["device"]) == (answer.json()["_id"], oid("d02"))


@pytest.mark.parametrize(
    ("command", "path"),
    [
        (None, "command"),
        ("HANGUP", "command"),
        ({}, "command.type"),
        ({"type": "CAMERA_OFF"}, "command.type"),
        ({"type": ["HANGUP"]}, "command.type"),
        ({"type": "CAMERA_ON"}, "command.value"),
        ({"type": "CAMERA_ON", "value": "true"}, "command.value"),
        ({"type": "MICROPHONE_ON", "value": 1}, "command.value"),
        ({"type": "SET_VOLUME"}, "command.volume"),
        ({"type": "SET_VOLUME", "volume": -1}, "command.volume"),
        ({"type": "SET_VOLUME", "volume": 101}, "command.volume"),
        ({"type": "SET_VOLUME", "volume": True}, "command.volume"),
        ({"type": "SET_VOLUME", "volume": "80"}, "command.volume"),
        ({"type": "SET_QUALITY"}, "command.quality"),
        ({"type": "SET_QUALITY", "quality": "high"}, "command.quality"),
        ({"type": "HANGUP", "volume": 200}, "command.volume"),
    ],
)
async def test_a_bad_command_is_422_with_its_path(gateway, refused, command, path):
    answer = await gateway.post(CREATE, json={"deviceId": oid("d02"), "command": command})
    assert refused(answer)[:2] == (422, path)


async def test_a_failed_validation_is_named(gateway):
    answer = await gateway.post(CREATE, json=wanted("SET_VOLUME", volume=101))
    assert answer.json()["error"] == {
        "message": "Property command.volume is invalid",
        "code": "command.volume",
        "status": 422,
        "path": "command.volume",
        "check": "range",
    }


@pytest.mark.parametrize("missing", [None, 1700932])
async def test_a_device_id_that_is_no_text_is_422(gateway, refused, missing):
    assert refused(await gateway.post(CREATE, json=wanted() | {"deviceId": missing}))[:2] == (422, "deviceId")


async def test_a_command_without_a_body_is_400(gateway, refused):
    assert refused(await gateway.post(CREATE)) == (400, "meeting", "Meeting not in body")


@pytest.mark.parametrize(
    ("meeting", "device", "expected"),
    [
        ("not-an-id", oid("d02"), (404, "id", "ID not found")),
        (oid("aaa"), oid("d02"), (404, "meeting", "Meeting not found")),
        (oid("a05"), oid("ddd"), (404, "device", "Device not found")),
        (oid("a05"), oid("d03"), (404, "device", "Device not found in meeting")),
        (oid("b01"), oid("d11"), (403, "access_denied", "Insufficient access level")),
    ],
)
async def test_what_a_command_names_must_be_there(gateway, refused, meeting, device, expected):
    path = f"/iptv/flexcareconference/meeting/{meeting}/createcommand"
    assert refused(await gateway.post(path, json=wanted() | {"deviceId": device})) == expected


async def test_a_customer_that_lost_its_iptv_is_409(gateway, refused, telecomx):
    telecomx.state.customers[CUSTOMER].features = ()
    answer = await gateway.post(CREATE, json=wanted())
    assert refused(answer) == (409, "customer", "Customer does not have IPTV")


async def test_a_customer_that_is_gone_is_404(gateway, refused, telecomx):
    del telecomx.state.customers[CUSTOMER]
    assert refused(await gateway.post(CREATE, json=wanted())) == (404, "customer", "Customer not found")


async def test_the_read_shows_commands_state_and_settings(gateway):
    body = (await gateway.get(DEVICE)).json()
    assert (list(body), body["state"]) == (["commands", "state", "settings"], "STARTED")


async def test_the_read_has_the_flags(gateway):
    started, quality = (await gateway.get(DEVICE)).json()["commands"]
    flags = [(command["fetched"], command["executed"]) for command in (started, quality)]
    assert flags == [(True, True), (True, False)]


async def test_the_flags_can_be_left_out_as_in_the_table(gateway, switch):
    await switch(e3_flags=False)
    keys = {key for command in (await gateway.get(DEVICE)).json()["commands"] for key in command}
    assert keys == {"_id", "type", "value", "volume", "quality"}


async def test_the_read_can_be_a_single_command_as_in_the_example(gateway, switch):
    await switch(e3_single=True)
    created = (await gateway.post(CREATE, json=wanted())).json()
    assert (await gateway.get(DEVICE)).json() == created | {"fetched": False, "executed": False}


async def test_a_single_command_of_none_is_an_empty_object(gateway, switch):
    await switch(e3_single=True)
    path = f"/iptv/flexcareconference/meeting/{oid('a81')}/devices/{oid('d07')}"
    assert (await gateway.get(path)).json() == {}


async def test_the_read_leaves_fetched_alone(gateway):
    await gateway.post(CREATE, json=wanted())
    await gateway.get(DEVICE)
    assert (await gateway.get(DEVICE)).json()["commands"][-1]["fetched"] is False


async def test_the_read_takes_the_barcode_too(gateway):
    assert (await gateway.get(f"{MEETING}/devices/1700932")).status_code == 200


@pytest.mark.parametrize(
    ("meeting", "device", "expected"),
    [
        ("not-an-id", "nothing", (404, "id", "ID not found")),
        (oid("aaa"), oid("ddd"), (404, "device", "Device not found")),
        (oid("aaa"), oid("d02"), (404, "meeting", "Meeting not found")),
        (oid("a05"), oid("d03"), (404, "device", "Device not found in meeting")),
        (oid("b01"), oid("d11"), (403, "access_denied", "Insufficient access level")),
    ],
)
async def test_the_read_refuses_in_the_pages_order(gateway, refused, meeting, device, expected):
    answer = await gateway.get(f"/iptv/flexcareconference/meeting/{meeting}/devices/{device}")
    assert refused(answer) == expected
