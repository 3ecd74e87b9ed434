"""Meetings and the rooms behind them, as the adapter answers for them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.ids import Key, Kind
from models.listing import Batch, MeetingQuery, RoomQuery
from models.room import Room, RoomKind
from models.settings import MeetingSettings
from models.vendor import Capability, Vendor
from tests.support.accounts import a_key
from vendors.vconnct.adapter import VConnctAdapter


def meeting_key(*parts: str) -> Key:
    return a_key(Kind.MEETING, Vendor.VCONNCT, parts)


async def test_any_number_of_meetings_is_one_call(adapter: VConnctAdapter, http: Any, sample: Any) -> None:
    await adapter.meetings([sample.meeting, sample.idle])
    assert http.asked == ["list_meetings"]


async def test_the_meetings_of_a_room_are_the_one_it_is_behind(adapter: VConnctAdapter, sample: Any) -> None:
    batch = await adapter.list_meetings(MeetingQuery(room=sample.idle_room), 1)
    assert [meeting.key for meeting in batch.items] == [sample.idle]


async def test_a_room_of_another_vendor_has_no_meetings_here(adapter: VConnctAdapter, sample: Any) -> None:
    room = a_key(Kind.ROOM, Vendor.VSEE, sample.room.parts)
    assert await adapter.list_meetings(MeetingQuery(room=room), 1) == Batch()


async def test_settings_cost_one_call_per_meeting(adapter: VConnctAdapter, http: Any, sample: Any) -> None:
    meetings = (await adapter.list_meetings(MeetingQuery(), 1)).items
    http.calls.clear()
    await adapter.complete_meetings("settings", meetings)
    assert http.asked == ["list_setting", "list_setting"]


async def test_completed_settings_are_also_the_rooms(adapter: VConnctAdapter, sample: Any) -> None:
    meeting = (await adapter.meetings([sample.meeting]))[sample.meeting]
    completed = (await adapter.complete_meetings("settings", [meeting]))[sample.meeting]
    assert isinstance(completed.settings, MeetingSettings)
    assert completed.room.settings == completed.settings


async def test_a_listed_and_a_found_meeting_are_equal(adapter: VConnctAdapter, sample: Any) -> None:
    listed = (await adapter.list_meetings(MeetingQuery(), 1)).items[0]
    assert (await adapter.meetings([sample.meeting]))[sample.meeting] == listed


async def test_the_room_of_a_meeting_equals_the_room_itself(adapter: VConnctAdapter, sample: Any) -> None:
    meeting = (await adapter.meetings([sample.meeting]))[sample.meeting]
    assert (await adapter.rooms([sample.room]))[sample.room] == meeting.room


async def test_a_completed_room_equals_the_room_of_a_completed_meeting(
    adapter: VConnctAdapter, sample: Any
) -> None:
    meeting = (await adapter.meetings([sample.meeting]))[sample.meeting]
    completed = (await adapter.complete_meetings("settings", [meeting]))[sample.meeting]
    rooms = await adapter.complete_rooms("settings", [meeting.room])
    assert rooms == {sample.room: completed.room}


async def test_a_meeting_deleted_meanwhile_is_none(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any
) -> None:
    meetings = (await adapter.list_meetings(MeetingQuery(), 1)).items
    http.prepare("list_setting", payload("not_found"), of=sample.idle.parts[0], status=404)
    assert (await adapter.complete_meetings("settings", meetings))[sample.idle] is None


async def test_a_room_deleted_meanwhile_is_none(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any
) -> None:
    rooms = (await adapter.list_rooms(RoomQuery(), 1)).items
    http.prepare("list_setting", payload("not_found"), of=sample.idle.parts[0], status=404)
    assert (await adapter.complete_rooms("settings", rooms))[sample.idle_room] is None


async def test_rooms_are_listed_in_one_call(adapter: VConnctAdapter, http: Any, sample: Any) -> None:
    batch = await adapter.list_rooms(RoomQuery(), 1)
    assert [room.key for room in batch.items] == [sample.room, sample.idle_room]
    assert http.asked == ["list_meetings"]


@pytest.mark.parametrize(
    ("query", "page"), [(RoomQuery(), 2), (RoomQuery(kinds=frozenset({RoomKind.WAITING})), 1)]
)
async def test_rooms_that_cannot_be_here_cost_no_call(
    adapter: VConnctAdapter, http: Any, query: RoomQuery, page: int
) -> None:
    assert await adapter.list_rooms(query, page) == Batch()
    assert http.calls == []


async def test_a_meeting_and_its_room_lead_to_each_other(adapter: VConnctAdapter, sample: Any) -> None:
    meeting = (await adapter.meetings([sample.meeting]))[sample.meeting]
    assert isinstance(meeting.room, Room)
    assert meeting.room.meeting_key == meeting.key


async def test_locating_a_meeting_costs_no_call(adapter: VConnctAdapter, http: Any, sample: Any) -> None:
    assert await adapter.locate(Kind.MEETING, sample.meeting.parts[0]) == sample.meeting
    assert http.calls == []


async def test_defaults_come_from_the_general_settings(adapter: VConnctAdapter, http: Any) -> None:
    settings = await adapter.default_meeting_settings()
    assert settings.record is False
    assert http.asked == ["list_general_meeting_setting"]


def test_join_links_are_not_among_what_can_be_read() -> None:
    assert Capability.READ_JOIN_LINKS not in VConnctAdapter.capabilities


@pytest.mark.parametrize(
    "window",
    [{"starts_from": datetime(2026, 1, 1, tzinfo=UTC)}, {"starts_to": datetime(2026, 1, 1, tzinfo=UTC)}],
)
async def test_a_window_of_starts_lets_all_through_for_this_api_knows_more_of_their_starts(
    adapter: VConnctAdapter, sample: Any, window: dict[str, datetime]
) -> None:
    batch = await adapter.list_meetings(MeetingQuery(**window), 1)
    assert [meeting.key for meeting in batch.items] == [sample.meeting, sample.idle]


def test_what_vconnct_has_no_place_for_is_named() -> None:
    assert VConnctAdapter.forgotten_of_meetings == {"starts_at", "duration_minutes", "description"}


def test_what_concerns_one_meeting_is_all_but_making_it() -> None:
    assert VConnctAdapter.capabilities - VConnctAdapter.meeting_capabilities == {
        Capability.READ_MEETINGS,
        Capability.READ_ROOMS,
        Capability.READ_DEFAULT_SETTINGS,
        Capability.SCHEDULE_MEETINGS,
    }
