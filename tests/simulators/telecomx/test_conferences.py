"""Creating a conference for devices."""

import pytest

from simulators.telecomx.clinic import CUSTOMER, NEIGHBOUR, WITHOUT_IPTV, oid

PATH = "/iptv/flexcareconference/meeting"
WANTED = {"customer": CUSTOMER, "employee": oid("e1"), "devices": [{"_id": oid("d08"), "commands": []}]}


async def test_a_conference_has_exactly_the_vendors_keys(gateway):
    body = (await gateway.post(PATH, json=WANTED)).json()
    expected = "_id customer employee uri pin desktopLink clinicalLink mobileLink state created devices"
    assert list(body) == expected.split()


async def test_its_devices_come_with_settings_and_no_commands(gateway):
    [device] = (await gateway.post(PATH, json=WANTED)).json()["devices"]
    assert device == {
        "_id": oid("d08"),
        "technicalRoomNumber": "208",
        "serial": "FLXCA1700938",
        "name": "Hillside Clinic room 208",
        "deviceId": "1700938",
        "settings": {
            "medcomUri": "https://rooms.flexcare.example",
            "cameraOn": False,
            "microphoneOn": True,
            "setVolume": True,
            "addParticipant": False,
            "volume": 80,
            "quality": "HIGH",
        },
        "commands": [],
    }


async def test_settings_in_the_body_win_over_the_customers(gateway):
    devices = [{"_id": oid("d08"), "settings": {"volume": 30, "unknown": 1}}]
    [device] = (await gateway.post(PATH, json=WANTED | {"devices": devices})).json()["devices"]
    assert (device["settings"]["volume"], "unknown" in device["settings"]) == (30, False)


async def test_commands_in_the_body_are_queued(gateway):
    devices = [{"_id": oid("d08"), "commands": [{"type": "START_MEETING"}]}]
    [device] = (await gateway.post(PATH, json=WANTED | {"devices": devices})).json()["devices"]
    assert [command["type"] for command in device["commands"]] == ["START_MEETING"]


@pytest.mark.parametrize("state", ["CREATED", "PROVISIONED_OK"])
async def test_the_first_state_is_a_switch(gateway, switch, state):
    await switch(created_state=state)
    assert (await gateway.post(PATH, json=WANTED)).json()["state"] == state


async def test_a_conference_is_a_room_of_the_day_it_was_created(gateway):
    id = (await gateway.post(PATH, json=WANTED)).json()["_id"]
    rooms = (await gateway.get("/flexcare/videochat/meetings", params={"customer": CUSTOMER})).json()
    assert id in [room["_id"] for room in rooms]


async def test_every_conference_gets_its_own_id(gateway):
    ids = {(await gateway.post(PATH, json=WANTED)).json()["_id"] for _ in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"employee": None}, (400, "employee", "Employee is invalid")),
        ({"employee": oid("eee")}, (400, "employee", "Employee is invalid")),
        ({"employee": 7}, (400, "employee", "Employee is invalid")),
        ({"customer": None}, (400, "customer", "Customer is invalid")),
        ({"customer": "short"}, (400, "customer", "Customer is invalid")),
        ({"customer": oid("ccc")}, (404, "customer", "Customer not found")),
        ({"customer": WITHOUT_IPTV}, (409, "customer", "Customer does not have IPTV")),
        ({"customer": NEIGHBOUR}, (403, "access_denied", "Insufficient access level")),
        ({"devices": []}, (422, "devices", "Property devices is invalid")),
        ({"devices": "d08"}, (422, "devices", "Property devices is invalid")),
        ({"devices": [{}]}, (422, "devices.0._id", "Property devices.0._id is invalid")),
        ({"devices": [{"_id": oid("ddd")}]}, (404, "device", "Device not found")),
        ({"devices": [{"_id": oid("d11")}]}, (404, "device", "Device not found")),
    ],
)
async def test_a_bad_property_is_refused_as_the_page_prints_it(gateway, refused, change, expected):
    assert refused(await gateway.post(PATH, json=WANTED | change)) == expected


@pytest.mark.parametrize("body", [{}, [], "text"])
async def test_a_body_without_a_meeting_is_400(gateway, refused, body):
    assert refused(await gateway.post(PATH, json=body)) == (400, "meeting", "Meeting not in body")


@pytest.mark.parametrize(
    ("device", "path"),
    [
        ({"settings": {"volume": 101}}, "devices.0.settings.volume"),
        ({"settings": {"quality": "BEST"}}, "devices.0.settings.quality"),
        ({"settings": {"cameraOn": "yes"}}, "devices.0.settings.cameraOn"),
        ({"settings": {"medcomUri": 5}}, "devices.0.settings.medcomUri"),
        ({"settings": []}, "devices.0.settings"),
        ({"commands": "none"}, "devices.0.commands"),
        ({"commands": [{"type": "DANCE"}]}, "devices.0.commands.0.type"),
    ],
)
async def test_a_bad_device_is_422_with_its_path(gateway, refused, device, path):
    answer = await gateway.post(PATH, json=WANTED | {"devices": [{"_id": oid("d08")} | device]})
    assert refused(answer)[:2] == (422, path)


async def test_a_refused_conference_leaves_nothing_behind(gateway, telecomx):
    before = len(telecomx.state.meetings)
    await gateway.post(PATH, json=WANTED | {"devices": [{"_id": oid("d08")}, {"_id": oid("ddd")}]})
    assert len(telecomx.state.meetings) == before
