"""Rooms as documented, translated into meetings and rooms."""

from datetime import UTC, datetime

import pytest

from models.access import JoinLink, JoinPlatform, JoinRole, Pins
from models.device import MeetingDevice
from models.ids import Kind
from models.meeting import MeetingParticipant, MeetingState, ParticipantChannel
from models.partial import Unfetched
from models.room import RoomKind
from models.vendor import Vendor
from tests.support.accounts import TELECOMX, a_key
from tests.support.reading import answered
from vendors.operation_scope import operation_scope
from vendors.telecomx import envelopes, mapping

NOON = datetime(2025, 11, 4, 12, tzinfo=UTC)
ID = "1234567890123457890CCCC"


def meeting(body, *, is_whole=True):
    found = envelopes.room(body, "read room", is_whole=is_whole)
    return mapping.meetings.meeting(found, answered(TELECOMX, NOON))


def nested(**fields):
    return {"meeting": {"_id": ID, **fields}}


@pytest.fixture
def documented(body):
    return meeting(body("room_nested"))


def test_the_documented_room_is_a_meeting(documented):
    assert documented.key == a_key(Kind.MEETING, Vendor.TELECOMX, (ID,))
    assert (documented.title, documented.description) == (
        "Årlig sundheds check",
        "Gennemgang af patient forløb",
    )
    assert documented.starts_at == datetime(2025, 11, 4, 10, 40, 23, 223000, tzinfo=UTC)
    assert documented.duration_minutes == 60
    assert documented.created_at == datetime(2016, 1, 1, tzinfo=UTC)
    assert (documented.host_id, documented.account_id) == (
        "65f000000000000000000e01",
        "65f000000000000000000c01",
    )
    assert documented.external_id == "88f73951-70a6-47f6-be21-d0be415db9e0"
    assert documented.uuid == "c6c5365a-2b3c-44ec-82d6-69cdaef8fbbc"
    assert documented.uri == "test@rooms.example"


def test_the_documented_room_is_the_room_behind_that_meeting(documented):
    room = documented.room
    assert room.key == a_key(Kind.ROOM, Vendor.TELECOMX, (ID,))
    assert room.kind is RoomKind.MEETING
    assert room.meeting_key == documented.key
    assert (room.name, room.uri, room.owner_id) == (documented.title, documented.uri, documented.host_id)
    assert (room.settings, room.pins, room.join_links) == (
        documented.settings,
        documented.pins,
        documented.join_links,
    )


def test_a_pin_keeps_its_leading_zero(documented):
    assert documented.pins == Pins(participant="0234")


def test_each_link_has_its_role_and_platform(documented):
    host = "https://portal.rooms.example/?url=test@rooms.example&pin=0234"
    assert documented.join_links == (
        JoinLink(role=JoinRole.GUEST, platform=JoinPlatform.DESKTOP, url="https://s.rooms.example/QcT"),
        JoinLink(role=JoinRole.GUEST, platform=JoinPlatform.DESKTOP, url=host),
        JoinLink(role=JoinRole.HOST, platform=JoinPlatform.DESKTOP, url=host),
        JoinLink(
            role=JoinRole.GUEST, platform=JoinPlatform.MOBILE, url="https://m.rooms.example/bb4418ce6323"
        ),
        JoinLink(role=JoinRole.GUEST, platform=JoinPlatform.MOBILE, url="https://s.rooms.example/YuP"),
    )


def test_an_empty_clinical_link_is_none(documented):
    assert JoinRole.CLINIC not in {link.role for link in documented.join_links}


def test_the_same_link_under_two_names_is_one_link():
    links = meeting(nested(mobilLink="https://m.example/1", mobileLink="https://m.example/1")).join_links
    assert len(links) == 1


def test_a_participant_keeps_the_vendors_words(documented):
    assert documented.participants == (
        MeetingParticipant(
            channel=ParticipantChannel.SMS,
            vendor_channel="SMS",
            address="+4545454545",
            reference="65f000000000000000000f01",
            sms_status="Delivered",
        ),
    )


