"""Builds Telecomx' request bodies. Pure."""

from collections.abc import Iterable
from typing import Any

from models.command import PARAMETERS, CommandParameters, CommandType
from models.ids import Key
from vendors.payload import Scalar
from vendors.telecomx import payloads
from vendors.telecomx.values import text


def conference(employee_id: str, devices: Iterable[payloads.Device]) -> dict[str, Any]:
    """The body of E1 but for the customer, who is the account's."""
    return {"employee": employee_id, "devices": [_device(device) for device in devices]}


def _device(device: payloads.Device) -> dict[str, Any]:
    shown = {
        "_id": device.id,
        "name": _as_kept(device.name),
        "serial": _as_kept(device.serial),
        "deviceId": _as_kept(device.device_id),
        "technicalRoomNumber": _as_kept(device.technical_room_number),
    }
    # The settings are the customer's and come from there; naming any here would set the tablet's start anew.
    return {name: value for name, value in shown.items() if value is not None} | {
        "settings": {},
        "commands": [],
    }


def _as_kept(value: Scalar) -> str | int | None:
    """A word as the register has it; nothing where it is none."""
    return value if isinstance(value, str | int) and not isinstance(value, bool) else text(value)


def command(device: Key, type: CommandType, parameters: CommandParameters) -> dict[str, Any]:
    """The body of E2, where `deviceId` is the tablet's `_id` and not its barcode; only the type's parameter is sent."""
    values = {
        "value": parameters.value,
        "volume": parameters.volume,
        "quality": None if parameters.quality is None else parameters.quality.value,
    }
    sent = {name: values[name] for name in values if name in PARAMETERS[type]}
    return {"deviceId": device.parts[0], "command": {"type": type.value, **sent}}
