"""What the contract suite must know of VConnct."""

from collections.abc import Mapping
from typing import Any

from models.drafts import MeetingChanges, MeetingDraft, MeetingJoin, MeetingStart
from models.ids import Key, Kind
from models.listing import MeetingQuery
from models.meeting import MeetingState
from tests.vendors.contract.vendor_contract import VendorContract, documented
from vendors.base import Adapter


def _draft(adapter: Adapter) -> MeetingDraft:
    return MeetingDraft(vendor=adapter.vendor, title="Consultation")


async def _meeting(adapter: Adapter) -> Key:
    return (await adapter.schedule_meeting(_draft(adapter))).key


async def _running(adapter: Adapter) -> Key:
    meeting = await _meeting(adapter)
    await adapter.start_meeting(MeetingStart(meeting=meeting, host_name="Dr. Noor"))
    return meeting


async def _schedule(adapter: Adapter) -> tuple[Any, ...]:
    return (_draft(adapter),)


async def _update(adapter: Adapter) -> tuple[Any, ...]:
    return (MeetingChanges(meeting=await _meeting(adapter), title="Another"),)


async def _cancel(adapter: Adapter) -> tuple[Any, ...]:
    return (await _meeting(adapter),)


async def _start(adapter: Adapter) -> tuple[Any, ...]:
    return (MeetingStart(meeting=await _meeting(adapter), host_name="Dr. Noor"),)


async def _join(adapter: Adapter) -> tuple[Any, ...]:
    return (MeetingJoin(meeting=await _running(adapter), name="Ada"),)


async def _end(adapter: Adapter) -> tuple[Any, ...]:
    # A meeting that was just started may not be listed as one that runs; then there is nothing to send.
    listed = (await adapter.list_meetings(MeetingQuery(), 1)).items
    return (next(row.key for row in listed if row.state is MeetingState.RUNNING),)


def _row(number: int) -> Mapping[str, Any]:
    return {
        "meeting_id": f"0db9ac9d-0001-4b9b-987c-{number:012}",
        "title": f"Round {number}",
        "is_running": False,
        "moderator_password": "modpwd",
        "welcome_text": "Welcome",
    }


CONTRACT = VendorContract(
    account={"license": "l"},
    meetings=documented("vconnct", "list_meetings"),
    answers=(
        ("list_meetings", "list_meetings"),
        ("list_sessions", "sessions"),
        ("list_attendance", "attendance"),
        ("get_record", "recordings"),
        ("list_general_meeting_setting", "default_meeting_settings"),
    ),
    things={
        "MeetingListItem.meeting_id",
        "Meeting.meeting_id",
        "Session.session_id",
        "Setting.setting",
        "Entrance.url",
    },
    needed={"status", "data", "meeting_id", "session_id"},
    samples={"url": "https://a.example"},
    first_id=("list_meetings", "list_meetings", ("data", 0, "meeting_id")),
    kinds={Kind.MEETING, Kind.ROOM, Kind.SESSION},
    writes={
        "schedule_meeting": _schedule,
        "update_meeting": _update,
        "cancel_meeting": _cancel,
        "start_meeting": _start,
        "join_meeting": _join,
        "end_meeting": _end,
    },
    changing_gets=("/api/v1/end_meeting/",),
    envelope=('{"status":true,"status_code":200,"data":[', "]}"),
    row=_row,
    rows={"meetings": 80, "rooms": 80},
    scheduling='title: "Follow-up", startsAt: "2090-01-31T09:30:00Z", durationMinutes: 30, vendor: { vconnct: {} }',
)
