"""What is kept of a model holds nothing that is secret, at whatever depth, and says what is missing where it can."""

import pickle
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from models.access import JoinLink, JoinPlatform, JoinRole, Pins
from models.attendance import Attendance
from models.device import Device, MeetingDevice
from models.listing import Batch
from models.lobby import Lobby
from models.meeting import Invitees, Meeting
from models.partial import Unfetched
from models.plan import Plan
from models.poll import Poll
from models.provider import Provider
from models.recording import Recording
from models.room import Room, RoomQueue
from models.session import Session
from models.settings import MeetingSettings, SettingsTemplate
from models.time_zone import TimeZone
from tests.support.builders import NOON, a_device, a_meeting, a_room, an_arrival
from vendors.resilience.secretless import NOT_KEPT, Inseparable, without_secrets

CANARY = "canary-5301"
KINDS = (
    *(Attendance, Device, Lobby, Meeting, MeetingDevice, MeetingSettings, Plan, Poll, Provider, Recording),
    *(Room, RoomQueue, Session, SettingsTemplate, TimeZone),
)


def filled(hint: Any, *, secret: bool = False) -> Any:
    """A value of a type with everything in it: the canary in every secret place, harmless values elsewhere."""
    if get_origin(hint) is tuple:
        return (filled(get_args(hint)[0], secret=secret),)
    if options := [part for part in get_args(hint) if part not in (type(None), Unfetched)]:
        return filled(options[0], secret=secret)
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        return hint(
            **{each.name: filled(hints[each.name], secret=secret or not each.repr) for each in fields(hint)}
        )
    if hint is str:
        return CANARY if secret else "harmless"
    members = list(getattr(hint, "__members__", {}).values())
    simple: dict[Any, Any] = {int: 7, float: 7.5, bool: True, type(NOON): NOON, timedelta: timedelta(1)}
    return members[0] if members else simple.get(hint, "harmless")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_secret_is_left_in_any_model(kind: type[Any]) -> None:
    whole = filled(kind)
    try:
        kept = without_secrets(Batch((whole,)))
    except Inseparable:
        return
    assert CANARY.encode() not in pickle.dumps(kept)


def test_the_canary_is_in_what_is_not_stripped() -> None:
    assert pickle.dumps(filled(Meeting)).count(CANARY.encode()) >= 1


def test_what_has_no_secret_is_the_same_object() -> None:
    meeting = a_meeting(title="Round", room=a_room())
    assert without_secrets(meeting) is meeting


def test_a_secret_that_can_be_asked_for_says_so() -> None:
    kept = without_secrets(a_meeting(pins=Pins(moderator="1"), room=a_room(pins=Pins(moderator="2"))))
    assert kept.pins == Unfetched(NOT_KEPT)
    assert isinstance(kept.room, Room)
    assert kept.room.pins == Unfetched(NOT_KEPT)


def test_what_holds_a_secret_deep_down_can_be_asked_for_as_a_whole() -> None:
    kept = without_secrets(a_meeting(invitees=Invitees(emails=("a@b.example",), group_ids=("1",))))
    assert kept.invitees == Unfetched(NOT_KEPT)


def test_a_link_is_nothing_without_its_address() -> None:
    with pytest.raises(Inseparable):
        without_secrets((JoinLink(url="https://x.example", role=JoinRole.HOST, platform=JoinPlatform.ANY),))


def test_a_name_becomes_none_where_the_model_cannot_say_more() -> None:
    assert without_secrets(an_arrival("Ada")).full_name is None


def test_what_stands_beside_a_secret_stays() -> None:
    kept = without_secrets(a_meeting(title="Round", pins=Pins(moderator="1"), devices=(a_device_in(),)))
    assert (kept.title, kept.devices) == ("Round", (a_device_in(),))


def a_device_in() -> Device:
    return a_device(name="Cart")
