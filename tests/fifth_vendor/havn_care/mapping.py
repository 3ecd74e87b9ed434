"""Maps Havn's visits, screens and orders to our models. Pure."""

from datetime import UTC, datetime
from typing import Any

from msgspec import UnsetType
from vendors.havn_care import payloads

from models.account import Account
from models.command import PARAMETERS, Command, CommandParameters, CommandType
from models.device import Device, MeetingDevice
from models.ids import Key, Kind
from models.meeting import Meeting, MeetingState, end_after
from models.view import View
from models.view_attributes import derived
from vendors.views import mapped

STATE = {"planned": MeetingState.SCHEDULED, "open": MeetingState.RUNNING, "closed": MeetingState.ENDED}
COMMAND = {"camera": CommandType.CAMERA_ON, "microphone": CommandType.MICROPHONE_ON}
ORDER = {command: word for word, command in COMMAND.items()}


def text(value: Any) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None


def moment(value: Any) -> datetime:
    """A time in UTC.

    Raises:
        ValueError, TypeError: it is none.
    """
    return datetime.fromisoformat(value).astimezone(UTC)


def minutes(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= 525_600 else None


def _devices(visit: Any) -> tuple[MeetingDevice, ...]:
    return tuple(meeting_device(visit.key, screen) for screen in visit._row.screens or ())


class VisitView(View, Meeting):
    """A visit."""

    key = derived(lambda visit: Key(Kind.MEETING, visit._answer.account, (visit._row.id,)))
    title = mapped("title", text)
    starts_at = mapped("begins", moment)
    duration_minutes = mapped("minutes", minutes)
    ends_at = derived(lambda visit: end_after(visit.starts_at, visit.duration_minutes))
    host_id = mapped("host", text)
    vendor_state = mapped("status", text)
    state = derived(lambda visit: STATE.get(visit.vendor_state, MeetingState.UNKNOWN))
    devices = derived(_devices)


def device(account: Account, screen: payloads.Screen) -> Device:
    return Device(key=Key(Kind.DEVICE, account, (screen.id,)), name=screen.name, location=screen.place)


def meeting_device(meeting: Key, screen: payloads.Screen) -> MeetingDevice:
    entry = Key(Kind.MEETING_DEVICE, meeting.account, (*meeting.parts, screen.id))
    orders = () if isinstance(screen.orders, UnsetType) else screen.orders
    return MeetingDevice(
        key=entry,
        device=device(meeting.account, screen),
        meeting_key=meeting,
        commands=tuple(command(entry, order) for order in orders),
    )


def command(entry: Key, order: payloads.Order) -> Command:
    """A command; `entry` is the screen in its visit."""
    kind = COMMAND.get(order.do or "", CommandType.UNKNOWN)
    return Command(
        key=Key(Kind.COMMAND, entry.account, (*entry.parts, order.id)),
        type=kind,
        vendor_type=order.do,
        parameters=CommandParameters(value=order.on if "value" in PARAMETERS[kind] else None),
        fetched=order.state in ("picked", "done"),
        executed=order.state == "done",
    )
