"""Writes what is to be done as the bodies that Telecomx takes. Pure."""

from typing import Any

from models.command import CommandParameters, CommandType
from models.ids import Key
from vendors.telecomx.mapping.devices import PARAMETERS


def command(device: Key, type: CommandType, parameters: CommandParameters) -> dict[str, Any]:
    """The body of E2, where `deviceId` is the tablet's `_id` and not its barcode; only the type's parameter is sent."""
    values = {
        "value": parameters.value,
        "volume": parameters.volume,
        "quality": None if parameters.quality is None else parameters.quality.value,
    }
    sent = {name: values[name] for name in values if name in PARAMETERS[type]}
    return {"deviceId": device.parts[0], "command": {"type": type.value, **sent}}
