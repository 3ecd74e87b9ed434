"""The bodies that go out, out of drafts."""

from typing import Any

import pytest

from models.access import JoinRole
from models.drafts import MeetingChanges, MeetingDraft, MeetingJoin, MeetingStart
from models.settings import MeetingLocks, MeetingSettings
from models.vendor import Vendor
from vendors.vconnct import mapping, requests
from vendors.vconnct.payloads import MeetingListItem, Setting

SAID = MeetingSettings(
    record=True,
    auto_start_recording=False,
    allow_start_stop_recording=True,
    webcams_only_for_moderators=False,
    locks=MeetingLocks(
        camera=True, microphone=False, private_chat=True, public_chat=False, notes=True, layout=False
    ),
)
WHOLE = requests.switches(SAID)
PRESENT = MeetingListItem(
    meeting_id="m-1", title="Round", moderator_password="modpwd", welcome_text="Welcome"
)


def test_there_are_the_ten_documented_settings(payload: Any) -> None:
    assert list(WHOLE) == [row["setting"] for row in payload("list_setting")["data"]]


def test_settings_that_go_out_come_back_the_same() -> None:
    rows = [Setting(setting=name, value=value) for name, value in WHOLE.items()]
    assert mapping.settings.of_rows(rows) == SAID


@pytest.mark.parametrize("settings", [None, MeetingSettings(), MeetingSettings(locks=MeetingLocks())])
def test_without_settings_nothing_is_said_of_any(settings: MeetingSettings | None) -> None:
    assert set(requests.switches(settings).values()) == {None}


def test_a_wish_goes_before_what_is_there_also_where_it_is_no() -> None:
    wished = requests.switches(MeetingSettings(record=False, locks=MeetingLocks(layout=True)))
    merged = requests.switched(wished, WHOLE)
    assert merged == WHOLE | {"record": False, "lock_settings_locked_layout": True}


@pytest.mark.parametrize("name", WHOLE)
def test_settings_are_whole_when_none_is_missing(name: str) -> None:
    assert requests.is_whole(WHOLE)
    assert not requests.is_whole({**WHOLE, name: None})


def test_a_new_meeting_has_its_texts_and_all_settings() -> None:
    draft = MeetingDraft(
        vendor=Vendor.VCONNCT, title="Round", moderator_password="modpwd", welcome_text="Welcome"
    )
    assert requests.creation(draft, WHOLE) == {
        "title": "Round",
        "moderator_password": "modpwd",
        "welcome_text": "Welcome",
        "meeting_setting": [{"setting": name, "value": value} for name, value in WHOLE.items()],
    }


def test_a_text_that_is_not_asked_for_is_left_out() -> None:
    draft = MeetingDraft(vendor=Vendor.VCONNCT, welcome_text="")
    assert set(requests.creation(draft, WHOLE)) == {"welcome_text", "meeting_setting"}


def test_what_stays_goes_back_as_it_is(sample: Any) -> None:
    body = requests.replacement(MeetingChanges(meeting=sample.meeting, title="Visit"), PRESENT, WHOLE)
    assert (body["title"], body["moderator_password"], body["welcome_text"]) == ("Visit", "modpwd", "Welcome")


def test_a_text_can_be_taken_away(sample: Any) -> None:
    body = requests.replacement(MeetingChanges(meeting=sample.meeting, welcome_text=""), PRESENT, WHOLE)
    assert body["welcome_text"] == ""


def test_what_the_meeting_does_not_have_is_left_out(sample: Any) -> None:
    bare = MeetingListItem(meeting_id="m-1")
    assert set(requests.replacement(MeetingChanges(meeting=sample.meeting), bare, WHOLE)) == {
        "meeting_setting"
    }


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({}, False),
        ({"title": "Round", "moderator_password": "modpwd", "welcome_text": "Welcome"}, False),
        ({"description": "Of ward 3", "duration_minutes": 5}, False),
        ({"title": "Visit"}, True),
        ({"moderator_password": "other"}, True),
        ({"welcome_text": ""}, True),
    ],
)
def test_only_other_texts_are_a_difference(sample: Any, changes: dict[str, Any], differs: bool) -> None:
    assert requests.differs(MeetingChanges(meeting=sample.meeting, **changes), PRESENT) is differs


def test_no_text_differs_from_none_at_all_in_nothing(sample: Any) -> None:
    changes = MeetingChanges(meeting=sample.meeting, welcome_text="")
    assert not requests.differs(changes, MeetingListItem(meeting_id="m-1"))


def test_a_start_carries_all_that_was_said(sample: Any) -> None:
    start = MeetingStart(
        meeting=sample.meeting,
        host_name="Ada",
        title="Round of Monday",
        attendee_password="attpwd",
        logout_url="example.com",
    )
    assert requests.start(start, "modpwd") == {
        "meeting_id": sample.meeting.parts[0],
        "title": "Round of Monday",
        "attendee_password": "attpwd",
        "moderator_password": "modpwd",
        "moderator_name": "Ada",
        "logout_url": "example.com",
    }


def test_a_start_may_carry_no_more_than_the_hosts_name(sample: Any) -> None:
    start = MeetingStart(meeting=sample.meeting, host_name="Ada")
    assert set(requests.start(start, None)) == {"meeting_id", "moderator_name"}


@pytest.mark.parametrize(("role", "word"), [(JoinRole.HOST, "moderator"), (JoinRole.GUEST, "viewer")])
def test_a_join_names_its_role_in_vconncts_words(sample: Any, role: JoinRole, word: str) -> None:
    assert requests.join(MeetingJoin(meeting=sample.meeting, name="Ada", role=role), "attpwd") == {
        "meeting_id": sample.meeting.parts[0],
        "fullname": "Ada",
        "password": "attpwd",
        "role": word,
    }


def test_a_join_without_a_password_sends_none(sample: Any) -> None:
    assert "password" not in requests.join(MeetingJoin(meeting=sample.meeting, name="Ada"), None)
