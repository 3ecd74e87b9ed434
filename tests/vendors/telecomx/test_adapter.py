"""What the graph asks for, in how many calls, and that every way leads to the same model."""

from datetime import UTC, datetime

import pytest

from models.errors import VendorBadResponse, VendorRejected
from models.ids import Kind
from models.listing import DeviceQuery, MeetingQuery, RoomQuery
from models.partial import Unfetched
from models.room import RoomKind
from models.vendor import Vendor
from tests.support.accounts import a_key

ROOM = "/flexcare/videochat/meetings/{}"
ROOMS = "/flexcare/videochat/meetings"
TEMPLATES = "/flexcare/videochat/meeting"
LIVE = "/iptv/flexcareconference/meeting/{}/devices/{}"
DEVICE = "/iptv/device/{}"
ID, TABLET, COMMAND = "1234567890123457890CCCC", "65f000000000000000000d01", "65f0000000000000000000a1"


def key(kind, *parts):
    return a_key(kind, Vendor.TELECOMX, parts)


MEETING, BEHIND, ENTRY = key(Kind.MEETING, ID), key(Kind.ROOM, ID), key(Kind.MEETING_DEVICE, ID, TABLET)


def flat(nested, *, without=("setting", "devices")):
    """A list's element: the room alone."""
    return {name: value for name, value in nested["meeting"].items() if name not in without}


@pytest.fixture
def telecomx(http, body):
    """A vendor that knows the documented room, its tablet and its template."""
    http.on(ROOM.format(ID), body("room_nested"))
    http.on(ROOMS, [flat(body("room_nested"))])
    http.on(TEMPLATES, {"settings": [{"_id": "other"}, body("room_nested")["setting"]]})
    http.on(LIVE.format(ID, TABLET), body("live"))
    http.on(DEVICE.format(TABLET), body("device"))
    http.on(DEVICE.format("1700937"), body("device"))
    http.on("/iptv/device", body("devices"))
    http.on("/flexcare/videochat/device/meeting/1700937", body("room_of_device"))
    return http


# Meetings


async def test_a_meeting_costs_one_call(adapter, telecomx):
    meeting = (await adapter.meetings([MEETING]))[MEETING]
    assert meeting.settings.template.name == "Standard møde"
    assert len(telecomx.calls) == 1


async def test_a_forged_key_is_nobodys(adapter, telecomx):
    forged = key(Kind.MEETING, "m1", "x")
    assert await adapter.meetings([forged]) == {forged: None}
    assert telecomx.calls == []


async def test_a_list_covers_the_window_in_one_call(adapter, telecomx):
    batch = await adapter.list_meetings(MeetingQuery(), 1)
    assert [meeting.key for meeting in batch.items] == [MEETING]
    assert not batch.has_more
    assert [call.params["dateFrom"] + "/" + call.params["dateTo"] for call in telecomx.calls] == [
        "2024-11-04/2026-11-04"
    ]


async def test_there_is_no_second_page(adapter, telecomx):
    assert (await adapter.list_meetings(MeetingQuery(), 2)).items == ()
    assert (await adapter.list_rooms(RoomQuery(), 2)).items == ()
    assert telecomx.calls == []


async def test_an_empty_range_asks_nothing(adapter, telecomx):
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    assert (await adapter.list_meetings(MeetingQuery(starts_from=moment, starts_to=moment), 1)).items == ()
    assert telecomx.calls == []


async def test_the_meetings_of_a_room_are_the_one_it_is_behind(adapter, telecomx):
    batch = await adapter.list_meetings(MeetingQuery(room=BEHIND), 1)
    assert [meeting.key for meeting in batch.items] == [MEETING]
    assert [call.path for call in telecomx.calls] == [ROOM.format(ID)]


async def test_the_meetings_of_an_unknown_room_are_none(adapter, telecomx):
    assert (await adapter.list_meetings(MeetingQuery(room=key(Kind.ROOM, "absent")), 1)).items == ()


async def test_a_listed_meeting_completed_equals_the_one_fetched(adapter, telecomx):
    (listed,) = (await adapter.list_meetings(MeetingQuery(), 1)).items
    assert listed.devices == Unfetched("room")
    completed = listed
    for aspect in (listed.settings.aspect, listed.devices.aspect):
        completed = (await adapter.complete_meetings(aspect, [completed]))[MEETING]
    assert completed == (await adapter.meetings([MEETING]))[MEETING]


async def test_completing_in_the_other_order_gives_the_same(adapter, telecomx):
    (listed,) = (await adapter.list_meetings(MeetingQuery(), 1)).items
    completed = (await adapter.complete_meetings("room", [listed]))[MEETING]
    assert completed == (await adapter.meetings([MEETING]))[MEETING]


