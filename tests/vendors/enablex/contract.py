"""What the contract suite must know of EnableX."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from models.drafts import LobbyDraft, MeetingChanges, MeetingDraft, PinReset, RoomChanges
from models.ids import Key, Kind
from models.listing import RoomQuery
from tests.support.enablex import a_draft
from tests.vendors.contract.odd_values import WORD
from tests.vendors.contract.vendor_contract import VendorContract, documented
from vendors.base import Adapter


def _draft() -> MeetingDraft:
    return a_draft(starts_at=datetime.now(UTC).replace(microsecond=0) + timedelta(hours=3))


async def _meeting(adapter: Adapter) -> Key:
    return (await adapter.schedule_meeting(_draft())).key


async def _room(adapter: Adapter) -> Key:
    return (await adapter.list_rooms(RoomQuery(), 1)).items[0].key


async def _schedule(adapter: Adapter) -> tuple[Any, ...]:
    return (_draft(),)


async def _update(adapter: Adapter) -> tuple[Any, ...]:
    return (MeetingChanges(meeting=await _meeting(adapter), title="Another"),)


async def _cancel(adapter: Adapter) -> tuple[Any, ...]:
    return (await _meeting(adapter),)


async def _set_lobby(adapter: Adapter) -> tuple[Any, ...]:
    return (LobbyDraft(meeting=await _meeting(adapter), messages=("Please wait",)),)


async def _clear_lobby(adapter: Adapter) -> tuple[Any, ...]:
    meeting = await _meeting(adapter)
    await adapter.set_lobby(LobbyDraft(meeting=meeting, messages=("Please wait",)))
    return (meeting,)


async def _update_room(adapter: Adapter) -> tuple[Any, ...]:
    return (RoomChanges(room=await _room(adapter), name="Quiet"),)


async def _reset_pins(adapter: Adapter) -> tuple[Any, ...]:
    return (PinReset(room=await _room(adapter)),)


def _row(number: int) -> Mapping[str, Any]:
    return {
        "meeting_id": f"m-{number}",
        "room_id": f"r-{number}",
        "room_name": f"Round {number}",
        "duration": "60",
        "start_time ": "2030-01-31 09:30:00 ",
        "stage": "upcoming",
        "mpin": "012345",
    }


CONTRACT = VendorContract(
    account={"app_id": "a", "app_key": "k", "subscription_id": "s"},
    meetings=documented("enablex", "meetings"),
    answers=(
        ("meeting", "meetings"),
        ("meetings", "list_meetings"),
        ("permanent_room", "list_rooms"),
        ("sessions", "sessions_of_meetings"),
        ("polls", "polls_of_rooms"),
        ("lobby", "lobbies"),
        ("timezones", "time_zones"),
        ("subscription", "plan"),
    ),
    things={"Meeting.meeting_id", "Session.session_id", "Poll.id"},
    needed={
        *("result", "meeting", "meetings", "permanent_room", "sessions", "polls", "timezones", "lobby"),
        *("meeting_id", "session_id", "user_id"),
    },
    may_be={
        "is_dst": ((True,), "A switch, also where the example has a digit for it."),
        "meeting_id": (WORD, "A session that names another meeting is not this one's."),
    },
    makes={
        "video": {"videos"},
        "group_ids": {"group_ids", "groups"},
        "result": {"options"},
        "options": {"options"},
        "end_time": {"state_is_reckoned"},
    },
    first_id=("meetings", "list_meetings", ("meetings", 0, "meeting_id")),
    kinds={Kind.MEETING, Kind.ROOM, Kind.SESSION, Kind.POLL},
    writes={
        "schedule_meeting": _schedule,
        "update_meeting": _update,
        "cancel_meeting": _cancel,
        "set_lobby": _set_lobby,
        "clear_lobby": _clear_lobby,
        "update_room": _update_room,
        "reset_pins": _reset_pins,
    },
    told_by_status={"cancel_meeting"},
    short_pages={"page_length": 4},
    paged={"list_meetings"},
    envelope=('{"result":1,"meetings":[', "]}"),
    row=_row,
    rows={"meetings": 144, "rooms": 6},
    scheduling='title: "Follow-up", startsAt: "2090-01-31T09:30:00Z", durationMinutes: 30, '
    "vendor: { enablex: { capacity: { moderators: 1, participants: 1 } } }",
    room=("permanent", "10001"),
)
