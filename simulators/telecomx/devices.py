"""`/iptv/device` and `/flexcare/device`: the register of tablets and set-top boxes."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from simulators.telecomx.call import Call
from simulators.telecomx.errors import Refused, access_denied, invalid
from simulators.telecomx.levels import RESELLERS, SENIOR
from simulators.telecomx.records import Device

TYPES = ("STB", "IOS", "ANDROID", "WEB", "DRM", "ANY")
HEARTBEATS = ("DEAD", "PRESUMEDDEAD", "ALLOFFLINE", "ONLINE")
ANDROID_ACTIONS = frozenset({"START_APP", "UPDATE_APP", "LOCK", "UNLOCK"})
EITHER_ACTIONS = frozenset({"MESSAGE", "UI", "REBOOT"})
STB_ACTIONS = frozenset(
    {"VIDEO", "PLAYCHANNEL", "SWITCH_OFF", "CHANNELS", "DVB", "SCREENSHOT", "SPEEDTEST", "FIRMWARE"}
    | {"PLAYRADIOCHANNEL", "VOLUME", "EMULATEKEYS"}
)
ADMIN_ACTIONS = frozenset({"MANAGEMENT", "SCRIPT", "JS", "UIDEBUG"})
RESELLER_ACTIONS = ANDROID_ACTIONS | {"SCREENSHOT", "SPEEDTEST", "FIRMWARE"}


def listed(call: Call) -> Any:
    offset, limit = call.number("offset", 0, 0), call.number("limit", 100, 1, 500)
    kind = call.one_of("type", TYPES) or "ANY"
    devices = list(_filtered(call, _scope(call), kind))
    package, version = call.query.get("packageName"), call.query.get("packageVersion")
    if package is not None:
        if version is None:
            return _versions(devices, package)
        devices = [device for device in devices if _version(device, package) == version]
    page = devices[offset : offset + limit]
    full = call.flag("full")
    return {
        "offset": offset,
        "limit": limit,
        "total": len(devices),
        call.switches["device_list_key"]: [_printed(call, device, full=full) for device in page],
    }


def _scope(call: Call) -> Iterable[Device]:
    """The devices of a customer, by default the caller's own, or of all customers the caller reaches."""
    caller = call.employee
    if call.flag("admin"):
        if caller.access_level != "ADMIN":
            raise access_denied()
        return call.state.devices.values()
    if call.flag("reseller"):
        if caller.access_level not in RESELLERS:
            raise access_denied()
        return [device for device in call.state.devices.values() if caller.may_see(device.customer)]
    customer = call.customer(call.query.get("customer", caller.customer))
    if not caller.may_see(customer.id) or "IPTVBUSINESS" not in customer.features:
        raise access_denied()
    return [device for device in call.state.devices.values() if device.customer == customer.id]


def _filtered(call: Call, devices: Iterable[Device], kind: str) -> Iterable[Device]:
    text = call.query.get("filter", "").lower()
    profile = call.query.get("tabletProfile")
    alive = _heartbeats(call)
    disabled = call.flag("showDisabled")
    development = call.flag("showDevelopment") and call.employee.access_level in SENIOR
    for device in devices:
        if (
            (kind in ("ANY", device.type) or (kind == "DRM" and device.type != "STB"))
            and (disabled or device.enabled)
            and (development or not device.development)
            and profile in (None, device.profile)
            and device.heartbeat in alive
            and (not text or text in f"{device.mac} {device.name} {device.serial} {device.barcode}".lower())
        ):
            yield device


def _heartbeats(call: Call) -> tuple[str, ...]:
    wanted = call.one_of("heartbeatStatus", HEARTBEATS)
    if wanted is None:
        return HEARTBEATS
    return ("DEAD", "PRESUMEDDEAD") if wanted == "ALLOFFLINE" else (wanted,)


def _version(device: Device, package: str) -> str | None:
    return next((app["version"] for app in device.applications if app["packageName"] == package), None)


