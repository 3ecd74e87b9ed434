"""The bodies that Telecomx is sent."""

import pytest

from models.command import CommandParameters, CommandType
from models.ids import Key, Kind
from models.settings import Quality
from models.vendor import Vendor
from vendors.telecomx import requests

DEVICE = Key(Kind.DEVICE, Vendor.TELECOMX, ("d1",))


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