async def test_one_list_of_templates_serves_all_meetings(adapter, telecomx, body):
    element = flat(body("room_nested"))
    telecomx.on(ROOMS, [{**element, "_id": f"m{n}"} for n in range(50)])
    listed = (await adapter.list_meetings(MeetingQuery(), 1)).items
    completed = await adapter.complete_meetings(listed[0].settings.aspect, listed)
    assert {meeting.settings.template.name for meeting in completed.values()} == {"Standard møde"}
    assert len(telecomx.calls) == 2


async def test_a_template_that_is_gone_is_looked_for_in_the_room(adapter, telecomx):
    telecomx.on(TEMPLATES, {"settings": []})
    (listed,) = (await adapter.list_meetings(MeetingQuery(), 1)).items
    completed = (await adapter.complete_meetings(listed.settings.aspect, [listed]))[MEETING]
    assert completed.settings.template.name == "Standard møde"


async def test_a_meeting_that_names_no_template_is_completed_by_its_room(adapter, telecomx, body):
    telecomx.on(ROOMS, [flat(body("room_nested"), without=("devices", "meetingSetting", "participants"))])
    (listed,) = (await adapter.list_meetings(MeetingQuery(), 1)).items
    assert listed.settings == listed.participants == Unfetched("room")
    completed = (await adapter.complete_meetings("room", [listed]))[MEETING]
    assert completed == (await adapter.meetings([MEETING]))[MEETING]


async def test_a_flat_room_takes_its_template_from_the_list(adapter, telecomx, body):
    nested = (await adapter.meetings([MEETING]))[MEETING]
    telecomx.on(ROOM.format(ID), {**flat(body("room_nested")), "devices": body("room_nested")["devices"]})
    shown = (await adapter.meetings([MEETING]))[MEETING]
    assert (await adapter.complete_meetings(shown.settings.aspect, [shown]))[MEETING] == nested


async def test_a_list_that_names_no_template_gets_it_even_from_a_flat_room(adapter, telecomx, body):
    telecomx.on(ROOM.format(ID), flat(body("room_nested")))
    telecomx.on(ROOMS, [{"_id": ID, "subject": "Årlig sundheds check"}])
    (listed,) = (await adapter.list_meetings(MeetingQuery(), 1)).items
    completed = (await adapter.complete_meetings("room", [listed]))[MEETING]
    assert completed.settings.template.name == completed.room.settings.template.name == "Standard møde"


async def test_a_list_of_bare_conferences_is_filled_from_their_rooms(adapter, telecomx, body):
    telecomx.on(ROOMS, [body("conference_flat")])
    (listed,) = (await adapter.list_meetings(MeetingQuery(), 1)).items
    assert listed == (await adapter.meetings([MEETING]))[MEETING]


async def test_completing_by_a_bare_conference_takes_nothing_away(adapter, telecomx, body):
    telecomx.on(ROOM.format(ID), body("conference_flat"))
    (listed,) = (await adapter.list_meetings(MeetingQuery(), 1)).items
    completed = (await adapter.complete_meetings("room", [listed]))[MEETING]
    assert (completed.title, completed.starts_at) == (listed.title, listed.starts_at)
    assert len(completed.devices) == 1


async def test_a_meeting_that_vanishes_meanwhile_is_none(adapter, telecomx, answer):
    (listed,) = (await adapter.list_meetings(MeetingQuery(), 1)).items
    telecomx.on(ROOM.format(ID), answer({"error": {"code": "customer"}}, 404))
    assert await adapter.complete_meetings("room", [listed]) == {MEETING: None}


async def test_meetings_of_a_device_know_their_devices(adapter, telecomx):
    batch = await adapter.list_meetings(MeetingQuery(device=key(Kind.DEVICE, TABLET)), 1)
    assert [meeting.devices[0].device.vendor_id for meeting in batch.items] == [TABLET]


async def test_only_meetings_that_may_match_are_asked_for_their_devices(adapter, telecomx):
    batch = await adapter.list_meetings(
        MeetingQuery(device=key(Kind.DEVICE, TABLET), text="no such words"), 1
    )
    assert batch.items == ()
    assert len(telecomx.calls) == 1


async def test_devices_that_a_list_shows_cost_no_further_call(adapter, telecomx, body):
    telecomx.on(ROOMS, [body("room_nested")])
    await adapter.list_meetings(MeetingQuery(device=key(Kind.DEVICE, TABLET)), 1)
    assert len(telecomx.calls) == 1


async def test_a_list_by_device_is_not_cut_short_by_a_failing_room(adapter, telecomx, answer):
    telecomx.on(ROOM.format(ID), answer({}, 403))
    with pytest.raises(VendorRejected):
        await adapter.list_meetings(MeetingQuery(device=key(Kind.DEVICE, TABLET)), 1)


