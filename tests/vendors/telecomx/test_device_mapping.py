"""Tablets and commands as documented."""

from datetime import UTC, datetime

import msgspec
import pytest

from models.command import CommandParameters, CommandState, CommandType
from models.ids import Kind
from models.partial import Unfetched
from models.settings import Quality
from models.vendor import Vendor
from tests.support.accounts import TELECOMX, a_key
from tests.support.reading import answered
from vendors.telecomx import envelopes, mapping, payloads

MEETING = a_key(Kind.MEETING, Vendor.TELECOMX, ("m1",))
ENTRY = a_key(Kind.MEETING_DEVICE, Vendor.TELECOMX, ("m1", "d1"))
ANSWER = answered(TELECOMX, datetime(2025, 11, 4, 12, tzinfo=UTC))
ELSEWHERE = Unfetched("device")


def device(body, *, whole_device=True):
    read = mapping.devices.whole_device if whole_device else mapping.devices.listed
    return read(envelopes.device(body, "x"), ANSWER)


def command(**fields):
    return mapping.devices.command(
        ENTRY,
        msgspec.convert({"_id": "c1", **fields}, payloads.Command),
    )


def entry(**fields):
    body = {"_id": "m1", "devices": [{"_id": "d1", **fields}]}
    (tablet,) = envelopes.room(body, "read room").tablets
    return mapping.devices.meeting_device(MEETING, tablet, ANSWER)


def test_the_documented_tablet_is_read_whole(body):
    tablet = device(body("device"))
    assert (tablet.vendor_id, tablet.barcode, tablet.name) == ("65f000000000000000000d01", "1700937", "Test")
    assert (tablet.vendor_type, tablet.mac, tablet.iot_id) == ("ANDROID", "02:00:00:00:00:01", "iot-1")
    assert (tablet.enabled, tablet.development_mode, tablet.has_flexcare_order) == (True, False, True)
    assert (tablet.serial, tablet.location, tablet.android_type) == (None, None, None)


def test_applications_are_named_by_what_names_them(body):
    assert device(body("device")).applications == ("FlexCare", "dk.rooms.example", "Launcher")


def test_the_tablets_own_token_is_not_read(body):
    assert "the-tablets-own-token" not in repr(msgspec.structs.asdict(envelopes.device(body("device"), "x")))


def test_a_tablet_may_come_under_its_name(body):
    assert device({"device": body("device")}) == device(body("device"))


def test_what_a_list_does_not_show_is_left_to_the_tablets_own_page():
    listed = device({"_id": "d1"}, whole_device=False)
    assert listed.mac == listed.applications == listed.enabled == ELSEWHERE
    assert (listed.serial, listed.location) == (None, None)


def test_keys_of_the_resellers_list_are_read_where_they_come():
    tablet = device({"_id": "d1", "androidType": "TABLET", "tabletProfile": "p1", "info": {"battery": 3}})
    assert (tablet.android_type, tablet.tablet_profile, tablet.info) == ("TABLET", "p1", None)


@pytest.mark.parametrize("odd", [True, False, {}, ["x"]])
def test_what_no_page_gives_a_type_is_shown_only_as_words(odd):
    tablet = device({"_id": "d1", "iotId": odd, "tabletProfile": odd, "info": odd, "androidType": odd})
    assert (tablet.iot_id, tablet.tablet_profile, tablet.info, tablet.android_type) == (None,) * 4


def test_a_tablet_in_a_room_knows_both_its_ids(body):
    (tablet,) = envelopes.room(body("conference_flat"), "read room").tablets
    shown = mapping.devices.meeting_device(MEETING, tablet, ANSWER).device
    assert (shown.key.parts, shown.barcode) == (("65f000000000000000000d01",), "1700937")
    assert (shown.serial, shown.location, shown.mac) == ("FLXCA1700937", "50", ELSEWHERE)


def test_what_a_room_showed_survives_the_tablets_own_page():
    known = entry(serial="S1", technicalRoomNumber=50).device
    merged = mapping.devices.completed_by(known, device({"_id": "d1", "name": "Test"}))
    assert (merged.serial, merged.location, merged.name, merged.mac) == ("S1", "50", "Test", None)


def test_what_nobody_shows_is_none():
    assert mapping.devices.completed_by(entry().device, device({"_id": "d1"})).serial is None


def test_commands_that_a_room_does_not_show_are_left_to_the_live_call():
    assert entry().commands == Unfetched("live")
    assert entry(commands=[]).commands == ()


def test_a_command_is_named_by_meeting_tablet_and_itself():
    assert command(type="HANGUP").key.parts == ("m1", "d1", "c1")


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        ("START_MEETING", CommandParameters()),
        ("CAMERA_ON", CommandParameters(value=False)),
        ("MICROPHONE_ON", CommandParameters(value=False)),
        ("SET_VOLUME", CommandParameters(volume=80)),
        ("SET_QUALITY", CommandParameters(quality=Quality.HIGH)),
        ("HANGUP", CommandParameters()),
    ],
)
def test_only_the_parameter_of_its_type_is_kept(word, kept):
    told = command(type=word, value=False, volume=80, quality="HIGH")
    assert (told.type, told.vendor_type, told.parameters) == (CommandType(word), word, kept)


@pytest.mark.parametrize("word", ["MICROPHON_ON", "REBOOT"])
def test_an_unknown_type_keeps_its_word_and_all_parameters(word):
    told = command(type=word, value=True, volume=3)
    assert (told.type, told.vendor_type) == (CommandType.UNKNOWN, word)
    assert told.parameters == CommandParameters(value=True, volume=3)


def test_flags_that_are_not_told_prove_nothing():
    assert command(type="HANGUP").state is CommandState.UNKNOWN


def test_a_raised_flag_never_falls():
    old, new = command(type="HANGUP", fetched=True, executed=True), command(type="HANGUP", fetched=False)
    for sources in (([old], [new]), ([new], [old])):
        (told,) = mapping.devices.commands(*sources)
        assert (told.fetched, told.executed) == (True, True)


def test_flags_are_taken_from_where_they_are():
    (told,) = mapping.devices.commands(
        [command(type="HANGUP", fetched=True)], [command(type="HANGUP", executed=False)]
    )
    assert (told.fetched, told.executed) == (True, False)


def test_live_values_stand_beside_the_snapshot(body):
    before = entry(settings={"volume": 80})
    after = mapping.devices.with_live(before, envelopes.live(body("live"), "x"), (), ANSWER)
    assert (after.settings.volume, after.live_settings.volume, after.live_state) == (80, 60, "STARTED")


@pytest.mark.parametrize(
    ("listed", "shown"),
    [
        ("Launcher", ("Launcher",)),
        ([["x"], "Launcher", {"name": {}}], ("Launcher",)),
        (None, ()),
        ({"a": 1}, None),
    ],
)
def test_applications_that_cannot_be_read_are_null_and_others_of_their_list_stay(listed, shown):
    assert device({"_id": "d1", "applications": listed}).applications == shown
