"""The bodies that Telecomx is sent."""

import pytest

from models.command import CommandParameters, CommandType
from models.ids import Kind
from models.settings import Quality
from models.vendor import Vendor
from tests.support.accounts import a_key
from vendors.telecomx import payloads, requests

DEVICE = a_key(Kind.DEVICE, Vendor.TELECOMX, ("d1",))


@pytest.mark.parametrize(
    ("type", "given", "sent"),
    [
        (CommandType.START_MEETING, {}, {}),
        (CommandType.HANGUP, {}, {}),
        (CommandType.CAMERA_ON, {"value": False}, {"value": False}),
        (CommandType.MICROPHONE_ON, {"value": True}, {"value": True}),
        (CommandType.SET_VOLUME, {"volume": 0}, {"volume": 0}),
        (CommandType.SET_QUALITY, {"quality": Quality.VERY_HIGH}, {"quality": "VERY_HIGH"}),
    ],
)
def test_a_command_is_sent_with_the_tablets_id_and_its_own_parameter_alone(type, given, sent):
    body = requests.command(DEVICE, type, CommandParameters(**given))
    assert body == {"deviceId": "d1", "command": {"type": type.value, **sent}}


def test_the_parameter_of_another_type_is_never_sent():
    body = requests.command(DEVICE, CommandType.HANGUP, CommandParameters(value=True, volume=5))
    assert body["command"] == {"type": "HANGUP"}


def test_a_conference_names_its_employee_and_each_tablet_as_the_register_has_it():
    tablet = payloads.Device(
        id="d1", device_id="1700937", name="Tablet", serial="FLXCA1700937", technical_room_number="50"
    )
    assert requests.conference("e1", [tablet]) == {
        "employee": "e1",
        "devices": [
            {
                "_id": "d1",
                "name": "Tablet",
                "serial": "FLXCA1700937",
                "deviceId": "1700937",
                "technicalRoomNumber": "50",
                "settings": {},
                "commands": [],
            }
        ],
    }


def test_what_the_register_does_not_show_is_left_out():
    (device,) = requests.conference("e1", [payloads.Device(id="d1")])["devices"]
    assert device == {"_id": "d1", "settings": {}, "commands": []}