def test_an_unknown_channel_keeps_its_word():
    (participant,) = meeting(nested(participants=[{"type": "FAX", "value": 4545454545}])).participants
    assert participant.channel is ParticipantChannel.UNKNOWN
    assert (participant.vendor_channel, participant.address) == ("FAX", "4545454545")


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("CREATED", MeetingState.SCHEDULED),
        ("PROVISIONED_OK", MeetingState.SCHEDULED),
        ("AWAITS_PROVISION", MeetingState.SCHEDULED),
        ("STARTING_TO_PROVISION", MeetingState.SCHEDULED),
        ("STARTED", MeetingState.RUNNING),
        ("CLOSED", MeetingState.ENDED),
        ("STARTING_TO_DEPROVISION", MeetingState.ENDED),
        ("DEPROVISION_PROBLEMS", MeetingState.ENDED),
        ("DEPROVISION_OK", MeetingState.ENDED),
        ("PROVISION_PROBLEMS", MeetingState.FAILED),
        ("SOMETHING_NEW", MeetingState.UNKNOWN),
        (None, MeetingState.UNKNOWN),
    ],
)
def test_every_state_is_told_with_the_vendors_word(word, state):
    told = meeting(nested(state=word))
    assert (told.state, told.vendor_state) == (state, word)


def test_the_flat_conference_is_a_meeting_too(body):
    flat = meeting(body("conference_flat"))
    assert (flat.key.parts, flat.title, flat.uri) == ((ID,), None, "test@rooms.example")
    assert [device.key.parts for device in flat.devices] == [(ID, "65f000000000000000000d01")]
    assert flat.devices[0].settings.volume == 80


def test_medcom_times_stand_in_for_missing_iso_times():
    told = meeting(nested(startTimeMedcom="2025-11-04T10:40:23 +00:00", endTime="2025-11-04T11:10:23Z"))
    assert told.starts_at == datetime(2025, 11, 4, 10, 40, 23, tzinfo=UTC)
    assert told.duration_minutes == 30


def test_an_end_before_the_start_has_no_duration():
    told = meeting(nested(startTime="2025-11-04T10:00:00Z", endTime="2025-11-04T09:00:00Z"))
    assert told.duration_minutes is None


def test_unreadable_times_do_not_cost_the_meeting():
    assert meeting(nested(startTime="i morgen", subject="x")).title == "x"


def test_a_device_listed_twice_is_one_device_with_its_commands(documented):
    (entry,) = documented.devices
    assert isinstance(entry, MeetingDevice)
    assert [command.vendor_id for command in entry.commands] == ["65f0000000000000000000a1"]


def test_what_a_list_does_not_show_is_left_to_the_rooms_own_page():
    listed = meeting({"_id": ID}, is_whole=False)
    assert (
        listed.devices == listed.participants == listed.settings == listed.room.settings == Unfetched("room")
    )


def test_what_the_rooms_own_page_does_not_show_is_not_there():
    alone = meeting({"_id": ID})
    assert (alone.devices, alone.participants, alone.settings) == ((), (), None)


def test_a_named_template_is_left_to_the_list_of_templates(body):
    listed = meeting(body("room_of_device"), is_whole=False)
    assert listed.settings == listed.room.settings == Unfetched("template/65f000000000000000000a01")
    assert mapping.meetings.template_id(listed.settings.aspect) == "65f000000000000000000a01"
    assert mapping.meetings.template_id("room") is None


@pytest.mark.parametrize("empty", [None, [], {}, "", False])
def test_an_empty_setting_is_no_setting(empty):
    assert meeting({**nested(), "setting": empty}).settings is None


@pytest.mark.parametrize("empty", [None, [], {}, "", False])
def test_a_room_that_names_its_template_has_one_though_it_is_not_shown(empty):
    listed = meeting({**nested(meetingSetting="a1"), "setting": empty})
    assert listed.settings == Unfetched("template/a1")


def test_a_template_may_come_in_the_place_of_its_id():
    shown = meeting(nested(meetingSetting={"_id": "a1", "name": "Standard"})).settings
    assert (shown.template.vendor_id, shown.template.name) == ("a1", "Standard")


def test_one_field_that_cannot_be_read_counts_once_for_the_meeting_and_the_room_behind_it():
    with operation_scope() as scope:
        told = meeting({**nested(subject=True, created="soon"), "setting": "x"})
        assert not scope.gaps.problems()
        assert (told.title, told.room.name, told.created_at, told.room.created_at) == (None,) * 4
        assert (told.settings, told.room.settings) == (None, None)
    (problem,) = scope.gaps.problems()
    assert (problem.fields, problem.count) == (("meeting.created", "meeting.subject", "setting"), 3)