# Rooms


async def test_a_room_is_the_one_inside_its_meeting(adapter, telecomx):
    meeting = (await adapter.meetings([MEETING]))[MEETING]
    assert (await adapter.rooms([BEHIND]))[BEHIND] == meeting.room


async def test_a_listed_room_completed_equals_the_one_fetched(adapter, telecomx):
    (listed,) = (await adapter.list_rooms(RoomQuery(), 1)).items
    completed = (await adapter.complete_rooms(listed.settings.aspect, [listed]))[BEHIND]
    assert completed == (await adapter.rooms([BEHIND]))[BEHIND]


async def test_a_room_that_names_no_template_is_completed_by_its_own_page(adapter, telecomx):
    telecomx.on(ROOMS, [{"_id": ID, "subject": "Årlig sundheds check"}])
    (listed,) = (await adapter.list_rooms(RoomQuery(), 1)).items
    completed = (await adapter.complete_rooms(listed.settings.aspect, [listed]))[BEHIND]
    assert completed == (await adapter.rooms([BEHIND]))[BEHIND]


async def test_other_kinds_of_room_are_not_asked_for(adapter, telecomx):
    assert (await adapter.list_rooms(RoomQuery(kinds=frozenset({RoomKind.WAITING})), 1)).items == ()
    assert telecomx.calls == []


# Templates


async def test_templates_are_listed(adapter, telecomx, body):
    telecomx.on(TEMPLATES, body("settings"))
    default, closed = await adapter.settings_templates()
    assert (default.is_default, default.device_settings.camera_on) == (True, True)
    assert (closed.ends_on_time, closed.guest_microphone) == (True, False)


# Devices


async def test_a_tablet_has_no_second_id_of_ours(adapter, telecomx):
    by_barcode = key(Kind.DEVICE, "1700937")
    assert await adapter.devices([by_barcode]) == {by_barcode: None}


async def test_a_tablet_is_found_by_id_or_barcode(adapter, telecomx):
    for vendor_id in (TABLET, "1700937"):
        assert await adapter.locate(Kind.DEVICE, vendor_id) == key(Kind.DEVICE, TABLET)


async def test_an_unknown_tablet_is_not_located(adapter, telecomx):
    assert await adapter.locate(Kind.DEVICE, "absent") is None


async def test_meetings_and_rooms_are_located_without_a_call(adapter, telecomx):
    assert await adapter.locate(Kind.MEETING, ID) == MEETING
    assert await adapter.locate(Kind.ROOM, ID) == BEHIND
    assert await adapter.locate(Kind.COMMAND, COMMAND) is None
    assert telecomx.calls == []


async def test_a_listed_tablet_completed_equals_the_one_fetched(adapter, telecomx):
    tablet = key(Kind.DEVICE, TABLET)
    listed = (await adapter.list_devices(DeviceQuery(text="anything"), 1)).items[0]
    assert listed.mac == Unfetched("device")
    completed = (await adapter.complete_devices("device", [listed]))[tablet]
    assert completed == (await adapter.devices([tablet]))[tablet]


async def test_text_is_not_sent_as_a_filter_that_nobody_explains(adapter, telecomx):
    await adapter.list_devices(DeviceQuery(text="Test"), 1)
    assert "filter" not in telecomx.calls[0].params


async def test_a_tablet_of_a_room_is_completed_and_keeps_its_serial(adapter, telecomx):
    entry = (await adapter.meeting_devices([ENTRY]))[ENTRY]
    completed = (await adapter.complete_devices("device", [entry.device]))[entry.device.key]
    assert (completed.serial, completed.mac) == ("FLXCA1700937", "02:00:00:00:00:01")


async def test_the_current_meeting_is_asked_for_by_barcode(adapter, telecomx):
    tablet = key(Kind.DEVICE, TABLET)
    device = (await adapter.devices([tablet]))[tablet]
    meeting = (await adapter.current_meetings([device]))[tablet]
    assert meeting.key == MEETING
    assert telecomx.calls[-1].path == "/flexcare/videochat/device/meeting/1700937"


async def test_a_tablet_without_barcode_is_completed_first(adapter, telecomx):
    tablet = key(Kind.DEVICE, TABLET)
    telecomx.on("/iptv/device", [{"_id": TABLET}])
    (device,) = (await adapter.list_devices(DeviceQuery(), 1)).items
    assert (await adapter.current_meetings([device]))[tablet].key == MEETING


async def test_a_tablet_that_has_no_barcode_at_all_is_an_error_and_not_idle(adapter, telecomx):
    tablet = key(Kind.DEVICE, TABLET)
    telecomx.on(DEVICE.format(TABLET), {"_id": TABLET})
    device = (await adapter.devices([tablet]))[tablet]
    assert isinstance((await adapter.current_meetings([device]))[tablet], VendorBadResponse)


