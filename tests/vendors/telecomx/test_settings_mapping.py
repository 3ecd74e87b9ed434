"""Templates and tablet settings, with all their spellings."""

from datetime import UTC, datetime

import pytest

from models.settings import DeviceSettings, Quality, SettingsTemplate, TemplateMeetingType
from models.vendor import Vendor
from tests.support.accounts import TELECOMX
from tests.support.reading import answered
from vendors.operation_scope import operation_scope
from vendors.reading import read
from vendors.telecomx import mapping, payloads

ANSWER = answered(TELECOMX, datetime(2025, 11, 4, 12, tzinfo=UTC))


def told(value, kind):
    return read(value, kind, vendor=Vendor.TELECOMX, operation="list settings")


def template(**fields):
    return mapping.settings.template(told({"_id": "a1", **fields}, payloads.Setting), ANSWER)


def tablet(**fields):
    return mapping.settings.tablet_settings(told(fields, payloads.TabletSettings), ANSWER)


def test_the_documented_template_is_read_whole(body):
    setting = told(body("room_nested")["setting"], payloads.Setting)
    assert mapping.settings.template(setting, ANSWER) == SettingsTemplate(
        vendor_id="65f000000000000000000a01",
        name="Standard møde",
        account_id="65f000000000000000000c01",
        is_default=True,
        subject="Årlig sundheds check",
        description="Gennemgang af patient forløb",
        organizer_email="system@flexcare.example",
        max_participants=5,
        ends_on_time=False,
        meeting_type=TemplateMeetingType.POOL,
        duration_minutes=60,
        guest_microphone=True,
        guest_pin_required=True,
        project_code="Årlig check",
        scheduling_template_id=5,
        shows_overlay_text=True,
        device_settings=DeviceSettings(
            medcom_uri="https://rooms.vconf.example",
            camera_on=True,
            microphone_on=True,
            sets_volume=True,
            adds_participants=False,
            volume=80,
            quality=Quality.HIGH,
        ),
        sends_sms=True,
        sms_template_id="65f000000000000000000501",
    )


@pytest.mark.parametrize(
    ("right", "misspelt", "ours"),
    [
        ("cameraOn", "camerOn", "camera_on"),
        ("microphoneOn", "microPhoneOn", "microphone_on"),
        ("addParticipant", "addParticipants", "adds_participants"),
    ],
)
def test_the_misspelt_key_is_read_and_the_right_one_preferred(right, misspelt, ours):
    assert getattr(tablet(**{misspelt: True}), ours) is True
    assert getattr(tablet(**{misspelt: True, right: False}), ours) is False


@pytest.mark.parametrize("key", ["endMeetingOnTime", "endMeetingOnEndTime"])
def test_both_names_for_ending_on_time_are_read(key):
    assert template(**{key: True}).ends_on_time is True


@pytest.mark.parametrize(("word", "allowed"), [("on", True), ("off", False), ("muted", False), (True, True)])
def test_the_guests_microphone_may_be_a_word(word, allowed):
    assert template(guestMicrophone=word).guest_microphone is allowed


def test_unknown_words_become_unknown():
    assert template(meetingType="OTHER").meeting_type is TemplateMeetingType.UNKNOWN
    assert tablet(quality="ULTRA").quality is Quality.UNKNOWN


def test_numbers_may_come_as_words():
    assert template(maxParticipants="5", duration="abc").max_participants == 5
    assert template(duration="abc").duration_minutes is None


def test_tablet_settings_that_are_a_name_do_not_cost_the_template():
    read = template(name="Standard", tabletSetting="name of the message")
    assert (read.name, read.device_settings) == ("Standard", None)


def test_tablet_settings_that_are_a_number_cannot_be_read():
    for number in (1.5, 3_000_000_000):
        with operation_scope() as scope:
            assert template(name="Standard", tabletSetting=number).device_settings is None
        [problem] = scope.gaps.problems()
        assert problem.fields == ("tabletSetting",)
