"""Models with the least that makes them valid; a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from models.attendance import Attendance
from models.command import Command, CommandParameters, CommandType
from models.device import Device, MeetingDevice
from models.errors import VendorError, VendorUnreachable
from models.ids import Kind
from models.lobby import Lobby, LobbyOptions
from models.meeting import Meeting, MeetingState
from models.poll import Poll, PollKind, PollStatus
from models.provider import Provider
from models.recording import Recording, RecordingAvailability
from models.room import Room, RoomKind
from models.session import Session, SessionState
from models.vendor import Vendor
from tests.support.accounts import a_key

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """A moment so many minutes after noon of a fixed day."""
    return NOON + timedelta(minutes=minutes)


def a_meeting(id: str = "m1", vendor: Vendor = Vendor.TELECOMX, **fields: Any) -> Meeting:
    return Meeting(key=a_key(Kind.MEETING, vendor, (id,)), **{"state": MeetingState.SCHEDULED, **fields})


def a_room(id: str = "r1", vendor: Vendor = Vendor.TELECOMX, **fields: Any) -> Room:
    return Room(key=a_key(Kind.ROOM, vendor, (id,)), **{"kind": RoomKind.PERMANENT, **fields})


def a_device(id: str = "d1", vendor: Vendor = Vendor.TELECOMX, **fields: Any) -> Device:
    return Device(key=a_key(Kind.DEVICE, vendor, (id,)), **fields)


def a_meeting_device(
    meeting: str = "m1", device: Device | None = None, vendor: Vendor = Vendor.TELECOMX, **fields: Any
) -> MeetingDevice:
    device = device or a_device(vendor=vendor)
    return MeetingDevice(
        key=a_key(Kind.MEETING_DEVICE, vendor, (meeting, *device.key.parts)),
        device=device,
        meeting_key=a_key(Kind.MEETING, vendor, (meeting,)),
        **fields,
    )


def a_command(
    id: str = "c1",
    meeting: str = "m1",
    device: str = "d1",
    vendor: Vendor = Vendor.TELECOMX,
    **fields: Any,
) -> Command:
    return Command(
        key=a_key(Kind.COMMAND, vendor, (meeting, device, id)),
        **{"type": CommandType.CAMERA_ON, "parameters": CommandParameters(), **fields},
    )


def a_session(id: str = "s1", meeting: str = "m1", vendor: Vendor = Vendor.VCONNCT, **fields: Any) -> Session:
    return Session(
        key=a_key(Kind.SESSION, vendor, (meeting, id)),
        meeting_key=a_key(Kind.MEETING, vendor, (meeting,)),
        **{"state": SessionState.ENDED, **fields},
    )


def a_poll(id: str = "p1", room: str = "r1", vendor: Vendor = Vendor.ENABLEX, **fields: Any) -> Poll:
    return Poll(
        key=a_key(Kind.POLL, vendor, (room, f"vendor-{room}", id)),
        **{"kind": PollKind.SINGLE, "status": PollStatus.ASKED, **fields},
    )


def a_provider(id: str = "v1", room: str = "r1", vendor: Vendor = Vendor.VSEE, **fields: Any) -> Provider:
    return Provider(key=a_key(Kind.PROVIDER, vendor, (room, id)), **fields)


def an_arrival(name: str | None = "Ada", **fields: Any) -> Attendance:
    return Attendance(full_name=name, **fields)


def a_recording(**fields: Any) -> Recording:
    return Recording(**{"availability": RecordingAvailability.AVAILABLE, **fields})


def a_lobby(**fields: Any) -> Lobby:
    return Lobby(**{"options": LobbyOptions(), **fields})


def a_failure(vendor: Vendor = Vendor.TELECOMX, operation: str = "list meetings") -> VendorError:
    return VendorUnreachable(vendor, operation)
