"""The bodies that EnableX is sent, to the letter."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from models.access import Capacity
from models.drafts import LobbyDraft, MediaDraft, MeetingChanges, PinReset, RoomChanges
from models.meeting import InvitedContact, InvitedGroup, Invitees
from models.settings import MeetingSettings
from models.time_zone import TimeZone
from tests.support.enablex import a_draft, meeting_key, room_key
from vendors.enablex import requests
from vendors.http import FormPart

M1 = meeting_key("m-1")
ROOM = room_key("permanent", "u-1")
UTC_ZONE = TimeZone(vendor_id="11", name="UTC")
EVERYBODY = Invitees(contact_ids=("c-1",), group_ids=("g-1",), emails=("ada@mail.example",))


def test_a_new_meeting_has_the_documented_fields() -> None:
    draft = a_draft(
        title=" Eye check ",
        description="At home",
        starts_at=datetime(2030, 1, 31, 9, 30, tzinfo=UTC),
        settings=MeetingSettings(wait_for_moderator=True, knock=False, auto_start_recording=True),
        invitees=EVERYBODY,
        host_id="u-7",
        sends_mail=True,
    )
    assert requests.new_meeting(draft, UTC_ZONE) == {
        "user_id": "u-7",
        "room_name": "Eye check",
        "desc": "At home",
        "start_time": "2030-01-31 09:30:00",
        "timezone_id": "11",
        "duration": 30,
        "moderators": 1,
        "participants": 4,
        "wait_for_moderator": True,
        "knock": False,
        "auto_recording": True,
        "send_mail": True,
        "invitees": {"contact_ids": ["c-1"], "group_ids": ["g-1"], "emails": ["ada@mail.example"]},
    }


@pytest.mark.parametrize("description", [None, "", " \n"])
def test_a_new_meeting_is_described_by_its_name_where_nothing_else_does(description: str | None) -> None:
    body = requests.new_meeting(a_draft(title=" Eye check", description=description), UTC_ZONE)
    assert body["desc"] == "Eye check"


@pytest.mark.parametrize("host_id", [None, ""])
def test_the_account_itself_is_not_named_as_host(host_id: str | None) -> None:
    assert "user_id" not in requests.new_meeting(a_draft(host_id=host_id), UTC_ZONE)


@pytest.mark.parametrize("zone_id", ["11", "305"])
def test_a_start_is_utc_whatever_the_zone(zone_id: str) -> None:
    start = datetime(2030, 1, 31, 9, 30, 59, 999_999, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    body = requests.new_meeting(a_draft(starts_at=start), TimeZone(vendor_id=zone_id))
    assert body["start_time"] == "2030-01-31 04:00:59"


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        ({"title": " Ear check "}, {"room_name": "Ear check"}),
        ({"description": ""}, {"desc": ""}),
        ({"duration_minutes": 45}, {"duration": 45}),
        ({"capacity": Capacity(participants=0)}, {"participants": 0}),
        ({"settings": MeetingSettings(knock=False)}, {"knock": False}),
        ({"sends_mail": False}, {"send_mail": False}),
        ({"invitees": Invitees()}, {"invitees": {"contacts": [], "groups": []}}),
        ({}, {}),
    ],
)
def test_a_change_is_sent_alone(changes: dict[str, Any], body: dict[str, Any]) -> None:
    assert requests.changed_meeting(MeetingChanges(meeting=M1, **changes), None) == body


def test_a_change_invites_by_objects() -> None:
    body = requests.changed_meeting(MeetingChanges(meeting=M1, invitees=EVERYBODY), UTC_ZONE)
    assert body == {
        "timezone_id": "11",
        "invitees": {
            "contacts": [
                {"contact_id": "c-1", "name": "", "email": ""},
                {"contact_id": "", "name": "ada@mail.example", "email": "ada@mail.example"},
            ],
            "groups": [{"group_id": "g-1", "group_name": ""}],
        },
    }


NAMED = Invitees(
    contact_ids=("c-1", "c-2"),
    emails=("bo@mail.example",),
    contacts=(
        InvitedContact(contact_id="c-1", name="Ada", email="ada@mail.example"),
        InvitedContact(name="Bo", email="bo@mail.example"),
    ),
    groups=(InvitedGroup(group_id="g-1", name="Night shift"),),
)


def test_a_change_invites_by_names_and_each_once() -> None:
    body = requests.changed_meeting(MeetingChanges(meeting=M1, invitees=NAMED), None)
    assert body["invitees"] == {
        "contacts": [
            {"contact_id": "c-1", "name": "Ada", "email": "ada@mail.example"},
            {"contact_id": "c-2", "name": "", "email": ""},
            {"contact_id": "", "name": "Bo", "email": "bo@mail.example"},
        ],
        "groups": [{"group_id": "g-1", "group_name": "Night shift"}],
    }


def test_a_new_meeting_invites_contacts_and_groups_by_their_ids() -> None:
    assert requests.new_meeting(a_draft(invitees=NAMED), UTC_ZONE)["invitees"] == {
        "contact_ids": ["c-1", "c-2"],
        "group_ids": ["g-1"],
        "emails": ["bo@mail.example"],
    }


def test_a_room_has_seven_fields() -> None:
    changes = RoomChanges(
        room=ROOM,
        name=" Quiet room ",
        description="",
        capacity=Capacity(moderators=1, participants=2),
        settings=MeetingSettings(wait_for_moderator=False, knock=True, auto_start_recording=False),
    )
    assert requests.changed_room(changes) == {
        "room_name": "Quiet room",
        "desc": "",
        "moderators": 1,
        "participants": 2,
        "wait_for_moderator": False,
        "knock": True,
        "auto_recording": False,
    }


@pytest.mark.parametrize(("moderator", "participant"), [(True, True), (True, False), (False, True)])
def test_a_reset_always_says_both(moderator: bool, participant: bool) -> None:
    reset = PinReset(room=ROOM, moderator=moderator, participant=participant)
    assert requests.reset_pins(reset) == {"reset_mpin": moderator, "reset_ppin": participant}


def form(**parts: Any) -> list[FormPart]:
    """The form of a lobby, without its four options."""
    whole = requests.lobby(LobbyDraft(meeting=M1, **parts))
    assert [part.name for part in whole[:4]] == [
        f"options[{kind}]" for kind in ("message", "image", "audio", "video")
    ]
    return whole[4:]


@pytest.mark.parametrize(
    ("parts", "chosen"),
    [
        ({"messages": ("Please wait",)}, ["true", "false", "false", "false"]),
        (
            {"images": (MediaDraft(url="https://a"),), "audio": MediaDraft(url="https://b")},
            ["false", "true", "true", "false"],
        ),
        ({"video_url": "https://a/b.mp4"}, ["false", "false", "false", "true"]),
    ],
)
def test_each_option_is_said(parts: dict[str, Any], chosen: list[str]) -> None:
    assert [part.value for part in requests.lobby(LobbyDraft(meeting=M1, **parts))[:4]] == chosen


def test_a_lobby_s_parts_have_bracket_names() -> None:
    assert form(messages=("Please wait", " Just a moment ")) == [
        FormPart("message[0][text]", "Please wait"),
        FormPart("message[1][text]", "Just a moment"),
    ]
    assert form(video_url="https://a/b.mp4") == [FormPart("video[0][url]", "https://a/b.mp4")]
    assert form(audio=MediaDraft(url="https://a/b.mp3")) == [FormPart("audio[0][url]", "https://a/b.mp3")]
    assert form(images=(MediaDraft(url="https://a"), MediaDraft(url="https://b", caption="B"))) == [
        FormPart("image[0][url]", "https://a"),
        FormPart("image[1][url]", "https://b"),
        FormPart("image[1][caption]", "B"),
    ]


def test_a_file_goes_under_its_name_or_one_of_its_kind() -> None:
    named = MediaDraft(content=b"x", filename="door.png", content_type="image/png", caption="Door")
    unnamed = MediaDraft(content=b"y", content_type="image/jpeg")
    unknown = MediaDraft(content=b"z")
    assert form(images=(named, unnamed, unknown), audio=unknown) == [
        FormPart("image[0][img_file]", b"x", "door.png", "image/png"),
        FormPart("image[0][caption]", "Door"),
        FormPart("image[1][img_file]", b"y", "image-2.jpg", "image/jpeg"),
        FormPart("image[2][img_file]", b"z", "image-3"),
        FormPart("audio[0][audio_file]", b"z", "sound.mp3"),
    ]
