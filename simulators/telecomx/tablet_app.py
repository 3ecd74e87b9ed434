"""`/iptv/app`: what the app on a tablet asks about itself, with its token in the query."""

from typing import Any

from simulators.telecomx.call import Call
from simulators.telecomx.errors import access_denied
from simulators.telecomx.records import Device


def validate(call: Call) -> Any:
    device = _asking(call)
    return call.shapes.record(
        {
            "_id": device.id,
            "deviceId": device.barcode,
            "token": device.token,
            "type": device.type,
            "name": device.name,
            "technicalRoomNumber": device.technical_room,
            "developmentMode": device.development,
        }
    )


def devices(call: Call) -> Any:
    """The devices of the asking device's customer: a bare array."""
    customer = _asking(call).customer
    return [
        call.shapes.record(
            {
                "_id": device.id,
                "type": device.type,
                "name": device.name,
                "deviceId": device.barcode or device.mac,
                "enabled": device.enabled,
                "deleted": None,
                "created": call.shapes.date(device.created),
                "lastComm": call.shapes.date(call.now) if device.awake else None,
                "model": device.model,
            }
        )
        for device in call.state.devices.values()
        if device.customer == customer
    ]


def _asking(call: Call) -> Device:
    device = call.state.device_with_token(call.query.get("token"))
    if device is None or device.id not in call.state.devices:
        raise access_denied()
    return device