def _versions(devices: Iterable[Device], package: str) -> dict[str, Any]:
    # The keys of this answer are ours: the page's text about it could not be read to its end.
    counts = Counter(version for device in devices if (version := _version(device, package)) is not None)
    return {"versions": [{"version": version, "devices": count} for version, count in counts.items()]}


def one(call: Call) -> Any:
    return _printed(call, _reachable(call), full=True)


def _reachable(call: Call) -> Device:
    """Both ids and the MAC address serve; the neighbour pages call a missing one `id`."""
    device = call.state.device(call.path["device"])
    if device is None:
        raise Refused(404, "id", "Device not found")
    if not call.employee.may_see(device.customer):
        raise access_denied()
    return device


def action(call: Call) -> Any:
    """Queues an action; a GET that changes something, as the vendor has it."""
    device, kind = _reachable(call), call.query.get("type", "")
    level = call.employee.access_level
    if kind in ADMIN_ACTIONS and level != "ADMIN":
        raise access_denied()
    if kind in RESELLER_ACTIONS and level not in RESELLERS:
        raise access_denied()
    fitting = ANDROID_ACTIONS if device.type == "ANDROID" else STB_ACTIONS | ADMIN_ACTIONS
    if kind not in fitting | EITHER_ACTIONS:
        raise invalid("type", "enum")
    device.actions.append({"type": kind, "at": call.now.isoformat()})
    return {"success": True}


def flexcare(call: Call) -> Any:
    """The other list of the same tablets, with other words for their types, for senior resellers only."""
    offset, limit = call.number("offset", 0, 0), call.number("limit", 100, 1, 500)
    wanted = call.one_of("type", ("STB", "ANDROID_TABLET", "ANDROID_BOX"))
    customer, group = call.query.get("customerId"), call.query.get("group")
    alive, text, full = _heartbeats(call), call.query.get("filter", "").lower(), call.flag("full")
    devices = [
        device
        for device in call.state.devices.values()
        if call.employee.may_see(device.customer)
        and customer in (None, device.customer)
        and group in (None, device.group)
        and wanted in (None, _flexcare_type(device))
        and device.heartbeat in alive
        and text in f"{device.name} {device.barcode}".lower()
    ]
    return {
        "offset": offset,
        "limit": limit,
        "total": len(devices),
        "items": [_flexcare(call, device, full=full) for device in devices[offset : offset + limit]],
    }


def _flexcare_type(device: Device) -> str:
    return "ANDROID_TABLET" if device.type == "ANDROID" else device.type


def _flexcare(call: Call, device: Device, *, full: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "_id": device.id,
        "type": device.type,
        "androidType": "TABLET" if device.type == "ANDROID" else None,
        "deviceId": device.barcode,
        "enabled": device.enabled,
        "name": device.name,
        "tabletProfile": device.profile,
        "heartbeatStatus": device.heartbeat,
    }
    if full:
        info = {"serial": device.serial, "model": device.model, "mac": device.mac}
        record |= {"applications": list(device.applications), "info": info}
    return call.shapes.record(record)


def _printed(call: Call, device: Device, *, full: bool) -> dict[str, Any]:
    """Which properties the condensed form leaves out is not documented; here it is the long ones."""
    record: dict[str, Any] = {
        "_id": device.id,
        "type": device.type,
        "mac": device.mac,
        "deviceId": device.barcode,
        "serial": device.serial,
        "name": device.name,
        "customer": device.customer,
        "technicalRoomNumber": device.technical_room,
        "enabled": device.enabled,
        "developmentMode": device.development,
        "heartbeatStatus": device.heartbeat,
        "tabletProfile": device.profile,
        "model": device.model,
        "created": call.shapes.date(device.created),
    }
    if full:
        record |= {
            "hasFlexcareOrder": device.type == "ANDROID",
            "iotId": f"iot-{device.barcode or device.mac}",
            "applications": list(device.applications),
        }
        if call.employee.access_level in SENIOR:
            record["token"] = device.token
    return call.shapes.record(record)
