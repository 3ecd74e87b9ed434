"""Which rows a list's query lets through."""

from typing import Any

import pytest

from models.account import DEFAULT_TENANT, first_account
from models.conflict import LOOKS_BACK_MINUTES, SearchWindow
from models.device import MeetingDevice
from models.ids import Kind
from models.listing import DeviceQuery, MeetingQuery, RoomQuery, Untold
from models.meeting import Meeting, MeetingState
from models.partial import Unfetched
from models.room import RoomKind
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.builders import a_device, a_meeting, a_meeting_device, a_room, at

ROOM = a_key(Kind.ROOM, Vendor.TELECOMX, ("r1",))
DEVICE = a_device().key
HOSTS = frozenset(
    {
        (first_account(DEFAULT_TENANT, Vendor.TELECOMX), "7"),
        (first_account(DEFAULT_TENANT, Vendor.TELECOMX), "8"),
    }
)
PROVIDER = a_key(Kind.PROVIDER, Vendor.TELECOMX, ("r1", "9"))


def standing(*places: str | None) -> tuple[MeetingDevice, ...]:
    return tuple(a_meeting_device(device=a_device(f"d{n}", location=place)) for n, place in enumerate(places))


@pytest.mark.parametrize(
    ("query", "meeting", "matches"),
    [
        ({}, {}, True),
        ({"states": frozenset({MeetingState.ENDED})}, {"state": MeetingState.ENDED}, True),
        ({"states": frozenset({MeetingState.ENDED})}, {"state": MeetingState.RUNNING}, False),
        ({"starts_from": at(0)}, {"starts_at": at(0)}, True),
        ({"starts_from": at(0)}, {"starts_at": at(-1)}, False),
        ({"starts_from": at(0)}, {"starts_at": None}, False),
        ({"starts_to": at(0)}, {"starts_at": at(-1)}, True),
        ({"starts_to": at(0)}, {"starts_at": at(0)}, False),
        ({"starts_to": at(0)}, {"starts_at": None}, False),
        ({"starts_from": at(0), "starts_to": at(2)}, {"starts_at": at(1)}, True),
        ({"text": "STRASSE"}, {"title": "Hauptstraße 3"}, True),
        ({"text": "knee"}, {"description": "Knees and elbows"}, True),
        ({"text": "knee"}, {"title": "Elbows"}, False),
        ({"text": "knee"}, {}, False),
        ({"device": DEVICE}, {"devices": (a_meeting_device(),)}, True),
        ({"device": DEVICE}, {"devices": (a_meeting_device(device=a_device("d2")),)}, False),
        ({"device": DEVICE}, {"devices": None}, False),
        ({"device": DEVICE}, {"devices": Unfetched("detail")}, False),
        ({"hosts": HOSTS}, {"host_id": "7"}, True),
        ({"hosts": HOSTS}, {"host_id": "8"}, True),
        ({"hosts": HOSTS}, {"host_id": "77"}, False),
        ({"hosts": HOSTS}, {"vendor": Vendor.VSEE, "host_id": "7"}, False),
        ({"hosts": HOSTS}, {}, False),
        ({"hosts": frozenset()}, {"host_id": "7"}, False),
        ({"provider": PROVIDER}, {"host_id": "9", "room": a_room("r1")}, True),
        ({"provider": PROVIDER}, {"host_id": "9", "room": a_room("r2")}, False),
        ({"provider": PROVIDER}, {"host_id": "8", "room": a_room("r1")}, False),
        ({"provider": PROVIDER}, {"host_id": "9", "room": Unfetched("detail")}, True),
        ({"location": "OP 3"}, {"devices": standing("op 3 ")}, True),
        ({"location": "5"}, {"devices": standing("50")}, False),
        ({"location": "5"}, {"devices": standing("4", "5")}, True),
        ({"location": "5"}, {"devices": standing(None)}, False),
        ({"location": "5"}, {"devices": None}, False),
        ({"overlaps": SearchWindow(at(0), at(60), now=at(90))}, {"starts_at": at(30)}, True),
        ({"overlaps": SearchWindow(at(0), at(60), now=at(90))}, {"starts_at": at(60)}, False),
        ({"room": ROOM}, {"room": a_room("r1")}, True),
        ({"room": ROOM}, {"room": a_room("r2")}, False),
        ({"room": ROOM}, {"room": Unfetched("detail")}, True),
        ({"room": ROOM}, {"room": None}, True),
    ],
)
def test_a_meeting_is_matched_by_each_part_of_the_query(
    query: dict[str, Any], meeting: dict[str, Any], matches: bool
) -> None:
    assert MeetingQuery(**query).matches(a_meeting(**meeting)) is matches


