"""What the contract suite must know of Telecomx FlexCare."""

from collections.abc import Mapping
from typing import Any

from models.command import CommandParameters, CommandType
from models.drafts import MeetingDraft
from models.ids import Key, Kind
from models.listing import DeviceQuery, MeetingQuery
from models.meeting import Meeting, MeetingState
from models.partial import if_fetched
from tests.vendors.contract.odd_values import NO_DAY, TEXT, WORD
from tests.vendors.contract.vendor_contract import VendorContract, documented
from vendors.base import Adapter


async def _command(adapter: Adapter) -> tuple[Any, ...]:
    listed = (await adapter.list_meetings(MeetingQuery(), 1)).items
    running = next(row.key for row in listed if row.state is MeetingState.RUNNING)
    meeting = (await adapter.meetings([running]))[running]
    assert isinstance(meeting, Meeting)
    tablet = (if_fetched(meeting.devices) or ())[0].device.key
    return running, tablet, CommandType.HANGUP, CommandParameters()


async def _conference(adapter: Adapter) -> tuple[Any, ...]:
    devices: list[Key] = [
        row.key for row in (await adapter.list_devices(DeviceQuery(), 1)).items if row.barcode is not None
    ]
    return (MeetingDraft(vendor=adapter.vendor, devices=tuple(devices[:1])),)


def _row(number: int) -> Mapping[str, Any]:
    return {
        "_id": f"{number:024x}",
        "subject": f"Meeting {number}",
        "description": "d",
        "state": "CREATED",
        "pin": "0234",
        "startTime": "2025-11-04T10:40:23.223+00:00",
        "endTime": "2025-11-04T11:40:23.223+00:00",
    }


CONTRACT = VendorContract(
    account={"customer_id": "65f000000000000000000c01", "bearer_token": "t"},
    meetings=[documented("telecomx", "room_nested")["meeting"]],
    answers=(
        ("devices", "list_devices"),
        ("device", "devices"),
        ("room_nested", "meetings"),
        ("conference_flat", "meetings"),
        ("conference_flat", "list_meetings"),
        ("room_of_device", "current_meetings"),
        ("settings", "settings_templates"),
        ("live", "complete_meeting_devices"),
    ),
    things={
        *("Command._id", "Device._id", "Identified._id", "IdentifiedRow._id", "Room._id", "RoomDevice._id"),
        *("Setting._id", "Login.token", "NestedRoom.meeting"),
    },
    needed={"_id", "meeting", "devices", "settings"},
    may_be={
        "quality": (WORD, "A word that nobody knows is UNKNOWN."),
        "meetingType": (WORD, "A word that nobody knows is UNKNOWN."),
        "tabletSetting": ((TEXT, NO_DAY), "Settings that are only named; a number is no name."),
        "guestMicrophone": ((True,), "A switch, also where the example has a word for it."),
    },
    makes={name: {name} for name in ("commands", "devices", "participants")},
    samples={"meeting": {"_id": "m1"}},
    first_id=("devices", "list_devices", ("devices", 0, "_id")),
    unknown_id="65f0000000000000000fffff",
    kinds={Kind.MEETING, Kind.ROOM, Kind.DEVICE, Kind.MEETING_DEVICE, Kind.COMMAND},
    writes={"send_command": _command, "schedule_meeting": _conference},
    paged={"list_devices"},
    scale=30,
    logins=("/auth/login",),
    envelope=("[", "]"),
    row=_row,
    rows={"meetings": 128, "rooms": 128},
    scheduling='vendor: { telecomx: { devices: ["{tablet}"] } }',
)
