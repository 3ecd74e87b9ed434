"""What the bodies of the two writing calls must hold, and the vendor's refusals where they do not."""

from collections.abc import Mapping
from typing import Any

from simulators.telecomx.errors import Refused, invalid
from simulators.telecomx.records import COMMAND_TYPES, QUALITIES

_PARAMETER = {
    "CAMERA_ON": "value",
    "MICROPHONE_ON": "value",
    "SET_VOLUME": "volume",
    "SET_QUALITY": "quality",
}
_SWITCHABLE = ("cameraOn", "microphoneOn", "setVolume", "addParticipant")


def body_object(body: Any) -> dict[str, Any]:
    """The pages of both calls print this refusal for a body without a meeting."""
    if not isinstance(body, dict) or not body:
        raise Refused(400, "meeting", "Meeting not in body")
    return body


def command(wanted: Any, path: str = "command") -> dict[str, Any]:
    """Checks a command and returns its type and the parameters that were sent."""
    if not isinstance(wanted, dict):
        raise invalid(path, "required")
    if wanted.get("type") not in COMMAND_TYPES:
        raise invalid(f"{path}.type", "enum")
    parameter = _PARAMETER.get(wanted["type"])
    if parameter is not None and wanted.get(parameter) is None:
        raise invalid(f"{path}.{parameter}", "required")
    sent = {key: wanted[key] for key in ("value", "volume", "quality") if wanted.get(key) is not None}
    _check(sent, path)
    return {"type": wanted["type"], **sent}


def settings(wanted: Any, path: str) -> dict[str, Any]:
    """Checks a device's settings and returns those that the platform knows."""
    if wanted is None:
        return {}
    if not isinstance(wanted, dict):
        raise invalid(path, "object")
    known = ("medcomUri", *_SWITCHABLE, "volume", "quality")
    sent = {key: wanted[key] for key in known if wanted.get(key) is not None}
    _check(sent, path)
    return sent


def _check(sent: Mapping[str, Any], path: str) -> None:
    for key, value in sent.items():
        match key:
            case "volume":
                # The pages say percent and name no bounds.
                if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
                    raise invalid(f"{path}.volume", "range")
            case "quality":
                if value not in QUALITIES:
                    raise invalid(f"{path}.quality", "enum")
            case "medcomUri":
                if not isinstance(value, str):
                    raise invalid(f"{path}.medcomUri", "string")
            case _:
                if not isinstance(value, bool):
                    raise invalid(f"{path}.{key}", "boolean")