@pytest.mark.parametrize(
    ("query", "room", "matches"),
    [
        ({}, {}, True),
        ({"kinds": frozenset({RoomKind.WAITING})}, {"kind": RoomKind.WAITING}, True),
        ({"kinds": frozenset({RoomKind.WAITING})}, {"kind": RoomKind.MEETING}, False),
        ({"text": "A"}, {"name": "a"}, True),
        ({"text": "A"}, {"description": "a"}, True),
        ({"text": "A"}, {"code": "a"}, True),
        ({"text": "A"}, {"slug": "a"}, True),
        ({"text": "A"}, {"description": Unfetched("detail")}, False),
        ({"text": "A"}, {"subtitle": "a"}, False),
    ],
)
def test_a_room_is_matched_by_each_part_of_the_query(
    query: dict[str, Any], room: dict[str, Any], matches: bool
) -> None:
    assert RoomQuery(**query).matches(a_room(**room)) is matches


def test_devices_are_not_looked_at_where_none_is_asked_for() -> None:
    class WithoutDevices(Meeting):
        def __getattribute__(self, name: str) -> Any:
            assert name != "devices"
            return super().__getattribute__(name)

    meeting = WithoutDevices(key=a_meeting().key, title="", state=MeetingState.SCHEDULED)
    query = MeetingQuery(starts_from=at(0))
    assert (query.matches(meeting), query.untold(meeting)) == (False, Untold.TIME)
    assert MeetingQuery().matches(meeting)


@pytest.mark.parametrize(
    ("text", "device", "matches"),
    [
        (None, {}, True),
        ("A", {"name": "a"}, True),
        ("A", {"barcode": "a"}, True),
        ("A", {"serial": "a"}, True),
        ("A", {"serial": Unfetched("detail")}, False),
        ("A", {"location": "a"}, False),
    ],
)
def test_a_device_is_matched_by_its_words(text: str | None, device: dict[str, Any], matches: bool) -> None:
    assert DeviceQuery(text=text).matches(a_device(**device)) is matches


@pytest.mark.parametrize(
    ("query", "meeting", "untold"),
    [
        ({}, {}, None),
        ({"starts_from": at(0)}, {}, Untold.TIME),
        ({"starts_to": at(0)}, {}, Untold.TIME),
        ({"overlaps": SearchWindow(at(0), now=at(0))}, {}, Untold.TIME),
        ({"overlaps": SearchWindow(at(0), now=at(0))}, {"state": MeetingState.RUNNING}, None),
        ({"overlaps": SearchWindow(at(0), now=at(0))}, {"starts_at": at(-999)}, None),
        ({"starts_from": at(0)}, {"starts_at": at(-1)}, None),
        ({"starts_from": at(0), "text": "x"}, {}, None),
        ({"starts_from": at(0), "states": frozenset({MeetingState.ENDED})}, {}, None),
        ({"starts_from": at(0), "device": DEVICE}, {}, None),
        ({"starts_from": at(0), "location": "5"}, {"devices": standing("5")}, Untold.TIME),
        ({"starts_from": at(0), "location": "5"}, {"devices": standing("4")}, None),
        ({"location": "5"}, {"devices": standing("4", None)}, Untold.LOCATION),
        ({"location": "5"}, {"devices": standing("5", None)}, None),
        ({"location": "5", "text": "x"}, {"devices": standing(None)}, None),
        ({"location": "5", "starts_from": at(0)}, {"devices": standing(None), "starts_at": at(-1)}, None),
    ],
)
def test_what_nobody_can_tell_of_a_meeting_is_told(
    query: dict[str, Any], meeting: dict[str, Any], untold: Untold | None
) -> None:
    assert MeetingQuery(**query).untold(a_meeting(**meeting)) is untold


@pytest.mark.parametrize(
    ("query", "device", "matches", "untold"),
    [
        ({"location": "5"}, {"location": "5"}, True, None),
        ({"location": "5"}, {"location": "50"}, False, None),
        ({"location": "5"}, {}, False, Untold.LOCATION),
        ({"location": "5"}, {"location": Unfetched("device")}, False, Untold.LOCATION),
        ({"location": "5", "text": "x"}, {}, False, None),
        ({"text": "x"}, {"name": "x"}, True, None),
    ],
)
def test_a_device_is_chosen_by_its_place(
    query: dict[str, Any], device: dict[str, Any], matches: bool, untold: Untold | None
) -> None:
    asked = DeviceQuery(**query)
    assert (asked.matches(a_device(**device)), asked.untold(a_device(**device))) == (matches, untold)


def test_vendors_are_asked_for_what_began_before_a_window_and_for_what_runs() -> None:
    query = MeetingQuery(overlaps=SearchWindow(at(0), at(60), now=at(0)), starts_to=at(30))
    asked = query.asked()
    assert (asked.starts_from, asked.starts_to, asked.or_running) == (at(-LOOKS_BACK_MINUTES), at(30), True)
    ended = MeetingQuery(overlaps=query.overlaps, states=frozenset({MeetingState.ENDED}))
    assert not ended.asked().or_running


def test_vendors_are_asked_for_the_room_of_a_provider() -> None:
    assert MeetingQuery(provider=PROVIDER).asked().room == ROOM
