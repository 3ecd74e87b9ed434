"""What the contract suite must know of Havn."""

from datetime import UTC, datetime, timedelta
from typing import Any

from models.command import CommandParameters, CommandType
from models.drafts import MeetingChanges, MeetingDraft
from models.ids import Kind
from models.listing import DeviceQuery, MeetingQuery
from models.meeting import Meeting, MeetingState
from models.partial import if_fetched
from tests.vendors.contract.vendor_contract import VendorContract, documented
from vendors.base import Adapter


async def _meeting(adapter: Adapter) -> Meeting:
    listed = (await adapter.list_meetings(MeetingQuery(), 1)).items
    return next(row for row in listed if row.state is MeetingState.RUNNING)


async def _schedule(adapter: Adapter) -> tuple[Any, ...]:
    devices = (await adapter.list_devices(DeviceQuery(), 1)).items
    draft = MeetingDraft(
        vendor=adapter.vendor,
        title="A new visit",
        starts_at=datetime.now(UTC).replace(microsecond=0) + timedelta(hours=100),
        duration_minutes=30,
        host_id="h2",
        devices=tuple(device.key for device in devices[:1]),
    )
    return (draft,)


async def _update(adapter: Adapter) -> tuple[Any, ...]:
    return (MeetingChanges(meeting=(await _meeting(adapter)).key, title="Changed"),)


async def _order(adapter: Adapter) -> tuple[Any, ...]:
    meeting = await _meeting(adapter)
    device = (if_fetched(meeting.devices) or ())[0].device.key
    return meeting.key, device, CommandType.CAMERA_ON, CommandParameters(value=True)


CONTRACT = VendorContract(
    account={"key": "havn-demo-key"},
    meetings=documented("havn_care", "visits"),
    answers=(("visits", "list_meetings"), ("visits", "meetings"), ("screens", "list_devices")),
    things={"Order.id", "Screen.id", "Visit.id"},
    needed={"visits", "screens", "id"},
    first_id=("visits", "list_meetings", ("visits", 0, "id")),
    kinds={Kind.MEETING, Kind.DEVICE, Kind.MEETING_DEVICE},
    writes={"schedule_meeting": _schedule, "update_meeting": _update, "send_command": _order},
    paged={"list_meetings"},
    envelope=('{"visits":[', '],"more":false}'),
    row=lambda number: {"id": f"v{number}", "title": f"Visit {number}", "begins": "2026-02-01T10:00:00Z"},
)