async def test_an_idle_tablet_is_in_no_meeting(adapter, telecomx):
    devices = (await adapter.list_devices(DeviceQuery(), 1)).items
    found = await adapter.current_meetings(devices)
    assert found[key(Kind.DEVICE, "65f000000000000000000d02")] is None


async def test_the_current_meeting_completed_equals_the_one_fetched(adapter, telecomx, body):
    telecomx.on("/flexcare/videochat/device/meeting/1700937", {"meeting": flat(body("room_nested"))})
    (device, _) = (await adapter.list_devices(DeviceQuery(), 1)).items
    current = (await adapter.current_meetings([device]))[device.key]
    completed = (await adapter.complete_meetings("room", [current]))[MEETING]
    assert completed == (await adapter.meetings([MEETING]))[MEETING]


# Tablets in meetings


async def test_a_tablet_in_a_meeting_is_the_one_inside_it(adapter, telecomx):
    meeting = (await adapter.meetings([MEETING]))[MEETING]
    assert (await adapter.meeting_devices([ENTRY]))[ENTRY] == meeting.devices[0]


@pytest.mark.parametrize("parts", [(ID, "absent"), ("absent", TABLET), (ID,), (ID, TABLET, "x")])
async def test_a_tablet_that_is_in_no_such_meeting_is_none(adapter, telecomx, parts):
    absent = key(Kind.MEETING_DEVICE, *parts)
    assert await adapter.meeting_devices([absent]) == {absent: None}


async def test_live_values_cost_one_call_where_the_room_showed_the_commands(adapter, telecomx):
    entry = (await adapter.meeting_devices([ENTRY]))[ENTRY]
    telecomx.calls.clear()
    live = (await adapter.complete_meeting_devices("live", [entry]))[ENTRY]
    assert (live.settings.volume, live.live_settings.volume, live.live_state) == (80, 60, "STARTED")
    assert [(command.vendor_id, command.fetched) for command in live.commands] == [(COMMAND, True)]
    assert len(telecomx.calls) == 1


async def test_missing_flags_are_taken_from_the_room(adapter, telecomx, body):
    telecomx.on(ROOMS, [{**flat(body("room_nested")), "devices": [{"_id": TABLET}]}])
    ((entry,),) = [meeting.devices for meeting in (await adapter.list_meetings(MeetingQuery(), 1)).items]
    assert entry.commands == Unfetched("live")
    live = (await adapter.complete_meeting_devices("live", [entry]))[ENTRY]
    assert [(command.fetched, command.executed) for command in live.commands] == [(True, False)]


async def test_flags_that_the_live_call_tells_need_no_room(adapter, telecomx, body):
    element = {**flat(body("room_nested")), "devices": [{"_id": TABLET}]}
    telecomx.on(ROOMS, [element])
    telecomx.on(
        LIVE.format(ID, TABLET),
        {"commands": [{"_id": COMMAND, "type": "HANGUP", "fetched": True, "executed": True}]},
    )
    (meeting,) = (await adapter.list_meetings(MeetingQuery(), 1)).items
    await adapter.complete_meeting_devices("live", meeting.devices)
    assert telecomx.asked(ROOM.format(ID)) == []


async def test_a_lone_command_is_joined_by_those_that_the_room_shows(adapter, telecomx, body):
    telecomx.on(ROOMS, [{**flat(body("room_nested")), "devices": [{"_id": TABLET}]}])
    telecomx.on(LIVE.format(ID, TABLET), {"_id": "c2", "type": "HANGUP", "fetched": False, "executed": False})
    (meeting,) = (await adapter.list_meetings(MeetingQuery(), 1)).items
    live = (await adapter.complete_meeting_devices("live", meeting.devices))[ENTRY]
    assert [command.vendor_id for command in live.commands] == [COMMAND, "c2"]


async def test_flags_that_nobody_tells_are_none(adapter, telecomx, body):
    bare = {"meeting": {"_id": ID, "devices": [{"_id": TABLET}]}}
    telecomx.on(ROOM.format(ID), bare)
    entry = (await adapter.meeting_devices([ENTRY]))[ENTRY]
    live = (await adapter.complete_meeting_devices("live", [entry]))[ENTRY]
    assert [(command.fetched, command.executed) for command in live.commands] == [(None, None)]


async def test_a_tablet_that_left_the_meeting_is_none(adapter, telecomx, answer):
    entry = (await adapter.meeting_devices([ENTRY]))[ENTRY]
    telecomx.on(LIVE.format(ID, TABLET), answer({"error": {"code": "device"}}, 404))
    assert await adapter.complete_meeting_devices("live", [entry]) == {ENTRY: None}


# The rest
